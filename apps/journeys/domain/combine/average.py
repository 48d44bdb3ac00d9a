"""The average experience: the mean curve of many maps of one scenario, with its spread and its counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from statistics import fmean, quantiles

from apps.journeys.domain.analysis import COLUMN, height
from apps.journeys.domain.combine.align import Alignment, align
from apps.journeys.domain.document import Map

FEWEST = 2
"""One map is no average, and one answer no mean."""


@dataclass(frozen=True, slots=True)
class NotEnough:
    n: int
    needed: int


@dataclass(frozen=True, slots=True)
class Spread:
    """Scores at one touchpoint. ``low`` to ``high`` holds the middle half (quartiles, linear between values)."""

    n: int
    mean: float | None
    """None, as the others, below two scores"""
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Average:
    n: int
    """maps counted"""
    alignment: Alignment | None
    """None: by position alone, from the stored scores"""
    points: tuple[Spread, ...]


def average_of_vectors(vectors: Sequence[Sequence[float | None]]) -> Average | NotEnough:
    """Of scores in journey order, position by position; a shorter map counts as far as it goes."""
    if len(vectors) < FEWEST:
        return NotEnough(len(vectors), FEWEST)
    columns = zip_longest(*vectors)
    return Average(len(vectors), None, tuple(_spread(column) for column in columns))


def average_of_maps(documents: Sequence[Map]) -> Average | NotEnough:
    """Of whole maps, touchpoint by touchpoint as `align` finds them."""
    if len(documents) < FEWEST:
        return NotEnough(len(documents), FEWEST)
    alignment = align(documents)
    return Average(len(documents), alignment, tuple(_spread(row.scores) for row in alignment.rows))


def _spread(scores: Sequence[float | None]) -> Spread:
    known = [score for score in scores if score is not None]
    if len(known) < FEWEST:
        return Spread(len(known), None, None, None)
    low, _middle, high = quantiles(known, n=4, method="inclusive")
    return Spread(len(known), fmean(known), low, high)


def band_path(points: Sequence[Spread]) -> str:
    """SVG path data of the middle half in the curve's box; one closed piece per unbroken run of points."""
    pieces, run = [], list[tuple[float, float, float]]()
    for number, point in enumerate((*points, Spread(0, None, None, None))):
        if point.low is not None and point.high is not None:
            run.append((COLUMN * number + COLUMN / 2, height(point.high), height(point.low)))
        elif run:
            upper = [f"{x:g} {top:.1f}" for x, top, _ in run]
            lower = [f"{x:g} {bottom:.1f}" for x, _, bottom in reversed(run)]
            pieces.append(f"M{' L'.join(upper + lower)} Z")
            run = []
    return " ".join(pieces)
