"""Tables that people bring and take: CSV, TSV and XLSX, hostile or in any encoding, as rows of texts and back."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, zip_longest
from typing import Any

from django.utils.translation import gettext_lazy as _
from openpyxl import Workbook as WrittenBook  # type: ignore[import-untyped]
from openpyxl.cell import WriteOnlyCell  # type: ignore[import-untyped]
from openpyxl.styles import Alignment, Font  # type: ignore[import-untyped]
from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]

from apps.common.denials import explain
from apps.common.workbooks import Cells, SheetProblem, Workbook, number_text

MOST_BYTES = 5 * 1024 * 1024
# As the page offers them → Python's codec.
ENCODINGS = {
    "utf-8": "utf-8",
    "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be",
    "gb18030": "gb18030",
    "big5": "cp950",
    "windows-1251": "cp1251",
    "koi8-r": "koi8-r",
    "windows-1252": "cp1252",
}
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_OLE, _ZIP = b"\xd0\xcf\x11\xe0", b"PK"
_FOREIGN = (
    b"%PDF",
    b"{\\rtf",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
    b"<",
    b"\x7fELF",
    b"MZ\x90",
)
# A cell that starts like this may be taken for a formula; the full-width signs too, in a Chinese or Japanese program.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n−＝＋－＠]")
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")
_UNWRITABLE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_COMMON_RUSSIAN = frozenset("оеаинтсрвлкмдпуяыь")
# First bytes of the usual signs; what else these encodings hold is rare.
_GB_LEADS, _BIG5_LEADS = frozenset({0xA1, 0xA3, *range(0xB0, 0xD8)}), frozenset(range(0xA1, 0xC7))
_HEAD, _BODY, _WRAPPED = Font(bold=True), Font(), Alignment(wrap_text=True, vertical="top")

explain(
    sheet_too_large=_("This file is larger than 5 MB."),
    sheet_too_many_rows=_("This table has more than 10,000 rows. Bring it in parts."),
    sheet_too_many_columns=_("This table has more than 200 columns. Remove those that a map does not need."),
    sheet_cell_too_long=_("A cell holds more than 32,767 characters. Shorten it."),
    sheet_bomb=_("Unpacked, this file would be far too large. Save the table as CSV and bring that."),
    sheet_encrypted=_("This file is protected with a password. Save it without one and bring it again."),
    sheet_macros=_("This file holds macros. Save it as a plain .xlsx file and bring that."),
    sheet_other_format=_(
        "This kind of spreadsheet is not read here. Save it as .xlsx or .csv and bring that."
    ),
    sheet_broken=_("This file is damaged and cannot be read. Save it again and bring that."),
    sheet_bad_encoding=_("The text of this file is not in this encoding. Choose another one."),
    sheet_empty=_("This table is empty."),
    not_a_sheet=_("This is not a spreadsheet. Choose an .xlsx, .csv or .tsv file."),
)

__all__ = [
    "ENCODINGS",
    "MOST_BYTES",
    "SheetProblem",
    "Table",
    "defuse",
    "read_table",
    "read_tables",
    "write_csv",
    "write_xlsx",
]


@dataclass(frozen=True, slots=True)
class Table:
    """``rows`` of equal length, ending with the last row and column that hold something.

    ``encoding``: the one it was read in, "" for XLSX. ``sheets``: all that can be chosen, () for CSV.
    """

    rows: tuple[tuple[str, ...], ...]
    encoding: str
    sheets: tuple[str, ...]
    sheet: str


def read_table(raw: bytes, *, name: str, encoding: str = "", sheet: str = "") -> Table:
    """One table of a file; known by its content, ``name`` only tells what the sender believes it to be.

    ``encoding``: one of `ENCODINGS`, "" for the best guess. ``sheet``: "" or an unknown one for the first that
    is shown. `SheetProblem` with the codes explained above: every bad file ends there, in bounded time and memory.
    """
    if book := _workbook(raw, name):
        chosen = sheet if sheet in book.sheets else next(iter(book.sheets))
        return Table(_even(book.rows(chosen)), "", tuple(book.sheets), chosen)
    text, used = _decoded(raw, encoding)
    return Table(_even(_delimited(text)), used, (), "")


def read_tables(raw: bytes, *, name: str, encoding: str = "") -> list[Table]:
    """All tables of a file that hold something, under the limits of one."""
    if not (book := _workbook(raw, name)):
        return [read_table(raw, name=name, encoding=encoding)]
    filled = {sheet: rows for sheet in book.sheets if (rows := _trimmed(book.rows(sheet)))}
    if not filled:
        raise SheetProblem("sheet_empty")
    return [Table(rows, "", tuple(filled), sheet) for sheet, rows in filled.items()]


def _workbook(raw: bytes, name: str) -> Workbook | None:
    """None for everything that is to be read as text."""
    if len(raw) > MOST_BYTES:
        raise SheetProblem("sheet_too_large")
    if raw.startswith(_ZIP):
        return Workbook(raw)
    if raw.startswith(_OLE):
        locked = "EncryptedPackage".encode("utf-16-le") in raw
        raise SheetProblem("sheet_encrypted" if locked else "sheet_other_format")
    start = raw.removeprefix(b"\xef\xbb\xbf").lstrip()[:8]
    if not start or start.startswith(_FOREIGN) or name.lower().endswith((".xlsx", ".xlsm", ".xls")):
        raise SheetProblem("not_a_sheet" if start else "sheet_empty")
    return None


def _even(rows: Iterable[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    if not (kept := _trimmed(rows)):
        raise SheetProblem("sheet_empty")
    return kept


def _trimmed(rows: Iterable[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    """Rows of equal length up to the last row and column that hold something; () where none does."""
    kept = [[_undefused(cell) for cell in row] for row in rows]
    while kept and not any(cell.strip() for cell in kept[-1]):
        kept.pop()
    width = max((index for row in kept for index, cell in enumerate(row, start=1) if cell.strip()), default=0)
    return tuple((*row[:width], *[""] * (width - len(row))) for row in kept)


def _decoded(raw: bytes, encoding: str) -> tuple[str, str]:
    """The text and the name of its encoding."""
    marked = next((name for mark, name in _MARKS if raw.startswith(mark)), "")
    chosen = encoding or marked or _guessed(raw)
    if chosen not in ENCODINGS:
        raise SheetProblem("sheet_bad_encoding")
    try:
        text = raw.decode(ENCODINGS[chosen]).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        row = raw.count(b"\n", 0, error.start) + 1
        raise SheetProblem("sheet_bad_encoding", encoding=chosen, row=row) from None
    controls = sum(char < " " and char not in "\t\r\n" for char in text[:4_000])
    if controls > 20 and controls * 10 > len(text[:4_000]):
        raise SheetProblem("not_a_sheet")
    return text, chosen


def _guessed(raw: bytes) -> str:
    """UTF-8 where it fits or nearly does, else what looks most like text in its language."""
    zeros = (raw[0:4_000:2].count(0), raw[1:4_000:2].count(0))
    if len(raw) % 2 == 0 and max(zeros) > 2 + 4 * min(zeros) and max(zeros) * 50 > len(raw[:4_000]):
        return "utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"
    lost = raw.decode("utf-8", "replace").count("\ufffd")
    if lost * 20 <= sum(byte > 0xBF for byte in raw):
        return "utf-8"
    scores = {name: _likeness(raw, name) for name in ENCODINGS if not name.startswith("utf")}
    return max(scores, key=lambda name: scores[name])


def _likeness(raw: bytes, name: str) -> float:
    """Share of the signs beyond ASCII that are frequent in texts of this encoding; −1 where it cannot be read."""
    try:
        text = f" {raw.decode(ENCODINGS[name])} "
    except UnicodeDecodeError:
        return -1
    places = [at for at, sign in enumerate(text) if sign > "\x7f"][:4_000]
    return sum(_likely(name, *text[at - 1 : at + 2]) for at in places) / len(places)


def _likely(name: str, before: str, sign: str, after: str) -> float:
    beside_ascii = [char for char in (before, after) if char.isascii() and char.isalpha()]
    match name:
        case "gb18030" | "big5":
            lead, *rest = sign.encode(ENCODINGS[name])
            common = lead in (_GB_LEADS if name == "gb18030" else _BIG5_LEADS) and len(rest) == 1
            exact = name == "big5" or rest[0] > 0xA0
            return (1 if max(before, after) > "\x7f" else 0.5) if common and exact else 0
        case "windows-1251" | "koi8-r":
            frequent = sign.lower() in _COMMON_RUSSIAN and not beside_ascii
            return (1 if sign.islower() else 0.7) if frequent else 0
    return 0.9 if (beside_ascii and sign.isalpha()) or sign in "–—‘’“”…€«»°" else 0


def _delimited(text: str) -> list[list[str]]:
    declared = re.match(r'"?sep=([,;\t|])"?\r?\n', text)
    delimiter = declared[1] if declared else _delimiter(text[:64_000])
    lines, cells = io.StringIO(text[declared.end() if declared else 0 :], newline=""), Cells()
    row = 0
    try:
        for row, line in enumerate(csv.reader(lines, delimiter=delimiter), start=1):
            for column, cell in enumerate(line, start=1):
                cells.put(row, column, cell)
    except csv.Error:
        raise SheetProblem("sheet_cell_too_long", row=row + 1) from None
    return cells.rows


def _delimiter(sample: str) -> str:
    """The sign by which the most lines fall into equally many parts."""

    def fit(sign: str) -> tuple[float, int]:
        lines = csv.reader(io.StringIO(sample, newline=""), delimiter=sign)
        widths = [len(line) for line in islice(lines, 50) if line]
        several = Counter(width for width in widths if width > 1).most_common(1)
        return (several[0][1] / len(widths), several[0][0]) if several else (0, 0)

    return max(",;\t|", key=fit)


def defuse(text: str) -> str:
    """With an apostrophe before what a spreadsheet could take for a formula; a negative number stays one."""
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def _undefused(text: str) -> str:
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def write_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """Comma-separated UTF-8 with a mark, as Excel wants it; all quoted, so that no other delimiter can split a cell."""
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows([defuse(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def write_xlsx(sheets: Mapping[str, Sequence[Sequence[str]]]) -> bytes:
    """A workbook; the first row of each sheet is its head and stays in view. Texts up to 32,767 characters."""
    book = WrittenBook(write_only=True)
    for title, rows in sheets.items():
        page = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", title).strip(" '")[:31] or None)
        page.freeze_panes = "A2"
        for column, cells in enumerate(zip_longest(*rows[:200], fillvalue=""), start=1):
            lines = (line for cell in cells for line in cell.split("\n"))
            page.column_dimensions[get_column_letter(column)].width = min(48, max(9, *map(len, lines)) + 2)
        for row, texts in enumerate(rows):
            page.append([_written(page, text, head=row == 0) if text else None for text in texts])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _written(page: Any, text: str, *, head: bool) -> Any:
    """A number where reading it gives the same text again, else a text whatever it looks like."""
    if _NUMBER.fullmatch(text) and number_text(float(text)) == text:
        return float(text)
    cell = WriteOnlyCell(page, _UNWRITABLE.sub(lambda sign: f"_x{ord(sign[0]):04X}_", defuse(text)))
    cell.data_type = "s"
    cell.font, cell.alignment = (_HEAD if head else _BODY), _WRAPPED
    return cell
