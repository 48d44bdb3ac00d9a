from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import Count, Max
from django.utils import timezone

from apps.assessment.models import Assignment, Grading, MapComment, RemarkAddressed
from apps.assessment.selectors import last_handed_in
from apps.assessment.services.telling import tell_trainers
from apps.common.access import Actor
from apps.common.errors import DomainError
from apps.exercises.models import Attempt
from apps.exercises.selectors import attempt_of
from apps.exercises.services import attach_exercise, bring_along, submit_attempt
from apps.journeys.models import JourneyMap

TRIES = 5


def _refuse_unless_open(assignment: Assignment, attempt: Attempt, actor: Actor) -> None:
    now, cohort = timezone.now(), assignment.cohort
    if attempt.organisation_id != assignment.organisation_id:
        raise DomainError("wrong_assignment")
    if not cohort.members.filter(pk=actor.user_id).exists():
        raise DomainError("wrong_assignment")
    if (
        cohort.archived_at is not None
        or now < assignment.opens
        or (assignment.due is not None and now > assignment.due)
    ):
        raise DomainError("assignment_is_closed")
    if attempt.map.kind and attempt.map.kind != assignment.exercise.kind:
        raise DomainError("wrong_kind", kind=assignment.exercise.kind)


def _next_turn(assignment: Assignment, actor: Actor) -> int:
    given = Grading.objects.for_org(assignment.organisation_id).filter(
        assignment=assignment, learner=actor.user_id
    )
    used = given.aggregate(count=Count("pk"), last=Max("turn"))
    if used["count"] >= assignment.attempts:
        raise DomainError("no_attempts_left", attempts=assignment.attempts)
    return (used["last"] or 0) + 1


def _settle(assignment: Assignment) -> None:
    """Fix cohort and exercise with the first submission; the trainer may be changing them at this moment."""
    if assignment.taken:
        return
    same = Assignment.objects.for_org(assignment.organisation_id).filter(
        pk=assignment.pk, cohort=assignment.cohort_id, exercise=assignment.exercise_id
    )
    if not same.update(taken=True):
        raise DomainError("wrong_assignment")


@transaction.atomic
def hand_in_map(
    map: JourneyMap, *, actor: Actor, assignment: Assignment, key: str, message: str = ""
) -> Grading:
    """`hand_in` for the work that the map is drawn for; a map drawn freely becomes work on the exercise.

    A refusal leaves it what it was.
    """
    attempt = attempt_of(map) or attach_exercise(map, exercise=assignment.exercise)
    attempt.map = map
    bring_along(attempt, organisation_id=assignment.organisation_id)
    return hand_in(attempt, actor=actor, assignment=assignment, key=key, message=message)


def hand_in(
    attempt: Attempt, *, actor: Actor, assignment: Assignment, key: str, message: str = ""
) -> Grading:
    """Freeze the map and put it before the trainer. A repeat with the same key gets the first answer.

    Counting the turns decides nothing by itself: the unique turn does. Who loses the race for one counts again.
    """
    for _ in range(TRIES):
        first = _answered(attempt, key)
        if first is not None:
            return first
        try:
            return _hand_in(attempt, actor=actor, assignment=assignment, key=key, message=message)
        except IntegrityError:
            continue
        except DomainError as error:
            if error.code != "submitted_meanwhile":
                raise
    raise DomainError("submitted_meanwhile")


def _answered(attempt: Attempt, key: str) -> Grading | None:
    known = Grading.objects.for_org(attempt.organisation_id).filter(
        submission__attempt=attempt, submission__key=key
    )
    return known.select_related("submission").first()


@transaction.atomic
def _hand_in(attempt: Attempt, *, actor: Actor, assignment: Assignment, key: str, message: str) -> Grading:
    _refuse_unless_open(assignment, attempt, actor)
    turn = _next_turn(assignment, actor)
    if last_handed_in(assignment, attempt) == attempt.map.document_json:
        raise DomainError("nothing_changed")
    _settle(assignment)
    submission = submit_attempt(attempt, actor=actor, key=key, message=message)
    grading = Grading.objects.create(
        organisation_id=assignment.organisation_id,
        assignment=assignment,
        submission=submission,
        learner_id=submission.submitted_by_id,
        turn=turn,
    )
    tell_trainers(grading)
    return grading


@transaction.atomic
def address_remark(comment: MapComment, *, actor: Actor, addressed: bool) -> None:
    """Tick or untick. Setting it to what it is already changes nothing, so a repeat does no harm."""
    if actor.user_id is None or comment.grading.released_at is None:
        raise DomainError("not_released")
    if comment.praise:
        raise DomainError("praise_asks_for_nothing")
    ticks = RemarkAddressed.objects.for_org(comment.organisation_id)
    if addressed:
        ticks.get_or_create(comment=comment, defaults={"by_id": actor.user_id})
    else:
        ticks.filter(comment=comment).delete()
