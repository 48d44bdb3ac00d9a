"""What the sheets beside the steps show, and how their forms become edits of the map."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language

from apps.common.fixed import gettext as _
from apps.common.ids import new_id
from apps.exercises.builder import panel_html
from apps.exercises.domain.editing import input_name
from apps.exercises.forms import structure
from apps.exercises.forms.binding import Binder, Panel
from apps.exercises.saving import Posted
from apps.journeys import words
from apps.journeys.coaching import advise
from apps.journeys.domain.document import ROOT_ID, Map, Touchpoint, TransitionKind
from apps.journeys.domain.flow import Flow, Way, ways_by_source
from apps.journeys.domain.grid import build_grid
from apps.journeys.domain.kinds import lanes_of
from apps.journeys.models import JourneyMap
from apps.journeys.selectors import review_today

LANES = input_name(ROOT_ID, "lanes")
FLOW_RULES = frozenset({"L1", "L2", "L3", "L4"})


@dataclass(frozen=True, slots=True)
class LaneBox:
    lane: str
    label: str
    shown: bool
    first: bool
    last: bool


def frame(name: str, map: JourneyMap, panel: Panel) -> dict[str, Any]:
    """What every sheet has: its form, and the map's revision and page that go with it."""
    return {
        "sheet": name,
        "map": map,
        "panel": panel,
        "panel_html": panel_html(map.pk, panel),
        "client": new_id(),
    }


def settings_context(map: JourneyMap, binder: Binder, moved: str = "") -> dict[str, Any]:
    """``moved``: the button of a lane that was pressed, and stands ready to be pressed again."""
    field = structure.lanes_field(binder)
    shown = [value for value in field.values if value] or [lane.value for lane in lanes_of(binder.document)]
    names = dict(field.ask.choices)
    boxes = [
        LaneBox(lane, names[lane], True, lane == shown[0], lane == shown[-1])
        for lane in shown
        if lane in names
    ]
    rest = [LaneBox(lane, name, False, False, False) for lane, name in names.items() if lane not in shown]
    return frame("settings", map, structure.settings_panel(binder)) | {
        "lanes": field,
        "boxes": [*boxes, *rest],
        "moved": moved,
    }


def ordered_lanes(posted: Posted, document: Map, pressed: str) -> Posted:
    """The lanes as they shall stand after ``up:<lane>``, ``down:<lane>`` or ``lanes:reset``.

    Boxes that show nothing but the kind's own lanes declare nothing, so that another kind brings its own.
    """
    lanes = [lane for lane in posted.values.get(LANES, ()) if lane]
    verb, _sep, target = pressed.partition(":")
    if verb in {"lane-up", "lane-down"} and target in lanes:
        place = lanes.index(target)
        other = max(0, min(len(lanes) - 1, place + (-1 if verb == "lane-up" else 1)))
        lanes[place], lanes[other] = lanes[other], lanes[place]
    undeclared = not document.lanes and lanes == [lane.value for lane in lanes_of(document)]
    if pressed == "lanes:reset" or undeclared:
        lanes = []
    return replace(posted, values={**posted.values, LANES: lanes or [""]})


@dataclass(frozen=True, slots=True)
class FlowRow:
    """A touchpoint in the flow: its ways out in words, visits and leavings for 100 who begin."""

    touchpoint: Touchpoint
    reached: bool
    texts: tuple[str, ...]
    visits: float | None
    bar: float
    """width of the visits, 0…100 of the most visited touchpoint"""
    leaving: float | None


@dataclass(frozen=True, slots=True)
class FlowSum:
    loops: int
    branches: int
    exits: int
    unreachable: int
    held: int
    open_ended: int
    """ways that lead nowhere yet"""


def flow_context(map: JourneyMap, binder: Binder) -> dict[str, Any]:
    document = binder.document
    flow = Flow.of(document)
    findings = [item for item in review_today(document) if item.rule in FLOW_RULES and item.waived is None]
    return frame("flow", map, structure.flow_panel(binder)) | {
        "rows": _flow_rows(document, flow),
        "sum": _flow_sum(document, flow),
        "counted": flow.visits is not None,
        "advice": advise(findings, document, get_language() or "en"),
    }


