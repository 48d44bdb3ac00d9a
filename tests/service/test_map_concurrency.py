"""Six processes at once on one map: the version check keeps every edit, and without it some are lost."""

import pytest

from apps.journeys.domain.operations import apply
from apps.journeys.models import JourneyMap
from apps.journeys.selectors import load_document
from tests.factories.journeys import make_map
from tests.journeys.domain.documents import HOTEL
from tests.service.processes import run, stop

pytestmark = [pytest.mark.service, pytest.mark.django_db(transaction=True)]
PROCESSES, EDITS = 6, 40


def write_at_once(map_id: str, mode: str) -> JourneyMap:
    names = [f"w{number}" for number in range(PROCESSES)]
    writers = [run("-m", "tests.service.map_writer", map_id, name, str(EDITS), mode) for name in names]
    try:
        for writer in writers:
            assert writer.stdout is not None
            assert writer.stdout.readline() == "ready\n"
        for writer in writers:
            assert writer.stdin is not None
            writer.stdin.write("go\n")
            writer.stdin.flush()
        for writer in writers:
            assert writer.stdout is not None
            assert writer.stdout.readline() == "done\n"
    finally:
        for writer in writers:
            stop(writer)
    return JourneyMap.unscoped.get(pk=map_id)


def written(stored: JourneyMap) -> int:
    return sum(pain.id.startswith("w") for pain in load_document(stored).pains)


def test_no_edit_is_lost_and_the_log_tells_the_whole_story() -> None:
    drawn = make_map(document=HOTEL)
    stored = write_at_once(drawn.pk, "checked")
    assert written(stored) == PROCESSES * EDITS
    assert stored.revision == PROCESSES * EDITS
    replayed = drawn.document
    for edit in stored.edits.order_by("revision"):
        replayed, _ = apply(replayed, edit.operations)
    assert replayed == stored.document
    for edit in stored.edits.order_by("-revision"):
        replayed, _ = apply(replayed, edit.inverse)
    assert replayed == drawn.document


def test_without_the_version_check_edits_are_lost() -> None:
    stored = write_at_once(make_map(document=HOTEL).pk, "unchecked")
    assert stored.revision == PROCESSES * EDITS
    assert written(stored) < PROCESSES * EDITS
