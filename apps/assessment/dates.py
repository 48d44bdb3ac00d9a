"""Moments as lists show them."""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.utils.formats import date_format
from django.utils.safestring import SafeString


class Dates:
    """Formatting a day costs more than the rest of its row, and many rows share it."""

    def __init__(self) -> None:
        self._days: dict[date, str] = {}
        self._today = datetime.now(UTC).date()

    def of(self, at: datetime) -> SafeString:
        """Day and time, as `moment` writes them."""
        there = at.astimezone(UTC)
        words = f"{self._day(there.date())} {there.hour:02}:{there.minute:02} UTC"
        iso = at.isoformat(timespec="seconds")
        return SafeString(f'<time datetime="{iso}" data-clock="day">{words}</time>')

    def brief(self, at: datetime) -> SafeString:
        """The time if it was today, else the day."""
        there = at.astimezone(UTC)
        if there.date() != self._today:
            return SafeString(self._day(there.date()))
        iso = at.isoformat(timespec="seconds")
        return SafeString(f'<time datetime="{iso}" data-clock>{there.hour:02}:{there.minute:02}</time>')

    def _day(self, day: date) -> str:
        words = self._days.get(day)
        if words is None:
            words = self._days[day] = date_format(day, "SHORT_DATE_FORMAT")
        return words
