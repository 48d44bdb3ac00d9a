"""Work on exercises goes with the learner, but for what a cohort's record needs."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.accounts.privacy import Keys, Rows, impersonal, personal
from apps.exercises.models import Attempt, Exercise, Submission


def _attempts_of(user: User) -> QuerySet[Attempt]:
    return Attempt.unscoped.filter(learner=user)


def _handed_in_by(user: User) -> QuerySet[Submission]:
    return Submission.unscoped.filter(submitted_by=user)


def _attempts(user: User) -> Rows:
    return _attempts_of(user).values("id", "exercise_id", "map_id", "created_at")


def _erase_attempts(user: User, kept: Keys) -> None:
    _attempts_of(user).exclude(pk__in=kept).delete()


def _submissions(user: User) -> Rows:
    return _handed_in_by(user).values("id", "attempt_id", "snapshot_id", "number", "submitted_at", "message")


def _erase_submissions(user: User, kept: Keys) -> None:
    """A line to the trainer is no part of what was graded."""
    rows = _handed_in_by(user)
    rows.exclude(pk__in=kept).delete()
    rows.update(message="")


impersonal(Exercise, reason="shipped with the curriculum")
personal(
    Attempt,
    title=_("Exercises you work on"),
    export=_attempts,
    erase=_erase_attempts,
    kept=_("Only where it was handed in: the cohort's record needs it."),
)
personal(
    Submission,
    title=_("What you handed in"),
    export=_submissions,
    erase=_erase_submissions,
    kept=_(
        "The cohort's record of results would be wrong without it. It says “Former member” instead of your name."
    ),
    stays=lambda user: _handed_in_by(user).exists(),
)
