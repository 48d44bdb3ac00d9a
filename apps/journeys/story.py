"""The map told as a story: who and why, stage by stage, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from apps.journeys import words
from apps.journeys.aspects import Felt, felt
from apps.journeys.domain import analysis
from apps.journeys.domain.document import Map
from apps.journeys.domain.grid import Column, StageHead, build_grid, stage_columns
from apps.journeys.tables import render_strip


@dataclass(frozen=True, slots=True)
class Scene:
    """A touchpoint of the story."""

    column: Column
    felt: Felt | None
    action: str
    thoughts: str
    quote: str
    source: str
    pains: tuple[str, ...]
    delights: tuple[str, ...]
    weak_reason: str
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A stage of the story; ``strip`` is the whole curve with this stage in front."""

    head: StageHead
    moment: str
    goal: str
    scenes: tuple[Scene, ...]
    mood: Felt | None
    strip: str


def present_context(document: Map) -> dict[str, Any]:
    """What the pages of the story show."""
    grid = build_grid(document)
    chapters = _chapters(document)
    pains, delights = analysis.ranked_pains(document), analysis.ranked_delights(document)
    return {
        "document": document,
        "grid": grid,
        "owner": document.owner,
        "kind_name": words.label(document.kind) if document.kind else "",
        "strip": render_strip(grid),
        "chapters": chapters,
        "lowest": grid.lowest and (grid.lowest, felt(grid.lowest.score)),
        "highest": grid.highest and (grid.highest, felt(grid.highest.score)),
        "pains": pains[:3],
        "delights": delights[:3],
        "changes": document.changes[:4],
        "goal": document.goals[0] if document.goals else None,
        "last": len(chapters) + 2,
    }


def _chapters(document: Map) -> list[Chapter]:
    grid = build_grid(document)
    stages = {stage.id: stage for stage in document.stages}
    scenes = _scenes(document, grid.columns)
    found = []
    for head, columns in stage_columns(grid):
        inside = [column.score for column in columns if column.score is not None]
        strip = render_strip(grid, chosen={column.id for column in columns}, region_id=f"s{head.number}")
        found.append(
            Chapter(
                head,
                words.label(head.moment) if head.moment else "",
                stages[head.id].customer_goal,
                tuple(scenes[column.id] for column in columns),
                felt(sum(inside) / len(inside)) if inside else None,
                strip,
            )
        )
    return found


def _texts(items: Any, field: str) -> dict[str | None, list[str]]:
    found: dict[str | None, list[str]] = {}
    for item in items:
        found.setdefault(item.touchpoint, []).append(getattr(item, field))
    return found


def _scenes(document: Map, columns: tuple[Column, ...]) -> dict[str, Scene]:
    places = {item.id: item for item in document.touchpoints}
    said = {item.id: item for item in document.evidence if item.text}
    pains, delights = _texts(document.pains, "text"), _texts(document.delights, "text")
    changes = _texts(document.changes, "title")
    loose = {item.touchpoint: item for item in reversed(document.evidence) if item.touchpoint and item.text}
    found = {}
    for column in columns:
        place = places[column.id]
        quote = next((said[name] for name in place.emotion.evidence if name in said), loose.get(place.id))
        found[column.id] = Scene(
            column,
            felt(column.score),
            place.action,
            place.thoughts,
            quote.text if quote else "",
            (quote.source or words.label(quote.kind)) if quote else "",
            tuple(pains.get(place.id, ())),
            tuple(delights.get(place.id, ())),
            place.weak_link_reason if place.weak_link else "",
            tuple(changes.get(place.id, ())),
        )
    return found
