"""What the eye sees changed between two attempts: cells of the map, not fields of the document."""

from __future__ import annotations

from typing import Literal

from apps.journeys.domain.document import Lane
from apps.journeys.domain.grid import Cell, Column, Grid

Cells = dict[tuple[str, str], Literal["new", "changed"]]


def _shown(cell: Cell) -> tuple[object, ...]:
    return (
        cell.state,
        cell.reason,
        cell.counts,
        tuple((i.text, i.kind, i.source, i.key) for i in cell.items),
    )


def _felt(column: Column) -> tuple[object, ...]:
    return (column.score, frozenset(mark.kind for mark in column.marks))


def changed_cells(before: Grid, after: Grid) -> Cells:
    """Cells of ``after`` by (touchpoint, lane): ``new`` where nothing stood before, else ``changed``."""
    earlier = {(c.touchpoint, c.lane): c for row in (*before.front, *before.back) for c in row.cells}
    found: Cells = {}
    for row in (*after.front, *after.back):
        for cell in row.cells:
            if row.lane == Lane.EMOTION:
                continue
            old = earlier.get((cell.touchpoint, cell.lane))
            if old is None or old.state == "empty":
                if cell.state != "empty":
                    found[cell.touchpoint, cell.lane.value] = "new"
            elif _shown(old) != _shown(cell):
                found[cell.touchpoint, cell.lane.value] = "changed"
    return found | _changed_emotions(before, after)


def _changed_emotions(before: Grid, after: Grid) -> Cells:
    if not any(row.lane == Lane.EMOTION for row in after.front):
        return {}
    earlier = {column.id: column for column in before.columns}
    found: Cells = {}
    for column in after.columns:
        old = earlier.get(column.id)
        if old is None or old.score is None:
            if column.score is not None:
                found[column.id, Lane.EMOTION.value] = "new"
        elif _felt(old) != _felt(column):
            found[column.id, Lane.EMOTION.value] = "changed"
    return found
