"""What a map shows, as data: columns, lanes, cells, marks and curve points.

The page's table, the list view, spreadsheets and every picture are made from this one grid. All texts are the
author's own; words of the interface (lane names, moods, marks) are keys that the edge translates.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from apps.journeys.domain import analysis
from apps.journeys.domain.cells import Entries, entries
from apps.journeys.domain.document import Category, Kind, Lane, Map, Moment, Persona, Touchpoint
from apps.journeys.domain.flow import Way, ways_by_source
from apps.journeys.domain.kinds import BACK_LANES, lanes_of

State = Literal["filled", "empty", "not_relevant"]
Counts = tuple[int, int, int]
STRONG = 4
"""a delight of this strength is a wow"""
MAX_LINE = 140


@dataclass(frozen=True, slots=True)
class StageHead:
    id: str
    number: int
    name: str
    moment: Moment | None
    span: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A labelled mark on the emotion row; ``count`` pains or delights stand behind it."""

    kind: Literal["wow", "pain", "weak"]
    count: int = 1


class Cell(NamedTuple):
    touchpoint: str
    lane: Lane
    items: Entries
    state: State
    reason: str = ""
    counts: Counts | None = None
    """positive, neutral, negative – only in the reactions lane"""


class Column(NamedTuple):
    id: str
    stage: str
    name: str
    channel: str
    icon: str
    """name of a sprite symbol without ``i-``, from the touchpoint's category"""
    mood: int | None
    """score rounded half away from zero, −2…+2"""
    score: float | None
    marks: tuple[Mark, ...]
    status: str


@dataclass(frozen=True)
class LaneRow:
    """One lane: ``entries`` of every column; ``reasons`` and ``counts`` by the number of the column."""

    lane: Lane
    touchpoints: tuple[str, ...]
    entries: list[Entries]
    reasons: Mapping[int, str]
    counts: Mapping[int, Counts]
    back: bool
    """below the line of visibility"""

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        return tuple(self._cell(index) for index in range(len(self.touchpoints)))

    def _cell(self, index: int) -> Cell:
        items, counts, reason = self.entries[index], self.counts.get(index), self.reasons.get(index, "")
        filled = items or (counts and any(counts))
        state: State = "filled" if filled else "not_relevant" if reason else "empty"
        return Cell(self.touchpoints[index], self.lane, items, state, reason, counts)


@dataclass(frozen=True, slots=True)
class Curve:
    """SVG path data in a ``0 0 100n 100`` box, y = 50 − 14 × score; one path per unbroken run of scores."""

    line: str
    area: str


@dataclass(frozen=True, slots=True)
class Grid:
    title: str
    kind: Kind | None
    persona_id: str
    persona: str
    persona_line: str
    stages: tuple[StageHead, ...]
    columns: tuple[Column, ...]
    front: tuple[LaneRow, ...]
    back: tuple[LaneRow, ...]
    curve: Curve
    lowest: Column | None
    highest: Column | None
    ways: Mapping[str, tuple[Way, ...]]
    """by the touchpoint that they leave; empty where one goes on to the next everywhere"""


_ICONS = {
    Category.ADVERTISING: "mega",
    Category.SOCIAL_NETWORK: "mega",
    Category.COMMUNITY: "users",
    Category.EVENT: "cal",
    Category.STAFF: "user",
    Category.PR: "mega",
    Category.SALES_PROCESS: "cart",
    Category.DELIVERY: "truck",
    Category.TRAINING: "book",
    Category.REVIEWS: "chat",
    Category.SIGNAGE: "flag",
    Category.NAME: "tag",
    Category.CALL_CENTRE: "phone",
    Category.WEBSITE: "page",
    Category.EMAIL: "chat",
    Category.PAID_AD: "mega",
    Category.THIRD_PARTY_MENTION: "chat",
    Category.CATALOGUE: "book",
    Category.BRANCH: "flag",
    Category.PRODUCT_ITSELF: "gift",
    Category.OTHER: "map",
}


def icon_of(touchpoint: Touchpoint) -> str:
    """Sprite name for the touchpoint's category."""
    return _ICONS[touchpoint.category] if touchpoint.category else "map"


def rounded(score: float | None) -> int | None:
    """The face for a score: halves go away from zero."""
    if score is None:
        return None
    size = int(abs(score) + 0.5)
    return size if score >= 0 else -size


_WOW, _WEAK = Mark("wow"), Mark("weak")


class _Findings:
    """What pains and delights say about each touchpoint, counted once."""

    def __init__(self, document: Map) -> None:
        self.pains = Counter(pain.touchpoint for pain in document.pains)
        self.strong = {item.touchpoint for item in document.delights if (item.strength or 0) >= STRONG}

    def marks(self, touchpoint: Touchpoint) -> tuple[Mark, ...]:
        marks = [_WOW] if touchpoint.wow_tasks or touchpoint.id in self.strong else []
        if touchpoint.id in self.pains:
            marks.append(Mark("pain", self.pains[touchpoint.id]))
        return (*marks, _WEAK) if touchpoint.weak_link else tuple(marks)


