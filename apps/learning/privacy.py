"""Courses and lessons go with the learner."""

from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.accounts.privacy import Keys, Rows, personal
from apps.learning.models import Enrolment, LessonProgress


def _enrolments(user: User) -> Rows:
    return Enrolment.unscoped.filter(learner=user).values("id", "organisation__name", "course", "created_at")


def _erase_enrolments(user: User, kept: Keys) -> None:
    Enrolment.unscoped.filter(learner=user).delete()


def _lessons(user: User) -> Rows:
    return LessonProgress.unscoped.filter(enrolment__learner=user).values("enrolment_id", "lesson", "done_at")


def _erase_lessons(user: User, kept: Keys) -> None:
    LessonProgress.unscoped.filter(enrolment__learner=user).delete()


personal(Enrolment, title=_("Courses you take"), export=_enrolments, erase=_erase_enrolments)
personal(LessonProgress, title=_("Lessons you have finished"), export=_lessons, erase=_erase_lessons)
