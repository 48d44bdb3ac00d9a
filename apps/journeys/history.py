"""The log of a map in words: who wrote where in the journey, minute by minute."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from apps.journeys import words
from apps.journeys.domain.document import ROOT_ID, Lane
from apps.journeys.domain.operations import Operation
from apps.journeys.models import EditKind, MapEdit

MOST_LINES = 8
LONGEST_NAME = 60

_LANES: dict[str, Lane] = {
    "channels": Lane.CHANNELS,
    "reactions": Lane.REACTIONS,
    "evidence": Lane.EVIDENCE,
    "stakeholders": Lane.STAKEHOLDERS,
    "kpis": Lane.KPIS,
    "readings": Lane.KPIS,
    "pains": Lane.PAINS,
    "delights": Lane.DELIGHTS,
    "causes": Lane.CAUSES,
    "children": Lane.CAUSES,
    "opportunities": Lane.OPPORTUNITIES,
    "risks": Lane.RISKS,
    "resources": Lane.RESOURCES,
    "changes": Lane.CHANGES,
    "reviews": Lane.CHANGES,
    "purpose": Lane.PURPOSE,
    "goal_value": Lane.GOAL_VALUE,
    "experience_value": Lane.EXPERIENCE_VALUE,
    "action": Lane.ACTION,
    "context": Lane.CONTEXT,
    "thoughts": Lane.THOUGHTS,
    "emotion": Lane.EMOTION,
    "expectation": Lane.EXPECTATION,
    "needs": Lane.NEEDS,
    "time": Lane.TIME,
}
# Lists whose objects hold fields of several lanes.
_MANY_LANES = frozenset({"touchpoints", "channels"})
# Lists whose objects are places of their own, called by their names.
_NAMED = frozenset({"personas", "goals", "stages", "touchpoints"})


@dataclass(frozen=True, slots=True)
class Line:
    """``place``: what the author calls the touchpoint or object; ``parts``: what was written there."""

    place: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """What one person did within a minute; ``kind`` says so when it was taken back, done again or restored."""

    at: datetime
    who: str
    kind: str
    lines: tuple[Line, ...]
    more: int
    """lines that are left out"""


@dataclass(frozen=True, slots=True)
class _Known:
    field: str
    """list that holds the object"""
    parent: str
    plain: dict[str, Any]


def entries(newest_first: Iterable[MapEdit], plain: dict[str, Any]) -> list[Entry]:
    """The edits of a map that now reads ``plain``, those of one person and minute together."""
    known: dict[str, _Known] = {}
    _learn(known, plain, ROOT_ID)
    found = []
    for _key, group in groupby(newest_first, key=lambda edit: (edit.actor_id, edit.kind, _minute(edit.at))):
        edits = list(group)
        for edit in edits:
            _learn_removed(known, edit.inverse)
        lines = _lines(known, (step for edit in reversed(edits) for step in edit.operations))
        found.append(
            Entry(
                at=edits[0].at,
                who=edits[0].actor.name if edits[0].actor else _("Somebody without an account"),
                kind="" if edits[0].kind == EditKind.EDIT else str(EditKind(edits[0].kind).label),
                lines=tuple(lines[:MOST_LINES]),
                more=max(len(lines) - MOST_LINES, 0),
            )
        )
    return found


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


def _learn(known: dict[str, _Known], node: dict[str, Any], name: str) -> None:
    for field, held in node.items():
        for child in held if isinstance(held, list) else ():
            if isinstance(child, dict) and isinstance(child.get("id"), str) and child["id"] not in known:
                known[child["id"]] = _Known(field, name, child)
                _learn(known, child, child["id"])


def _learn_removed(known: dict[str, _Known], inverse: Iterable[Operation]) -> None:
    """Objects that are no longer in the map are remembered by what would bring them back."""
    for step in inverse:
        if step["op"] == "add":
            _learn(known, {step["field"]: [step["value"]]}, step["parent"])
        elif step["op"] == "replace":
            _learn(known, step["value"], ROOT_ID)


def _lines(known: dict[str, _Known], steps: Iterable[Operation]) -> list[Line]:
    """One line for each place, in the order of the work."""
    places: dict[str, dict[str, None]] = {}
    for step in steps:
        place, part = _step(known, step)
        places.setdefault(place, {})[part] = None
    return [Line(place, tuple(parts)) for place, parts in places.items()]


def _step(known: dict[str, _Known], step: Operation) -> tuple[str, str]:
    if step["op"] == "replace":
        return "", _("The whole map")
    if step["op"] == "add":
        _learn(known, {step["field"]: [step["value"]]}, step["parent"])
        name, pattern = step["value"]["id"], _("Added: %(what)s")
    else:
        name, pattern = step["id"], _("Removed: %(what)s") if step["op"] == "remove" else "%(what)s"
    found = known.get(name)
    if found is None:
        return "", _root_word(step.get("field", "")) if name == ROOT_ID else _("Map")
    head = step.get("field", "").partition(".")[0] if step["op"] == "set" else ""
    return _place(known, name), pattern % {"what": _word(found.field, head)}


def _place(known: dict[str, _Known], name: str) -> str:
    """The touchpoint that an object stands at, else the nearest object with a name of its own."""
    for owner in _owners(known, name):
        touchpoint = known.get(str(owner.plain.get("touchpoint", "")))
        if touchpoint is not None or owner.field in _NAMED:
            plain = touchpoint.plain if touchpoint is not None else owner.plain
            text = str(plain.get("name") or plain.get("statement") or "")
            return text if len(text) <= LONGEST_NAME else f"{text[:LONGEST_NAME]}…"
    return ""


def _owners(known: dict[str, _Known], name: str) -> Iterator[_Known]:
    while name in known:
        yield known[name]
        name = known[name].parent


def _word(field: str, head: str) -> str:
    """What stands in a field of an object of a list; for most lists every field is the list's own."""
    if field in _MANY_LANES and head in _LANES:
        return words.label(_LANES[head])
    if field in _LANES:
        return words.label(_LANES[field])
    heads = {"weak_link": _("Weak link"), "weak_link_reason": _("Weak link"), "wow_tasks": _("Wow")}
    if head in heads:
        return heads[head]
    known = {
        "backstage": _("Behind this touchpoint"),
        "personas": _("Persona"),
        "goals": _("Goal"),
        "stages": _("Stage"),
        "touchpoints": _("Touchpoint"),
        "walkthrough": _("Walk-through"),
        "ideas": _("Ideas"),
        "waivers": _("A hint set aside"),
    }
    return known.get(field) or _("Map")


def _root_word(field: str) -> str:
    known = {
        "title": _("Title"),
        "kind": _("Kind of map"),
        "lanes": _("Lanes"),
        "scenario": _("Scenario"),
        "scope_start": _("Scope"),
        "scope_end": _("Scope"),
        "no_weak_link": _("Weak link"),
    }
    return known.get(field) or _("Map")
