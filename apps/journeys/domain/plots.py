"""Where the marks of a chart stand, in percent of its box: x from the left, y from the top.

Charts are drawn on the server; percentages let the browser stretch them without touching type.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from apps.journeys.domain.document import Kpi
from apps.journeys.domain.effect import readings_in_order

MARGIN = 12.0
"""percent of the box that stay free above and below the marks"""


@dataclass(frozen=True, slots=True)
class Point:
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Line:
    """A measure over time; ``target`` and ``baseline`` are heights, None where they are not set."""

    points: tuple[Point, ...]
    target: float | None
    baseline: float | None

    @property
    def steps(self) -> tuple[tuple[Point, Point], ...]:
        return tuple(pairwise(self.points))


def kpi_line(kpi: Kpi) -> Line:
    """Its readings, dated ones by their day; if any has no day, all at equal distances."""
    readings = readings_in_order(kpi)
    values = [float(reading.value or 0) for reading in readings]
    heights = _heights([*values, *(value for value in (kpi.target, kpi.baseline) if value is not None)])
    xs = _places([reading.day for reading in readings])
    return Line(
        tuple(Point(x, heights[value]) for x, value in zip(xs, values, strict=True)),
        None if kpi.target is None else heights[kpi.target],
        None if kpi.baseline is None else heights[kpi.baseline],
    )


def _heights(values: Sequence[float]) -> dict[float, float]:
    """Largest value at the top; equal values all in the middle."""
    low, high = min(values, default=0.0), max(values, default=0.0)
    # Halved first: the difference of two finite values may be infinite.
    span = high / 2 - low / 2
    room = 100 - 2 * MARGIN
    return {
        value: round(100 - MARGIN - room * ((value / 2 - low / 2) / span), 2) if span else 50.0
        for value in values
    }


def _places(days: Sequence[date | None]) -> list[float]:
    if len(days) < 2:
        return [50.0] * len(days)
    known = [day.toordinal() for day in days if day is not None]
    if len(known) < len(days) or known[0] == known[-1]:
        known = list(range(len(days)))
    return [round(4 + 92 * (day - known[0]) / (known[-1] - known[0]), 2) for day in known]


def grade_point(effort: int, impact: int) -> Point:
    """Of an opportunity: effort 1 to 5 to the right, impact 1 to 5 upwards."""
    return Point(10.0 + 20 * (effort - 1), 90.0 - 20 * (impact - 1))
