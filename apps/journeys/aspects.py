"""Views of one map in words: channels, curve, life cycle, short-list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from apps.journeys import words
from apps.journeys.domain import analysis
from apps.journeys.domain.cells import signed
from apps.journeys.domain.channels import (
    ChannelLine,
    Crossing,
    Use,
    channel_key,
    channel_lines,
    consistencies,
)
from apps.journeys.domain.document import Lane, Map, Moment
from apps.journeys.domain.flow import zooms
from apps.journeys.domain.grid import Column, build_grid, rounded
from apps.journeys.domain.life_cycle import Phase, StageOfLife, phases
from apps.journeys.domain.shortlist import Candidate, Sign, shortlist
from apps.journeys.tables import render_map_table

LARGE = 0.005
"""a gap that rounds to nothing has no sign"""


@dataclass(frozen=True, slots=True)
class Felt:
    """A score as it is shown: number with its sign, face and word."""

    score: str
    mood: int
    word: str


def felt(score: float | None) -> Felt | None:
    mood = rounded(score)
    return (
        None if score is None or mood is None else Felt(signed(round(score, 2)), mood, words.mood_label(mood))
    )


@dataclass(frozen=True, slots=True)
class GapShown:
    """``tone``: positive above the goal, negative below it, neutral on it."""

    text: str
    word: str
    tone: str


def gap_shown(gap: float | None) -> GapShown | None:
    if gap is None:
        return None
    if gap > LARGE:
        return GapShown(signed(round(gap, 2)), _("above the goal"), "positive")
    if gap < -LARGE:
        return GapShown(signed(round(gap, 2)), _("below the goal"), "negative")
    return GapShown("0", _("as wanted"), "neutral")


@dataclass(frozen=True, slots=True)
class CrossingShown:
    stage: str
    count: int
    experience: Felt | None
    gap: GapShown | None
    uses: tuple[UseShown, ...]


@dataclass(frozen=True, slots=True)
class UseShown:
    touchpoint_id: str
    touchpoint: str
    primary: bool
    purpose: str
    target_action: str
    goal: Felt | None
    experience: Felt | None
    gap: GapShown | None
    visits: int | None
    exits: int | None


@dataclass(frozen=True, slots=True)
class LineShown:
    key: str
    name: str
    crossings: tuple[CrossingShown, ...]
    touchpoints: int
    stages: int
    experience: Felt | None
    gap: GapShown | None
    line: ChannelLine


def _use(use: Use) -> UseShown:
    channel = use.channel
    return UseShown(
        use.touchpoint.id,
        use.touchpoint.name,
        channel.primary,
        words.label(channel.purpose) if channel.purpose else "",
        channel.target_action,
        felt(channel.goal_value),
        felt(channel.experience_value),
        gap_shown(use.gap),
        channel.visits,
        channel.exits,
    )


def _crossing(crossing: Crossing) -> CrossingShown:
    return CrossingShown(
        crossing.stage.name,
        len(crossing.uses),
        felt(crossing.experience),
        gap_shown(crossing.gap),
        tuple(map(_use, crossing.uses)),
    )


def _line(line: ChannelLine) -> LineShown:
    return LineShown(
        channel_key(line.name),
        line.name,
        tuple(map(_crossing, line.crossings)),
        line.touchpoints,
        line.stages,
        felt(line.experience),
        gap_shown(line.gap),
        line,
    )


def channels_context(document: Map, asked: str) -> dict[str, Any]:
    """The matrix, and one channel through all stages: the one asked for, else the one used most."""
    lines = [_line(line) for line in channel_lines(document)]
    chosen = next((line for line in lines if line.key == channel_key(asked)), lines[0] if lines else None)
    even = {item.touchpoint.id: item for item in consistencies(document)}
    order = document.touchpoints_in_order()
    return {
        "stages": document.stages,
        "lines": lines,
        "chosen": chosen,
        "per_touchpoint": analysis.channels_per_touchpoint(document),
        "places": [(place, len(place.channels), even.get(place.id)) for place in order],
        "measured": len(even),
        "uneven": sum(1 for item in even.values() if item.uneven),
    }


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """A point of the curve in words; ``step`` is the change since the point before."""

    column: Column
    stage: str
    felt: Felt | None
    step: str
    marks: tuple[tuple[str, str], ...]
    note: str


def _mark_words() -> dict[str, str]:
    return {"wow": _("Wow"), "pain": _("Pain"), "weak": _("Weak link")}


def curve_context(document: Map, language: str) -> dict[str, Any]:
    """The emotion row alone, drawn large, and the same as a table."""
    grid = build_grid(document.model_copy(update={"lanes": (Lane.EMOTION,), "transitions": ()}))
    stages = {stage.id: stage.name for stage in grid.stages}
    notes = {item.id: item.emotion.note or item.emotion.label for item in document.touchpoints}
    named, before = _mark_words(), None
    points: list[CurvePoint] = []
    for column in grid.columns:
        step = "" if before is None or column.score is None else signed(round(column.score - before, 2))
        before = column.score
        marks = tuple((mark.kind, named[mark.kind]) for mark in column.marks)
        points.append(
            CurvePoint(column, stages[column.stage], felt(column.score), step, marks, notes[column.id])
        )
    jump = next(iter(analysis.jumps(document, at_least=1)), None)
    return {
        "grid": grid,
        "table": render_map_table(grid, language=language),
        "points": points,
        "lowest": grid.lowest and (grid.lowest, felt(grid.lowest.score)),
        "highest": grid.highest and (grid.highest, felt(grid.highest.score)),
        "jump": jump and (jump, signed(round(jump.size, 2))),
    }


def phase_names(document: Map) -> Mapping[Moment | None, str]:
    """What the three moments are called along the axis of the map."""
    if document.view_axis == "customer_life_cycle":
        before, during, after = (
            _("Becoming a customer"),
            _("Being a customer"),
            _("Coming back or leaving"),
        )
    elif document.view_axis == "brand_life_cycle":
        before, during, after = (
            _("Getting to know the brand"),
            _("Living with the brand"),
            _("Remembering the brand"),
        )
    else:
        before, during, after = (words.label(moment) for moment in Moment)
    return {
        Moment.BEFORE: before,
        Moment.DURING: during,
        Moment.AFTER: after,
        None: _("No moment said yet"),
    }


def axis_name(document: Map) -> str:
    return {
        "customer_journey": _("Customer journey"),
        "customer_life_cycle": _("Customer life cycle"),
        "brand_life_cycle": _("Brand life cycle"),
    }[document.view_axis]


@dataclass(frozen=True, slots=True)
class PhaseShown:
    name: str
    phase: Phase
    mood: Felt | None
    stages: tuple[tuple[StageOfLife, Felt | None, tuple[tuple[Any, Felt | None], ...]], ...]


def life_cycle_context(document: Map) -> dict[str, Any]:
    names = phase_names(document)
    shown = [
        PhaseShown(
            names[phase.moment],
            phase,
            felt(phase.mood),
            tuple(
                (
                    stage,
                    felt(stage.mood),
                    tuple((item, felt(item.emotion.score)) for item in stage.touchpoints),
                )
                for stage in phase.stages
            ),
        )
        for phase in phases(document)
    ]
    return {"phases": shown, "axis": axis_name(document), "document": document}


def sign_names() -> dict[Sign, str]:
    return {
        Sign.VISITS: _("Visits"),
        Sign.FREQUENCY: _("How often"),
        Sign.CHANNELS: _("Channels"),
        Sign.REACTIONS: _("Reactions"),
        Sign.PAINS: _("Pains"),
        Sign.EVIDENCE: pgettext("of a touchpoint", "Evidence"),
    }


@dataclass(frozen=True, slots=True)
class CandidateShown:
    item: Candidate
    stage: str
    values: tuple[tuple[float, float], ...]
    """of each sign: its value, and its part of the highest in percent"""
    zoomed: bool


def shortlist_context(document: Map) -> dict[str, Any]:
    found, linked = shortlist(document), zooms(document)
    stages = {stage.id: stage.name for stage in document.stages}
    rows = [
        CandidateShown(
            item,
            stages[item.touchpoint.stage],
            tuple((item.values[sign], 100 * item.parts[sign]) for sign in found.signs),
            item.touchpoint.id in linked,
        )
        for item in found.candidates
    ]
    names = sign_names()
    return {
        "rows": rows,
        "signs": [names[sign] for sign in found.signs],
        "kept": len(found.kept),
        "left": len(found.left),
    }


def zoom_addresses(document: Map) -> dict[str, str]:
    """Address of the sub-journey by touchpoint, for somebody who draws the map."""
    return {place: reverse("journeys:map", args=[target]) for place, target in zooms(document).items()}
