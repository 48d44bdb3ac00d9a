"""The page of an uploaded spreadsheet: its choices, its first rows as they would come in, and what is wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from apps.common.denials import sentence_for
from apps.common.spreadsheets import SheetProblem
from apps.journeys.domain.formats.sheet_cells import SCALES, CellFault, Scale, read_feeling
from apps.journeys.domain.formats.sheet_columns import (
    EVIDENCE_KEY,
    FIELDS,
    ID_KEY,
    ROW_KEYS,
    TOUCHPOINTS,
    fold,
)
from apps.journeys.domain.formats.sheet_reading import SCALED
from apps.journeys.forms.sheets import SheetForm
from apps.journeys.models import Upload
from apps.journeys.sheet_faults import SHOWN, Fault, column_name, sheet_faults
from apps.journeys.sheet_words import sheet_words
from apps.journeys.sheets import Source

ROWS_SHOWN = 8
COLUMNS_SHOWN = 100
LONGEST_CELL = 160


@dataclass(frozen=True, slots=True)
class Column:
    number: int
    name: str
    heading: str
    key: str


@dataclass(frozen=True, slots=True)
class Cell:
    """``comes``: what a feeling becomes on the scale of the map, where the file has another one."""

    text: str
    fault: str
    comes: str


def sheet_context(source: Source, stored: Upload) -> dict[str, Any]:
    """For the template; ``unreadable`` instead of the table where the file cannot be read as has been said."""
    context: dict[str, Any] = {"upload": stored, "map": stored.map, "said": source.said}
    text = not source.raw.startswith(b"PK")
    try:
        sheets = source.table.sheets
    except SheetProblem as problem:
        form = SheetForm(initial=source.said, sheets=(), text=text)
        del form.fields["scale"]
        return context | {"form": form, "unreadable": _unreadable(problem)}
    initial = source.said | {"sheet": source.sheet, "scale": source.scale}
    form = SheetForm(initial=initial, sheets=sheets, text=text)
    faults = sheet_faults(source.draft.problems)
    return context | {
        "form": form,
        "seen_sheet": source.sheet if len(sheets) > 1 else "",
        "encoding": source.table.encoding.upper(),
        "columns": _columns(source),
        "more_columns": max(len(source.table.rows[0]) - COLUMNS_SHOWN, 0),
        "choices": _choices(),
        "rows": _rows(source, faults),
        "faults": faults[:SHOWN],
        "more_faults": max(len(faults) - SHOWN, 0),
        "counts": _counts(source),
        "others": _others(source),
        "can_import": not faults,
    }


def _unreadable(problem: SheetProblem) -> str:
    sentence = sentence_for(problem.code)
    if row := problem.params.get("row"):
        return f"{_('Row %(row)s') % {'row': row}}: {sentence}"
    return sentence


def _columns(source: Source) -> list[Column]:
    headings = source.table.rows[source.head][:COLUMNS_SHOWN]
    return [
        Column(number, column_name(number + 1), heading[:LONGEST_CELL], source.columns.get(number, ""))
        for number, heading in enumerate(headings)
    ]


def _choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """What a column may mean, in groups."""
    words = sheet_words()
    titles = {"stages": _("Stage"), TOUCHPOINTS: _("Touchpoint"), "": _("What belongs to the touchpoint")}

    def group(key: str) -> str:
        head = key.partition(".")[0]
        return head if head in titles else ""

    keys = [*ROW_KEYS, ID_KEY, EVIDENCE_KEY]
    return [
        (titles[name], [(key, words.columns[key]) for key in found])
        for name, found in groupby(sorted(keys, key=lambda key: list(titles).index(group(key))), key=group)
    ]


def _rows(source: Source, faults: list[Fault]) -> list[tuple[int, list[Cell]]]:
    wrong: Mapping[tuple[int, str], list[str]] = defaultdict(list)
    for fault in faults:
        if fault.sheet == source.sheet:
            wrong[fault.row, fault.column].append(fault.text)
    found: list[tuple[int, list[Cell]]] = []
    for number, row in enumerate(source.table.rows[source.head + 1 :], start=source.head + 2):
        if len(found) == ROWS_SHOWN:
            break
        if any(cell.strip() for cell in row):
            found.append(
                (
                    number,
                    [
                        Cell(
                            _short(text),
                            " ".join(wrong[number, column_name(at + 1)]),
                            _comes(source, at, text),
                        )
                        for at, text in enumerate(row[:COLUMNS_SHOWN])
                    ],
                )
            )
    return found


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_CELL else f"{text[:LONGEST_CELL]}…"


def _comes(source: Source, at: int, text: str) -> str:
    scale = Scale(*SCALES[source.scale])
    if source.columns.get(at) not in SCALED or scale.own or not text.strip() or "\n" in text:
        return ""
    try:
        return f"{read_feeling(text, scale, sheet_words()):+g}".replace("-", "−")
    except CellFault:
        return ""


def _counts(source: Source) -> list[tuple[str, int]]:
    words, plain = sheet_words(), source.draft.plain
    names = (name for name in FIELDS if isinstance(plain.get(name), list))
    return [(words.sheets[name], len(plain[name])) for name in names]


def _others(source: Source) -> list[str]:
    """Further sheets that come in with the touchpoints."""
    known = sheet_words().known_sheets
    return [
        name for name in source.tables if name != source.sheet and fold(name) in known and source.map is None
    ]
