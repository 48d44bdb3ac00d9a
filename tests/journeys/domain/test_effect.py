"""Measures and what changes have moved."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.journeys.domain import effect, plots
from apps.journeys.domain.document import Change, Kpi, Map

pytestmark = pytest.mark.unit

NUMBERS = st.floats(allow_nan=False, allow_infinity=False)


def kpi(*values: float | None, days: bool = True, **more: Any) -> Kpi:
    """Readings on the first of each month of 2026."""
    readings = [
        {"id": f"r{n}", "value": value, **({"day": f"2026-{n:02}-01"} if days else {})}
        for n, value in enumerate(values, start=1)
    ]
    return Kpi.model_validate({"id": "k", "name": "Wait", "readings": readings, **more})


def change(**more: Any) -> Change:
    return Change.model_validate({"id": "c", "title": "x", **more})


def test_readings_stand_by_their_day_and_empty_ones_are_left_out() -> None:
    readings = [
        {"id": "b", "day": "2026-02-01", "value": 2},
        {"id": "none", "day": "2026-03-01"},
        {"id": "a", "day": "2026-01-01", "value": 1},
        {"id": "old", "value": 9},
    ]
    measure = Kpi.model_validate({"id": "k", "name": "x", "readings": readings})
    assert [item.id for item in effect.readings_in_order(measure)] == ["old", "a", "b"]
    last = effect.last_reading(measure)
    assert last is not None
    assert last.id == "b"
    assert effect.last_reading(kpi()) is None


@pytest.mark.parametrize(
    ("measure", "percent", "reached"),
    [
        pytest.param(kpi(19, 12, baseline=19, target=5), 50.0, False, id="half way down"),
        pytest.param(kpi(40, baseline=20, target=40), 100.0, True, id="there"),
        pytest.param(kpi(25, baseline=20, target=10), -50.0, False, id="the wrong way"),
        pytest.param(kpi(3, baseline=20, target=10), 170.0, True, id="beyond"),
        pytest.param(kpi(baseline=20, target=10), None, None, id="no reading"),
        pytest.param(kpi(5, target=10), None, None, id="no baseline, no direction"),
        pytest.param(kpi(5, target=10, direction="down"), None, True, id="a direction is enough to be there"),
        pytest.param(kpi(5, baseline=10, target=10), None, None, id="nowhere to go"),
        pytest.param(kpi(5, baseline=10), None, None, id="no target"),
    ],
)
def test_attainment(measure: Kpi, percent: float | None, reached: object) -> None:
    assert effect.attainment(measure) == percent
    assert effect.is_reached(measure) is reached


REVIEWED = [
    {"id": "1", "day": "2026-01-01", "before": 19, "after": 16},
    {"id": "2", "day": "2026-03-01", "before": 16},
]
DOWN = {"direction": "down", "baseline": 20, "target": 5}


@pytest.mark.parametrize(
    ("done", "measure", "expected"),
    [
        pytest.param(change(reviews=REVIEWED), kpi(**DOWN), (19, 16, True, True), id="the review with both"),
        pytest.param(change(reviews=REVIEWED), None, (19, 16, None, True), id="no measure, no judgement"),
        pytest.param(
            change(state="live", due="2026-02-15"),
            kpi(19, 18, 9, 7, **DOWN),
            (18, 7, True, False),
            id="readings",
        ),
        pytest.param(
            change(state="live", due="2025-12-31"), kpi(25, **DOWN), (20, 25, False, False), id="baseline"
        ),
        pytest.param(
            change(state="live", due="2026-01-15"), kpi(9, 9, **DOWN), (9, 9, None, False), id="not moved"
        ),
        pytest.param(change(state="in_progress", due="2026-02-15"), kpi(19, 18, 9), None, id="not live"),
        pytest.param(change(state="live"), kpi(19, 9), None, id="no date between"),
        pytest.param(change(state="live", due="2026-06-01"), kpi(19, 9), None, id="nothing after"),
        pytest.param(change(state="live", due="2026-02-15"), kpi(1, 2, 3, days=False), None, id="no days"),
    ],
)
def test_effect(done: Change, measure: Kpi | None, expected: tuple[Any, ...] | None) -> None:
    found = effect.effect_of(done, measure)
    assert (found and (found.before, found.after, found.better, found.reviewed)) == expected


@pytest.mark.parametrize(
    ("state", "due", "late"),
    [
        ("in_progress", "2026-01-01", True),
        ("proposed", "2026-01-01", True),
        ("live", "2026-01-01", False),
        ("stopped", "2026-01-01", False),
        ("approved", "2026-01-02", False),
        ("approved", None, False),
    ],
)
def test_overdue(state: str, due: str | None, late: object) -> None:
    assert effect.is_overdue(change(state=state, due=due), date(2026, 1, 2)) is late


def test_an_earlier_version_is_read_at_the_touchpoints_of_today() -> None:
    old = Map.model_validate(
        {
            "title": "x",
            "stages": [{"id": "s", "name": "s"}],
            "touchpoints": [
                {"id": name, "stage": "s", "name": name, "emotion": {"score": score}}
                for name, score in (("gone", -2), ("b", 1), ("a", 2))
            ],
        }
    )
    assert effect.scores_at(old, ["a", "b", "new"]) == (2, 1, None)
    assert effect.mean([1, None, 2]) == 1.5
    assert effect.mean([None]) is None


@given(st.lists(NUMBERS, max_size=8), st.none() | NUMBERS, st.none() | NUMBERS, st.booleans())
def test_every_mark_stands_in_the_box(
    values: list[float], target: float | None, baseline: float | None, days: Any
) -> None:
    line = plots.kpi_line(kpi(*values, days=days, target=target, baseline=baseline))
    xs = [point.x for point in line.points]
    ys = [point.y for point in line.points] + [y for y in (line.target, line.baseline) if y is not None]
    assert len(xs) == len(values)
    assert xs == sorted(xs)
    assert all(0 <= number <= 100 for number in (*xs, *ys))
    assert len(line.steps) == max(len(values) - 1, 0)


def test_a_larger_value_stands_higher_and_time_runs_to_the_right() -> None:
    line = plots.kpi_line(kpi(19, 12, 5, target=5, baseline=19))
    assert [point.y for point in line.points] == [12.0, 50.0, 88.0]
    assert (line.target, line.baseline) == (88.0, 12.0)
    assert line.points[0].x == 4.0
    assert line.points[-1].x == 96.0


def test_grades_have_their_place() -> None:
    assert plots.grade_point(1, 5) == plots.Point(10.0, 10.0)
    assert plots.grade_point(5, 1) == plots.Point(90.0, 90.0)
