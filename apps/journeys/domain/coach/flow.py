"""Rules of the flow: whether every touchpoint can be reached, and every loop and branch comes out right."""

from __future__ import annotations

from collections.abc import Iterator

from apps.journeys.domain.coach.examples import GOOD, broken
from apps.journeys.domain.coach.registry import Hit, Rule, Severity, View, at_touchpoints, names_of
from apps.journeys.domain.document import ROOT_ID, Touchpoint, Transition
from apps.journeys.domain.flow import TOLERANCE, WHOLE, WINDING, Flow


def all_can_be_reached(view: View) -> Iterator[Hit]:
    if not view.document.transitions or not view.ordered:
        return
    reached = Flow.of(view.document).reached
    yield from at_touchpoints([place for place in view.ordered if place.id not in reached])


def loops_have_an_exit(view: View) -> Iterator[Hit]:
    if view.document.transitions:
        yield from _at_transitions(view, list(Flow.of(view.document).held))


def shares_are_whole(view: View) -> Iterator[Hit]:
    """Branches without any share say nothing that could be wrong."""
    if not view.document.transitions:
        return
    wrong: list[tuple[Touchpoint, float, list[Transition]]] = []
    flow = Flow.of(view.document)
    for place in view.ordered:
        found = flow.shares_out(place.id)
        if found and abs(found[0] - WHOLE) > TOLERANCE:
            wrong.append((place, *found))
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
