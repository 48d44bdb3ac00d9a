"""The life cycle view: the stages grouped by their moment, before, during and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from apps.journeys.domain.channels import mean
from apps.journeys.domain.document import Map, Moment, Stage, Touchpoint


@dataclass(frozen=True)
class StageOfLife:
    stage: Stage
    touchpoints: tuple[Touchpoint, ...]

    @cached_property
    def mood(self) -> float | None:
        return mean(touchpoint.emotion.score for touchpoint in self.touchpoints)


@dataclass(frozen=True)
class Phase:
    """``moment`` is None for the stages whose moment nobody has said."""

    moment: Moment | None
    stages: tuple[StageOfLife, ...]
    pains: int
    delights: int

    @cached_property
    def touchpoints(self) -> tuple[Touchpoint, ...]:
        return tuple(touchpoint for stage in self.stages for touchpoint in stage.touchpoints)

    @cached_property
    def mood(self) -> float | None:
        return mean(touchpoint.emotion.score for touchpoint in self.touchpoints)

    @cached_property
    def channels(self) -> int:
        return sum(len(touchpoint.channels) for touchpoint in self.touchpoints)


def phases(document: Map) -> list[Phase]:
    """Before, during and after, even where one is empty; then the stages without a moment, if there are any."""
    order = document.touchpoints_in_order()
    stages = [
        StageOfLife(stage, tuple(item for item in order if item.stage == stage.id))
        for stage in document.stages
    ]
    moments: Sequence[Moment | None] = (*Moment, None)
    found = [
        _phase(document, moment, [item for item in stages if item.stage.moment is moment])
        for moment in moments
    ]
    return [phase for phase in found if phase.moment is not None or phase.stages]


def _phase(document: Map, moment: Moment | None, stages: list[StageOfLife]) -> Phase:
    inside = {touchpoint.id for stage in stages for touchpoint in stage.touchpoints}
    return Phase(
        moment,
        tuple(stages),
        sum(1 for pain in document.pains if pain.touchpoint in inside),
        sum(1 for delight in document.delights if delight.touchpoint in inside),
    )
