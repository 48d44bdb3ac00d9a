"""One cell of a spreadsheet as a value of the document, or what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import Any

from apps.journeys.domain.document import SCALE_MAX, SCALE_MIN
from apps.journeys.domain.formats.sheet_columns import Kind, Words, fold, lines_of

# Lowest and highest value of the scales that other tools use for a feeling.
SCALES: dict[str, tuple[float, float]] = {
    "own": (SCALE_MIN, SCALE_MAX),
    "1-5": (1, 5),
    "1-7": (1, 7),
    "1-10": (1, 10),
    "0-10": (0, 10),
    "0-100": (0, 100),
    "3": (-3, 3),
    "5": (-5, 5),
    "10": (-10, 10),
    "100": (-100, 100),
}
# What spreadsheets write where a formula has failed.
ERRORS = frozenset({"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"})
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T][\d:.]+)?")
_DAY_FIRST = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_LANE = re.compile(r"([^::]*)[::]\s*(.+)", re.DOTALL)


class CellFault(Exception):  # noqa: N818 - named by what it is
    """``code`` as in the words for faults; ``params``: what is expected."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code, self.params = code, params


@dataclass(frozen=True, slots=True)
class Scale:
    """Of the feelings in a file: ``low`` and ``high`` become −2 and +2, what lies between moves in proportion."""

    low: float = SCALE_MIN
    high: float = SCALE_MAX

    @property
    def own(self) -> bool:
        return (self.low, self.high) == (SCALE_MIN, SCALE_MAX)

    def moved(self, value: float) -> float:
        if not self.low <= value <= self.high:
            raise CellFault("out_of_scale", low=f"{self.low:g}", high=f"{self.high:g}")
        share = (value - self.low) / (self.high - self.low)
        return value if self.own else round(SCALE_MIN + share * (SCALE_MAX - SCALE_MIN), 4)


def guess_scale(values: Iterable[str]) -> str:
    """The smallest scale that holds all numbers; the document's own as long as nothing lies outside."""
    numbers = [number for value in values if (number := _as_number(value)) is not None]
    low, high = min(numbers, default=0), max(numbers, default=0)
    for name, (least, most) in SCALES.items():
        if least <= low and high <= most:
            return name
    return "own"


def _as_number(text: str) -> float | None:
    plain = re.sub(r"[\s\u00a0\u202f%]", "", text).replace("−", "-")
    if "," in plain and "." not in plain:
        plain = plain.replace(",", ".")
    try:
        number = float(plain)
    except ValueError:
        return None
    return number if isfinite(number) else None


def read_cell(kind: Kind, text: str, words: Words) -> Any:
    """The value in its plain form; `CellFault`. References are left as texts."""
    if text.strip() in ERRORS:
        raise CellFault("error_cell", text=text.strip())
    if kind.form in _PLAIN:
        return _PLAIN[kind.form](text)
    if kind.form == "flag":
        return _read_flag(text, words)
    if kind.form == "value":
        return read_value(kind.vocabulary, text, words)
    lines = [line for line in lines_of(text) if line]
    if kind.form == "lanes":
        return [_read_lane(line, words) for line in lines]
    return [read_value(kind.vocabulary, line, words) for line in lines]


def read_number(text: str) -> float:
    number = _as_number(text)
    if number is None:
        raise CellFault("not_a_number")
    return number


def _read_integer(text: str) -> int:
    number = read_number(text)
    if not number.is_integer():
        raise CellFault("not_a_integer")
    return int(number)


def read_day(text: str) -> str:
    """ISO; 31.05.2026 and 2026年5月31日 too. What could be day or month first is not guessed."""
    plain = text.strip()
    if found := _DAY.fullmatch(plain):
        year, month, day = found.groups()
    elif found := _DAY_FIRST.fullmatch(plain):
        day, month, year = found.groups()
    else:
        raise CellFault("not_a_day")
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        raise CellFault("not_a_day") from None


def _read_flag(text: str, words: Words) -> bool:
    if fold(text) not in words.known_flags:
        raise CellFault("unknown_value", expected=[words.yes, words.no])
    return words.known_flags[fold(text)]


def read_value(vocabulary: str, text: str, words: Words) -> str:
    found = words.known_values[vocabulary].get(fold(text))
    if found is None:
        raise CellFault("unknown_value", expected=list(words.values[vocabulary].values()))
    return found


def read_feeling(text: str, scale: Scale, words: Words) -> float:
    """A number on the scale of the file, or the word for a feeling."""
    mood = words.known_values["Mood"].get(fold(text))
    if mood is not None:
        return float(mood)
    if text.strip() in ERRORS:
        raise CellFault("error_cell", text=text.strip())
    if _as_number(text) is None:
        raise CellFault(
            "not_a_feeling",
            low=f"{scale.low:g}",
            high=f"{scale.high:g}",
            expected=list(words.values["Mood"].values()),
        )
    return scale.moved(read_number(text))


def _read_lane(line: str, words: Words) -> dict[str, str]:
    found = _LANE.fullmatch(line)
    if found is None:
        raise CellFault("lane_reason")
    return {"lane": read_value("Lane", found[1], words), "reason": found[2]}


_PLAIN: dict[str, Callable[[str], Any]] = {
    "text": str,
    "number": read_number,
    "integer": _read_integer,
    "day": read_day,
}
