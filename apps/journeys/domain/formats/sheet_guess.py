"""What the columns of a foreign table may mean: by their headings in any language, else by what stands in them."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice

from apps.journeys.domain.formats.sheet_columns import ROW_KEYS, Words, fold
from apps.journeys.domain.formats.sheet_parts import Cells

HEAD_WITHIN = 10
"""rows in which a table may say what it is about before its headings"""
SEEN = 200
_BY_VALUES = (
    ("Mood", "touchpoints.emotion.score"),
    ("Moment", "stages.moment"),
    ("Status", "touchpoints.status"),
    ("Media", "touchpoints.media"),
    ("Category", "touchpoints.category"),
)


def guess_head(cells: Cells, words: Words) -> int:
    """Index of the row with the most known headings, at least two; else the first that holds something."""
    scores = [sum(fold(cell) in words.known_columns for cell in row) for row in cells[:HEAD_WITHIN]]
    if max(scores, default=0) > 1:
        return scores.index(max(scores))
    return next((index for index, row in enumerate(cells[:HEAD_WITHIN]) if any(map(str.strip, row))), 0)


def guess_columns(cells: Cells, head: int, words: Words) -> dict[int, str]:
    """Key by column; no key twice, and nothing for a column that says nothing."""
    found: dict[int, str] = {}
    for column, heading in enumerate(cells[head]):
        key = words.known_columns.get(fold(heading), "")
        if key and key not in found.values():
            found[column] = key
    below = cells[head + 1 : head + 1 + SEEN]
    for column in range(len(cells[head])):
        texts = [row[column] for row in below if row[column].strip()]
        key = "" if column in found else _by_values(texts, words.known_values)
        if key and key not in found.values():
            found[column] = key
    if "touchpoints.name" not in found.values():
        free = (
            column for column, heading in enumerate(cells[head]) if column not in found and heading.strip()
        )
        found |= dict.fromkeys(islice(free, 1), "touchpoints.name")
    return dict(sorted(found.items()))


def _by_values(texts: list[str], known: Mapping[str, Mapping[str, str]]) -> str:
    for vocabulary, key in _BY_VALUES:
        if len(texts) > 1 and sum(fold(text) in known[vocabulary] for text in texts) > 0.8 * len(texts):
            return key
    return ""


def clean_columns(asked: Mapping[str, str], width: int) -> dict[int, str]:
    """Columns as a form sends them: position → key; what is unknown is left out, the first of equal keys stays."""
    found: dict[int, str] = {}
    for position in range(width):
        key = asked.get(str(position), "")
        if key in _CHOICES and key not in found.values():
            found[position] = key
    return found


_CHOICES = frozenset({*ROW_KEYS, "touchpoints.id", "touchpoints.emotion.evidence"})