def _flow_rows(document: Map, flow: Flow) -> list[FlowRow]:
    ways, visits, leaving = ways_by_source(document), flow.visits or {}, flow.leaving
    most = max(visits.values(), default=0.0)
    names = [place.name for place in flow.order[1:]] + [""] * bool(flow.order)
    return [
        FlowRow(
            place,
            place.id in flow.reached,
            (*map(words.way_text, ways.get(place.id, ())), *_onward(flow, place, after)),
            visits.get(place.id),
            100 * visits.get(place.id, 0.0) / most if most else 0.0,
            leaving.get(place.id),
        )
        for place, after in zip(flow.order, names, strict=True)
    ]


def _onward(flow: Flow, place: Touchpoint, after: str) -> tuple[str, ...]:
    """The way that nobody has to write down: on to the next touchpoint, or the end of the journey."""
    if not flow.goes_on(place.id, surely=False):
        return ()
    onward = Way("", TransitionKind.NEXT, "", after, "", None)
    return (words.way_text(onward) if after else _("End of the journey"),)


def _flow_sum(document: Map, flow: Flow) -> FlowSum:
    kinds = [way.kind for way in flow.transitions]
    return FlowSum(
        kinds.count(TransitionKind.LOOP),
        kinds.count(TransitionKind.BRANCH),
        kinds.count(TransitionKind.EXIT),
        len(flow.order) - len(flow.reached),
        len(flow.held),
        len(document.transitions) - len(flow.transitions),
    )


@dataclass(frozen=True, slots=True)
class Walk:
    """Where the author is on the walk: 0 without a touchpoint; ``rest`` have no answer yet."""

    touchpoint: Touchpoint | None
    number: int
    total: int
    evidence: int
    guesses: int
    rest: int
    back: str
    next: str


def walk_at(map_id: str, document: Map, touchpoint_id: str) -> Walk:
    """At a touchpoint; an unknown one is the first without an answer, else the first of all."""
    order = document.touchpoints_in_order()
    answers = {step.touchpoint: step.answer for step in document.walkthrough if step.answer}
    known = [answers[place.id] for place in order if place.id in answers]
    index = next((number for number, place in enumerate(order) if place.id == touchpoint_id), None)
    if index is None and order:
        index = next((number for number, place in enumerate(order) if place.id not in answers), 0)
    base = reverse("exercises:walk", args=[map_id])
    at = [f"{base}?tp={place.id}" for place in order]
    return Walk(
        order[index] if index is not None else None,
        0 if index is None else index + 1,
        len(order),
        known.count("evidence"),
        known.count("guess"),
        len(order) - len(known),
        at[index - 1] if index else "",
        at[index + 1] if index is not None and index + 1 < len(at) else "",
    )


def walk_context(map: JourneyMap, binder: Binder, touchpoint_id: str) -> dict[str, Any]:
    walk = walk_at(map.pk, binder.document, touchpoint_id)
    if walk.touchpoint is None:
        return {"sheet": "walk", "map": map, "walk": walk, "panel": Panel(_("Walk-through"), "")}
    document = binder.document
    stage = next(stage for stage in document.stages if stage.id == walk.touchpoint.stage)
    column = build_grid(document).columns[walk.number - 1]
    return frame("walk", map, structure.walk_panel(binder, walk.touchpoint)) | {
        "walk": walk,
        "stage": stage,
        "stage_number": document.stages.index(stage) + 1,
        "column": column,
        "mood": "" if column.mood is None else words.mood_label(column.mood),
        "steps": _walked(map.pk, document),
    }


@dataclass(frozen=True, slots=True)
class Walked:
    touchpoint: Touchpoint
    answer: str
    url: str


def _walked(map_id: str, document: Map) -> list[Walked]:
    answers = {step.touchpoint: step.answer or "" for step in document.walkthrough}
    base = reverse("exercises:walk", args=[map_id])
    return [
        Walked(place, answers.get(place.id, ""), f"{base}?tp={place.id}")
        for place in document.touchpoints_in_order()
    ]
