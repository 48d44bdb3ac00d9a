from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    TextField,
)
from django.db.models.functions import Cast
from django.utils import timezone

from apps.assessment.models import Assignment, Grading, MapComment, RubricVersion
from apps.common.access import Actor
from apps.exercises.models import Attempt, Exercise, Submission
from apps.jobs.models import Job
from apps.journeys.domain.document import Map
from apps.journeys.domain.grid import Grid
from apps.journeys.models import JourneyMap
from apps.journeys.selectors import load_document, load_grid
from apps.organisations.models import CohortTrainer

TABLE_SIZE = 200


class Row(NamedTuple):
    """One submission as lists and tables show it; a tuple, because a page makes hundreds of them."""

    submission: str
    attempt: str
    number: int
    name: str
    submitted_at: datetime
    state: str
    points: int
    released_at: datetime | None
    marks: Mapping[str, Any] = MappingProxyType({})
    """Only where asked for: the queue does without"""

    @property
    def waiting(self) -> bool:
        return self.state == Grading.State.DRAFT


_ROW = (
    "submission_id",
    "submission__attempt_id",
    "submission__number",
    "submission__submitted_by__name",
    "submission__submitted_at",
    "state",
    "points",
    "released_at",
)


def _teaches(actor: Actor, cohort: str) -> Exists:
    return Exists(CohortTrainer.objects.for_actor(actor).filter(cohort=OuterRef(cohort), user=actor.user_id))


def assignment_by_id(actor: Actor, *, assignment_id: str) -> Assignment:
    """With cohort and rubric loaded, and whether the actor teaches the cohort; 1 query.

    Raises Assignment.DoesNotExist. `get` and not `first`, which would also work out an order.
    """
    scope = Assignment.objects.for_actor(actor).select_related("cohort", "rubric_version")
    return scope.annotate(taught=_teaches(actor, "cohort")).get(pk=assignment_id)


def grading_of(actor: Actor, *, assignment_id: str, submission_id: str) -> Grading:
    """Everything the bench needs of one submission but queue and comments; 1 query.

    Raises Grading.DoesNotExist. `get` and not `first`, which would also work out an order over three tables.
    """
    scope = Grading.objects.for_actor(actor).select_related(
        "assignment__cohort",
        "assignment__rubric_version",
        "submission__snapshot",
        "submission__submitted_by",
    )
    found = scope.annotate(taught=_teaches(actor, "assignment__cohort"))
    return found.get(assignment=assignment_id, submission=submission_id)


def frozen_document(submission: Submission) -> Map:
    """The map as it was handed in."""
    return load_document(submission.snapshot)


def frozen_grid(submission: Submission) -> Grid:
    """What the map shows as it was handed in."""
    return load_grid(submission.snapshot)


def earlier_submission(submission: Submission, *, number: int) -> Submission | None:
    """Another attempt at the same map, before this one; 1 query."""
    if number >= submission.number:
        return None
    scope = Submission.objects.for_org(submission.organisation_id).select_related("snapshot")
    return scope.filter(attempt=submission.attempt_id, number=number).first()


def comments_of(grading: Grading) -> list[MapComment]:
    """In the order of writing, with the learner's ticks; 1 query."""
    scope = MapComment.objects.for_org(grading.organisation_id).filter(grading=grading)
    return list(scope.select_related("addressed").order_by("position"))


def comments_on(submission: Submission) -> list[MapComment]:
    """Remarks that an earlier submission was given; 1 query."""
    scope = MapComment.objects.for_org(submission.organisation_id)
    rows = scope.filter(grading__submission=submission, grading__released_at__isnull=False)
    return list(rows.select_related("addressed").order_by("position"))


def exercises_to_give() -> list[Exercise]:
    """The shipped exercises that a rubric can grade; 1 query."""
    return list(Exercise.objects.filter(rubric__in=RubricVersion.objects.values("rubric")).order_by("pk"))


def rows_of(assignment: Assignment, *, marks: bool = False, limit: int | None = None) -> list[Row]:
    """Submissions of an assignment, the oldest first; 1 query whatever their number.

    A draft that the learner has replaced with a later attempt is left out: nobody needs to grade it.
    """
    scope = Grading.objects.for_org(assignment.organisation_id).filter(assignment=assignment)
    ordered = scope.order_by("submission__submitted_at", "submission_id")[:limit]
    if not marks:
        return _without_replaced([Row(*values) for values in ordered.values_list(*_ROW)])
    with_text = ordered.annotate(marks_text=Cast("marks", TextField())).values_list(*_ROW, "marks_text")
    found = list(with_text)
    # One parser run for all rows: a JSON column would start one per row, and 200 of them take as long as the rest.
    read = json.loads(f"[{','.join(values[-1] for values in found)}]")
    return _without_replaced(
        [Row._make((*values[:-1], marks)) for values, marks in zip(found, read, strict=True)]
    )


def _without_replaced(rows: Sequence[Row]) -> list[Row]:
    latest: dict[str, int] = {}
    for row in rows:
        latest[row.attempt] = max(row.number, latest.get(row.attempt, 0))
    return [row for row in rows if not row.waiting or row.number == latest[row.attempt]]


def assignments_taught(actor: Actor) -> QuerySet[Assignment]:
    """For the desk: newest first, with how many wait, are complete and are not yet released; 1 query."""
    scope = Assignment.objects.for_actor(actor).filter(cohort__trainer_rows__user=actor.user_id)
    done = Q(gradings__state=Grading.State.COMPLETED)
    return scope.select_related("cohort").annotate(
        waiting=Count("gradings", filter=Q(gradings__state=Grading.State.DRAFT)),
        graded=Count("gradings", filter=~Q(gradings__state=Grading.State.DRAFT)),
        unreleased=Count("gradings", filter=done & Q(gradings__released_at__isnull=True)),
    )


