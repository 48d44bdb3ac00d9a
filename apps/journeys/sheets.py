"""An uploaded spreadsheet with what has been said about it: its tables, its columns and the map that it would make."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePath
from typing import Any

from django.utils.translation import get_language

from apps.common.spreadsheets import ENCODINGS, SheetProblem, Table, read_tables
from apps.journeys.domain.document import MAX_SHORT
from apps.journeys.domain.formats.sheet_cells import SCALES, Scale, guess_scale
from apps.journeys.domain.formats.sheet_columns import ID_KEY, TOUCHPOINTS, fold
from apps.journeys.domain.formats.sheet_guess import clean_columns, guess_columns, guess_head
from apps.journeys.domain.formats.sheet_parts import Asked, Draft
from apps.journeys.domain.formats.sheet_reading import read_sheets
from apps.journeys.domain.operations import Tree
from apps.journeys.domain.stored import recall
from apps.journeys.models import JourneyMap
from apps.journeys.sheet_words import sheet_words

TABLES = (".csv", ".tsv", ".tab", ".xlsx", ".xlsm", ".xls", ".ods")


def is_table(raw: bytes, name: str) -> bool:
    """A spreadsheet by its name or its content, whether it can be read or not."""
    return name.lower().endswith(TABLES) or raw.startswith((b"PK", b"\xd0\xcf\x11\xe0"))


@dataclass(frozen=True)
class Source:
    """``said``: the choices so far, keys sheet, encoding, scale and columns; each may be missing.

    ``map``: the one that the rows go into.
    """

    raw: bytes
    name: str
    said: dict[str, Any]
    map: JourneyMap | None = None

    @cached_property
    def tables(self) -> dict[str, Table]:
        """By sheet; `SheetProblem` when the file cannot be read as has been said."""
        encoding = self.said.get("encoding", "")
        found = read_tables(self.raw, name=self.name, encoding=encoding if encoding in ENCODINGS else "")
        return {table.sheet: table for table in found}

    @cached_property
    def sheet(self) -> str:
        """The chosen one, else the one called like ours, else the first."""
        chosen = self.said.get("sheet")
        known = sheet_words().known_sheets
        ours = (name for name in self.tables if known.get(fold(name)) == TOUCHPOINTS)
        return chosen if chosen in self.tables else next(ours, next(iter(self.tables)))

    @property
    def table(self) -> Table:
        return self.tables[self.sheet]

    @cached_property
    def head(self) -> int:
        return guess_head(self.table.rows, sheet_words())

    @cached_property
    def columns(self) -> dict[int, str]:
        asked = self.said.get("columns")
        if isinstance(asked, dict):
            return clean_columns(asked, len(self.table.rows[0]))
        return guess_columns(self.table.rows, self.head, sheet_words())

    @cached_property
    def scale(self) -> str:
        chosen = self.said.get("scale")
        if chosen in SCALES:
            return str(chosen)
        columns = [at for at, key in self.columns.items() if key == "touchpoints.emotion.score"]
        return guess_scale(row[at] for row in self.table.rows[self.head + 1 :] for at in columns)

    @cached_property
    def draft(self) -> Draft:
        """Into a map that exists only rows come, and always as new touchpoints."""
        sheets = {name: table.rows for name, table in self.tables.items()}
        columns, taken = self.columns, frozenset[str]()
        if self.map is not None:
            sheets = {self.sheet: self.table.rows}
            columns = {at: key for at, key in columns.items() if key != ID_KEY}
            taken = frozenset(Tree(recall(self.map.document_json).plain).nodes)
        asked = Asked(
            sheets,
            self.sheet,
            self.head,
            columns,
            scale=Scale(*SCALES[self.scale]),
            title=PurePath(self.name).stem[:MAX_SHORT] or "—",
            language=get_language() or "en",
            taken=taken,
        )
        return read_sheets(asked, sheet_words())


def look_into(raw: bytes, name: str) -> None:
    """`SheetProblem` before a file is kept that can never be read."""
    try:
        _ = Source(raw, name, {}).tables
    except SheetProblem as problem:
        if problem.code != "sheet_bad_encoding":
            raise
