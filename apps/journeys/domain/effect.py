"""What changes have moved: readings of their measures, reviews, and the mood at earlier versions of the map."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from apps.journeys.domain.document import Change, ChangeState, Direction, Kpi, Map, Reading


@dataclass(frozen=True, slots=True)
class Effect:
    """``better``: None where the measure does not say which way is good, or nothing has moved."""

    before: float
    after: float
    better: bool | None
    reviewed: bool
    """from a review; else from the readings on both sides of the due date"""


def readings_in_order(kpi: Kpi) -> tuple[Reading, ...]:
    """Those with a value, by their day; without one first, for nobody knows how old they are."""
    known = [reading for reading in kpi.readings if reading.value is not None]
    return tuple(sorted(known, key=lambda reading: reading.day or date.min))


def last_reading(kpi: Kpi) -> Reading | None:
    return next(reversed(readings_in_order(kpi)), None)


def attainment(kpi: Kpi) -> float | None:
    """Percent of the way from baseline to target that the last reading has gone.

    Below 0 it went the wrong way, above 100 beyond the target. None where one of the three figures is missing,
    baseline and target are equal, or the figures are too far apart for a number.
    """
    last = last_reading(kpi)
    if last is None or last.value is None or kpi.baseline is None or kpi.target is None:
        return None
    way = kpi.target - kpi.baseline
    percent = 100 * ((last.value - kpi.baseline) / way) if way else math.nan
    return percent if math.isfinite(percent) else None


def is_reached(kpi: Kpi) -> bool | None:
    """Whether the last reading is at the target or beyond it; None where that cannot be said.

    The direction of a measure without one is that from its baseline to its target.
    """
    last, target = last_reading(kpi), kpi.target
    way = direction_of(kpi)
    if last is None or last.value is None or target is None or way is None:
        return None
    return last.value >= target if way is Direction.UP else last.value <= target


def direction_of(kpi: Kpi) -> Direction | None:
    if kpi.direction or kpi.baseline is None or kpi.target is None or kpi.baseline == kpi.target:
        return kpi.direction
    return Direction.UP if kpi.target > kpi.baseline else Direction.DOWN


def effect_of(change: Change, kpi: Kpi | None) -> Effect | None:
    """Before and after of a change: of its newest review that has both, else of a live change from its measure.

    The measure is read before the due date (its baseline, where no reading is so old) and last after it.
    """
    for review in sorted(change.reviews, key=lambda review: review.day or date.min, reverse=True):
        if review.before is not None and review.after is not None:
            return _effect(review.before, review.after, kpi, reviewed=True)
    if kpi is None or change.state is not ChangeState.LIVE or change.due is None:
        return None
    dated = [reading for reading in readings_in_order(kpi) if reading.day is not None]
    earlier = [reading.value for reading in dated if reading.day and reading.day <= change.due]
    later = [reading.value for reading in dated if reading.day and reading.day > change.due]
    before = earlier[-1] if earlier else kpi.baseline
    after = later[-1] if later else None
    if before is None or after is None:
        return None
    return _effect(before, after, kpi, reviewed=False)


def _effect(before: float, after: float, kpi: Kpi | None, *, reviewed: bool) -> Effect:
    way = direction_of(kpi) if kpi else None
    better = None if way is None or before == after else (after > before) is (way is Direction.UP)
    return Effect(before, after, better, reviewed)


def is_overdue(change: Change, today: date) -> bool:
    """Its day is over and it is neither live nor stopped."""
    return (
        change.due is not None
        and change.due < today
        and change.state not in {ChangeState.LIVE, ChangeState.STOPPED}
    )


def scores_at(document: Map, touchpoints: Sequence[str]) -> tuple[float | None, ...]:
    """The mood of an earlier version at the touchpoints of today, by their ids; None where it had none."""
    known = {place.id: place.emotion.score for place in document.touchpoints}
    return tuple(known.get(name) for name in touchpoints)


def mean(scores: Iterable[float | None]) -> float | None:
    known = [score for score in scores if score is not None]
    return sum(known) / len(known) if known else None
