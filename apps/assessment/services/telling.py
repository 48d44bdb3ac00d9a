"""Letters that follow a submission or a result. Written in the same transaction, sent by the worker."""

from apps.assessment.models import Grading
from apps.assessment.selectors import released_to_tell, trainers_to_tell
from apps.jobs.services import send_letters


def tell_trainers(grading: Grading) -> None:
    """2 queries."""
    letters = {
        f"{grading.pk}:{trainer}": {"grading": grading.pk, "to": trainer}
        for trainer in trainers_to_tell(grading)
    }
    send_letters("submitted", letters, organisation_id=grading.organisation_id)


def tell_learner(grading: Grading) -> None:
    """Of a result that has just been released; 1 query, as the page of the next map waits for it."""
    if grading.submission.submitted_by.mail_about_work:
        _tell(grading.organisation_id, [(grading.pk, grading.version)])


def tell_learners(organisation_id: str, gradings: list[str]) -> None:
    """The same for many; 2 queries, however many they are."""
    _tell(organisation_id, released_to_tell(organisation_id, gradings))


def _tell(organisation_id: str, released: list[tuple[str, int]]) -> None:
    letters = {f"{pk}:{version}": {"grading": pk} for pk, version in released}
    send_letters("graded", letters, organisation_id=organisation_id)
