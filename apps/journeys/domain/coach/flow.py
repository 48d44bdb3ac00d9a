"""Rules of the flow: whether every touchpoint can be reached, and every loop and branch comes out right.

Where no transition says otherwise one goes on to the next touchpoint. Next and branch take the place of that
way; a loop or an exit is a way beside it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from apps.journeys.domain.coach.examples import GOOD, broken
from apps.journeys.domain.coach.registry import Hit, Rule, Severity, View, at_touchpoints, filled, names_of
from apps.journeys.domain.document import ROOT_ID, Touchpoint, Transition, TransitionKind

WHOLE, TOLERANCE = 100, 1
ONWARD = frozenset({TransitionKind.NEXT, TransitionKind.BRANCH})
WINDING = frozenset({TransitionKind.LOOP, TransitionKind.BRANCH})

type Ways = Mapping[str, Iterable[str]]


@dataclass(frozen=True)
class Flow:
    """The ways between the touchpoints of one map; transitions that lead nowhere are left out."""

    order: tuple[Touchpoint, ...]
    transitions: tuple[Transition, ...]

    @classmethod
    def of(cls, view: View) -> Flow:
        places = {touchpoint.id for touchpoint in view.ordered}
        kept = tuple(
            way
            for way in view.document.transitions
            if way.source in places and (way.target in places or way.kind is TransitionKind.EXIT)
        )
        return cls(view.ordered, kept)

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
        return not surely or not loops or any(_lets_go(way) for way in loops)

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


def _lets_go(way: Transition) -> bool:
    """Of a loop, a share says how many go on and a condition when."""
    if way.kind is not TransitionKind.LOOP:
        return False
    return way.share < WHOLE if way.share is not None else filled(way.condition)


def _reached(starts: Iterable[str], ways: Ways) -> set[str]:
    found = set(starts)
    waiting = list(found)
    while waiting:
        for target in ways.get(waiting.pop(), ()):
            if target not in found:
                found.add(target)
                waiting.append(target)
    return found


def all_can_be_reached(view: View) -> Iterator[Hit]:
    if not view.document.transitions or not view.ordered:
        return
    reached = _reached([view.ordered[0].id], Flow.of(view).ways(surely=False))
    yield from at_touchpoints([place for place in view.ordered if place.id not in reached])


def loops_have_an_exit(view: View) -> Iterator[Hit]:
    """A loop holds where no end can be reached any more, whichever way one takes."""
    if not view.document.transitions:
        return
    flow = Flow.of(view)
    backward: dict[str, list[str]] = defaultdict(list)
    for source, targets in flow.ways(surely=True).items():
        for target in targets:
            backward[target].append(source)
    free = _reached(flow.ends, backward)
    position = {place.id: index for index, place in enumerate(flow.order)}
    held = [way for way in flow.transitions if way.source not in free and not _lets_go(way)]
    back = [way for way in held if position.get(way.target or "", len(position)) <= position[way.source]]
    yield from _at_transitions(view, back)


def shares_are_whole(view: View) -> Iterator[Hit]:
    """Branches without any share say nothing that could be wrong."""
    if not view.document.transitions:
        return
    wrong: list[tuple[Touchpoint, float, list[Transition]]] = []
    flow = Flow.of(view)
    for place in view.ordered:
        ways = flow.out_of.get(place.id, [])
        shares = [way.share for way in ways if way.share is not None]
        if shares and any(way.kind is TransitionKind.BRANCH for way in ways):
            total = sum(shares)
            if abs(total - WHOLE) > TOLERANCE:
                wrong.append((place, total, ways))
    if wrong:
        place, total, _ways = wrong[0]
        names = names_of(item.name for item, _, _ in wrong)
        params = {"count": len(wrong), "touchpoint": place.name, "percent": total, **names}
        yield Hit(tuple(way.id for _, _, ways in wrong for way in ways), params=params)


def process_fits(view: View) -> Iterator[Hit]:
    winding = [way for way in view.document.transitions if way.kind in WINDING]
    if view.document.process == "linear":
        if winding:
            yield Hit(tuple(way.id for way in winding), "winding", params={"count": len(winding)})
    elif not winding and view.ordered:
        yield Hit((ROOT_ID,), "straight")


def _at_transitions(view: View, ways: list[Transition]) -> Iterator[Hit]:
    if ways:
        names = {place.id: place.name for place in view.ordered}
        params = {
            "count": len(ways),
            "touchpoint": names[ways[0].source],
            **names_of(names[way.source] for way in ways),
        }
        yield Hit(tuple(way.id for way in ways), params=params)


def _winding(*transitions: dict[str, object]) -> dict[str, object]:
    numbered = [{"id": f"x{number}", **way} for number, way in enumerate(transitions, 1)]
    return broken("process", "non_linear", "transitions", numbered)


_BACK: dict[str, object] = {"source": "t4", "target": "t3", "kind": "loop"}
_SPLIT = (
    {"source": "t1", "target": "t2", "kind": "branch", "share": 70},
    {"source": "t1", "target": "t3", "kind": "branch", "share": 30},
)
RULES = (
    Rule(
        "L1", Severity.WARNING, 3, (), "transitions", all_can_be_reached, _winding(*_SPLIT),
        bad=_winding({**_BACK, "share": 20}, {"source": "t1", "target": "t3", "kind": "next"}),
    ),
    Rule(
        "L2", Severity.WARNING, 3, (), "transitions", loops_have_an_exit, _winding({**_BACK, "share": 20}),
        bad=_winding(_BACK),
    ),
    Rule(
        "L3", Severity.WARNING, 3, (), "share", shares_are_whole, _winding(*_SPLIT),
        bad=_winding(_SPLIT[0], {**_SPLIT[1], "share": 20}),
    ),
    Rule(
        "L4", Severity.HINT, 3, (), "process", process_fits, GOOD, cases=("straight", "winding"),
        bad=broken("process", "non_linear"),
    ),
)  # fmt: skip
