"""Up to five emotion curves over each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from apps.journeys.domain.analysis import CurvePath, curve_path
from apps.journeys.domain.combine.align import Alignment, align
from apps.journeys.domain.document import Map

MOST = 5


@dataclass(frozen=True, slots=True)
class Series:
    """The curve of one map over all rows; where the map has no such touchpoint or no score, a gap."""

    scores: tuple[float | None, ...]
    path: CurvePath
    mean: float | None
    lowest: int | None
    """number of the row, the first of equals"""
    highest: int | None


@dataclass(frozen=True, slots=True)
class Difference:
    """Where two maps stand furthest from each other in one row; ``high`` and ``low`` are numbers of maps."""

    row: int
    high: int
    low: int
    size: float


@dataclass(frozen=True, slots=True)
class Overlay:
    alignment: Alignment
    series: tuple[Series, ...]
    differences: tuple[Difference, ...]
    """the largest first; rows on which all agree are left out"""


def overlay(documents: Sequence[Map]) -> Overlay:
    """The curves of two to five maps, and who differs most where; `ValueError` for another number of maps."""
    if not 2 <= len(documents) <= MOST:
        raise ValueError(f"two to {MOST} maps, not {len(documents)}")
    alignment = align(documents)
    scores = [row.scores for row in alignment.rows]
    series = tuple(_series(tuple(row[number] for row in scores)) for number in range(len(documents)))
    found = [item for row, values in enumerate(scores) if (item := _difference(row, values))]
    return Overlay(alignment, series, tuple(sorted(found, key=lambda item: -item.size)))


def _series(scores: tuple[float | None, ...]) -> Series:
    known = [(score, row) for row, score in enumerate(scores) if score is not None]
    return Series(
        scores,
        curve_path(scores),
        sum(score for score, _ in known) / len(known) if known else None,
        min(known, key=lambda pair: pair[0])[1] if known else None,
        max(known, key=lambda pair: pair[0])[1] if known else None,
    )


def _difference(row: int, scores: Sequence[float | None]) -> Difference | None:
    known = [(score, number) for number, score in enumerate(scores) if score is not None]
    if not known:
        return None
    high, low = max(known, key=lambda pair: pair[0]), min(known, key=lambda pair: pair[0])
    return Difference(row, high[1], low[1], high[0] - low[0]) if high[0] > low[0] else None
