"""When a map is looked at next: month ends, late and early reviews, a whole year."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.journeys.domain.rhythm import add_months, next_review

pytestmark = pytest.mark.unit

DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        pytest.param("2026-01-31", 1, "2026-02-28", id="end of January"),
        pytest.param("2028-01-31", 1, "2028-02-29", id="leap year"),
        pytest.param("2026-11-30", 3, "2027-02-28", id="over the year"),
        pytest.param("2026-08-31", 1, "2026-09-30", id="31 to 30"),
        pytest.param("2026-12-15", 1, "2027-01-15", id="December"),
    ],
)
def test_a_month_later(day: str, months: int, expected: str) -> None:
    assert add_months(date.fromisoformat(day), months) == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("planned", "months", "today", "expected"),
    [
        pytest.param("2026-03-15", 1, "2026-03-15", "2026-04-15", id="on the day"),
        pytest.param("2026-03-15", 1, "2026-03-01", "2026-04-15", id="early"),
        pytest.param("2026-03-15", 1, "2026-03-20", "2026-04-15", id="late, but the day stays"),
        pytest.param("2026-03-15", 1, "2026-05-15", "2026-06-15", id="two months late, never today"),
        pytest.param("2026-01-31", 1, "2026-02-28", "2026-03-31", id="counted from the 31st"),
        pytest.param("2026-01-31", 3, "2027-01-01", "2027-01-31", id="a year late, by quarters"),
    ],
)
def test_next_review(planned: str, months: int, today: str, expected: str) -> None:
    found = next_review(date.fromisoformat(planned), months=months, today=date.fromisoformat(today))
    assert found == date.fromisoformat(expected)


@given(DAYS, st.sampled_from([1, 3]), st.integers(-200, 2000))
def test_the_next_review_is_ahead_and_the_first_of_its_rhythm(planned: date, months: int, late: int) -> None:
    today = planned + timedelta(days=late)
    found = next_review(planned, months=months, today=today)
    steps = (found.year - planned.year) * 12 + found.month - planned.month
    assert found > today
    assert found > planned
    assert steps % months == 0
    assert found == add_months(planned, steps)
    before = add_months(planned, steps - months)
    assert before <= max(today, planned)
