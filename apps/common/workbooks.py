"""XLSX as rows of texts: one pass of a parser that takes no document type, believes no size and stops at its limits."""

from __future__ import annotations

import posixpath
import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from io import BytesIO
from math import isfinite
from typing import Any
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format  # type: ignore[import-untyped]
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel  # type: ignore[import-untyped]

from apps.common.errors import DomainError

MOST_UNPACKED, MOST_RATIO, MOST_PARTS = 50 * 1024 * 1024, 200, 2_000
MOST_ROWS, MOST_COLUMNS, MOST_IN_CELL, MOST_TEXT = 10_000, 200, 32_767, 20_000_000
MOST_ELEMENTS = 2_500_000
# Of all sheets together, the empty ones between the others included: one sheet that is full.
MOST_CELLS = MOST_ROWS * MOST_COLUMNS
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
# Half of a surrogate pair is no character and stays as it is written.
_ESCAPED = re.compile(r"_x(?![Dd][89A-Fa-f])([0-9A-Fa-f]{4})_")
# Dates of Chinese, Japanese and Korean programs that the library does not list.
_DATES = frozenset({*range(27, 37), *range(50, 59)})


class SheetProblem(DomainError):  # noqa: N818 - named by what it is
    """A file that is not taken; ``row`` and ``column`` (from 1) in ``params`` where it is one place."""


class Cells:
    """Rows under construction: what is empty costs nothing, what is too much is refused with its place."""

    def __init__(self) -> None:
        self.rows: list[list[str]] = []
        self.size = 0

    def put(self, row: int, column: int, text: str) -> None:
        """``row`` and ``column`` from 1."""
        if not text:
            return
        self.size += len(text)
        if row > MOST_ROWS:
            raise SheetProblem("sheet_too_many_rows", max=MOST_ROWS)
        if column > MOST_COLUMNS:
            raise SheetProblem("sheet_too_many_columns", row=row, max=MOST_COLUMNS)
        if len(text) > MOST_IN_CELL:
            raise SheetProblem("sheet_cell_too_long", row=row, column=column, max=MOST_IN_CELL)
        if self.size > MOST_TEXT:
            raise SheetProblem("sheet_too_large", row=row)
        while len(self.rows) < row:
            self.rows.append([])
        cells = self.rows[row - 1]
        cells.extend([""] * (column - len(cells)))
        cells[column - 1] = text


