"""What a map tells: pure functions of the document. Scores are on −2…+2."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from math import copysign

from apps.journeys.domain.document import (
    Delight,
    EvidenceKind,
    Map,
    Opportunity,
    Pain,
    Polarity,
    Resource,
    ResourceKind,
    Touchpoint,
    TouchpointChannel,
    Wow,
)

COLUMN = 100.0
"""width of one touchpoint in the curve's box; its height is 100, y = 50 − 14 × score"""


@dataclass(frozen=True, slots=True)
class CurvePath:
    """SVG path data. ``area`` closes each run along the neutral line."""

    line: str
    area: str


def height(score: float) -> float:
    """y in the curve's box of 100."""
    return 50.0 - 14.0 * score


def _end_slope(near: float, far: float) -> float:
    slope = 1.5 * near - 0.5 * far
    if slope * near <= 0:
        return 0.0
    return 2 * near if abs(slope) > 2 * abs(near) else slope


def steffen_slopes(values: Sequence[float]) -> list[float]:
    """Slopes of the monotone cubic through equidistant values (M. Steffen, Astron. Astrophys. 239, 1990).

    The curve never leaves the range of two neighbouring values, so it invents no mood.
    """
    steps = [b - a for a, b in pairwise(values)]
    if not steps:
        return [0.0] * len(values)
    if len(steps) == 1:
        return [steps[0], steps[0]]
    inner = [
        (copysign(1, a) + copysign(1, b)) * min(abs(a), abs(b), abs(a + b) / 4) if a and b else 0.0
        for a, b in pairwise(steps)
    ]
    return [_end_slope(steps[0], steps[1]), *inner, _end_slope(steps[-1], steps[-2])]


def _runs(scores: Sequence[float | None]) -> list[list[tuple[int, float]]]:
    runs: list[list[tuple[int, float]]] = [[]]
    for index, score in enumerate(scores):
        if score is None:
            runs.append([])
        else:
            runs[-1].append((index, score))
    return [run for run in runs if len(run) > 1]


def curve_path(scores: Sequence[float | None]) -> CurvePath:
    """One unbroken path per run of scores; a gap stays a gap, a lonely point has only its face."""
    return _curve_path(tuple(scores))


@lru_cache(maxsize=512)
def _curve_path(scores: tuple[float | None, ...]) -> CurvePath:
    lines, areas = [], []
    for run in _runs(scores):
        xs = [COLUMN * index + COLUMN / 2 for index, _ in run]
        ys = [height(score) for _, score in run]
        slopes = steffen_slopes(ys)
        path = f"M{xs[0]:g} {ys[0]:g}"
        for i in range(len(run) - 1):
            third = COLUMN / 3
            path += (
                f" C{xs[i] + third:.1f} {ys[i] + slopes[i] / 3:.1f}"
                f" {xs[i + 1] - third:.1f} {ys[i + 1] - slopes[i + 1] / 3:.1f} {xs[i + 1]:g} {ys[i + 1]:g}"
            )
        lines.append(path)
        areas.append(f"{path} L{xs[-1]:g} 50 L{xs[0]:g} 50 Z")
    return CurvePath(" ".join(lines), " ".join(areas))


@dataclass(frozen=True, slots=True)
class Extremes:
    lowest: Touchpoint | None
    highest: Touchpoint | None


def extremes(document: Map) -> Extremes:
    """Lowest and highest moment, the first of equals; None without scores."""
    scored = [(t.emotion.score, t) for t in document.touchpoints_in_order() if t.emotion.score is not None]
    if not scored:
        return Extremes(None, None)
    return Extremes(min(scored, key=lambda pair: pair[0])[1], max(scored, key=lambda pair: pair[0])[1])


@dataclass(frozen=True, slots=True)
class Jump:
    before: Touchpoint
    after: Touchpoint
    size: float
    """signed: negative is a drop"""


def jumps(document: Map, *, at_least: float = 0.0) -> list[Jump]:
    """Steps of the curve between neighbouring scored touchpoints, the largest first."""
    found = [
        Jump(a, b, b.emotion.score - a.emotion.score)
        for a, b in pairwise(document.touchpoints_in_order())
        if a.emotion.score is not None and b.emotion.score is not None
    ]
    return sorted((jump for jump in found if abs(jump.size) >= at_least), key=lambda jump: -abs(jump.size))


def ranked_pains(document: Map) -> list[Pain]:
    """The most severe first; without severity last."""
    return sorted(document.pains, key=lambda pain: -(pain.severity or 0))


def ranked_delights(document: Map) -> list[Delight]:
    return sorted(document.delights, key=lambda delight: -(delight.strength or 0))


@dataclass(frozen=True, slots=True)
class Weakness:
    """What makes a touchpoint weak; ``points`` = risk × how low the emotion is × (1 + exit share)."""

    touchpoint: Touchpoint
    risk: int
    """probability × impact of its largest risk, 1…25; 1 without one"""
    exit_share: float | None
    """of its visitors, 0…1; None where visits or exits are not known"""

    @property
    def points(self) -> float:
        score = self.touchpoint.emotion.score
        return 0.0 if score is None or score >= 0 else self.risk * -score * (1 + (self.exit_share or 0))


