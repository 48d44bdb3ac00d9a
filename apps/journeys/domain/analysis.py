"""What a map tells: pure functions of the document. Scores are on −2…+2."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import copysign

from apps.journeys.domain.document import (
    Delight,
    EvidenceKind,
    Map,
    Pain,
    Polarity,
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


def weak_link(document: Map) -> Touchpoint | None:
    """The marked weak link, else a suggestion: risk × low emotion × share of visitors who leave there."""
    marked = next((item for item in document.touchpoints_in_order() if item.weak_link), None)
    if marked or document.no_weak_link:
        return marked
    rated = [(_weakness(document, item), item) for item in document.touchpoints_in_order()]
    worst = max(rated, key=lambda pair: pair[0], default=(0.0, None))
    return worst[1] if worst[0] > 0 else None


def _weakness(document: Map, touchpoint: Touchpoint) -> float:
    score = touchpoint.emotion.score
    if score is None or score >= 0:
        return 0.0
    risks = [(r.probability or 1) * (r.impact or 1) for r in document.risks if r.touchpoint == touchpoint.id]
    visits = sum(channel.visits or 0 for channel in touchpoint.channels)
    exits = sum(channel.exits or 0 for channel in touchpoint.channels)
    return max(risks, default=1) * -score * (1 + (exits / visits if visits else 0))


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
    """Percent of scored emotions backed by something that is not an assumption; None without scores."""
    solid = {item.id for item in document.evidence if item.kind is not EvidenceKind.ASSUMPTION}
    scored = [item for item in document.touchpoints if item.emotion.score is not None]
    if not scored:
        return None
    return 100 * sum(1 for item in scored if solid.intersection(item.emotion.evidence)) / len(scored)


def channels_per_touchpoint(document: Map) -> float | None:
    if not document.touchpoints:
        return None
    return sum(len(item.channels) for item in document.touchpoints) / len(document.touchpoints)
