"""The grid of a map on slides: heads of stages and touchpoints, under them the lanes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from apps.journeys.domain.analysis import curve_path
from apps.journeys.domain.cells import Entries, signed
from apps.journeys.domain.document import Lane, Map
from apps.journeys.domain.formats.canvas import quoted
from apps.journeys.domain.formats.pages import Sheet
from apps.journeys.domain.formats.slides.flow import Flow, Item
from apps.journeys.domain.formats.slides.parts import (
    BELOW,
    CURVE,
    CURVE_ROOM,
    EDGE,
    HEAD,
    LEAST_LINES,
    MARK,
    PAD,
    SIZE,
    WIDTH,
    Cell,
    Mood,
    Para,
    Point,
    Row,
    Slide,
    SlideWords,
    height_of,
    make_row,
    one_line,
    paras,
    short,
)
from apps.journeys.domain.formats.svg import Around
from apps.journeys.domain.grid import Grid, LaneRow, bands, build_grid, slots, stage_columns

_NUMBER = re.compile(r"-?[\d.]+")


def _halves(run: list[tuple[float, float]]) -> tuple[list[tuple[float, float]], list[tuple[float, float]]]:
    """A cubic cut in its middle (de Casteljau)."""

    def middle(a: tuple[float, float], b: tuple[float, float]) -> tuple[float, float]:
        return (a[0] + b[0]) / 2, (a[1] + b[1]) / 2

    a, b, c, d = run
    ab, bc, cd = middle(a, b), middle(b, c), middle(c, d)
    abc, bcd = middle(ab, bc), middle(bc, cd)
    top = middle(abc, bcd)
    return [a, ab, abc, top], [top, bcd, cd, d]


def curve_runs(scores: Sequence[float | None], beside: Around) -> list[list[tuple[float, float]]]:
    """The curve in a box of 100 a column and 100 high, cut at the edges of the slide: its columns are evenly spaced,
    hence an edge is the middle of a cubic.
    """
    before, wide = len(beside.before), 100.0 * len(scores)
    found = []
    for path in curve_path([*beside.before, *scores, *beside.after]).line.split("M")[1:]:
        numbers = [float(number) for number in _NUMBER.findall(path)]
        points = [(x - 100 * before, y) for x, y in zip(numbers[::2], numbers[1::2], strict=True)]
        run: list[tuple[float, float]] = []
        for start in range(0, len(points) - 1, 3):
            cubic = points[start : start + 4]
            if cubic[3][0] <= 0 or cubic[0][0] >= wide:
                continue
            if cubic[0][0] < 0:
                cubic = _halves(cubic)[1]
            if cubic[3][0] > wide:
                cubic = _halves(cubic)[0]
            run += cubic[1:] if run else cubic
        if run:
            found.append(run)
    return found


class SheetSlides:
    """The slides of one sheet: heads of stages and touchpoints, the lanes under them."""

    def __init__(self, document: Map, sheet: Sheet, beside: Around, words: SlideWords, title: str) -> None:
        self.document, self.sheet, self.words, self.title = document, sheet, words, title
        self.beside = beside
        self.grid: Grid = build_grid(sheet.document)
        self.slots = slots(self.grid)
        self.column = (WIDTH - 2 * EDGE - HEAD) / max(len(self.slots), 1)
        self.widths = (HEAD, *(self.column for _slot in self.slots))

    def slides(self) -> list[Slide]:
        alt = f"{self.title}: {', '.join(column.name for column in self.grid.columns)}"
        flow = Flow(self.title, self.widths, self._heads(), alt, self._notes())
        for band in bands(self.grid):
            for number, row in enumerate(band.rows):
                item = self._item(row)
                if number == 0 and band.line:
                    label = one_line(self.words.picture.lines[band.line], WIDTH - 2 * EDGE - 40, SIZE)
                    flow.add(Item(label=label), ahead=min(item.height, height_of(LEAST_LINES)))
                flow.add(item)
        return flow.finish()

    def _heads(self) -> list[Row]:
        words, spans, names = self.words.picture, [1], [short(self.words.picture.stage, HEAD)]
        for stage, columns in stage_columns(self.grid):
            spans.append(len(columns) or 1)
            names.append(
                short(f"{stage.number + self.sheet.stages_before} {stage.name}", spans[-1] * self.column)
            )
        tall = height_of(max(len(name) for name in names))
        places = [short(words.touchpoint, HEAD)]
        for column, _place in self.slots:
            shown = short(column.name, self.column) if column else ()
            channel = one_line(column.channel, self.column - 2 * PAD, SIZE) if column else ""
            places.append((*paras(channel, muted=True), *shown))
        head = height_of(max(len(place) for place in places))
        return [Row(tuple(names), tall, tuple(spans), head=True), Row(tuple(places), head, (), head=True)]

    def _item(self, row: LaneRow) -> Item:
        if row.lane is Lane.EMOTION:
            return Item(mood=self._mood())
        cells = [short(self.words.picture.lanes[row.lane], HEAD)]
        for _column, place in self.slots:
            cells.append(self.cell(row, place) if place >= 0 else ())
        return Item(row=make_row(cells, self.widths, back=row.back))

    def cell(self, row: LaneRow, place: int) -> Cell:
        counts, reason, words = row.counts.get(place), row.reasons.get(place), self.words.picture
        if counts and any(counts):
            return (Para(f"+ {counts[0]}   = {counts[1]}   − {counts[2]}"),)
        found = tuple(self._entries(row.entries[place]))
        return found or paras("—" if reason is None else f"{words.not_relevant}: {reason}", muted=True)

    def _entries(self, entries: Entries) -> Iterator[Para]:
        words = self.words.picture
        for item in entries:
            if item.kind in {"quote", "assumption"}:
                yield from paras(quoted(item.text, item.lang or self.document.language))
                yield from paras(words.assumption if item.kind == "assumption" else item.source, muted=True)
            elif item.kind == "key":
                yield from paras(words.keyed.format(name=item.text, value=words.keys.get(item.key, "")))
            else:
                yield from paras(f"{item.text} {item.source}" if item.kind == "number" else item.text)
                yield from paras("" if item.kind == "number" else item.source, muted=True)

    def _mood(self) -> Mood:
        scale, room = CURVE / 56, CURVE_ROOM
        left = EDGE + HEAD

        def at(x: float, y: float) -> tuple[float, float]:
            return left + x * self.column / 100, room + (y - 22) * scale

        scores = [slot.column.score if slot.column else None for slot in self.slots]
        points = [
            Point(*at(100 * index + 50, 50 - 14 * (column.score or 0)), column)
            for index, (column, _place) in enumerate(self.slots)
            if column is not None and column.score is not None
        ]
        runs = tuple(tuple(at(x, y) for x, y in run) for run in curve_runs(scores, self.beside))
        below = (p.y + BELOW + MARK * sum(mark.kind != "wow" for mark in p.column.marks) for p in points)
        height = max([CURVE_ROOM + CURVE + 10, *below])
        label = one_line(self.words.picture.lanes[Lane.EMOTION], HEAD - 2 * PAD, SIZE)
        return Mood(0, height, label, at(0, 50)[1], runs, tuple(points))

    def _notes(self) -> str:
        """Everything that the slide shows, in full: what a reader says to each touchpoint."""
        words, told = self.words.picture, []
        rows = [row for row in (*self.grid.front, *self.grid.back) if row.lane is not Lane.EMOTION]
        stages = {stage.id: stage.name for stage in self.grid.stages}
        for place, column in enumerate(self.grid.columns):
            told.append(f"{stages[column.stage]} – {column.name}")
            if column.score is not None:
                told.append(
                    f"{words.lanes[Lane.EMOTION]}: {signed(column.score)} {words.moods[column.mood or 0]}"
                )
            for row in rows:
                text = "; ".join(para.text for para in self.cell(row, place))
                told.append(f"{words.lanes[row.lane]}: {text}")
            told.append("")
        return "\n".join(told).strip()