def _column(findings: _Findings, touchpoint: Touchpoint) -> Column:
    channels, score = touchpoint.channels, touchpoint.emotion.score
    main = next((item for item in channels if item.primary), channels[0] if channels else None)
    return Column(
        touchpoint.id,
        touchpoint.stage,
        touchpoint.name,
        main.channel if main else "",
        icon_of(touchpoint),
        rounded(score),
        score,
        findings.marks(touchpoint),
        touchpoint.status or "",
    )


def _rows(document: Map, order: Sequence[Touchpoint]) -> list[LaneRow]:
    names = tuple([touchpoint.id for touchpoint in order])
    reasons: dict[Lane, dict[int, str]] = {}
    for index, touchpoint in enumerate(order):
        for entry in touchpoint.not_relevant:
            reasons.setdefault(entry.lane, {}).setdefault(index, entry.reason)
    counts = {index: analysis.reaction_balance(touchpoint) for index, touchpoint in enumerate(order)}
    return [
        LaneRow(
            lane,
            names,
            entries(document, lane, order),
            reasons.get(lane, {}),
            counts if lane is Lane.REACTIONS else {},
            lane in BACK_LANES,
        )
        for lane in lanes_of(document)
    ]


def _stages(document: Map, order: tuple[Touchpoint, ...]) -> tuple[StageHead, ...]:
    held: dict[str, int] = {}
    for touchpoint in order:
        held[touchpoint.stage] = held.get(touchpoint.stage, 0) + 1
    return tuple(
        StageHead(stage.id, number, stage.name, stage.moment, held.get(stage.id, 0))
        for number, stage in enumerate(document.stages, start=1)
    )


def _persona_line(persona: Persona | None) -> str:
    if persona is None:
        return ""
    text = next((text for text in (persona.role, persona.context, persona.needs) if text), "").split("\n")[0]
    return text if len(text) <= MAX_LINE else f"{text[: MAX_LINE - 1].rstrip()}…"


def build_grid(document: Map) -> Grid:
    """The whole map as rows and columns, touchpoints in the order of the journey."""
    order = document.touchpoints_in_order()
    findings = _Findings(document)
    columns = tuple([_column(findings, touchpoint) for touchpoint in order])
    rows = _rows(document, order)
    path = analysis.curve_path([column.score for column in columns])
    found, owner = analysis.extremes(document), document.owner
    by_id = {column.id: column for column in columns}
    return Grid(
        title=document.title,
        kind=document.kind,
        persona_id=owner.id if owner else "",
        persona=owner.name if owner else "",
        persona_line=_persona_line(owner),
        stages=_stages(document, order),
        columns=columns,
        front=tuple(row for row in rows if not row.back),
        back=tuple(row for row in rows if row.back),
        curve=Curve(path.line, path.area),
        lowest=by_id[found.lowest.id] if found.lowest else None,
        highest=by_id[found.highest.id] if found.highest else None,
        ways=ways_by_source(document),
    )


def stage_columns(grid: Grid) -> list[tuple[StageHead, list[Column]]]:
    """The stages with their columns; a stage without a touchpoint has none."""
    held: dict[str, list[Column]] = {}
    for column in grid.columns:
        held.setdefault(column.stage, []).append(column)
    return [(stage, held.get(stage.id, [])) for stage in grid.stages]


Line = Literal["", "interaction", "visibility", "internal_interaction"]


class Band(NamedTuple):
    """Lanes that stand together under one of the lines of a service blueprint; the first has no line above."""

    line: Line
    rows: tuple[LaneRow, ...]


def bands(grid: Grid) -> list[Band]:
    """The lanes from top to bottom. A blueprint parts customer, frontstage, backstage and what supports them."""
    if grid.kind is not Kind.BLUEPRINT:
        parts: tuple[tuple[Line, tuple[LaneRow, ...]], ...] = (("", grid.front), ("visibility", grid.back))
    else:
        stage = tuple(row for row in grid.front if row.lane is Lane.FRONTSTAGE)
        behind = tuple(row for row in grid.back if row.lane is Lane.BACKSTAGE)
        support = tuple(row for row in grid.back if row.lane is not Lane.BACKSTAGE)
        customer = tuple(row for row in grid.front if row.lane is not Lane.FRONTSTAGE)
        parts = (
            ("", customer),
            ("interaction" if customer else "", stage),
            ("visibility", behind),
            ("internal_interaction" if behind else "visibility", support),
        )
    return [Band(line, rows) for line, rows in parts if rows]


class Slot(NamedTuple):
    """A drawn column: a touchpoint and its place in the lanes. An empty stage takes a column too."""

    column: Column | None
    place: int


def slots(grid: Grid) -> list[Slot]:
    """The drawn columns from left to right."""
    drawn: list[Slot] = []
    place = 0
    for _stage, columns in stage_columns(grid):
        drawn.extend(Slot(column, place + index) for index, column in enumerate(columns))
        place += len(columns)
        if not columns:
            drawn.append(Slot(None, -1))
    return drawn


def drawn_curve(grid: Grid, drawn: Sequence[Slot]) -> Curve:
    """The grid's curve over the drawn columns: where an empty stage stands, the curve has a gap."""
    if len(drawn) == len(grid.columns):
        return grid.curve
    path = analysis.curve_path([slot.column.score if slot.column else None for slot in drawn])
    return Curve(path.line, path.area)
