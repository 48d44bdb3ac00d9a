"""Rubrics, assignments and maps handed in. `handed_in(assignment)` is what most tests need."""

import json
from copy import deepcopy
from datetime import timedelta
from typing import Any

import factory
from django.utils import timezone

from apps.accounts.models import User
from apps.assessment.models import Assignment, Grading, Rubric, RubricVersion
from apps.assessment.services import Edit, hand_in
from apps.common.access import Role
from apps.common.ids import new_id
from apps.exercises.models import Attempt, Exercise
from apps.journeys.domain.coach.examples import GOOD
from apps.journeys.services import apply_operations, create_map
from tests.factories.organisations import CohortFactory, actor_for, person

LEVELS = ("Missing", "Partly", "Solid", "Excellent")
CRITERIA: dict[str, dict[str, list[str]]] = {
    "persona_goal": {"lanes": [], "rules": ["F1", "F2", "F6"]},
    "touchpoints": {"lanes": ["action", "channels"], "rules": ["T1", "T2"]},
    "emotions": {"lanes": ["emotion", "evidence", "reactions"], "rules": ["E3", "E4", "E6"]},
    "pains_delights": {"lanes": ["pains", "delights"], "rules": ["A2", "A3"]},
    "causes": {"lanes": ["causes", "backstage"], "rules": ["A1"]},
    "changes": {"lanes": ["changes", "kpis"], "rules": ["C1"]},
}


def rubric_body(**changes: Any) -> dict[str, Any]:
    criteria = [
        {
            "id": slug,
            "title": {"en": slug.title(), "ru": f"{slug} по-русски"},
            "levels": [
                {"points": points, "name": {"en": name}, "descriptor": {"en": f"{slug} {name}"}}
                for points, name in enumerate(LEVELS)
            ],
            "competencies": ["emotion_curve"],
            **speaks,
        }
        for slug, speaks in CRITERIA.items()
    ]
    snippets = [
        {"id": "ask", "label": {"en": "Ask for evidence"}, "text": {"en": "Who said so?"}},
        {"id": "well", "label": {"en": "Well seen"}, "text": {"en": "Well seen."}, "praise": True},
    ]
    return {
        "slug": "default",
        "title": {"en": "Journey map"},
        "pass_points": 10,
        "criteria": criteria,
        "snippets": snippets,
    } | changes


class ExerciseFactory(factory.django.DjangoModelFactory[Exercise]):
    class Meta:
        model = Exercise
        django_get_or_create = ("slug",)

    slug = "hotel-stay"
    case = "hotel-stay"
    kind = "current"
    rubric = "default"


class RubricFactory(factory.django.DjangoModelFactory[Rubric]):
    class Meta:
        model = Rubric
        django_get_or_create = ("slug",)

    slug = "default"


class RubricVersionFactory(factory.django.DjangoModelFactory[RubricVersion]):
    class Meta:
        model = RubricVersion
        django_get_or_create = ("rubric", "number")

    rubric = factory.SubFactory(RubricFactory)
    number = 1
    body = factory.LazyFunction(lambda: json.dumps(rubric_body()))
    digest = "of-the-tests"


class AssignmentFactory(factory.django.DjangoModelFactory[Assignment]):
    class Meta:
        model = Assignment

    cohort = factory.SubFactory(CohortFactory)
    organisation = factory.SelfAttribute("cohort.organisation")
    exercise = factory.SubFactory(ExerciseFactory)
    rubric_version = factory.SubFactory(RubricVersionFactory)
    title = "Final map"
    opens = factory.LazyFunction(lambda: timezone.now() - timedelta(days=1))
    due = factory.LazyFunction(lambda: timezone.now() + timedelta(days=7))
    pass_points = 10


def trained(**options: Any) -> tuple[Assignment, User]:
    """An assignment and the trainer of its cohort."""
    assignment = AssignmentFactory.create(**options)
    trainer = person(assignment.organisation, Role.TRAINER, name="Olga Petrova")
    assignment.cohort.trainers.add(trainer)
    return assignment, trainer


def drawn(assignment: Assignment, *, learner: User | None = None, **changes: Any) -> Attempt:
    """A learner of the cohort with a map that nothing holds back."""
    learner = learner or person(assignment.organisation, Role.LEARNER, name="Mei Lin")
    assignment.cohort.members.add(learner)
    map = create_map(
        actor=actor_for(learner),
        organisation_id=assignment.organisation_id,
        title="",
        language="en",
        document=deepcopy(GOOD) | changes,
    )
    return Attempt.unscoped.create(
        organisation_id=assignment.organisation_id, exercise=assignment.exercise, map=map, learner=learner
    )


def submitted(assignment: Assignment, attempt: Attempt, *, message: str = "") -> Grading:
    assert attempt.learner is not None
    return hand_in(
        attempt, actor=actor_for(attempt.learner), assignment=assignment, key=new_id(), message=message
    )


def handed_in(assignment: Assignment, **options: Any) -> Grading:
    return submitted(assignment, drawn(assignment, **options))


def edit_of(grading: Grading, *, client: str = "", key: str = "") -> Edit:
    """As a page that shows the newest version sends it."""
    return Edit(version=grading.version, key=key or new_id(), client=client)


def again(grading: Grading) -> Grading:
    return Grading.unscoped.select_related("assignment__rubric_version", "submission__snapshot").get(
        pk=grading.pk
    )


def redrawn(attempt: Attempt) -> Attempt:
    """The same map with one more word in it: what was handed in is not handed in again unchanged."""
    map = attempt.map
    change = {"op": "set", "id": "map", "field": "title", "value": f"{map.document['title']} again"}
    assert attempt.learner is not None
    attempt.map = apply_operations(
        map,
        [change],
        base_revision=map.revision,
        actor=actor_for(attempt.learner),
        client=new_id(),
        sequence=1,
    ).map
    return attempt
