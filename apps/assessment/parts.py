"""Pieces that the grading bench and the feedback page show alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from apps.assessment.domain.changes import Cells
from apps.assessment.domain.marks import Mark
from apps.assessment.domain.places import GOAL, PERSONA, TITLE, place_name, step_of
from apps.assessment.domain.rubric import Criterion, RubricDocument, in_language
from apps.assessment.models import MapComment
from apps.common.fixed import gettext as _
from apps.journeys.domain.document import Lane, Map
from apps.journeys.domain.grid import Grid
from apps.journeys.tables import Pin, render_map_list, render_map_table
from apps.journeys.words import lane_label


def place_label(lane: str) -> str:
    """The word for what a pin points at: a lane, or a part of the frame."""
    if lane in set(Lane):
        return lane_label(Lane(lane))
    return {PERSONA: _("Persona"), GOAL: _("Goal"), TITLE: _("Title")}.get(lane, lane)


def map_code(submission: str) -> str:
    """What a map is called while names are hidden."""
    return _("Map %(code)s") % {"code": submission[:4]}


@dataclass(frozen=True, slots=True)
class LevelView:
    key: int
    points: int
    name: str
    descriptor: str
    chosen: bool
    worth: str = ""


@dataclass(frozen=True, slots=True)
class CriterionView:
    number: int
    id: str
    title: str
    current: bool
    level: LevelView | None
    levels: tuple[LevelView, ...]
    feedback: str
    url: str = ""
    action: str = ""


@dataclass(frozen=True, slots=True)
class CommentView:
    id: str
    number: int
    place: str
    lane: str
    criterion: str
    text: str
    praise: bool
    addressed: bool
    open: bool
    touchpoint: str
    object_id: str
    lane_key: str
    step: int
    edit_url: str = ""
    action: str = ""


@dataclass(frozen=True, slots=True)
class QueueItem:
    url: str
    name: str
    """Empty while names are hidden"""
    label: str
    detail: str
    state: str
    current: bool


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """A finding of the coach beside the criterion that it speaks to; ``waived`` is the author's reason."""

    title: str
    mood: int
    waived: str
    url: str


@dataclass(frozen=True, slots=True)
class Clash:
    """Both versions of a part that somebody else changed meanwhile, and the form that keeps mine."""

    action: str
    field: str
    theirs: str
    level: str
    hidden: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SnippetView:
    id: str
    key: int
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Typed:
    """What a refused request carried, so that the page shows it again."""

    problem: str = ""
    target: str = ""
    text: str = ""
    level: int | None = None
    praise: bool = False
    lane: str = ""
    stale: bool = False


def criterion_views(
    rubric: RubricDocument, marks: dict[str, Mark], *, language: str, current: str = ""
) -> list[CriterionView]:
    views = []
    for number, criterion in enumerate(rubric.criteria, start=1):
        mark = marks.get(criterion.id, Mark())
        levels = _level_views(criterion, mark.level, language)
        views.append(
            CriterionView(
                number=number,
                id=criterion.id,
                title=in_language(criterion.title, language),
                current=criterion.id == current,
                level=next((level for level in levels if level.chosen), None),
                levels=levels,
                feedback=mark.feedback,
            )
        )
    return views


def _level_views(criterion: Criterion, chosen: int | None, language: str) -> tuple[LevelView, ...]:
    return tuple(
        LevelView(
            key=key,
            points=level.points,
            name=in_language(level.name, language),
            descriptor=in_language(level.descriptor, language),
            chosen=level.points == chosen,
            worth=ngettext("%(points)s point", "%(points)s points", level.points) % {"points": level.points},
        )
        for key, level in enumerate(criterion.levels, start=1)
    )


def comment_views(
    comments: list[MapComment], document: Map, rubric: RubricDocument, *, language: str, opened: str = ""
) -> list[CommentView]:
    touchpoints = {touchpoint.id for touchpoint in document.touchpoints}
    views = []
    for number, comment in enumerate(comments, start=1):
        criterion = rubric.criterion_for_lane(comment.lane)
        views.append(
            CommentView(
                id=comment.pk,
                number=number,
                place=place_name(document, comment.object_id),
                lane=place_label(comment.lane),
                criterion=in_language(criterion.title, language) if criterion else "",
                text=comment.text,
                praise=comment.praise,
                addressed=hasattr(comment, "addressed"),
                open=comment.pk == opened,
                touchpoint=comment.object_id if comment.object_id in touchpoints else "",
                object_id=comment.object_id,
                lane_key=comment.lane,
                step=step_of(comment.lane),
            )
        )
    return views


def draw_map(
    grid: Grid,
    *,
    language: str,
    comments: list[CommentView],
    selected: str,
    link: Callable[[str], str],
    changed: Cells,
    earlier: Grid | None,
) -> SafeString:
    """The frozen map with numbered pins; a touchpoint's head is a link that selects it."""
    return render_map_table(
        grid,
        language=language,
        selected=selected or None,
        links=link,
        pins=pins_of(comments),
        changed=tuple(changed),
        new=[cell for cell, how in changed.items() if how == "new"],
        earlier={column.id: column.score for column in earlier.columns} if earlier else None,
    )


def draw_list(grid: Grid, *, language: str, comments: list[CommentView]) -> SafeString:
    """The same map as headings and paragraphs, with the same pins."""
    return render_map_list(grid, language=language, pins=pins_of(comments))


def pins_of(comments: list[CommentView]) -> list[Pin]:
    return [
        Pin(
            object_id=comment.object_id,
            lane=comment.lane_key,
            number=comment.number,
            href=f"#c{comment.number}",
            label=_("Comment on %(place)s, %(lane)s:") % {"place": comment.place, "lane": comment.lane},
            active=comment.open,
            id=f"p{comment.number}",
        )
        for comment in comments
    ]
