"""Today's map beside tomorrow's: what the changes name, and what nobody touches."""

from __future__ import annotations

from dataclasses import dataclass

from apps.journeys.domain.coach.registry import View
from apps.journeys.domain.combine.matching import differences
from apps.journeys.domain.document import Change, ChangeState, Map, Pain


@dataclass(frozen=True, slots=True)
class Answered:
    """A change, what it answers in today's map, and whether the touchpoints it names differ tomorrow."""

    change: Change
    pains: tuple[Pain, ...]
    touchpoints: tuple[str, ...]
    """names, as today's map has them"""
    differs: bool


@dataclass(frozen=True, slots=True)
class Tomorrow:
    changes: tuple[Answered, ...]
    untouched: tuple[Pain, ...]
    """pains of today that no change answers"""


def beside_today(current: Map, future: Map) -> Tomorrow:
    """The changes of both maps that are not stopped, each once, in the order of tomorrow's map."""
    found, matched = differences(current, future)
    sides = (View(matched), View(current))
    pains = {pain.id: pain for pain in current.pains}
    names = {item.id: item.name for item in current.touchpoints}
    touched = _touched(current, matched, {*found.added, *found.removed, *(item.id for item in found.changed)})
    answered: dict[str, Answered] = {}
    for side in sides:
        for change in side.document.changes:
            if change.state is ChangeState.STOPPED or change.id in answered:
                continue
            felt = tuple(pains[name] for name in dict.fromkeys(side.felt_by(change)) if name in pains)
            places = dict.fromkeys(
                name for name in (change.touchpoint, *(p.touchpoint for p in felt)) if name
            )
            answered[change.id] = Answered(
                change,
                felt,
                tuple(names[name] for name in places if name in names),
                not touched.isdisjoint(places),
            )
    eased = {pain.id for item in answered.values() for pain in item.pains}
    return Tomorrow(tuple(answered.values()), tuple(pain for pain in current.pains if pain.id not in eased))


def _touched(current: Map, future: Map, changed: set[str]) -> set[str]:
    """Touchpoints that differ themselves or in their channels and reactions."""
    return {
        place.id
        for document in (current, future)
        for place in document.touchpoints
        if not changed.isdisjoint({place.id, *(node.id for node in (*place.channels, *place.reactions))})
    }
