"""Buttons of the builder's form, as operations, and the words that answer them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2s
from typing import Any

from django.utils.translation import gettext as _

from apps.common.ids import new_id
from apps.exercises.builder import Selection, neighbours, step_url
from apps.exercises.domain.editing import Operation
from apps.exercises.saving import Saved
from apps.journeys import words
from apps.journeys.domain.document import ROOT_ID, Lane, Map
from apps.journeys.domain.kinds import lanes_of, missing_lanes
from apps.journeys.domain.operations import FieldConflict
from apps.journeys.faults import fault_text
from apps.journeys.models import JourneyMap
from apps.journeys.reference import stage_sets
from apps.journeys.selectors import load_document
from apps.journeys.services import InvalidMap

MOVABLE = ("stages", "touchpoints", "channels")


@dataclass(frozen=True, slots=True)
class SpokenProblem:
    slot: str
    text: str


@dataclass(frozen=True, slots=True)
class ShownConflict:
    name: str
    mine: str
    theirs: str


def read(pressed: str, map: JourneyMap, language: str) -> list[Operation]:
    """``remove:<id>``, ``up:<id>``, ``down:<id>``, ``stages:<set>``, ``lanes:kind``; anything else does nothing."""
    verb, _sep, target = pressed.partition(":")
    if verb == "remove" and target:
        return [{"op": "remove", "id": target}]
    if verb in ("up", "down") and target:
        return _move(load_document(map), target, -1 if verb == "up" else 1)
    if verb == "stages" and not load_document(map).stages:
        chosen = next((item for item in stage_sets(language) if item.id == target), None)
        stages = chosen.stages if chosen else ()
        return [_new_stage(stage.name, stage.moment) for stage in stages]
    if pressed == "lanes:kind":
        return _lanes_of_kind(load_document(map))
    return []


def _lanes_of_kind(document: Map) -> list[Operation]:
    """The lanes of the kind beside those that the author chose."""
    missing = missing_lanes(document, document.kind) if document.kind else ()
    lanes = [lane.value for lane in (*lanes_of(document), *missing)]
    return [{"op": "set", "id": ROOT_ID, "field": "lanes", "value": lanes}] if missing else []


def _new_stage(name: str, moment: str) -> Operation:
    return {
        "op": "add",
        "parent": ROOT_ID,
        "field": "stages",
        "value": {"id": new_id(), "name": name, "moment": str(moment)},
    }


def _move(document: Map, target: str, by: int) -> list[Operation]:
    """One place up or down; a touchpoint moves among those of its own stage."""
    ids = [stage.id for stage in document.stages]
    if target in ids:
        index = max(0, min(len(ids) - 1, ids.index(target) + by))
        return [{"op": "move", "id": target, "index": index}]
    touchpoint = next((item for item in document.touchpoints if item.id == target), None)
    if touchpoint is None:
        return []
    siblings = [item.id for item in document.touchpoints if item.stage == touchpoint.stage]
    place = siblings.index(target) + by
    if not 0 <= place < len(siblings):
        return []
    everyone = [item.id for item in document.touchpoints]
    return [{"op": "move", "id": target, "index": everyone.index(siblings[place])}]


def destination(go: str, map: JourneyMap, selection: Selection) -> str:
    """Where a plain form leads: back, on, or to the same place."""
    back, forward = neighbours(map.pk, selection)
    if go == "next":
        return forward[0]
    if go == "back" and back[0]:
        return back[0]
    return step_url(map.pk, selection.step, selection.touchpoint.id if selection.touchpoint else "")


def waiver(data: Mapping[str, str]) -> list[Operation]:
    """The operation that sets a finding aside; empty without a reason.

    The waiver's id is made of its finding, so that the same finding set aside twice is a duplicate.
    """
    if data.get("restore"):
        return [{"op": "remove", "id": data["restore"]}]
    reason, rule = data.get("reason", "").strip(), data.get("rule", "")
    if not reason or not rule:
        return []
    where = [item for item in data.get("where", "").split(",") if item]
    name = blake2s("\0".join((rule, *sorted(where))).encode(), digest_size=8).hexdigest()
    value = {"id": f"waiver-{name}", "rule": rule, "where": where, "reason": reason[:300]}
    return [{"op": "add", "parent": ROOT_ID, "field": "waivers", "value": value}]


def repeats(refusal: InvalidMap) -> bool:
    """Whether the finding was set aside already: the first reason stays."""
    return {problem.code for problem in refusal.problems} == {"duplicate_id"}


def spoken(saved: Saved) -> list[SpokenProblem]:
    """The sentences that an autosave puts beside the fields."""
    problems = [
        SpokenProblem(f"{item.id}-{item.path}".replace(".", "-"), fault_text(item.code, item.params))
        for item in saved.problems
    ]
    conflicts = [
        SpokenProblem(
            f"{item.id}-{field}".replace(".", "-"),
            _("Somebody else wrote here: “%(theirs)s”. Yours is kept in the form.") % {"theirs": theirs},
        )
        for item in saved.conflicts
        for field, theirs in _by_input(item)
    ]
    return problems + conflicts


def _by_input(conflict: FieldConflict) -> list[tuple[str, Any]]:
    """(field, what others wrote) by the input that shows it: lanes set aside have one input each."""
    if conflict.field != "not_relevant":
        return [(conflict.field, conflict.theirs)]
    mine, theirs = (
        {entry["lane"]: entry["reason"] for entry in value or ()}
        for value in (conflict.mine, conflict.theirs)
    )
    lanes = [lane for lane in Lane if mine.get(lane) != theirs.get(lane)]
    return [(f"not_relevant.{lane}", theirs.get(lane, "")) for lane in lanes]


def conflicts_shown(saved: Saved) -> list[ShownConflict]:
    return [
        ShownConflict(f"f:{item.id}:{item.field}", _told(item.mine), _told(item.theirs))
        for item in saved.conflicts
    ]


def _told(value: Any) -> str:
    """A value as both sides of a conflict read it: lanes, set aside or declared, by their names."""
    if not isinstance(value, list):
        return "" if value is None else str(value)
    known = {lane.value: words.label(lane) for lane in Lane}
    return ", ".join(
        f"{known[item['lane']]}: {item['reason']}" if isinstance(item, dict) else known.get(item, str(item))
        for item in value
    )
