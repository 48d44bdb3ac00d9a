"""Days and times are written one way in each language."""

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
from django.utils.formats import date_format, get_format
from django.utils.translation import override

pytestmark = pytest.mark.unit

MOMENT = datetime(2026, 11, 2, 9, 5, tzinfo=UTC)
WRITTEN = {
    "en": ("2 Nov 2026", "2 Nov 2026, 09:05", "2 Nov"),
    "zh-hans": ("2026年11月2日", "2026年11月2日 09:05", "11月2日"),
    "zh-hant": ("2026年11月2日", "2026年11月2日 09:05", "11月2日"),
    "ru": ("2 ноября 2026 г.", "2 ноября 2026 г., 09:05", "2 ноября"),
}


@pytest.mark.parametrize("language", WRITTEN)
def test_a_day_and_a_moment(language: str) -> None:
    day, moment, month_day = WRITTEN[language]
    with override(language):
        for name in ("DATE_FORMAT", "SHORT_DATE_FORMAT"):
            assert date_format(MOMENT, name) == day
        for name in ("DATETIME_FORMAT", "SHORT_DATETIME_FORMAT"):
            assert date_format(MOMENT, name) == moment
        assert date_format(MOMENT, "MONTH_DAY_FORMAT") == month_day
        assert date_format(MOMENT, "TIME_FORMAT") == "09:05"


@pytest.mark.parametrize("language", WRITTEN)
def test_a_template_without_a_format_writes_the_same(language: str) -> None:
    with override(language):
        shown = Template("{{ day }}|{{ moment }}|{{ day|date }}").render(
            Context({"day": date(2026, 11, 2), "moment": MOMENT})
        )
    day, moment, _month_day = WRITTEN[language]
    assert shown == f"{day}|{moment}|{day}"


@pytest.mark.parametrize("month", range(1, 13))
def test_russian_months_stand_in_the_genitive_in_lower_case(month: int) -> None:
    with override("ru"):
        word = date_format(date(2026, month, 1), "MONTH_DAY_FORMAT").split()[1]
    assert word == word.lower()
    assert word[-1] in "яа"


def test_numbers_are_still_written_as_the_language_does() -> None:
    with override("ru"):
        assert get_format("DECIMAL_SEPARATOR") == ","
    with override("en"):
        assert get_format("DECIMAL_SEPARATOR") == "."
