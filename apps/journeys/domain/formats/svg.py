"""The map as a standalone SVG picture: deterministic, text wrapped with measured widths, never colour alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, field
from typing import NamedTuple

from apps.journeys.domain.analysis import curve_path, height
from apps.journeys.domain.document import Lane, Map, Transition, TransitionKind
from apps.journeys.domain.formats.canvas import (
    LINE,
    SIZE,
    Block,
    Canvas,
    Line,
    attribute,
    block,
    cjk_face,
    placed,
    quoted,
    xml,
)
from apps.journeys.domain.formats.themes import THEMES
from apps.journeys.domain.grid import (
    Column,
    Curve,
    Grid,
    LaneRow,
    Slot,
    bands,
    build_grid,
    drawn_curve,
    slots,
    stage_columns,
)
from apps.journeys.domain.layout import text_width

FONT = "'Noto Sans', Inter, system-ui, '{face}', '{system_face}', sans-serif"
HEAD, COLUMN, PAD, MARGIN = 128.0, 156.0, 9.0, 20.0
INNER, FIRST = COLUMN - 2 * PAD, PAD + SIZE - 2
BOX, ABOVE, BELOW, STEP = 170.0, 12.0, 20.0, 21.0
"""the curve's box, the room over it, from a face's middle to the mark below it, from mark to mark"""
LEAST_WIDTH, LOOP, STUB = 600.0, 22.0, 44.0


@dataclass(frozen=True, slots=True)
class Words:
    """Words of the interface that a picture needs, already translated.

    ``moods`` from −2 to +2, ``lanes`` by lane, ``lines`` of a blueprint, ``keyed`` with {name} and {value},
    ``reactions`` positive, neutral, negative, ``ways`` by the kind of a transition.
    """

    stage: str
    touchpoint: str
    assumption: str
    not_relevant: str
    marks: Mapping[str, str]
    moods: Mapping[int, str]
    lanes: Mapping[Lane, str]
    lines: Mapping[str, str]
    keyed: str
    keys: Mapping[str, str]
    reactions: tuple[str, str, str]
    ways: Mapping[TransitionKind, str] = field(default_factory=dict)


class Around(NamedTuple):
    """Scores of the two nearest columns on the sheets before and after, so that the curve runs on as it would."""

    before: tuple[float | None, ...]
    after: tuple[float | None, ...]


ALONE = Around((), ())


class Picture:
    """One map on one canvas, drawn from the top; ``y`` is how far it has come."""

    def __init__(
        self,
        document: Map,
        words: Words,
        theme: str,
        *,
        stages_before: int = 0,
        elsewhere: Mapping[str, str] | None = None,
        around: Around = ALONE,
    ) -> None:
        """``elsewhere``: names of the touchpoints of the whole map, where this picture shows a part of it."""
        self.document, self.words, self.stages_before = document, words, stages_before
        self.elsewhere, self.around = elsewhere or {}, around
        self.grid: Grid = build_grid(document)
        self.slots: list[Slot] = slots(self.grid)
        self.canvas = Canvas(THEMES[theme])
        self.muted = self.canvas.theme.muted
        self.width = max(HEAD + COLUMN * len(self.slots), LEAST_WIDTH)
        self.left = MARGIN + HEAD
        self.y = MARGIN

    def draw(self) -> str:
        self._title()
        self._heads()
        for band in bands(self.grid):
            if band.line:
                self._line(self.words.lines[band.line])
            self._rows(band.rows)
        self.canvas.line(MARGIN, self.y, MARGIN + self.width, self.y)
        self._ways()
        self._legend()
        return self._document(self.width + 2 * MARGIN, self.y + MARGIN)

    def _document(self, wide: float, tall: float) -> str:
        title, theme, face = self.grid.title, self.canvas.theme, cjk_face(self.document.language)
        font = FONT.format(face=face, system_face=face.replace("Noto Sans CJK", "PingFang"))
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide:g}" height="{tall:g}" '
            f'viewBox="0 0 {wide:g} {tall:g}" role="img" aria-label={attribute(title)} font-family="{font}" '
            f'font-size="{SIZE:g}" fill="{theme.ink}"><title>{xml(title)}</title>'
            f'<rect width="100%" height="100%" fill="{theme.surface}"/>{"".join(self.canvas.parts)}</svg>\n'
        )

    def _title(self) -> None:
        inner = self.width - 2 * PAD
        title = block(((self.grid.title, False),), inner, self.muted, bold=True, size=20)
        persona = " · ".join(part for part in (self.grid.persona, self.grid.persona_line) if part)
        below = block(((persona, True),), inner, self.muted)
        self.canvas.block(MARGIN + PAD, self.y + 24, title)
        self.y += 20 + title.rows * LINE * 20 / SIZE
        self.canvas.block(MARGIN + PAD, self.y, below)
        self.y += below.rows * LINE + 6

    def _lead(self, text: str) -> Block:
        return block(((text, True),), HEAD - 2 * PAD, self.muted, bold=True)

    def _heads(self) -> None:
        canvas, x = self.canvas, self.left
        heads = [
            (len(columns) or 1, f"{stage.number + self.stages_before} {stage.name}")
            for stage, columns in stage_columns(self.grid)
        ]
        names = [block(((name, False),), n * COLUMN - 2 * PAD, self.muted, bold=True) for n, name in heads]
        tall = max((name.rows for name in names), default=1) * LINE + 14
        canvas.block(MARGIN + PAD, self.y + 20, self._lead(self.words.stage))
        for (span, _name), name in zip(heads, names, strict=True):
            canvas.rect(x + 1, self.y, span * COLUMN - 2, tall, canvas.theme.sunken)
            canvas.block(x + PAD, self.y + 20, name)
            x += span * COLUMN
        self.y += tall
        canvas.block(MARGIN + PAD, self.y + 20, self._lead(self.words.touchpoint))
        tallest = 1
        for index, (column, _place) in enumerate(self.slots):
            if column is not None:
                tallest = max(tallest, self._touchpoint(column, self.left + index * COLUMN + PAD))
        self.y += tallest * LINE + 14

    def _touchpoint(self, column: Column, x: float) -> int:
        channel = block(((column.channel, True),), INNER, self.muted)
        name = block(((column.name, False),), INNER, self.muted, bold=True)
        self.canvas.block(x, self.y + 20, channel)
        self.canvas.block(x, self.y + 20 + channel.rows * LINE, name)
        return channel.rows + name.rows

    def _rows(self, rows: Sequence[LaneRow]) -> None:
        top, start, theme = self.y, len(self.canvas.parts), self.canvas.theme
        for row in rows:
            self._row(row)
        back = any(row.back for row in rows)
        if back:
            self.canvas.rect(MARGIN, top, self.width, self.y - top, theme.sunken)
        edges = "".join(f"M{self.left + i * COLUMN:g} {top:g}V{self.y:g}" for i in range(len(self.slots)))
        self.canvas.parts.append(f'<path d="{edges}" stroke="{theme.line}"/>' if edges else "")
        self.canvas.lower(start, 2 if back else 1)

    def _row(self, row: LaneRow) -> None:
        canvas, lead = self.canvas, self._lead(self.words.lanes[row.lane])
        emotion = row.lane is Lane.EMOTION
        cells = [] if emotion else [self._cell(row, place) for _column, place in self.slots]
        rows = max((cell.rows for cell in cells), default=1)
        tall = self._emotion_height() if emotion else max(rows, lead.rows) * LINE + 2 * PAD - 4
        canvas.line(MARGIN, self.y, MARGIN + self.width, self.y)
        canvas.block(MARGIN + PAD, self.y + FIRST, lead)
        if emotion:
            self._emotions(row)
        for index, cell in enumerate(cells):
            canvas.block(self.left + index * COLUMN + PAD, self.y + FIRST, cell)
        self.y += tall

    def _cell(self, row: LaneRow, place: int) -> Block:
        lines = self._lines(row, place) if place >= 0 else ()
        return block(lines, INNER, self.muted)

    def _lines(self, row: LaneRow, place: int) -> tuple[Line, ...]:
        words, counts, reason = self.words, row.counts.get(place), row.reasons.get(place)
        if counts and any(counts):
            return ((f"+ {counts[0]}   = {counts[1]}   − {counts[2]}", False),)
        lines: list[Line] = []
        for _id, text, kind, source, key, _tone, lang in row.entries[place]:
            if kind in {"quote", "assumption"}:
                said = quoted(text, lang or self.document.language)
                lines += ((said, False), (words.assumption if kind == "assumption" else source, True))
            elif kind == "number":
                lines.append((f"{text} {source}", False))
            elif kind == "key":
                lines.append((words.keyed.format(name=text, value=words.keys.get(key, "")), False))
            else:
                lines.append((text, False))
        if lines:
            return tuple(lines)
        return (("—" if reason is None else f"{words.not_relevant}: {reason}", True),)

    def _emotion_height(self) -> float:
        lowest = BOX
        for column, _place in self.slots:
            if column is not None and column.score is not None:
                below = sum(mark.kind != "wow" for mark in column.marks)
                lowest = max(lowest, height(column.score) * BOX / 100 + BELOW + STEP * below)
        return ABOVE + lowest + 4

    def _emotions(self, row: LaneRow) -> None:
        canvas, top = self.canvas, self.y + ABOVE
        scale = BOX / 100
        canvas.line(self.left, top + BOX / 2, self.left + COLUMN * len(self.slots), top + BOX / 2)
        for mood in (2, 0, -2):
            at = top + height(mood) * scale + 4
            canvas.text(self.left - PAD, at, self.words.moods[mood], size=11, anchor="end")
        self._curve(top)
        for index, (column, slot) in enumerate(self.slots):
            if column is not None and column.score is not None:
                x = self.left + (index + 0.5) * COLUMN
                at = top + height(column.score) * scale
                canvas.face(x, at, column.mood or 0)
                self._marks(column, x, at)
            elif slot >= 0 and slot in row.reasons:
                reason = f"{self.words.not_relevant}: {row.reasons[slot]}"
                drawn = block(((reason, True),), INNER, self.muted, most=4)
                canvas.block(self.left + index * COLUMN + PAD, top + BOX / 2 + FIRST, drawn)
            elif slot >= 0:
                canvas.text(self.left + (index + 0.5) * COLUMN, top + BOX / 2 - 6, "—", anchor="middle")

    def _curve(self, top: float) -> None:
        """The line and the ground under it; from one sheet to the next it runs over the edge."""
        before, after = self.around
        path = drawn_curve(self.grid, self.slots)
        if before or after:
            own = [slot.column.score if slot.column else None for slot in self.slots]
            path = Curve(*astuple(curve_path([*before, *own, *after])))
        if not path.line:
            return
        theme, left, wide = self.canvas.theme, self.left - len(before) * COLUMN, COLUMN * len(self.slots)
        line, area = (placed(d, left, top, COLUMN / 100, BOX / 100) for d in (path.line, path.area))
        drawn = (
            f'<path d="{area}" fill="{theme.muted}" fill-opacity=".12"/>'
            f'<path d="{line}" fill="none" stroke="{theme.curve}" stroke-width="2.5"/>'
        )
        if before or after:
            sheet = f"M{self.left:g} {top:g}h{wide:g}v{BOX:g}h-{wide:g}z"
            drawn = (
                f'<clipPath id="sheet"><path d="{sheet}"/></clipPath><g clip-path="url(#sheet)">{drawn}</g>'
            )
        self.canvas.parts.append(drawn)

    def _marks(self, column: Column, x: float, y: float) -> None:
        below = y + BELOW
        for mark in column.marks:
            label = self.words.marks[mark.kind] + (f" {mark.count}" if mark.count > 1 else "")
            above = mark.kind == "wow"
            self.canvas.mark(x, y - 38 if above else below, mark.kind, label)
            below += 0 if above else STEP

    def _line(self, label: str) -> None:
        canvas = self.canvas
        canvas.line(MARGIN, self.y + 14, MARGIN + self.width, self.y + 14, dash="8 6", width=1.5)
        wide = min(text_width(label, SIZE, bold=True) + 1, self.width - 4 * PAD)
        drawn = block(((label, True),), wide, self.muted, bold=True)
        tall = drawn.rows * LINE + 6
        canvas.rect(
            MARGIN + PAD,
            self.y + 3,
            wide + 2 * PAD,
            tall,
            canvas.theme.surface,
            stroke=canvas.theme.line,
            r=11,
        )
        canvas.block(MARGIN + 2 * PAD, self.y + 18, drawn)
        self.y += tall + 6

    def _ways(self) -> None:
        """Ways back, side ways and ways out, as arrows under the grid, one below the other."""
        places = {column.id: index for index, (column, _place) in enumerate(self.slots) if column}
        grid_end = self.y
        for way in self.document.transitions:
            start = places.get(way.source)
            end = None if way.kind is TransitionKind.EXIT or way.target is None else places.get(way.target)
            if self._is_drawn(way, start, end):
                self._way(way, self._middle(start), self._middle(end), grid_end)

    def _is_drawn(self, way: Transition, start: int | None, end: int | None) -> bool:
        """An end that is on another sheet is named; a plain way to the next touchpoint needs no arrow."""
        if start is None and end is None:
            return False
        if way.kind is TransitionKind.EXIT:
            return start is not None
        if start is None or end is None:
            return (way.source if start is None else way.target) in self.elsewhere
        return way.kind is not TransitionKind.NEXT or end != start + 1

    def _middle(self, place: int | None) -> float | None:
        return None if place is None else self.left + (place + 0.5) * COLUMN

    def _way(self, way: Transition, start: float | None, end: float | None, grid_end: float) -> None:
        low, theme = self.y + LOOP - 4, self.canvas.theme
        if start is not None and start == end:
            start, end = start + 12, end - 12
        here = start if start is not None else end or 0.0
        stub = here + (STUB if way.kind is TransitionKind.EXIT or end is None else -STUB)
        far = end if end is not None else stub
        near = start if start is not None else stub
        dash = ' stroke-dasharray="7 4"' if way.kind is TransitionKind.BRANCH else ""
        down = "" if start is None else f"M{near:g} {grid_end + 4:g}V{low:g}"
        up = "" if end is None else f"V{grid_end + 8:g}"
        path = f"{down or f'M{near:g} {low:g}'}H{far:g}{up}"
        head = f"M{far:g} {grid_end + 2:g}l-4 7h8z" if end is not None else f"M{far:g} {low:g}l-7-4v8z"
        bar = f"M{far + 2:g} {low - 6:g}v12" if way.kind is TransitionKind.EXIT else ""
        self.canvas.parts.append(
            f'<path d="{path}{bar}" fill="none" stroke="{theme.curve}" stroke-width="1.5"{dash}/>'
            f'<path d="{head}" fill="{theme.curve}"/>'
        )
        absent = way.source if start is None else way.target if end is None else None
        other = "" if way.kind is TransitionKind.EXIT else self.elsewhere.get(absent or "", "")
        self._way_label(way, other, min(near, far), abs(near - far))

    def _way_label(self, way: Transition, other: str, left: float, wide: float) -> None:
        """Its word, the end that is on another sheet, when it is taken and how often."""
        share = "" if way.share is None else f"{way.share:g} %"
        texts = (self.words.ways.get(way.kind, ""), other, way.condition, share)
        label = " · ".join(text for text in texts if text)
        room = max(wide - 2 * PAD, INNER)
        drawn = block(((label, True),), room, self.muted)
        x = min(left + PAD, MARGIN + self.width - room)
        self.canvas.block(x, self.y + LOOP + 8, drawn)
        self.y += LOOP + drawn.rows * LINE

    def _legend(self) -> None:
        """Faces with their words, and the signs of the reactions where there are some; as many rows as it takes."""
        entries: list[tuple[int | None, str]] = [(mood, self.words.moods[mood]) for mood in (2, 1, 0, -1, -2)]
        if any(row.lane is Lane.REACTIONS for row in (*self.grid.front, *self.grid.back)):
            signs = zip("+=−", self.words.reactions, strict=True)
            entries += [(None, f"{sign} {word}") for sign, word in signs]
        self._legend_rows(entries)

    def _legend_rows(self, entries: Sequence[tuple[int | None, str]]) -> None:
        x, y = MARGIN + PAD, self.y + 26
        for mood, word in entries:
            room = (18 if mood is not None else 0) + text_width(word, SIZE)
            if x + room > MARGIN + self.width and x > MARGIN + PAD:
                x, y = MARGIN + PAD, y + LINE + 4
            if mood is not None:
                self.canvas.face(x + 6, y - 4, mood, scale=0.45)
            self.canvas.text(x + (18 if mood is not None else 0), y, word)
            x += room + 18
        self.y = y + 8


def draw_svg(document: Map, *, words: Words, theme: str = "light") -> str:
    """A whole picture as SVG text. ``theme``: light, dark, print or contrast."""
    return Picture(document, words, theme).draw()
