"""Rows, lines and the emotion lane under heads, on as many slides as they take."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from apps.journeys.domain.formats.slides.parts import (
    DIVIDER,
    EDGE,
    FOOT,
    HEIGHT,
    LEAST_LINES,
    TOP,
    WIDTH,
    Divider,
    Mood,
    Part,
    Row,
    Slide,
    Table,
    height_of,
    make_row,
    paras,
    split_row,
)


class Item(NamedTuple):
    """What wants a place under the heads: a row of cells, the emotion lane or a line."""

    row: Row | None = None
    mood: Mood | None = None
    label: str = ""

    @property
    def height(self) -> float:
        return self.row.height if self.row else self.mood.height if self.mood else DIVIDER


class Flow:
    """Puts items under heads, on as many slides as they take."""

    def __init__(
        self, title: str, widths: tuple[float, ...], heads: Sequence[Row], alt: str, notes: str
    ) -> None:
        self.title, self.widths, self.heads, self.alt, self.notes = title, widths, tuple(heads), alt, notes
        self.slides: list[Slide] = []
        self.parts: list[Part] = []
        self.rows: list[Row] = []
        self._open()

    def _open(self) -> None:
        self.parts, self.rows, self.begin = [], list(self.heads), TOP
        self.y = TOP + sum(row.height for row in self.heads)
        self.empty = self.y

    @property
    def room(self) -> float:
        return HEIGHT - FOOT - self.y

    def _close_table(self) -> None:
        if self.rows:
            self.parts.append(Table(self.begin, self.widths, tuple(self.rows), self.alt))
        self.rows = []

    def _close(self) -> None:
        self._close_table()
        number = len(self.slides) + 1
        title = self.title if number == 1 else f"{self.title} ({number})"
        self.slides.append(Slide(title, tuple(self.parts), self.notes))

    def _turn(self) -> None:
        self._close()
        self._open()

    def add(self, item: Item, *, ahead: float = 0.0) -> None:
        """``ahead``: room that what follows wants on the same slide."""
        row = item.row
        if item.height + ahead > self.room and self.y > self.empty and (row is None or self._fits_alone(row)):
            self._turn()
        while row and row.height > self.room:
            if self.room < height_of(LEAST_LINES) and self.y > self.empty:
                self._turn()
                continue
            first, row = split_row(row, self.widths, self.room)
            self.rows.append(first)
            self._turn()
        if row:
            self._row(row)
        else:
            self._apart(item)

    def _fits_alone(self, row: Row) -> bool:
        return row.height <= HEIGHT - FOOT - self.empty

    def _row(self, row: Row) -> None:
        if not self.rows:
            self.begin = self.y
        self.rows.append(row)
        self.y += row.height

    def _apart(self, item: Item) -> None:
        self._close_table()
        self.parts.append(_moved(item.mood, self.y) if item.mood else Divider(self.y, item.label))
        self.y += item.height

    def finish(self) -> list[Slide]:
        self._close()
        return self.slides


def _moved(mood: Mood, down: float) -> Mood:
    return mood._replace(
        top=down,
        neutral=mood.neutral + down,
        runs=tuple(tuple((x, y + down) for x, y in run) for run in mood.runs),
        points=tuple(point._replace(y=point.y + down) for point in mood.points),
    )


def plain_table(
    title: str, heads: Sequence[str], widths: Sequence[float], rows: Iterable[Sequence[str]]
) -> list[Slide]:
    """Slides of a plain table; none without a row. ``widths`` are shares of the slide's width."""
    found = [[paras(text) for text in row] for row in rows]
    if not found:
        return []
    room = WIDTH - 2 * EDGE
    wide = tuple(share * room / sum(widths) for share in widths)
    top = [make_row([paras(text, bold=True) for text in heads], wide, head=True)] if any(heads) else []
    notes = "\n".join(" – ".join(" ".join(p.text for p in cell) for cell in row if cell) for row in found)
    flow = Flow(title, wide, top, title, notes)
    for row in found:
        flow.add(Item(row=make_row(row, wide)))
    return flow.finish()
