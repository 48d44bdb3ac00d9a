"""When a living map is looked at next: month arithmetic without a clock."""

from __future__ import annotations

from calendar import monthrange
from datetime import date


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or the month's last day where it is shorter: 31 January → 28 February."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def next_review(planned: date, *, months: int, today: date) -> date:
    """The first date of the rhythm after today. It counts from the planned date, so a late review shifts nothing."""
    passed = (today.year - planned.year) * 12 + today.month - planned.month
    steps = max(passed // months, 1)
    while (found := add_months(planned, steps * months)) <= today:
        steps += 1
    return found
