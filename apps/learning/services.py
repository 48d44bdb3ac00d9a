from __future__ import annotations

from django.db import transaction

from apps.common.access import Actor
from apps.common.errors import DomainError
from apps.curriculum import selectors as curriculum
from apps.learning.models import Enrolment, LessonProgress


@transaction.atomic
def enrol(*, actor: Actor, course: str, language: str) -> Enrolment:
    """Take a course in the active organisation; a second time gives the first enrolment."""
    curriculum.course(course, language)
    if actor.user_id is None or actor.active_org_id is None:
        raise DomainError("no_organisation")
    enrolment, _created = Enrolment.objects.for_org(actor.active_org_id).get_or_create(
        learner_id=actor.user_id, organisation_id=actor.active_org_id, course=course
    )
    return enrolment


@transaction.atomic
def finish_lesson(*, actor: Actor, course: str, lesson: str, language: str) -> LessonProgress:
    """Mark a lesson as done, taking the course if need be; doing it twice is the same as once."""
    curriculum.lesson(course, lesson, language)
    enrolment = enrol(actor=actor, course=course, language=language)
    progress, _created = LessonProgress.objects.for_org(enrolment.organisation_id).get_or_create(
        enrolment=enrolment, lesson=lesson
    )
    return progress