class Workbook:
    """An opened file; its parts share one budget of bytes, elements and cells."""

    def __init__(self, raw: bytes) -> None:
        with _damage():
            self.archive = _archive(raw)
            self.left, self.elements, self.room = MOST_UNPACKED, MOST_ELEMENTS, MOST_CELLS
            self.strings: list[str] | None = None
            self.epoch: datetime = WINDOWS_EPOCH
            self.date_styles: set[int] = set()
            self.sheets = self._sheets()
            self._read_styles()

    def rows(self, sheet: str) -> list[list[str]]:
        """Texts by row; rows and their cells end with the last one that holds something."""
        with _damage():
            if self.strings is None:
                self.strings = self._shared_strings()
            return self._cells(self.sheets[sheet])

    def _parse(
        self, path: str, start: Callable[[str, dict[str, str]], None], end: Callable[[str, str], None]
    ) -> None:
        """``end`` gets the text since the last tag."""
        parser, texts = expat.ParserCreate(), list[str]()
        parser.buffer_text = True

        def opened(name: str, attributes: dict[str, str]) -> None:
            self.elements -= 1
            if self.elements < 0:
                raise SheetProblem("sheet_bomb")
            texts.clear()
            start(name.rpartition(":")[2], attributes)

        def closed(name: str) -> None:
            end(name.rpartition(":")[2], "".join(texts))
            texts.clear()

        def refuse(*_declared: Any) -> None:
            raise SheetProblem("sheet_broken")

        parser.StartElementHandler, parser.EndElementHandler = opened, closed
        parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = texts.append, refuse
        with self.archive.open(path) as part:
            while piece := part.read(1 << 16):
                self.left -= len(piece)
                if self.left < 0:
                    raise SheetProblem("sheet_bomb")
                parser.Parse(piece)
        parser.Parse(b"", True)

    def _elements(self, path: str, *names: str) -> list[tuple[str, dict[str, str]]]:
        found: list[tuple[str, dict[str, str]]] = []
        if path in self.archive.NameToInfo:
            self._parse(
                path, lambda name, given: found.append((name, given)) if name in names else None, _ignore
            )
        return found

    def _targets(self, path: str, kind: str) -> dict[str, str]:
        """Parts of one kind that a part names: their ids and paths."""
        folder, name = posixpath.split(path)
        related = self._elements(posixpath.join(folder, "_rels", f"{name}.rels"), "Relationship")
        return {
            given["Id"]: posixpath.normpath(posixpath.join("/", folder, given["Target"])).lstrip("/")
            for _name, given in related
            if given["Type"].endswith(f"/{kind}") and given.get("TargetMode") != "External"
        }

    def _sheets(self) -> dict[str, str]:
        """Name → path of every sheet with cells that is shown; of the hidden ones where all are."""
        self.book = next(iter(self._targets("", "officeDocument").values()), "xl/workbook.xml")
        if self.book not in self.archive.NameToInfo:
            raise SheetProblem("not_a_sheet")
        paths = self._targets(self.book, "worksheet")
        shown, hidden = dict[str, str](), dict[str, str]()
        for name, given in self._elements(self.book, "sheet", "workbookPr"):
            if name == "workbookPr":
                self.epoch = MAC_EPOCH if given.get("date1904") in {"1", "true"} else WINDOWS_EPOCH
                continue
            key = next((value for name, value in given.items() if name.endswith(":id")), "")
            if key in paths:
                (hidden if "hidden" in given.get("state", "").lower() else shown)[given["name"]] = paths[key]
        if not shown and not hidden:
            raise SheetProblem("not_a_sheet")
        return shown or hidden

    def _read_styles(self) -> None:
        """Numbers of the styles that show a number as a date."""
        codes, inside, count = dict[int, str](BUILTIN_FORMATS), False, 0
        is_date: Callable[[str | None], bool] = lru_cache(is_date_format)
        for path in self._targets(self.book, "styles").values():
            for name, given in self._elements(path, "numFmt", "cellStyleXfs", "cellXfs", "xf"):
                if name == "numFmt":
                    codes[int(given["numFmtId"])] = given["formatCode"][:255]
                elif name != "xf":
                    inside = name == "cellXfs"
                elif inside:
                    code = int(given.get("numFmtId", 0))
                    if code in _DATES or is_date(codes.get(code)):
                        self.date_styles.add(count)
                    count += 1

    def _shared_strings(self) -> list[str]:
        strings, parts, aside = list[str](), list[str](), [False]

        def start(name: str, _given: dict[str, str]) -> None:
            if name == "rPh":
                aside[0] = True

        def end(name: str, text: str) -> None:
            if name == "rPh":
                aside[0] = False
            elif name == "t" and not aside[0]:
                parts.append(text)
            elif name == "si":
                strings.append(unescaped("".join(parts)))
                parts.clear()

        for path in self._targets(self.book, "sharedStrings").values():
            self._parse(path, start, end)
        return strings

    def _cells(self, path: str) -> list[list[str]]:
        cells, at, parts = Cells(), [0, 0], list[str]()
        cell: dict[str, str] = {}

        def start(name: str, given: dict[str, str]) -> None:
            nonlocal cell
            if name == "c":
                cell = given
                found = _PLACE.fullmatch(given.get("r", ""))
                at[1] = _column(found[1]) if found else at[1] + 1
            elif name == "row":
                at[0], at[1] = int(given.get("r", at[0] + 1)), 0

        def end(name: str, text: str) -> None:
            if name in {"v", "t"}:
                parts.append(text)
            elif name == "c" and parts:
                cells.put(at[0], at[1], self._text(cell, "".join(parts)))
                parts.clear()
            elif name == "rPh":
                parts.pop()

        self._parse(path, start, end)
        self.room -= len(cells.rows) * max((len(row) for row in cells.rows), default=0)
        if self.room < 0:
            raise SheetProblem("sheet_too_large")
        return cells.rows

    def _text(self, cell: dict[str, str], value: str) -> str:
        match cell.get("t", "n"):
            case "s":
                return self.strings[int(value)] if self.strings else ""
            case "b":
                return "TRUE" if value.strip() == "1" else "FALSE"
            case "n":
                return self._number(value.strip(), int(cell.get("s", 0)))
        return unescaped(value)

    def _number(self, value: str, style: int) -> str:
        number = float(value) if value else 0.0
        if not value or not isfinite(number):
            return value
        if style in self.date_styles:
            try:
                moment = from_excel(number, self.epoch)
            except OverflowError:
                return number_text(number)
            return (
                moment.isoformat(" ").removesuffix(" 00:00:00")
                if isinstance(moment, datetime)
                else str(moment)
            )
        return number_text(number)


def _archive(raw: bytes) -> ZipFile:
    """The opened container, after a look at what its directory declares."""
    archive = ZipFile(BytesIO(raw))
    parts = archive.infolist()
    names = archive.NameToInfo
    unpacked, packed = sum(part.file_size for part in parts), sum(part.compress_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * max(packed, 5_000):
        raise SheetProblem("sheet_bomb")
    # LZMA and BZIP2 are no part of the format, and their dictionaries are as large as the file says.
    if any(part.compress_type not in {ZIP_STORED, ZIP_DEFLATED} for part in parts):
        raise SheetProblem("sheet_broken")
    if len(names) < len(parts):
        raise SheetProblem("sheet_broken")
    if any(part.flag_bits & 1 for part in parts):
        raise SheetProblem("sheet_encrypted")
    if any(name.endswith("vbaProject.bin") for name in names):
        raise SheetProblem("sheet_macros")
    if "mimetype" in names or "xl/workbook.bin" in names:
        raise SheetProblem("sheet_other_format")
    return archive


@contextmanager
def _damage() -> Iterator[None]:
    try:
        yield
    except (
        BadZipFile,
        zlib.error,
        expat.ExpatError,
        EOFError,
        OSError,
        LookupError,
        ValueError,
        RuntimeError,
        NotImplementedError,
    ):
        raise SheetProblem("sheet_broken") from None


def _ignore(_name: str, _text: str) -> None:
    """What ends here says nothing."""


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def number_text(number: float) -> str:
    """As people write it: 15 digits, as spreadsheets keep them, and no exponent."""
    short = f"{number:.15g}"
    return format(Decimal(short), "f") if "e" in short else short


def unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
