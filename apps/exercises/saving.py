"""Saving a step's form: what was typed, then what was pressed, each fault on its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from zlib import crc32

from django.http import QueryDict
from django.utils.formats import get_format

from apps.common.access import Actor
from apps.exercises.domain.editing import Birth, Operation, Planner, Problem, decode_birth
from apps.journeys.domain.coach import Finding
from apps.journeys.domain.document import Map
from apps.journeys.domain.operations import FieldConflict
from apps.journeys.models import JourneyMap
from apps.journeys.selectors import document_at, load_document
from apps.journeys.services import EditConflict, InvalidMap, apply_operations

OK, CONFLICT, FAULT = 200, 409, 422


@dataclass(frozen=True, slots=True)
class Posted:
    """One form as it arrived. ``births`` maps the row keys of the form to the objects it may create."""

    revision: int
    client: str
    values: Mapping[str, Sequence[str]]
    births: Mapping[str, Birth]
    sequence: int


@dataclass(slots=True)
class Saved:
    map: JourneyMap
    document: Map
    findings: tuple[Finding, ...] | None = None
    problems: list[Problem] = field(default_factory=list)
    conflicts: list[FieldConflict] = field(default_factory=list)

    @property
    def status(self) -> int:
        """Of the answer: a conflict outranks a fault."""
        return CONFLICT if self.conflicts else FAULT if self.problems else OK


def read_post(data: QueryDict) -> Posted:
    """The posted form; the checksum of what it says makes a repeat recognisable."""
    lists = dict(data.lists())
    births = {}
    for text in lists.get("new", []):
        key, _, code = text.partition("=")
        birth = decode_birth(code)
        if birth is not None:
            births[key] = birth
    revision = lists.get("revision", ["0"])[-1]
    return Posted(
        revision=int(revision) if revision.isdecimal() and len(revision) < 10 else 0,
        client=lists.get("client", [""])[-1][:20] or "form",
        values={key: values for key, values in lists.items() if key.startswith("f:")},
        births=births,
        sequence=crc32(repr(lists).encode()) & 0x7FFFFFFF,
    )


def save_form(map: JourneyMap, posted: Posted, *, actor: Actor, extra: Sequence[Operation] = ()) -> Saved:
    """Apply what changed. Faulty and conflicting fields are left out and reported; everything else is saved."""
    base = document_at(map, revision=posted.revision, client=posted.client)
    decimal = get_format("DECIMAL_SEPARATOR")
    plan = Planner(base, posted.values, list(posted.births.values()), decimal=decimal).plan()
    saved = Saved(map, base, problems=plan.problems)
    operations = [*plan.operations, *extra]
    revision = min(posted.revision, map.revision)
    while operations:
        try:
            applied = apply_operations(
                map,
                operations,
                base_revision=revision,
                actor=actor,
                client=posted.client,
                sequence=posted.sequence,
            )
        except EditConflict as conflict:
            saved.conflicts += conflict.conflicts
            fields = {(item.id, item.field) for item in conflict.conflicts}
            remaining = [op for op in operations if not _touches(op, fields)]
        except InvalidMap as refusal:
            saved.problems += [
                Problem(item.id, item.field, item.code, item.params) for item in refusal.problems
            ]
            fields = {(item.id, item.field) for item in refusal.problems}
            remaining = [op for op in operations if not _touches(op, fields)]
        else:
            saved.map, saved.document, saved.findings = applied.map, applied.document, applied.findings
            return saved
        if len(remaining) == len(operations):
            break
        operations = remaining
    saved.document = load_document(map)
    return saved


def _touches(operation: Operation, fields: set[tuple[str, str]]) -> bool:
    if operation["op"] == "set":
        return (operation["id"], operation["field"]) in fields
    ids = {object_id for object_id, _ in fields}
    target = operation["value"]["id"] if operation["op"] == "add" else operation["id"]
    return target in ids
