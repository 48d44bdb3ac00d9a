"""A map in pieces that fit on sheets: whole stages side by side, every sheet with the heads of lanes and columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from apps.journeys.domain.document import Map, Stage
from apps.journeys.domain.formats.svg import Around, Picture, Words
from apps.journeys.domain.grid import bands, build_grid

COLUMNS = {"a4": 6, "a3": 10}
"""of one sheet; a column is then 39 to 43 mm wide and its text 8 points tall"""
SPARE = 2
"""so many columns more still go on the sheet, before a second one would hold next to nothing"""


@dataclass(frozen=True, slots=True)
class Sheet:
    document: Map
    stages_before: int
    scores: tuple[float | None, ...]
    """of the drawn columns"""


def draw_sheets(document: Map, *, words: Words, theme: str = "print", paper: str = "a3") -> tuple[str, ...]:
    """SVG pictures in reading order; one where everything fits on one sheet. ``paper``: a4 or a3."""
    sheets = tuple(cut(document, COLUMNS[paper]))
    if len(sheets) <= 1:
        return (Picture(document, words, theme).draw(),)
    lanes = tuple(row.lane for band in bands(build_grid(document)) for row in band.rows)
    names = {point.id: point.name for point in document.touchpoints}
    return tuple(
        Picture(
            sheet.document.model_copy(update={"lanes": lanes}),
            words,
            theme,
            stages_before=sheet.stages_before,
            elsewhere=names,
            around=around(sheets, number),
        ).draw()
        for number, sheet in enumerate(sheets)
    )


def around(sheets: Sequence[Sheet], number: int) -> Around:
    """What stands beside one of the sheets."""
    before = [score for sheet in sheets[max(number - 2, 0) : number] for score in sheet.scores]
    after = [score for sheet in sheets[number + 1 : number + 3] for score in sheet.scores]
    return Around(tuple(before[-2:]), tuple(after[:2]))


def cut(document: Map, columns: int) -> Iterator[Sheet]:
    """Stages are kept whole as long as one fits on a sheet; a longer one goes on on the next."""
    held: list[tuple[int, Stage, list[str]]] = []
    points = {
        stage.id: [p.id for p in document.touchpoints if p.stage == stage.id] for stage in document.stages
    }
    drawn = sum(max(len(names), 1) for names in points.values())
    most = drawn if drawn <= columns + SPARE else columns
    room = most
    for number, stage in enumerate(document.stages):
        names = points[stage.id]
        parts = [names[start : start + most] for start in range(0, len(names), most)] or [[]]
        for part in parts:
            need = max(len(part), 1)
            if held and need > room:
                yield _sheet(document, held)
                held, room = [], most
            held.append((number, stage, part))
            room -= need
    if held:
        yield _sheet(document, held)


def _sheet(document: Map, held: list[tuple[int, Stage, list[str]]]) -> Sheet:
    shown = {point.id: point for point in document.touchpoints}
    places = [name for _number, _stage, part in held for name in part or [""]]
    stages = tuple(stage for _number, stage, _part in held)
    points = tuple(shown[name] for name in places if name)
    scores = tuple(shown[name].emotion.score if name else None for name in places)
    return Sheet(document.model_copy(update={"stages": stages, "touchpoints": points}), held[0][0], scores)
