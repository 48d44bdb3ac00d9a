"""What stands on a slide, in points, and how tall a text is there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from apps.journeys.domain.formats.svg import Words
from apps.journeys.domain.grid import Column
from apps.journeys.domain.layout import wrap

WIDTH, HEIGHT = 960.0, 540.0
EDGE, TOP, FOOT = 28.0, 62.0, 28.0
SIZE, LINE, PAD = 10.0, 13.0, 4.0
HEAD = 96.0
COLUMNS = 6
"""of one slide"""
HEAD_LINES, LEAST_LINES, MOST_LINES = 5, 3, 2000
CURVE, CURVE_ROOM, BELOW, MARK, DIVIDER = 92.0, 32.0, 26.0, 17.0, 22.0
"""from the lowest to the highest mood, the room above, a face with its score below, a mark, a line of a blueprint"""


class Para(NamedTuple):
    text: str
    muted: bool = False
    bold: bool = False


Cell = tuple[Para, ...]


class Row(NamedTuple):
    cells: tuple[Cell, ...]
    height: float
    spans: tuple[int, ...] = ()
    """columns that each cell takes; empty: one"""
    head: bool = False
    back: bool = False


class Table(NamedTuple):
    top: float
    widths: tuple[float, ...]
    rows: tuple[Row, ...]
    alt: str


class Divider(NamedTuple):
    """One of the lines of a service blueprint."""

    top: float
    label: str


class Point(NamedTuple):
    x: float
    y: float
    column: Column


class Mood(NamedTuple):
    """The emotion lane: ``runs`` are cubic curves as points, the first one alone, then three by three."""

    top: float
    height: float
    label: str
    neutral: float
    runs: tuple[tuple[tuple[float, float], ...], ...]
    points: tuple[Point, ...]


Part = Table | Divider | Mood


class Slide(NamedTuple):
    title: str
    parts: tuple[Part, ...]
    notes: str


class Cover(NamedTuple):
    title: tuple[str, ...]
    kind: str
    persona: str
    role: str
    scenario: tuple[str, ...]
    notes: str


class Deck(NamedTuple):
    cover: Cover
    slides: tuple[Slide, ...]


@dataclass(frozen=True, slots=True)
class SlideWords:
    """``picture``: the words of a picture; ``labels`` by the name of a heading or a field; ``states`` of a change."""

    picture: Words
    labels: Mapping[str, str]
    states: Mapping[str, str]
    kind: str


def paras(text: str, *, muted: bool = False, bold: bool = False) -> Cell:
    """The lines that an author has parted, without the empty ones."""
    return tuple(Para(line.strip(), muted, bold) for line in text.splitlines() if line.strip())


def _slices(para: Para, width: float) -> Iterator[tuple[int, int]]:
    """Where each line of a wrapped text begins and ends in it."""
    begin = 0
    for line in wrap(para.text, width - 2 * PAD, SIZE, bold=para.bold, lines=MOST_LINES):
        start = max(para.text.find(line, begin), begin)
        begin = start + len(line)
        yield start, begin


def lines_of(cell: Cell, width: float) -> list[tuple[Para, int, int]]:
    return [(para, start, end) for para in cell for start, end in _slices(para, width)]


def height_of(lines: int) -> float:
    return max(lines, 1) * LINE + 2 * PAD


def make_row(
    cells: Sequence[Cell], widths: Sequence[float], *, head: bool = False, back: bool = False
) -> Row:
    """A row as tall as its tallest cell."""
    most = max(len(lines_of(cell, width)) for cell, width in zip(cells, widths, strict=True))
    return Row(tuple(cells), height_of(most), (), head, back)


def _joined(lines: Sequence[tuple[Para, int, int]]) -> Cell:
    found: list[tuple[Para, int, int]] = []
    for para, start, end in lines:
        if found and found[-1][0] is para:
            found[-1] = (para, found[-1][1], end)
        else:
            found.append((para, start, end))
    return tuple(para._replace(text=para.text[start:end]) for para, start, end in found)


def split_row(row: Row, widths: Sequence[float], room: float) -> tuple[Row, Row]:
    """So much of the row as fits into ``room`` points, and the rest; the first cell, its name, stands in both."""
    lines = int((room - 2 * PAD) // LINE)
    first, rest = [row.cells[0]], [row.cells[0]]
    for cell, width in zip(row.cells[1:], widths[1:], strict=True):
        measured = lines_of(cell, width)
        first.append(_joined(measured[:lines]))
        rest.append(_joined(measured[lines:]))
    return make_row(first, widths, back=row.back), make_row(rest, widths, back=row.back)


def short(text: str, width: float, *, lines: int = HEAD_LINES, size: float = SIZE) -> Cell:
    return tuple(Para(line, bold=True) for line in wrap(text, width - 2 * PAD, size, bold=True, lines=lines))


def one_line(text: str, width: float, size: float) -> str:
    return "".join(wrap(" ".join(text.split()), width, size, bold=True, lines=1))
