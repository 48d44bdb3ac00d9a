from enum import auto

from django.utils.translation import gettext_lazy as _

from apps.assessment.models import Assignment, Grading, MapComment
from apps.common.access import Actor, Allow, Decision, Deny, Role, policy
from apps.common.access import Perm as BasePerm
from apps.common.denials import explain
from apps.journeys.models import JourneyMap


class Perm(BasePerm):
    TEACH = auto()
    SEE_ASSIGNMENT = auto()
    GRADE = auto()
    SUBMIT = auto()
    READ_FEEDBACK = auto()
    ADDRESS_REMARK = auto()
    EDIT_ASSIGNMENT = auto()


policy(Perm.TEACH, roles=(Role.TRAINER,))


def _taught(assignment: Assignment, actor: Actor, *, known: bool | None) -> Decision:
    """The selectors bring the answer along (``taught``); without it, it is asked for."""
    if known is None:
        known = assignment.cohort.trainers.filter(pk=actor.user_id).exists()
    return Allow() if known else Deny("other_trainer")


@policy(Perm.SEE_ASSIGNMENT, roles=(Role.TRAINER,))
def may_see_assignment(actor: Actor, assignment: Assignment) -> Decision:
    return _taught(assignment, actor, known=getattr(assignment, "taught", None))


@policy(Perm.EDIT_ASSIGNMENT, roles=(Role.TRAINER,))
def may_edit_assignment(actor: Actor, assignment: Assignment) -> Decision:
    return _taught(assignment, actor, known=getattr(assignment, "taught", None))


@policy(Perm.GRADE, roles=(Role.TRAINER,))
def may_grade(actor: Actor, grading: Grading) -> Decision:
    return _taught(grading.assignment, actor, known=getattr(grading, "taught", None))


def _owns(actor: Actor, owner_id: int | None) -> Decision:
    return Allow() if actor.user_id is not None and actor.user_id == owner_id else Deny("not_yours")


@policy(Perm.SUBMIT)
def may_submit(actor: Actor, map: JourneyMap) -> Decision:
    return _owns(actor, map.owner_id)


@policy(Perm.READ_FEEDBACK)
def may_read_feedback(actor: Actor, map: JourneyMap) -> Decision:
    return _owns(actor, map.owner_id)


@policy(Perm.ADDRESS_REMARK)
def may_address(actor: Actor, comment: MapComment) -> Decision:
    return _owns(actor, comment.grading.submission.submitted_by_id)


explain(
    other_trainer=_("This cohort belongs to another trainer."),
    not_yours=_("This map belongs to somebody else."),
    assignment_is_closed=_("This assignment takes no submissions now."),
    nothing_changed=_(
        "Nothing on this map has changed since you submitted it. Improve it first, so that no attempt is lost."
    ),
    no_attempts_left=_("You have used all attempts of this assignment."),
    wrong_assignment=_("Choose one of your assignments."),
    no_rubric=_("This exercise has no rubric yet."),
    due_before_opening=_("The assignment must close after it opens."),
    assignment_is_taken=_(
        "Somebody has submitted a map already, so the cohort and the exercise stay as they are."
    ),
    other_cohort=_("Choose one of your cohorts."),
    criteria_open=_("Set a level for each criterion first."),
    rework_needs_words=_("Write a summary or a comment that says what to work on."),
    comment_is_empty=_("Write the comment first."),
    no_such_place=_("Choose a place on the map."),
    grading_is_closed=_("This grading is closed."),
    unknown_criterion=_("The rubric has no such criterion."),
    unknown_level=_("The criterion has no such level."),
)
