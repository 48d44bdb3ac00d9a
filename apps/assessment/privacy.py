"""Results belong to the record of a cohort: they outlive the account of the learner and of the grader, nameless."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.accounts.privacy import Keys, Rows, claim, impersonal, personal
from apps.assessment.models import (
    Assignment,
    Grading,
    GradingEvent,
    MapComment,
    RemarkAddressed,
    Rubric,
    RubricVersion,
)
from apps.exercises.models import Attempt, Submission
from apps.journeys.models import JourneyMap, Snapshot


def _record(path: str) -> Callable[[User], Iterable[Any]]:
    """Keys, along ``path`` from a grading, of what this learner has handed in to a cohort."""
    return lambda user: Grading.unscoped.filter(submission__submitted_by=user).values_list(path, flat=True)


def _concerns(user: User, path: str = "") -> Q:
    """Results the learner has been given, and those the person gave. An unreleased one is not the learner's yet."""
    given = Q(**{f"{path}submission__submitted_by": user, f"{path}released_at__isnull": False})
    return given | Q(**{f"{path}grader": user})


def _gradings(user: User) -> Rows:
    return Grading.unscoped.filter(_concerns(user)).values(
        "id", "assignment__title", "submission_id", "state", "points", "marks", "summary", "completed_at"
    )


def _leave_gradings(user: User, kept: Keys) -> None:
    Grading.unscoped.filter(grader=user).update(grader=None)


def _comments(user: User) -> Rows:
    rows = MapComment.unscoped.filter(_concerns(user, "grading__"))
    return rows.values("id", "grading_id", "object_id", "lane", "text", "praise")


def _events(user: User) -> Rows:
    return GradingEvent.unscoped.filter(actor=user).values("grading_id", "version", "target", "at")


def _leave_events(user: User, kept: Keys) -> None:
    GradingEvent.unscoped.filter(actor=user).update(actor=None)


def _ticks(user: User) -> Rows:
    return RemarkAddressed.unscoped.filter(by=user).values("comment_id", "at")


claim(JourneyMap, _record("submission__attempt__map"))
claim(Snapshot, _record("submission__snapshot"))
claim(Attempt, _record("submission__attempt"))
claim(Submission, _record("submission"))
impersonal(Rubric, RubricVersion, Assignment, reason="given to a cohort by its organisation; name nobody")
personal(
    Grading,
    title=_("Results you were given, and those you gave"),
    export=_gradings,
    erase=_leave_gradings,
    kept=_("A result belongs to the cohort's record, and a learner keeps what a trainer has written."),
    stays=lambda user: Grading.unscoped.filter(Q(submission__submitted_by=user) | Q(grader=user)).exists(),
)
personal(
    MapComment,
    title=_("Remarks on maps, yours and those you were given"),
    export=_comments,
    kept=_("Part of a result."),
)
personal(
    GradingEvent,
    title=_("What you did while grading"),
    export=_events,
    erase=_leave_events,
    kept=_("How a result came about must stay traceable, without saying who."),
)
personal(
    RemarkAddressed,
    title=_("Remarks you ticked as dealt with"),
    export=_ticks,
    kept=_("Part of a result."),
)
