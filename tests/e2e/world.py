"""A small academy for the browser: one organisation, a cohort, an open assignment, a learner and a trainer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.services import create_user
from apps.assessment.models import Assignment
from apps.assessment.services import create_assignment, load_rubrics
from apps.common.access import Role
from apps.exercises.models import Exercise
from apps.exercises.services import load_exercises
from apps.organisations.actors import actor_of_user
from apps.organisations.services import add_member, add_to_cohort, create_cohort, create_organisation

PASSWORD = "a-long-password"


@dataclass
class Academy:
    learner: User
    trainer: User
    assignment: Assignment


def build(language: str = "en") -> Academy:
    """Built through the services, as an organiser would."""
    load_rubrics()
    load_exercises()
    organisation = create_organisation(slug="lakeside", name="Lakeside Hotels")
    people = {}
    for role, name in (
        (Role.LEARNER, "Mei Lin"),
        (Role.TRAINER, "Olga Petrova"),
        (Role.MANAGER, "Dana Weiss"),
    ):
        user = create_user(email=f"{role}@example.org", name=name, password=PASSWORD, language=language)
        add_member(organisation, user, role=role)
        people[role] = user
    trainer = people[Role.TRAINER]
    manager = actor_of_user(people[Role.MANAGER].pk)
    cohort = create_cohort(organisation, actor=manager, name="Spring B", trainers=(trainer,))
    add_to_cohort(cohort, people[Role.LEARNER], role=Role.LEARNER)
    assignment = create_assignment(
        actor=actor_of_user(trainer.pk),
        cohort=cohort,
        exercise=Exercise.objects.get(pk="hotel-stay"),
        title="A night in a hotel",
        opens=timezone.now() - timedelta(days=1),
        due=timezone.now() + timedelta(days=30),
    )
    return Academy(people[Role.LEARNER], trainer, assignment)
