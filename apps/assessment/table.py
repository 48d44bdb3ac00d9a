"""The grading table: one line per submission, points by criterion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from apps.assessment.dates import Dates
from apps.assessment.domain.rubric import in_language
from apps.assessment.models import Assignment, Grading
from apps.assessment.parts import map_code
from apps.assessment.selectors import TABLE_SIZE, Row, rows_of
from apps.common.fixed import gettext

TONES = {"draft": "", "completed": "ok", "returned": "warn"}


class Line(NamedTuple):
    """A tuple: the template takes it apart faster than it reads attributes."""

    submission: str
    name: str
    attempt: int
    sent: SafeString
    state: SafeString
    levels: SafeString
    points: str


@dataclass
class GradingTable:
    assignment: Assignment
    language: str
    state: str
    show_names: bool

    @cached_property
    def criteria(self) -> list[str]:
        return [in_language(c.title, self.language) for c in self.assignment.rubric.criteria]

    @cached_property
    def all_rows(self) -> list[Row]:
        return rows_of(self.assignment, marks=True, limit=TABLE_SIZE)

    @cached_property
    def rows(self) -> list[Row]:
        wanted = self.state in Grading.State.values
        return [row for row in self.all_rows if not wanted or row.state == self.state]

    @cached_property
    def states(self) -> list[tuple[str, str, int]]:
        """Filters with their numbers: everything first."""
        counts = {state: sum(row.state == state for row in self.all_rows) for state in Grading.State.values}
        words = state_words()
        return [("", gettext("All"), len(self.all_rows)), *((s, words[s], counts[s]) for s in counts)]

    @cached_property
    def unreleased(self) -> int:
        return sum(row.state == Grading.State.COMPLETED and row.released_at is None for row in self.all_rows)

    @cached_property
    def first_url(self) -> str:
        """The bench with the map that has waited longest; empty when none waits."""
        waiting = next((row for row in self.all_rows if row.waiting), None)
        if waiting is None:
            return ""
        return reverse("assessment:grade", args=[self.assignment.pk, waiting.submission])

    @cached_property
    def html(self) -> SafeString:
        before, _, after = reverse("assessment:grade", args=[self.assignment.pk, "-"]).rpartition("-")
        context = {"lines": self.lines, "before": before, "after": after}
        html = render_to_string("assessment/table_rows.jinja", context)
        return mark_safe(html)  # noqa: S308 - the template escapes

    @cached_property
    def lines(self) -> list[Line]:
        ids = [criterion.id for criterion in self.assignment.rubric.criteria]
        tags = {
            state: format_html('<span class="tag {}">{}</span>', TONES[state], word)
            for state, word in state_words().items()
        }
        dates, cells = Dates(), _Cells()
        return [
            Line(
                submission=row.submission,
                name=row.name if self.show_names else map_code(row.submission),
                attempt=row.number,
                sent=dates.of(row.submitted_at),
                state=tags[row.state],
                levels=_cells(row.marks, ids, cells),
                points=str(row.points) if row.marks else "",
            )
            for row in self.rows
        ]


class _Cells(dict[int | None, str]):
    """A cell per number of points, made once."""

    def __missing__(self, level: int | None) -> str:
        cell = self[level] = f'<td class="num">{"" if level is None else int(level)}</td>'
        return cell


def _cells(marks: Mapping[str, Any], criteria: list[str], made: _Cells) -> SafeString:
    """One cell per criterion; numbers only, so nothing needs escaping."""
    row = [made[marks[criterion]["level"] if criterion in marks else None] for criterion in criteria]
    return SafeString("".join(row))


def state_words() -> dict[str, str]:
    return {
        Grading.State.DRAFT.value: gettext("To grade"),
        Grading.State.COMPLETED.value: gettext("Graded"),
        Grading.State.RETURNED.value: gettext("Returned for rework"),
    }
