"""The seven guided steps: names, order, what each one still lacks. Any may be opened at any time."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from apps.journeys.domain.document import Layer, Map


class Step(StrEnum):
    PERSONA = "persona"
    GOALS = "goals"
    TOUCHPOINTS = "touchpoints"
    MAP_TYPE = "map_type"
    RESOURCES = "resources"
    ANALYSIS = "analysis"
    CHANGES = "changes"

    @property
    def number(self) -> int:
        """1…7, as in the address of the page."""
        return ORDER.index(self) + 1


ORDER: tuple[Step, ...] = tuple(Step)
PER_TOUCHPOINT = frozenset({Step.MAP_TYPE, Step.RESOURCES, Step.ANALYSIS})

State = Literal["todo", "started", "done"]


@dataclass(frozen=True, slots=True)
class StepState:
    step: Step
    state: State
    met: int
    """conditions fulfilled"""
    wanted: int


def step_by_number(number: int) -> Step:
    """The step of an address; raises IndexError outside 1…7."""
    if not 1 <= number <= len(ORDER):
        raise IndexError(number)
    return ORDER[number - 1]


def _persona(document: Map) -> list[bool]:
    owner = document.owner
    if owner is None:
        return [False, False, False]
    return [True, bool(owner.needs or owner.goals), bool(owner.frustrations)]


def _goals(document: Map) -> list[bool]:
    goal = document.goals[0] if document.goals else None
    return [
        goal is not None,
        goal is not None and bool(goal.metric) and goal.target is not None and goal.due is not None,
        bool(document.scope_start and document.scope_end),
    ]


def _touchpoints(document: Map) -> list[bool]:
    used = {touchpoint.stage for touchpoint in document.touchpoints}
    return [
        len(document.stages) >= 3,
        bool(document.stages) and all(stage.id in used for stage in document.stages),
        bool(document.touchpoints) and all(touchpoint.channels for touchpoint in document.touchpoints),
    ]


def _map_type(document: Map) -> list[bool]:
    touchpoints = document.touchpoints
    return [
        document.kind is not None,
        bool(touchpoints) and all(touchpoint.emotion.score is not None for touchpoint in touchpoints),
        bool(touchpoints) and all(touchpoint.action for touchpoint in touchpoints),
    ]


def _resources(document: Map) -> list[bool]:
    behind = {step.touchpoint for step in document.backstage if step.layer != Layer.PHYSICAL_EVIDENCE}
    return [
        bool(behind),
        bool(document.touchpoints)
        and sum(1 for t in document.touchpoints if t.id in behind) * 2 >= len(document.touchpoints),
        bool(document.resources),
    ]


def _analysis(document: Map) -> list[bool]:
    walked = {step.touchpoint for step in document.walkthrough if step.answer}
    return [
        bool(document.touchpoints) and all(touchpoint.id in walked for touchpoint in document.touchpoints),
        bool(document.pains) and all(pain.causes for pain in document.pains),
        document.no_weak_link or any(touchpoint.weak_link for touchpoint in document.touchpoints),
    ]


def _changes(document: Map) -> list[bool]:
    return [
        bool(document.changes),
        bool(document.changes)
        and all(change.kpi and change.owner and change.due for change in document.changes),
        bool(document.changes) and all(change.pains or change.delights for change in document.changes),
    ]


_CONDITIONS = {
    Step.PERSONA: _persona,
    Step.GOALS: _goals,
    Step.TOUCHPOINTS: _touchpoints,
    Step.MAP_TYPE: _map_type,
    Step.RESOURCES: _resources,
    Step.ANALYSIS: _analysis,
    Step.CHANGES: _changes,
}


def step_states(document: Map) -> tuple[StepState, ...]:
    """State of all seven steps, in order."""
    states = []
    for step in ORDER:
        met = _CONDITIONS[step](document)
        state: State = "done" if all(met) else "started" if any(met) else "todo"
        states.append(StepState(step, state, sum(met), len(met)))
    return tuple(states)