def weak_link(document: Map) -> Weakness | None:
    """The marked weak link, else a suggestion: the touchpoint with the most points; None where "none" is said."""
    order = document.touchpoints_in_order()
    marked = next((item for item in order if item.weak_link), None)
    if marked is not None:
        return _weakness(document, [marked])[0]
    worst = max(_weakness(document, order), key=lambda item: item.points, default=None)
    return worst if worst and worst.points > 0 and not document.no_weak_link else None


def _weakness(document: Map, touchpoints: Sequence[Touchpoint]) -> list[Weakness]:
    risks: dict[str | None, int] = {}
    for risk in document.risks:
        size = (risk.probability or 1) * (risk.impact or 1)
        risks[risk.touchpoint] = max(size, risks.get(risk.touchpoint, 1))
    return [Weakness(item, risks.get(item.id, 1), exit_share(item)) for item in touchpoints]


def exit_share(touchpoint: Touchpoint) -> float | None:
    """Part of the visitors, over all its channels, who leave at a touchpoint: 0…1."""
    counted = [item for item in touchpoint.channels if item.visits is not None and item.exits is not None]
    visits = sum(item.visits or 0 for item in counted)
    return min(sum(item.exits or 0 for item in counted) / visits, 1.0) if visits else None


def wow_coverage(document: Map) -> dict[Wow, int]:
    """How many touchpoints do each of the four wow tasks."""
    return {wow: sum(1 for item in document.touchpoints if wow in item.wow_tasks) for wow in Wow}


def reaction_balance(touchpoint: Touchpoint) -> tuple[int, int, int]:
    """(positive, neutral, negative) reactions with a text."""
    positive = neutral = negative = 0
    for reaction in touchpoint.reactions:
        if reaction.text.strip():
            positive += reaction.polarity is Polarity.POSITIVE
            neutral += reaction.polarity is Polarity.NEUTRAL
            negative += reaction.polarity is Polarity.NEGATIVE
    return positive, neutral, negative


def channel_gap(channel: TouchpointChannel) -> float | None:
    """Experience minus goal: positive is above the goal, negative is to be improved."""
    if channel.goal_value is None or channel.experience_value is None:
        return None
    return channel.experience_value - channel.goal_value


def channel_spread(touchpoint: Touchpoint) -> float | None:
    """Largest difference of experience over the channels of a touchpoint; None below two values."""
    values = [item.experience_value for item in touchpoint.channels if item.experience_value is not None]
    return max(values) - min(values) if len(values) > 1 else None


def evidence_coverage(document: Map) -> float | None:
    """Percent of scored emotions backed by something that is not an assumption; None without scores.

    Evidence says something, and backs an emotion that names it and that of the touchpoint where it stands.
    """
    solid = {
        item.id: item.touchpoint
        for item in document.evidence
        if item.kind is not EvidenceKind.ASSUMPTION and (item.text.strip() or item.source.strip())
    }
    places = set(solid.values())
    scored = [item for item in document.touchpoints if item.emotion.score is not None]
    if not scored:
        return None
    backed = [
        item for item in scored if item.id in places or not solid.keys().isdisjoint(item.emotion.evidence)
    ]
    return 100 * len(backed) / len(scored)


def channels_per_touchpoint(document: Map) -> float | None:
    if not document.touchpoints:
        return None
    return sum(len(item.channels) for item in document.touchpoints) / len(document.touchpoints)


class Quadrant(StrEnum):
    """Where an opportunity lies between impact and effort: shown, never decided (rule D5)."""

    QUICK_WIN = "quick_win"
    LARGE = "large"
    SMALL = "small"
    COSTLY = "costly"


MIDDLE = 3
"""of the grades 1 to 5; what lies on it is neither of high impact nor of low effort"""


def quadrant(opportunity: Opportunity) -> Quadrant | None:
    """None while impact or effort is not graded."""
    if opportunity.impact is None or opportunity.effort is None:
        return None
    if opportunity.impact > MIDDLE:
        return Quadrant.QUICK_WIN if opportunity.effort < MIDDLE else Quadrant.LARGE
    return Quadrant.SMALL if opportunity.effort < MIDDLE else Quadrant.COSTLY


def shortage(resource: Resource) -> float:
    """What is needed and not there, in the unit of the resource; never below 0."""
    return max((resource.need or 0) - (resource.have or 0), 0)


@dataclass(frozen=True, slots=True)
class KindOfGap:
    """All resources of one kind; ``kind`` None: those without."""

    kind: ResourceKind | None
    count: int
    short: int
    """how many of them fall short"""
    cost: float | None
    """of those that fall short, in whatever the author counts money; None where no cost is known"""


def gaps_by_kind(document: Map) -> list[KindOfGap]:
    """In the order of the kinds, those without a kind last."""
    found = []
    for kind in (*ResourceKind, None):
        held = [item for item in document.resources if item.kind is kind]
        short = [item for item in held if shortage(item) > 0]
        costs = [item.cost for item in short if item.cost is not None]
        if held:
            found.append(KindOfGap(kind, len(held), len(short), sum(costs) if costs else None))
    return found


def gaps_by_unit(document: Map) -> dict[str, float]:
    """What is short in each unit, by the unit as the author writes it: unlike things are never added up."""
    sums: dict[str, float] = {}
    for resource in document.resources:
        if resource.unit.strip() and (gap := shortage(resource)):
            sums[resource.unit.strip()] = sums.get(resource.unit.strip(), 0) + gap
    return sums
