"""The world that is measured: a large map of one learner, and a cohort whose trainer has 200 maps to grade."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from io import StringIO
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.services import create_user, save_preferences
from apps.assessment.models import Assignment, Grading
from apps.assessment.services import Edit, create_assignment, hand_in, mark_criterion
from apps.common.access import Role
from apps.common.ids import new_id
from apps.exercises.models import Exercise
from apps.exercises.selectors import DEFAULT_EXERCISE
from apps.exercises.services import attach_exercise
from apps.journeys.domain.coach import blocking, review
from apps.journeys.domain.document import Map
from apps.journeys.models import JourneyMap
from apps.journeys.services import create_map
from apps.organisations.actors import actor_of_user
from apps.organisations.models import Organisation
from apps.organisations.services import add_member, add_to_cohort, create_cohort, create_organisation
from tests.factories.maps import big_map

PASSWORD = "a-password-for-the-bench"
SUBMISSIONS = 200
MARKED = 40
QUICK = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@dataclass(frozen=True, slots=True)
class World:
    learner: str
    """address to sign in with; the password is the same for both"""
    trainer: str
    map: str
    """of 40 touchpoints"""
    maps: dict[str, str]
    """number of touchpoints → a map of the learner with so many"""
    assignment: str
    submission: str
    """an ungraded map of 40 touchpoints"""
    criteria: tuple[str, ...]


def ready_map() -> dict[str, Any]:
    """The large map with a reason for each error of the coach, so that it may be handed in."""
    document = big_map()
    codes = sorted({finding.rule for finding in blocking(review(Map.model_validate(document)))})
    waivers = [
        {"id": f"w{n}", "rule": code, "where": [], "reason": "Made for the bench"}
        for n, code in enumerate(codes)
    ]
    for finding in blocking(review(Map.model_validate(document | {"waivers": waivers}))):
        waivers.append(
            {
                "id": f"w{len(waivers)}",
                "rule": finding.rule,
                "where": list(finding.where),
                "reason": "Made for the bench",
            }
        )
    return document | {"waivers": waivers}


def fill() -> World:
    """Makes tables, reference content and people in the empty database of the settings."""
    call_command("migrate", verbosity=0, interactive=False)
    call_command("load_reference", verbosity=0, stdout=StringIO())
    with transaction.atomic():
        return _fill()


def _fill() -> World:
    organisation = create_organisation(slug="bench", name="Bench")
    trainer = _person(organisation, "trainer", Role.TRAINER)
    # Hundreds of letters about what is filled in here would be sent while pages are measured.
    save_preferences(trainer, mail_about_work=False)
    learner = _person(organisation, "learner", Role.LEARNER)
    own = {size: _draw(learner, organisation, big_map(size)).pk for size in (10, 40, 200)}
    assignment = _assignment(organisation, trainer)
    document = ready_map()
    with override_settings(PASSWORD_HASHERS=[*QUICK, *settings.PASSWORD_HASHERS]):
        gradings = [_handed_in(assignment, number, document) for number in range(SUBMISSIONS)]
    criteria = tuple(criterion.id for criterion in assignment.rubric.criteria)
    for grading in gradings[:MARKED]:
        _mark(grading, trainer, criteria)
    return World(
        learner.email,
        trainer.email,
        own[40],
        {str(size): key for size, key in own.items()},
        assignment.pk,
        gradings[-1].submission_id,
        criteria,
    )


def _person(organisation: Organisation, name: str, role: Role) -> User:
    user = create_user(email=f"{name}@example.org", name=name.title(), password=PASSWORD)
    add_member(organisation, user, role=role)
    return user


def _draw(user: User, organisation: Organisation, document: dict[str, Any]) -> JourneyMap:
    actor = actor_of_user(user.pk, name=user.name)
    return create_map(
        actor=actor, organisation_id=organisation.pk, title="", language="en", document=document
    )


def _assignment(organisation: Organisation, trainer: User) -> Assignment:
    actor, now = actor_of_user(trainer.pk, name=trainer.name), timezone.now()
    cohort = create_cohort(organisation, actor=actor, name="Cohort", trainers=(trainer,))
    return create_assignment(
        actor=actor,
        cohort=cohort,
        exercise=Exercise.objects.get(pk=DEFAULT_EXERCISE),
        title="Final map",
        opens=now - timedelta(days=1),
        due=now + timedelta(days=7),
    )


def _handed_in(assignment: Assignment, number: int, document: dict[str, Any]) -> Grading:
    organisation = assignment.organisation
    user = _person(organisation, f"learner{number}", Role.LEARNER)
    add_to_cohort(assignment.cohort, user, role=Role.LEARNER)
    attempt = attach_exercise(_draw(user, organisation, document), exercise=assignment.exercise)
    return hand_in(attempt, actor=actor_of_user(user.pk, name=user.name), assignment=assignment, key=new_id())


def _mark(grading: Grading, trainer: User, criteria: tuple[str, ...]) -> None:
    actor = actor_of_user(trainer.pk, name=trainer.name)
    for criterion in criteria:
        edit = Edit(version=grading.version, key=new_id())
        grading = mark_criterion(grading, actor=actor, edit=edit, criterion=criterion, level=2).grading
