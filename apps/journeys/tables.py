"""The map as HTML: the journey table, the list view and the curve strip, rendered by Jinja2 from one grid."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.template import engines
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from apps.common.ui import face, html_language, icon
from apps.journeys import words
from apps.journeys.domain.analysis import curve_path
from apps.journeys.domain.document import Lane, Mood
from apps.journeys.domain.grid import Grid, Slot, bands, drawn_curve, rounded, slots, stage_columns
from apps.journeys.table_cells import AddLinks, CellKey, CellWriter, Pin, pins_by_cell

__all__ = ["CellKey", "Links", "Pin", "render_map_list", "render_map_table", "render_strip"]

Links = Callable[[str], str]


@lru_cache(maxsize=4)
def _template(name: str) -> Any:
    return engines["jinja2"].env.get_template(f"journeys/{name}.jinja")  # type: ignore[attr-defined]


def _render(name: str, context: dict[str, Any]) -> SafeString:
    html: str = _template(name).render(context)
    return SafeString(html)


def _caption(grid: Grid) -> str:
    """States the size of the map and its extremes in words, for those who do not see the curve."""
    parts = [
        _("Journey map “%(title)s”: %(stages)s stages, %(touchpoints)s touchpoints.")
        % {"title": grid.title, "stages": len(grid.stages), "touchpoints": len(grid.columns)}
    ]
    for column, sentence in (
        (grid.lowest, _("Lowest point: %(name)s, %(mood)s.")),
        (grid.highest, _("Highest point: %(name)s, %(mood)s.")),
    ):
        if column is not None and column.mood is not None:
            parts.append(sentence % {"name": column.name, "mood": words.mood_label(column.mood)})
    return " ".join(parts)


def _words(grid: Grid) -> dict[str, str]:
    return {
        "stage": _("Stage"),
        "touchpoint": _("Touchpoint"),
        "positive": _("Positive"),
        "neutral": _("Neutral"),
        "negative": _("Negative"),
        "assumption": _("Assumption"),
        "wow": _("Wow"),
        "pain": _("Pain"),
        "weak": _("Weak link"),
        "not_relevant": _("Not relevant"),
        "changed": _("Changed"),
        "new": pgettext("cell of a map", "New"),
        "earlier": _("Before: %(mood)s"),
        "no_score": _("No emotion yet"),
        "no_touchpoint": _("No touchpoint yet"),
        "empty": _("Nothing here yet"),
        "region": _("Journey map"),
        "flow": _("Flow"),
        "zoom": _("Sub-journey"),
        "start": _("Your map will grow here. Begin with the persona, then name the stages."),
    }


def _context(grid: Grid, language: str) -> dict[str, Any]:
    return {
        "grid": grid,
        "w": _words(grid),
        "caption": _caption(grid),
        "lang": html_language(language),
        "icon": icon,
        "face": face,
        "moods": {mood.value: words.label(mood) for mood in Mood},
        "Lane": Lane,
        "heads": {
            row.lane: words.lane_label(
                row.lane, words.customer(grid.persona) if grid.persona else "", grid.kind
            )
            for row in (*grid.front, *grid.back)
        },
        "keyed": lambda item: words.keyed(item.text, words.key_label(item.key)),
    }


def _ghosts(grid: Grid, earlier: Mapping[str, float | None]) -> dict[str, int]:
    """The faces of an earlier attempt that stood elsewhere."""
    then = {column.id: earlier.get(column.id) for column in grid.columns}
    return {
        column.id: mood
        for column in grid.columns
        if then[column.id] != column.score and (mood := rounded(then[column.id])) is not None
    }


def _frame(grid: Grid, drawn: Sequence[Slot]) -> dict[str, Any]:
    return {
        "stages": stage_columns(grid),
        "bands": bands(grid),
        "lines": words.line_labels(words.customer(grid.persona)),
        "slots": drawn,
        "curve": drawn_curve(grid, drawn),
    }


def render_map_table(
    grid: Grid,
    *,
    language: str,
    selected: str | None = None,
    links: Links | None = None,
    adds: Mapping[Lane, Sequence[str]] | None = None,
    asides: Mapping[Lane, Sequence[str]] | None = None,
    zooms: Mapping[str, str] | None = None,
    pins: Sequence[Pin] = (),
    changed: Sequence[CellKey] = (),
    new: Collection[CellKey] = (),
    earlier: Mapping[str, float | None] | None = None,
    region_id: str = "map",
) -> SafeString:
    """The journey table in its scrolling region.

    ``links`` gives each touchpoint's address, ``adds`` the address where each lane is typed, in pieces between
    which the touchpoint's id stands, ``asides`` where it is set aside as not relevant, ``zooms`` the address of a
    touchpoint's sub-journey, for readers who may see it. ``changed``: the (touchpoint, lane) cells to frame,
    ``new``: those of them that were empty; ``earlier``: the scores of an earlier attempt by touchpoint, drawn dotted.
    """
    drawn = slots(grid)
    context = _context(grid, language)
    writer = CellWriter(
        context["w"],
        context["moods"],
        selected=selected,
        changed=frozenset(changed),
        new=frozenset(new),
        pins=pins_by_cell(pins),
        ghosts=_ghosts(grid, earlier or {}),
        adds=AddLinks(adds, asides or {}, context["heads"], grid.columns) if adds else None,
    )
    context |= _frame(grid, drawn) | {"writer": writer, "links": links, "zooms": zooms or {}}
    context |= {"selected": selected, "earlier_line": _earlier_line(drawn, earlier), "region_id": region_id}
    return _render("map_table", context)


def _earlier_line(drawn: Sequence[Slot], earlier: Mapping[str, float | None] | None) -> str:
    return (
        curve_path([earlier.get(slot.column.id) if slot.column else None for slot in drawn]).line
        if earlier
        else ""
    )


def render_map_list(grid: Grid, *, language: str, pins: Sequence[Pin] = ()) -> SafeString:
    """The same content as headings and paragraphs, with the same pins."""
    context = _context(grid, language) | {"stages": stage_columns(grid), "way_text": words.way_text}
    rows = (*grid.front, *grid.back)
    cells = {(cell.touchpoint, row.lane): cell for row in rows for cell in row.cells}
    safe = {key: SafeString(links) for key, links in pins_by_cell(pins).items()}
    context |= {"rows": rows, "cells": cells, "pins": safe}
    return _render("map_list", context)


def render_strip(
    grid: Grid,
    *,
    selected: str | None = None,
    links: Links | None = None,
    chosen: Collection[str] = (),
    region_id: str = "s",
) -> SafeString:
    """The curve alone, 96 px for phones. ``chosen``: touchpoints in front; ids begin with ``region_id``."""
    context = {
        "grid": grid,
        "selected": selected,
        "links": links,
        "face": face,
        "chosen": chosen,
        "region_id": region_id,
    }
    return _render("strip", context)
