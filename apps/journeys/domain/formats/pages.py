"""A map in pieces that fit on sheets: whole stages side by side, every sheet with the heads of lanes and columns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from apps.journeys.domain.document import Map, Stage
from apps.journeys.domain.formats.svg import Picture, Words
from apps.journeys.domain.grid import bands, build_grid

COLUMNS = 10
"""of one sheet; on A3 a column is then 39 mm wide and its text 8 points tall"""


@dataclass(frozen=True, slots=True)
class Sheet:
    document: Map
    stages_before: int


def draw_sheets(document: Map, *, words: Words, theme: str = "print") -> tuple[str, ...]:
    """SVG pictures in reading order; one where everything fits on one sheet."""
    sheets = tuple(_sheets(document))
    if len(sheets) <= 1:
        return (Picture(document, words, theme).draw(),)
    lanes = tuple(row.lane for band in bands(build_grid(document)) for row in band.rows)
    pieces = (sheet.document.model_copy(update={"lanes": lanes}) for sheet in sheets)
    return tuple(
        Picture(piece, words, theme, stages_before=sheet.stages_before).draw()
        for piece, sheet in zip(pieces, sheets, strict=True)
    )


def _sheets(document: Map) -> Iterator[Sheet]:
    """Stages are kept whole as long as one fits on a sheet; a longer one goes on on the next."""
    held: list[tuple[int, Stage, list[str]]] = []
    room = COLUMNS
    for number, stage in enumerate(document.stages):
        names = [point.id for point in document.touchpoints if point.stage == stage.id]
        parts = [names[start : start + COLUMNS] for start in range(0, len(names), COLUMNS)] or [[]]
        for part in parts:
            need = max(len(part), 1)
            if held and need > room:
                yield _sheet(document, held)
                held, room = [], COLUMNS
            held.append((number, stage, part))
            room -= need
    if held:
        yield _sheet(document, held)


def _sheet(document: Map, held: list[tuple[int, Stage, list[str]]]) -> Sheet:
    shown = {name for _number, _stage, part in held for name in part}
    points = tuple(point for point in document.touchpoints if point.id in shown)
    stages = tuple(stage for _number, stage, _part in held)
    return Sheet(document.model_copy(update={"stages": stages, "touchpoints": points}), held[0][0])
