"""Ways through a map: which touchpoint leads where, what can be reached, and how many get there.

Where no transition says otherwise one goes on to the next touchpoint. Next and branch take the place of that
way; a loop or an exit is a way beside it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from apps.journeys.domain.document import LinkKind, Map, Touchpoint, Transition, TransitionKind

WHOLE, TOLERANCE = 100, 1
ONWARD = frozenset({TransitionKind.NEXT, TransitionKind.BRANCH})
WINDING = frozenset({TransitionKind.LOOP, TransitionKind.BRANCH})
ROUNDS, SETTLED = 2_000, 1e-6

type Ways = Mapping[str, Iterable[str]]


@dataclass(frozen=True)
class Flow:
    """The ways between the touchpoints of one map; transitions that lead nowhere are left out."""

    order: tuple[Touchpoint, ...]
    transitions: tuple[Transition, ...]

    @classmethod
    def of(cls, document: Map) -> Flow:
        order = document.touchpoints_in_order()
        places = {touchpoint.id for touchpoint in order}
        kept = tuple(
            way
            for way in document.transitions
            if way.source in places and (way.target in places or way.kind is TransitionKind.EXIT)
        )
        return cls(order, kept)

    @cached_property
    def position(self) -> dict[str, int]:
        return {place.id: index for index, place in enumerate(self.order)}

    @cached_property
    def out_of(self) -> dict[str, list[Transition]]:
        found: dict[str, list[Transition]] = defaultdict(list)
        for way in self.transitions:
            found[way.source].append(way)
        return found

    def goes_on(self, touchpoint: str, *, surely: bool) -> bool:
        """Whether one may go on to the next in order; ``surely``: also where a loop does not say who leaves it."""
        ways = self.out_of.get(touchpoint, ())
        if any(way.kind in ONWARD for way in ways):
            return False
        loops = [way for way in ways if way.kind is TransitionKind.LOOP]
        return not surely or not loops or any(lets_go(way) for way in loops)

    def ways(self, *, surely: bool) -> dict[str, list[str]]:
        """Targets by source."""
        found: dict[str, list[str]] = {place.id: [] for place in self.order}
        for way in self.transitions:
            if way.target in found:
                found[way.source].append(way.target)
        for before, after in zip(self.order, self.order[1:], strict=False):
            if self.goes_on(before.id, surely=surely):
                found[before.id].append(after.id)
        return found

    @cached_property
    def ends(self) -> list[str]:
        """Touchpoints at which the journey may end."""
        found = [way.source for way in self.transitions if way.kind is TransitionKind.EXIT]
        if self.order and self.goes_on(self.order[-1].id, surely=True):
            found.append(self.order[-1].id)
        return found

    @cached_property
    def reached(self) -> set[str]:
        """Touchpoints that one can get to from the first."""
        return reached([self.order[0].id], self.ways(surely=False)) if self.order else set()

    @cached_property
    def held(self) -> tuple[Transition, ...]:
        """Ways back from which no end can be reached any more, whichever way one takes."""
        backward: dict[str, list[str]] = defaultdict(list)
        for source, targets in self.ways(surely=True).items():
            for target in targets:
                backward[target].append(source)
        free, position = reached(self.ends, backward), self.position
        stuck = [way for way in self.transitions if way.source not in free and not lets_go(way)]
        return tuple(
            way for way in stuck if position.get(way.target or "", len(position)) <= position[way.source]
        )

    def shares_out(self, touchpoint: str) -> tuple[float, list[Transition]] | None:
        """Sum of the shares of a touchpoint that branches, with its ways; None where no share is said."""
        ways = self.out_of.get(touchpoint, [])
        shares = [way.share for way in ways if way.share is not None]
        if not shares or not any(way.kind is TransitionKind.BRANCH for way in ways):
            return None
        return sum(shares), ways

    def fractions(self, touchpoint: str) -> list[tuple[str, float]]:
        """Where those go who stand here, as parts of 1; an empty target has left.

        Ways without a share part what the others leave over; shares that miss 100 are taken in proportion.
        """
        ways = self.out_of.get(touchpoint, [])
        found = [("" if way.kind is TransitionKind.EXIT else way.target or "", way.share) for way in ways]
        if self.goes_on(touchpoint, surely=False):
            after = self.position[touchpoint] + 1
            found.append((self.order[after].id if after < len(self.order) else "", None))
        known = sum(share for _target, share in found if share is not None)
        silent = sum(1 for _target, share in found if share is None)
        rest = max(WHOLE - known, 0) / silent if silent else 0
        parts = [(target, rest if share is None else share) for target, share in found]
        whole = sum(part for _target, part in parts)
        return [(target, part / whole) for target, part in parts] if whole else []

    @cached_property
    def visits(self) -> dict[str, float] | None:
        """How often each touchpoint is visited for 100 who begin; None where a loop never lets go."""
        if not self.order:
            return {}
        parts = {place.id: self.fractions(place.id) for place in self.order}
        found: dict[str, float] = dict.fromkeys(parts, 0.0)
        moving: dict[str, float] = {self.order[0].id: float(WHOLE)}
        for _round in range(ROUNDS):
            following: dict[str, float] = {}
            for place, number in moving.items():
                found[place] += number
                for target, part in parts[place]:
                    if target:
                        following[target] = following.get(target, 0.0) + number * part
            moving = {place: number for place, number in following.items() if number > SETTLED}
            if not moving:
                return found
        return None

    @cached_property
    def leaving(self) -> dict[str, float]:
        """Of 100 who begin, how many leave at each touchpoint before the journey is over."""
        visits = self.visits or {}
        exits = {way.source for way in self.transitions if way.kind is TransitionKind.EXIT}
        return {
            place.id: visits[place.id] * sum(part for to, part in self.fractions(place.id) if not to)
            for place in self.order
            if place.id in exits and place.id in visits
        }


def lets_go(way: Transition) -> bool:
    """Of a loop, a share says how many go on and a condition when."""
    if way.kind is not TransitionKind.LOOP:
        return False
    return way.share < WHOLE if way.share is not None else bool(way.condition.strip())


def reached(starts: Iterable[str], ways: Ways) -> set[str]:
    found = set(starts)
    waiting = list(found)
    while waiting:
        for target in ways.get(waiting.pop(), ()):
            if target not in found:
                found.add(target)
                waiting.append(target)
    return found


class Way(NamedTuple):
    """A transition as a map shows it: ``name`` of the touchpoint it leads to, empty where one leaves."""

    id: str
    kind: TransitionKind
    target: str
    name: str
    condition: str
    share: float | None


def ways_by_source(document: Map) -> dict[str, tuple[Way, ...]]:
    """What a map shows below a touchpoint: its ways in the author's order, those that lead nowhere left out."""
    if not document.transitions:
        return {}
    names = {touchpoint.id: touchpoint.name for touchpoint in document.touchpoints}
    found: dict[str, list[Way]] = {}
    for way in Flow.of(document).transitions:
        target = way.target if way.kind is not TransitionKind.EXIT else None
        shown = Way(way.id, way.kind, target or "", names.get(target or "", ""), way.condition, way.share)
        found.setdefault(way.source, []).append(shown)
    return {source: tuple(ways) for source, ways in found.items()}


def zooms(document: Map) -> dict[str, str]:
    """The map of its sub-journey by touchpoint, the first of several."""
    found: dict[str, str] = {}
    for link in document.links:
        if link.kind is LinkKind.ZOOM and link.touchpoint:
            found.setdefault(link.touchpoint, link.map)
    return found
