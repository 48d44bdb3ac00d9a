"""Spreadsheets become a map, or rows of one: whole or not at all."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from apps.common.access import Actor
from apps.common.errors import DomainError
from apps.common.ids import new_id
from apps.journeys.domain.formats.sheet_merging import operations_for
from apps.journeys.domain.stored import recall
from apps.journeys.models import EditKind, JourneyMap, Upload
from apps.journeys.services.creating import create_map
from apps.journeys.services.editing import Applied, commit, retried
from apps.journeys.services.uploads import claim_upload


def make_map(upload: Upload, plain: dict[str, Any], *, actor: Actor, key: str) -> JourneyMap:
    """A new map of what was read; the file has done its work. `InvalidMap`, `upload_used`."""
    with transaction.atomic():
        claim_upload(upload)
        return create_map(
            actor=actor,
            organisation_id=upload.organisation_id,
            title="",
            language="",
            document=plain,
            key=key,
        )


def add_rows(upload: Upload, plain: dict[str, Any], *, map: JourneyMap, actor: Actor) -> Applied:
    """The touchpoints of a file as one edit, however many they are: one undo takes them back.

    `nothing_to_bring`, `InvalidMap`, `upload_used`.
    """
    if not plain.get("touchpoints"):
        raise DomainError("nothing_to_bring")
    client = new_id()

    def attempt() -> Applied | None:
        operations = operations_for(plain, recall(map.document_json).plain)
        return commit(map, operations, kind=EditKind.EDIT, actor=actor, client=client)

    with transaction.atomic():
        claim_upload(upload)
        return retried(map, attempt)
