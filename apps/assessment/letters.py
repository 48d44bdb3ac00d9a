"""What is told by mail: to trainers that a map waits, to learners that there is feedback. Marks stay out of mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apps.assessment.models import Grading
from apps.assessment.selectors import grading_of_letter
from apps.common.letters import compose, page

if TYPE_CHECKING:
    from django.core.mail import EmailMessage

    from apps.jobs.models import Job


def submitted(job: Job) -> EmailMessage | None:
    """None where the map has been graded or the reader no longer trains the cohort."""
    grading = grading_of_letter(job)
    if grading is None or grading.state != Grading.State.DRAFT:
        return None
    assignment = grading.assignment
    reader = assignment.cohort.trainers.filter(pk=job.args["to"]).first()
    if reader is None or not reader.wants_mail:
        return None
    language = reader.language or job.args["language"]
    context = {
        "learner": "" if assignment.hide_names else grading.learner.name,
        "assignment": assignment.title,
        "cohort": assignment.cohort.name,
        "turn": grading.turn,
        "link": page(language, "assessment:grade", assignment.pk, grading.submission_id),
        "settings_link": page(language, "portal:settings"),
    }
    return compose("submitted", to=reader.email, language=language, context=context, key=job.pk)


def graded(job: Job) -> EmailMessage | None:
    """None where the result is not out or the learner wants no mail."""
    grading = grading_of_letter(job)
    if grading is None or grading.released_at is None:
        return None
    learner = grading.learner
    if not learner.wants_mail:
        return None
    language = learner.language or job.args["language"]
    map = grading.submission.attempt.map
    context = {
        "returned": grading.state == Grading.State.RETURNED,
        "assignment": grading.assignment.title,
        "map": map.title,
        "link": page(language, "assessment:feedback", map.pk),
        "settings_link": page(language, "portal:settings"),
    }
    return compose("graded", to=learner.email, language=language, context=context, key=job.pk)
