"""What the grading page shows of one submission.

Every part is made when a template asks for it, so a fragment of the page costs its own share only.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.timezone import localdate

from apps.assessment.addresses import Addresses
from apps.assessment.dates import Dates
from apps.assessment.domain.changes import Cells, changed_cells
from apps.assessment.domain.marks import Mark
from apps.assessment.domain.places import TITLE, place_name
from apps.assessment.domain.queue import following, shuffled, window
from apps.assessment.domain.rubric import Criterion, RubricDocument, in_language
from apps.assessment.domain.scoring import Score, next_open
from apps.assessment.models import Grading
from apps.assessment.parts import (
    Clash,
    CommentView,
    CriterionView,
    EvidenceView,
    QueueItem,
    SnippetView,
    Typed,
    comment_views,
    criterion_views,
    draw_list,
    draw_map,
    map_code,
    place_label,
)
from apps.assessment.selectors import (
    Row,
    comments_of,
    comments_on,
    earlier_submission,
    frozen_document,
    frozen_grid,
    rows_of,
)
from apps.common.access import Actor
from apps.common.fixed import gettext
from apps.common.ui import moment
from apps.exercises.models import Submission
from apps.journeys.coaching import advise
from apps.journeys.domain import coach
from apps.journeys.domain.document import ROOT_ID, Lane, Map
from apps.journeys.domain.grid import Grid

QUEUE, DONE, BARS = 14, 8, 12
"""Neighbours shown of the maps to grade and of those graded (the table has all); bars of the progress."""


@dataclass
class Bench(Addresses):
    actor: Actor
    language: str
    client: str
    typed: Typed = field(default_factory=Typed)

    @property
    def submission(self) -> Submission:
        return self.grading.submission

    @cached_property
    def rubric(self) -> RubricDocument:
        return self.grading.assignment.rubric

    @cached_property
    def document(self) -> Map:
        return frozen_document(self.submission)

    @cached_property
    def grid(self) -> Grid:
        return frozen_grid(self.submission)

    @cached_property
    def marks(self) -> dict[str, Mark]:
        return self.grading.read_marks

    @cached_property
    def score(self) -> Score:
        return self.grading.score

    @property
    def is_open(self) -> bool:
        return self.grading.state == Grading.State.DRAFT

    @cached_property
    def names_hidden(self) -> bool:
        return self.grading.assignment.hide_names if self.look.names is None else not self.look.names

    @cached_property
    def whose(self) -> str:
        """The learner's name, or a code while names are hidden."""
        return map_code(self.submission.pk) if self.names_hidden else self.submission.submitted_by.name

    @property
    def sent(self) -> SafeString:
        """Title of the map, attempt and time of handing in."""
        submission = self.submission
        values = {"number": submission.number, "when": moment(submission.submitted_at)}
        words = gettext("%(title)s · attempt %(number)s, sent %(when)s")
        return SafeString(words % {"title": escape(self.document.title), **values})

    # Rubric

    @cached_property
    def criterion(self) -> Criterion:
        """The one that the address names, else the first without a level."""
        wanted = self.look.criterion or next_open(self.rubric, self.grading.levels, "")
        return self.rubric.criterion(wanted) or self.rubric.criteria[0]

    @cached_property
    def criteria(self) -> list[CriterionView]:
        current = self.criterion.id if self.is_open else ""
        marks = self.marks
        target, _, typed = self.typed.target.partition(":")
        if target == "criterion" and typed in {c.id for c in self.rubric.criteria}:
            kept = marks.get(typed, Mark())
            marks = {**marks, typed: Mark(kept.level, self.typed.text)}
        views = criterion_views(self.rubric, marks, language=self.language, current=current)
        return [
            replace(view, url=self.link(criterion=view.id), action=self.action("mark", view.id))
            for view in views
        ]

    @cached_property
    def around(self) -> tuple[str, str]:
        """Addresses with the criterion before and after the current one, round at both ends."""
        ids = [criterion.id for criterion in self.rubric.criteria]
        position = ids.index(self.criterion.id)
        after = ids[(position + 1) % len(ids)]
        return self.link(criterion=ids[position - 1]), self.link(criterion=after)

    @property
    def handed_in(self) -> date:
        """The day on which the frozen map was as it is."""
        return localdate(self.submission.submitted_at)

    @cached_property
    def evidence(self) -> list[EvidenceView]:
        """What the coach finds about the current criterion; waived findings keep their reason in sight."""
        findings = coach.review(self.document, today=self.handed_in, only=self.criterion.rules)
        return [
            EvidenceView(
                title=advice.title,
                mood=advice.mood,
                waived=advice.finding.waived or "",
                url=self.link(touchpoint=advice.touchpoint_id) if advice.touchpoint_id else "",
            )
            for advice in advise(findings, self.document, self.language)
        ]

    @cached_property
    def title(self) -> str:
        return in_language(self.rubric.title, self.language)

    @cached_property
    def clash(self) -> Clash | None:
        """Both versions, when somebody else changed the same part meanwhile."""
        if not self.typed.stale:
            return None
        part, _, name = self.typed.target.partition(":")
        if part == "criterion" and self.rubric.criterion(name):
            return self._criterion_clash(name)
        if part == "comment" and name != "new":
            theirs = next((comment.text for comment in self.comments if comment.id == name), "")
            return Clash(self.action("edit_comment", name), "text", theirs, "", self._kept())
        if part == "comment":
            return Clash(self.action("comment"), "text", "", "", self._kept())
        return Clash(self.action("summary"), "summary", self.grading.summary, "", ())

    def _kept(self) -> tuple[tuple[str, str], ...]:
        praise = (("praise", "1"),) if self.typed.praise else ()
        return (("object", self.object_id), ("lane", self.typed.lane), *praise)

    def _criterion_clash(self, name: str) -> Clash:
        view = next(
            v for v in criterion_views(self.rubric, self.marks, language=self.language) if v.id == name
        )
        mine = next((level for level in view.levels if level.points == self.typed.level), None)
        theirs = [f"{view.level.name} {view.level.points}" if view.level else "", view.feedback]
        return Clash(
            action=self.action("mark", name),
            field="feedback",
            theirs="\n".join(part for part in theirs if part),
            level=f"{mine.name} {mine.points}" if mine else "",
            hidden=(("level", str(mine.points)),) if mine else (),
        )

    # Map

    @cached_property
    def touchpoint(self) -> str:
        """The selected column, else the first."""
        ids = [column.id for column in self.grid.columns]
        return self.look.touchpoint if self.look.touchpoint in ids else next(iter(ids), "")

    @property
    def object_id(self) -> str:
        """What a new comment is pinned to."""
        return self.touchpoint or ROOT_ID

    @cached_property
    def touchpoints_around(self) -> tuple[str, str]:
        """Addresses with the column before and after the selected one; at an end, the end."""
        ids = [column.id for column in self.grid.columns]
        position = ids.index(self.touchpoint)
        before, after = ids[max(position - 1, 0)], ids[min(position + 1, len(ids) - 1)]
        return self.link(touchpoint=before), self.link(touchpoint=after)

    @cached_property
    def touchpoint_name(self) -> str:
        return place_name(self.document, self.object_id)

    @cached_property
    def lanes(self) -> list[tuple[str, str]]:
        """Where a comment on the selected touchpoint can go; the current criterion's lanes stand first."""
        if not self.touchpoint:
            return [(TITLE, place_label(TITLE))]
        shown = [row.lane for row in (*self.grid.front, *self.grid.back)] or [Lane.EMOTION]
        ordered = sorted(shown, key=lambda lane: lane.value not in self.criterion.lanes)
        return [(lane.value, place_label(lane.value)) for lane in ordered]

    @cached_property
    def comments(self) -> list[CommentView]:
        opened = self.look.comment if self.is_open else ""
        views = comment_views(
            comments_of(self.grading), self.document, self.rubric, language=self.language, opened=opened
        )
        return [
            replace(view, edit_url=self.link(comment=view.id), action=self.action("edit_comment", view.id))
            for view in views
        ]

    @property
    def composer(self) -> str:
        """Id of the field for a new comment: another one after each comment, so that it starts empty."""
        return f"cmt-{self.comments[-1].id if self.comments else 'first'}"

    @cached_property
    def earlier(self) -> Submission | None:
        return (
            None if self.look.since is None else earlier_submission(self.submission, number=self.look.since)
        )

    @cached_property
    def earlier_grid(self) -> Grid | None:
        return None if self.earlier is None else frozen_grid(self.earlier)

    @cached_property
    def changed(self) -> Cells:
        return {} if self.earlier_grid is None else changed_cells(self.earlier_grid, self.grid)

    @cached_property
    def earlier_comments(self) -> list[CommentView]:
        """Remarks on the attempt that is compared with, and which of them the learner ticked."""
        if self.earlier is None:
            return []
        remarks = comments_on(self.earlier)
        return comment_views(remarks, frozen_document(self.earlier), self.rubric, language=self.language)

    @cached_property
    def map_table(self) -> SafeString:
        if self.look.view == "list":
            return draw_list(self.grid, language=self.language, comments=self.comments)
        return draw_map(
            self.grid,
            language=self.language,
            comments=self.comments,
            selected=self.touchpoint,
            link=lambda touchpoint: self.link(touchpoint=touchpoint),
            changed=self.changed,
            earlier=self.earlier_grid,
        )

    @cached_property
    def snippets(self) -> list[SnippetView]:
        return [
            SnippetView(s.id, key, in_language(s.label, self.language), in_language(s.text, self.language))
            for key, s in enumerate(self.rubric.snippets[:9], start=1)
        ]

    # Queue

    @cached_property
    def rows(self) -> list[Row]:
        return rows_of(self.grading.assignment)

    @cached_property
    def order(self) -> list[str]:
        return shuffled((row.submission for row in self.rows), grader=str(self.actor.user_id))

    @cached_property
    def waiting(self) -> list[str]:
        open_ids = {row.submission for row in self.rows if row.waiting}
        return [sid for sid in self.order if sid in open_ids]

    @cached_property
    def to_grade(self) -> list[QueueItem]:
        return self._items(window(self.waiting, self.submission.pk, QUEUE))

    @cached_property
    def graded(self) -> list[QueueItem]:
        done = [row.submission for row in self.rows if not row.waiting]
        return self._items(window(done, self.submission.pk, DONE))

    def _items(self, ids: list[str]) -> list[QueueItem]:
        by_id = {row.submission: row for row in self.rows}
        waiting, graded = gettext("Attempt %(number)s · %(when)s"), gettext("%(points)s of %(total)s")
        returned, dates, total = gettext("Returned for rework"), Dates(), self.score.out_of
        items, detail = [], ""
        for sid in ids:
            row = by_id[sid]
            if row.waiting:
                sent = {"number": row.number, "when": dates.brief(row.submitted_at)}
                detail = SafeString(waiting % sent)
            elif row.state == Grading.State.RETURNED:
                detail = returned
            else:
                detail = graded % {"points": row.points, "total": total}
            items.append(self._item(row, detail))
        return items

    def _item(self, row: Row, detail: str) -> QueueItem:
        name = "" if self.names_hidden else row.name
        return QueueItem(
            url=self.url_of(row.submission),
            name=name,
            label=name or map_code(row.submission),
            detail=detail,
            state=row.state,
            current=row.submission == self.submission.pk,
        )

    @cached_property
    def graded_count(self) -> int:
        return len(self.rows) - len(self.waiting)

    @cached_property
    def progress(self) -> list[str]:
        """At most twelve little bars: f graded, n now, empty waiting."""
        total = len(self.rows)
        parts = min(total, BARS)
        filled = self.graded_count * parts // total if total else 0
        return ["f" if i < filled else "n" if i == filled and self.is_open else "" for i in range(parts)]

    @cached_property
    def next(self) -> str:
        """The next submission to grade; empty when none is left."""
        return following(self.order, self.waiting, self.submission.pk) or ""

    @cached_property
    def next_url(self) -> str:
        return self.url_after(self.next)

    @cached_property
    def actions(self) -> dict[str, str]:
        return {name: self.action(name) for name in ("comment", "summary", "send")}

    def action(self, name: str, *ids: Any) -> str:
        """Where a form of this page posts to; it comes back to the same criterion, touchpoint and view."""
        path = reverse(f"assessment:{name}", args=[self.grading.assignment_id, self.submission.pk, *ids])
        return path + self.look.query()
