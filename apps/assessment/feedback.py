"""What the learner reads about one attempt: pins, remarks, result, and what changed since the one before."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from apps.assessment.domain.changes import Cells, changed_cells
from apps.assessment.domain.rubric import in_language
from apps.assessment.domain.scoring import Progress, Score, compare
from apps.assessment.look import Look
from apps.assessment.models import Grading
from apps.assessment.parts import (
    CommentView,
    CriterionView,
    comment_views,
    criterion_views,
    draw_list,
    draw_map,
)
from apps.assessment.selectors import comments_of, frozen_document, frozen_grid, learner_attempts_left
from apps.common.access import Actor
from apps.journeys.domain.document import Map
from apps.journeys.domain.grid import Grid
from apps.journeys.models import JourneyMap


@dataclass(frozen=True, slots=True)
class ResultLine:
    criterion: CriterionView
    progress: Progress
    pips: tuple[str, ...]
    next_level: str
    """Name of the level above, empty at the best"""
    next_descriptor: str


def _pips(progress: Progress, most: int) -> tuple[str, ...]:
    """One little bar per point, at most six: f had before, new gained now, empty open."""
    points, before = progress.points or 0, progress.before
    kept = points if before is None else min(points, before)
    parts = min(most, 6)
    scale = parts / most if most else 0
    return tuple(
        "f" if i < round(kept * scale) else "new" if i < round(points * scale) else "" for i in range(parts)
    )


@dataclass
class Feedback:
    map: JourneyMap
    gradings: list[Grading]
    actor: Actor
    look: Look
    language: str
    wanted: str
    compare: bool

    @cached_property
    def grading(self) -> Grading:
        """The attempt that the address names, else the last."""
        named = [g for g in self.gradings if str(g.submission.number) == self.wanted]
        return named[0] if named else self.gradings[-1]

    @cached_property
    def previous(self) -> Grading | None:
        earlier = [g for g in self.gradings if g.submission.number < self.grading.submission.number]
        return earlier[-1] if earlier else None

    @property
    def is_result(self) -> bool:
        return self.grading.state == Grading.State.COMPLETED

    @cached_property
    def score(self) -> Score:
        return self.grading.score

    @cached_property
    def earlier_points(self) -> int | None:
        return (
            self.previous.points if self.previous and self.previous.state == Grading.State.COMPLETED else None
        )

    @cached_property
    def document(self) -> Map:
        return frozen_document(self.grading.submission)

    @cached_property
    def grid(self) -> Grid:
        return frozen_grid(self.grading.submission)

    @cached_property
    def earlier_grid(self) -> Grid | None:
        if self.previous is None or not self.compare:
            return None
        return frozen_grid(self.previous.submission)

    @cached_property
    def changed(self) -> Cells:
        return {} if self.earlier_grid is None else changed_cells(self.earlier_grid, self.grid)

    @cached_property
    def comments(self) -> list[CommentView]:
        rubric = self.grading.assignment.rubric
        return comment_views(
            comments_of(self.grading), self.document, rubric, language=self.language, opened=self.look.comment
        )

    @property
    def remarks(self) -> int:
        return sum(not comment.praise for comment in self.comments)

    @property
    def addressed(self) -> int:
        return sum(comment.addressed for comment in self.comments)

    @cached_property
    def lines(self) -> list[ResultLine]:
        rubric = self.grading.assignment.rubric
        before = self.previous.levels if self.previous else {}
        progress = compare(rubric, self.grading.levels, before)
        views = criterion_views(rubric, self.grading.read_marks, language=self.language)
        return [
            self._line(view, step, criterion.most)
            for view, step, criterion in zip(views, progress, rubric.criteria, strict=True)
        ]

    def _line(self, view: CriterionView, progress: Progress, most: int) -> ResultLine:
        above = next((level for level in view.levels if level.points > (progress.points or 0)), None)
        graded = progress.points is not None and above is not None
        return ResultLine(
            criterion=view,
            progress=progress,
            pips=_pips(progress, most),
            next_level=above.name if graded and above else "",
            next_descriptor=above.descriptor if graded and above else "",
        )

    @cached_property
    def map_table(self) -> SafeString:
        if self.look.view == "list":
            return draw_list(self.grid, language=self.language, comments=self.comments)
        return draw_map(
            self.grid,
            language=self.language,
            comments=self.comments,
            selected=self.look.touchpoint,
            link=lambda touchpoint: self.link(tp=touchpoint),
            changed=self.changed,
            earlier=self.earlier_grid,
        )

    @cached_property
    def rubric_title(self) -> str:
        return in_language(self.grading.assignment.rubric.title, self.language)

    @cached_property
    def left(self) -> int:
        return learner_attempts_left(self.grading, self.actor)

    @property
    def is_taking(self) -> bool:
        """Whether the assignment still takes submissions."""
        due = self.grading.assignment.due
        return due is None or due > timezone.now()

    @cached_property
    def attempts(self) -> list[tuple[int, str, bool]]:
        """Number, address and whether it is this page, for every attempt with feedback."""
        return [
            (g.submission.number, self.link(attempt=g.submission.number), g is self.grading)
            for g in self.gradings
        ]

    def link(self, **changes: Any) -> str:
        """This page with something else open; an empty value leaves the part out."""
        said = {
            "attempt": self.grading.submission.number if self.wanted else "",
            "view": "list" if self.look.view == "list" else "",
            "since": "" if self.compare else "0",
            "tp": self.look.touchpoint,
            **changes,
        }
        query = urlencode({key: value for key, value in said.items() if value != ""})
        return reverse("assessment:feedback", args=[self.map.pk]) + (f"?{query}" if query else "")

    @property
    def map_url(self) -> str:
        return self.link(view="")

    @property
    def list_url(self) -> str:
        return self.link(view="list")

    @property
    def since_url(self) -> str:
        return self.link(since="0" if self.compare else "")

    @cached_property
    def gauge(self) -> dict[str, str]:
        """Positions on the bar, in percent of all points."""
        whole = self.score.out_of or 1
        before = self.earlier_points or 0
        shares = {"points": self.score.points, "pass": self.score.pass_points, "before": before}
        return {name: f"{min(value / whole, 1):.1%}" for name, value in shares.items()}