@dataclass(frozen=True, slots=True)
class Choice:
    """An assignment as its learner sees it before submitting."""

    assignment: Assignment
    used: int

    @property
    def left(self) -> int:
        return max(self.assignment.attempts - self.used, 0)


def open_assignments(actor: Actor, *, organisation_id: str, kind: str = "") -> list[Choice]:
    """Assignments of the learner's cohorts that take submissions now, the next due first; 1 query.

    What lies in the open academy may go to any organisation of the learner.
    """
    now = timezone.now()
    begun = any(place.is_open and place.id == organisation_id for place in actor.organisations)
    reach = Assignment.objects.for_actor(actor) if begun else Assignment.objects.for_org(organisation_id)
    scope = reach.filter(
        Q(due__isnull=True) | Q(due__gt=now),
        opens__lte=now,
        cohort__member_rows__user=actor.user_id,
        cohort__archived_at=None,
    )
    if kind:
        scope = scope.filter(exercise__kind=kind)
    mine = Q(gradings__learner=actor.user_id)
    found = scope.select_related("cohort", "exercise").annotate(used=Count("gradings", filter=mine))
    return [Choice(row, row.used) for row in found.order_by(F("due").asc(nulls_last=True), "pk")]


def last_handed_in(assignment: Assignment, attempt: Attempt) -> str | None:
    """The document of the map as the assignment got it last, in its stored form; 1 query."""
    scope = Grading.objects.for_org(assignment.organisation_id).filter(
        assignment=assignment, submission__attempt=attempt
    )
    texts = scope.order_by("-turn").values_list("submission__snapshot__document_json", flat=True)
    return texts.first()


def unchanged_since(map: JourneyMap) -> frozenset[str]:
    """Ids of the assignments that already have this map exactly as it stands; 1 query."""
    same = Q(submission__snapshot__document_json=map.document_json)
    scope = Grading.objects.for_org(map.organisation_id).filter(submission__attempt__map=map)
    rows = scope.order_by("turn").annotate(same=ExpressionWrapper(same, BooleanField()))
    last = dict(rows.values_list("assignment_id", "same"))
    return frozenset(assignment for assignment, same in last.items() if same)


def released_gradings(actor: Actor, *, map_id: str) -> list[Grading]:
    """What the learner may read about one map, first attempt first, without the frozen documents; 1 query."""
    scope = Grading.objects.for_actor(actor).filter(
        submission__attempt__map=map_id, submission__submitted_by=actor.user_id, released_at__isnull=False
    )
    rows = scope.select_related("assignment__rubric_version", "submission__snapshot", "grader")
    return list(rows.defer("submission__snapshot__document_json").order_by("submission__number"))


def waits_for_feedback(actor: Actor, *, map_id: str) -> bool:
    """Whether the map lies with the trainer and nothing has come back yet; 1 query."""
    scope = Grading.objects.for_actor(actor)
    return scope.filter(submission__attempt__map=map_id, submission__submitted_by=actor.user_id).exists()


def latest_feedback(actor: Actor, *, limit: int = 3) -> list[Grading]:
    """For the learner's home: newest released results, with map ids and titles; 1 query."""
    scope = Grading.objects.for_actor(actor).filter(
        submission__submitted_by=actor.user_id, released_at__isnull=False
    )
    rows = scope.select_related("assignment", "submission__attempt__map", "grader")
    return list(rows.defer("submission__attempt__map__document_json").order_by("-released_at")[:limit])


def comment_by_id(actor: Actor, *, map_id: str, comment_id: str) -> MapComment | None:
    scope = MapComment.objects.for_actor(actor).select_related("grading__submission")
    return scope.filter(pk=comment_id, grading__submission__attempt__map=map_id).first()


def learner_attempts_left(grading: Grading, actor: Actor) -> int:
    """How often the learner may still submit to this assignment; 1 query."""
    scope = Grading.objects.for_org(grading.organisation_id)
    used = scope.filter(assignment=grading.assignment_id, learner=actor.user_id).count()
    return max(grading.assignment.attempts - used, 0)


def trainers_to_tell(grading: Grading) -> list[int]:
    """Ids of the trainers who get mail about a submission; 1 query."""
    trainers = CohortTrainer.objects.for_org(grading.organisation_id).filter(
        cohort=grading.assignment.cohort_id, user__is_active=True, user__mail_about_work=True
    )
    return list(trainers.exclude(user=grading.learner_id).order_by("user").values_list("user", flat=True))


def released_to_tell(organisation_id: str, gradings: Sequence[str]) -> list[tuple[str, int]]:
    """Id and version of the released ones whose learners get mail; 1 query."""
    rows = Grading.objects.for_org(organisation_id).filter(
        pk__in=gradings,
        released_at__isnull=False,
        learner__is_active=True,
        learner__mail_about_work=True,
    )
    return list(rows.order_by().values_list("pk", "version"))


def grading_of_letter(job: Job) -> Grading | None:
    """With everything that a letter says; None when it is gone."""
    scope = Grading.objects.for_org(job.organisation_id or "").select_related(
        "assignment__cohort", "learner", "submission__attempt__map"
    )
    slim = scope.defer("submission__attempt__map__document_json", "marks", "summary")
    return slim.filter(pk=job.args["grading"]).first()
