"""Demo people, a cohort and handed-in maps, built through the services from a seed. Everybody here is made up."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.services import create_user, save_preferences
from apps.assessment.models import Assignment, Grading
from apps.assessment.services import (
    Edit,
    add_comment,
    complete_grading,
    create_assignment,
    hand_in,
    mark_criterion,
)
from apps.common.access import Actor, Role
from apps.common.ids import new_id
from apps.curriculum.selectors import course, model_map
from apps.exercises.models import Exercise
from apps.exercises.selectors import DEFAULT_EXERCISE
from apps.exercises.services import attach_exercise
from apps.journeys.services import create_map
from apps.learning.services import finish_lesson
from apps.organisations.actors import actor_of_user
from apps.organisations.models import Cohort, Organisation
from apps.organisations.services import (
    add_member,
    add_to_cohort,
    create_cohort,
    create_organisation,
    enrol_newcomer,
)

SEED = 20261122
PEOPLE = (
    ("arjun", "Arjun Rao", "en"),
    ("anna", "Анна Котова", "ru"),
    ("siyuan", "陈思远", "zh-hans"),
    ("yating", "黃雅婷", "zh-hant"),
    ("tom", "Tom Okafor", "en"),
    ("lucia", "Lucía Vega", "en"),
)


@dataclass(frozen=True, slots=True)
class Signin:
    email: str
    password: str


def signins() -> dict[str, Signin]:
    """The demo accounts by role, as the start command prints them."""
    path = Path(settings.BASE_DIR) / "fixtures/demo/signins.json"
    return {role: Signin(**row) for role, row in json.loads(path.read_text(encoding="utf-8")).items()}


def _person(signin: Signin, name: str, organisation: Organisation, role: Role, language: str = "en") -> User:
    user = create_user(email=signin.email, name=name, password=signin.password, language=language)
    save_preferences(user, mail_about_work=False)
    add_member(organisation, user, role=role)
    return user


def _weakened(document: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """The model map with some evidence, reactions and wow tasks taken away: a learner's map, still without errors."""
    copy: dict[str, Any] = json.loads(json.dumps(document))
    for touchpoint in copy["touchpoints"]:
        if chance.random() < 0.3:
            touchpoint["reactions"] = touchpoint.get("reactions", [])[:1]
        if chance.random() < 0.3:
            touchpoint.pop("expectation", None)
        if chance.random() < 0.2 and "emotion" in touchpoint:
            score = touchpoint["emotion"].get("score", 0)
            touchpoint["emotion"]["score"] = max(-2, min(2, score + chance.choice((-1, 1))))
    return copy


def _hand_in(user: User, assignment: Assignment, document: dict[str, Any], language: str) -> Grading:
    actor = actor_of_user(user.pk, name=user.name)
    map = create_map(
        actor=actor,
        organisation_id=assignment.organisation_id,
        title=document["title"],
        language=language,
        document=document,
    )
    attempt = attach_exercise(map, exercise=assignment.exercise)
    return hand_in(attempt, actor=actor, assignment=assignment, key=new_id())


def _grade(grading: Grading, actor: Actor, chance: random.Random, place: str, remark: str) -> None:
    for criterion in grading.assignment.rubric.criteria:
        edit = Edit(version=grading.version, key=new_id())
        grading = mark_criterion(
            grading, actor=actor, edit=edit, criterion=criterion.id, level=chance.choice((1, 2, 2, 3))
        ).grading
    edit = Edit(version=grading.version, key=new_id())
    grading = add_comment(
        grading, actor=actor, edit=edit, object_id=place, lane="emotion", text=remark
    ).grading
    complete_grading(grading, actor=actor, edit=Edit(version=grading.version, key=new_id()), summary=remark)


def _learn(user: User, slug: str, *, lessons: int) -> None:
    actor = actor_of_user(user.pk, name=user.name)
    for lesson in course(slug, user.language).lessons[:lessons]:
        finish_lesson(actor=actor, course=slug, lesson=lesson, language=user.language)


def _cohort(organisation: Organisation, trainer: User, manager: User) -> Cohort:
    actor = actor_of_user(manager.pk, name=manager.name)
    return create_cohort(organisation, actor=actor, name="Spring B", trainers=(trainer,))


def build_demo() -> bool:
    """Everything at once; False when the demo is there already."""
    accounts = signins()
    if User.objects.filter(email=accounts["trainer"].email).exists():
        return False
    chance = random.Random(SEED)  # noqa: S311 - made-up data, the same every time
    organisation = create_organisation(slug="lakeside", name="Lakeside Hotels (demo)")
    create_organisation(slug="northgate", name="Northgate Bank (demo)")
    trainer = _person(accounts["trainer"], "Olga Petrova", organisation, Role.TRAINER)
    manager = _person(accounts["manager"], "Dana Weiss", organisation, Role.MANAGER)
    learner = _person(accounts["learner"], "Mei Lin", organisation, Role.LEARNER)
    enrol_newcomer(learner)
    cohort = _cohort(organisation, trainer, manager)
    add_to_cohort(cohort, learner, role=Role.LEARNER)
    _learn(learner, "your-first-map", lessons=2)
    _assign_and_hand_in(cohort, trainer, organisation, chance)
    # What is made here was not done by anybody, so nobody gets mail about it; what visitors do is mailed.
    for user in User.objects.filter(memberships__organisation=organisation).distinct():
        save_preferences(user, mail_about_work=True)
    return True


def _assign_and_hand_in(
    cohort: Cohort, trainer: User, organisation: Organisation, chance: random.Random
) -> None:
    actor, now = actor_of_user(trainer.pk, name=trainer.name), timezone.now()
    assignment = create_assignment(
        actor=actor,
        cohort=cohort,
        exercise=Exercise.objects.get(pk=DEFAULT_EXERCISE),
        title="A night in a hotel",
        opens=now - timedelta(days=7),
        due=now + timedelta(days=60),
    )
    for number, (name, full_name, language) in enumerate(PEOPLE):
        signin = Signin(f"{name}@example.org", signins()["learner"].password)
        user = _person(signin, full_name, organisation, Role.LEARNER, language)
        add_to_cohort(cohort, user, role=Role.LEARNER)
        document = _weakened(model_map("hotel-stay", language), chance)
        grading = _hand_in(user, assignment, document, language)
        if number >= 4:
            _grade(
                grading,
                actor,
                chance,
                document["touchpoints"][2]["id"],
                "Good find. Say what the guest expected here.",
            )
