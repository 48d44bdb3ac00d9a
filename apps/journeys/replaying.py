"""How a map grew: what the replay shows of one moment."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString

from apps.journeys.domain.document import Map
from apps.journeys.domain.grid import build_grid
from apps.journeys.domain.problems import read_map
from apps.journeys.history import Entry, entries
from apps.journeys.models import JourneyMap, MapEdit
from apps.journeys.selectors import edit_at, plain_at
from apps.journeys.tables import render_map_table


@dataclass(frozen=True, slots=True)
class Moment:
    """The map after the edit ``revision`` of ``newest``, 0 for the map as it was made."""

    revision: int
    newest: int
    table: SafeString
    entry: Entry | None
    """who wrote what; None at the beginning"""

    @property
    def back(self) -> int | None:
        return self.revision - 1 if self.revision else None

    @property
    def forward(self) -> int | None:
        return self.revision + 1 if self.revision < self.newest else None


def moment_of(map: JourneyMap, *, asked: str, language: str) -> Moment:
    """``asked``: a revision as it stands in an address; what is none means the newest. 3 queries, 1 for the newest."""
    known = asked.isascii() and asked.isdecimal() and len(asked) < 10
    revision = min(int(asked), map.revision) if known else map.revision
    plain = plain_at(map, revision=revision)
    edit = edit_at(map, revision=revision) if revision else None
    document = read_map(plain)
    grid = build_grid(document)
    table = render_map_table(grid, language=language, selected=_touched(document, edit) if edit else None)
    entry = next(iter(entries([edit], plain)), None) if edit else None
    return Moment(revision, map.revision, table, entry)


def _touched(document: Map, edit: MapEdit) -> str | None:
    """The touchpoint that an edit wrote at; the table brings its column into sight."""
    steps = [step for step in edit.operations if step["op"] != "replace"]
    names = {step["value"]["id"] if step["op"] == "add" else step["id"] for step in steps}
    names |= {step["parent"] for step in steps if step["op"] == "add"}
    for touchpoint in document.touchpoints:
        parts = (touchpoint, *touchpoint.channels, *touchpoint.reactions)
        if any(part.id in names for part in parts):
            return touchpoint.id
    standing = {touchpoint.id for touchpoint in document.touchpoints}
    places = (getattr(node, "touchpoint", None) for node in document.nodes() if node.id in names)
    return next((place for place in places if place in standing), None)
