"""One process that edits one map as fast as it can: `map_writer MAP CLIENT EDITS {checked,unchecked}`."""

import sys

import django

django.setup()

from django.db.models import F  # noqa: E402 - needs the settings

from apps.common.access import Actor  # noqa: E402 - the same
from apps.journeys.domain.operations import apply  # noqa: E402 - the same
from apps.journeys.domain.problems import read_map, write_map  # noqa: E402 - the same
from apps.journeys.models import JourneyMap  # noqa: E402 - the same
from apps.journeys.services import apply_operations  # noqa: E402 - the same


def say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def main(map_id: str, client: str, edits: int, mode: str) -> None:
    say("ready")
    sys.stdin.readline()
    for number in range(edits):
        pain = {"id": f"{client}-{number}", "text": f"Pain {number} of {client}"}
        operations = [{"op": "add", "parent": "map", "field": "pains", "value": pain}]
        read = JourneyMap.unscoped.get(pk=map_id)
        if mode == "checked":
            apply_operations(
                read,
                operations,
                base_revision=read.revision,
                actor=Actor(guest_key="key-of-a-guest"),
                client=client,
                sequence=number,
            )
        else:
            text = write_map(read_map(apply(read.document, operations)[0]))
            JourneyMap.unscoped.filter(pk=map_id).update(document_json=text, revision=F("revision") + 1)
    say("done")


main(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4])
