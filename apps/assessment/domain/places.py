"""Where a remark can be pinned: a lane of a touchpoint, a persona, a goal, the title."""

from __future__ import annotations

from apps.exercises.domain.entries import TYPED_AT
from apps.exercises.domain.steps import Step
from apps.journeys.domain.document import ROOT_ID, Lane, Map

PERSONA, GOAL, TITLE = "persona", "goal", "title"


def pinnable(document: Map, object_id: str, lane: str) -> bool:
    if object_id == ROOT_ID:
        return lane == TITLE
    if lane == PERSONA:
        return any(persona.id == object_id for persona in document.personas)
    if lane == GOAL:
        return any(goal.id == object_id for goal in document.goals)
    return lane in set(Lane) and any(touchpoint.id == object_id for touchpoint in document.touchpoints)


def place_name(document: Map, object_id: str) -> str:
    """What the author called the object; empty when the map has none by this id."""
    if object_id == ROOT_ID:
        return document.title
    for touchpoint in document.touchpoints:
        if touchpoint.id == object_id:
            return touchpoint.name
    for persona in document.personas:
        if persona.id == object_id:
            return persona.name
    return next((goal.statement for goal in document.goals if goal.id == object_id), "")


_STEP_OF_FRAME = {PERSONA: Step.PERSONA, GOAL: Step.GOALS, TITLE: Step.GOALS}


def step_of(lane: str) -> int:
    """The step of the builder, 1–7, where what stands in this lane is written."""
    step = _STEP_OF_FRAME.get(lane) or TYPED_AT[Lane(lane)][0]
    return step.number
