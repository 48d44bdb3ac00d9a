"""Undo and redo over the whole life of a map. The log only grows: taking back is an edit of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain

from django.db.models import Q, QuerySet

from apps.common.access import Actor
from apps.common.errors import DomainError
from apps.journeys.domain.operations import Operation
from apps.journeys.models import EditKind, JourneyMap, MapEdit
from apps.journeys.services.editing import Applied, commit, refuse_collisions, retried

# Edits of one field that follow each other this fast are one change.
ONE_CHANGE = timedelta(seconds=2)
SERVER = "server"


@dataclass(slots=True)
class _Change:
    """Own edits that are taken back together, the newest first."""

    edits: list[MapEdit]
    redone: MapEdit | None = None

    @property
    def way_back(self) -> list[Operation]:
        newest = [self.redone] if self.redone else self.edits
        return [operation for edit in newest for operation in edit.inverse]

    @property
    def since(self) -> int:
        return self.redone.revision if self.redone else self.edits[-1].revision


def undo(map: JourneyMap, *, actor: Actor, client: str = SERVER) -> Applied:
    """Take back one's own last change. `EditConflict` if somebody else has changed the same field since."""

    def attempt() -> Applied | None:
        change = _last_change(_own_edits(map, actor))
        if change is None:
            raise DomainError("nothing_to_undo")
        refuse_collisions(map, change.way_back, _by_others(map, actor, change.since))
        return commit(
            map, change.way_back, kind=EditKind.UNDO, actor=actor, client=client, answers=change.edits[0]
        )

    return retried(map, attempt)


def redo(map: JourneyMap, *, actor: Actor, client: str = SERVER) -> Applied:
    """Do again what was undone last, as long as nothing new was done after."""

    def attempt() -> Applied | None:
        undone = _last_undo(_own_edits(map, actor))
        if undone is None:
            raise DomainError("nothing_to_redo")
        refuse_collisions(map, undone.inverse, _by_others(map, actor, undone.revision))
        return commit(
            map, undone.inverse, kind=EditKind.REDO, actor=actor, client=client, answers=undone.answers
        )

    return retried(map, attempt)


def _own(map: JourneyMap, actor: Actor) -> Q:
    """What the author drew as a guest stays their own."""
    own = Q(actor=actor.user_id)
    return own | Q(actor=None) if map.owner_id == actor.user_id else own


def _own_edits(map: JourneyMap, actor: Actor) -> Iterator[MapEdit]:
    rows: QuerySet[MapEdit] = map.edits.filter(_own(map, actor)).order_by("-revision")
    for start in range(0, 10**9, 50):
        page = list(rows.select_related("answers")[start : start + 50])
        yield from page
        if len(page) < 50:
            return


def _by_others(map: JourneyMap, actor: Actor, revision: int) -> list[MapEdit]:
    others = map.edits.filter(revision__gt=revision).exclude(_own(map, actor)).order_by("revision")
    return list(others)


def _last_change(newest_first: Iterator[MapEdit]) -> _Change | None:
    answered: dict[int, MapEdit] = {}
    for group in _changes(newest_first):
        last = group[0]
        if last.answers_id is not None:
            answered.setdefault(last.answers_id, last)
        elif (answer := answered.get(last.pk)) is None:
            return _Change(group)
        elif answer.kind == EditKind.REDO:
            return _Change(group, redone=answer)
    return None


def _last_undo(newest_first: Iterator[MapEdit]) -> MapEdit | None:
    redone: list[int | None] = []
    for edit in newest_first:
        if edit.kind == EditKind.REDO:
            redone.append(edit.answers_id)
        elif edit.kind != EditKind.UNDO:
            return None
        elif edit.answers_id in redone:
            redone.remove(edit.answers_id)
        else:
            return edit
    return None


def _changes(newest_first: Iterator[MapEdit]) -> Iterator[list[MapEdit]]:
    """Rows of the log, those of one change together."""
    group: list[MapEdit] = []
    for edit in chain(newest_first, [None]):
        if group and (edit is None or not _is_one_change(edit, group[-1])):
            yield group
            group = []
        if edit is not None:
            group.append(edit)


def _is_one_change(earlier: MapEdit, later: MapEdit) -> bool:
    return (
        earlier.kind == later.kind == EditKind.EDIT
        and later.at - earlier.at <= ONE_CHANGE
        and _only_field(earlier) is not None
        and _only_field(earlier) == _only_field(later)
    )


def _only_field(edit: MapEdit) -> tuple[str, str] | None:
    """Object and field, where the edit does nothing but set one."""
    fields = {(step["id"], step["field"]) if step["op"] == "set" else None for step in edit.operations}
    return fields.pop() if len(fields) == 1 else None
