"""What a fresh installation starts with: loaded by two commands, once, and ready to be signed in to."""

import json
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.assessment.models import Assignment, Grading
from apps.common.access import Role
from apps.common.errors import NotFound
from apps.exercises.models import Exercise
from apps.exercises.selectors import DEFAULT_EXERCISE
from apps.journeys.domain.coach import blocking, review
from apps.journeys.models import JourneyMap
from apps.journeys.selectors import load_document
from apps.organisations.actors import actor_of_user
from apps.organisations.models import Cohort, Organisation
from apps.portal import demo
from apps.portal.demo import PEOPLE, signins
from cjm_academy import prepare

pytestmark = pytest.mark.web

ROLES = {"learner": Role.LEARNER, "trainer": Role.TRAINER, "manager": Role.MANAGER}


def load(*names: str) -> str:
    out = StringIO()
    for name in names or prepare.CONTENT_COMMANDS:
        call_command(name, stdout=out)
    return out.getvalue()


def rows() -> dict[str, list[dict[str, Any]]]:
    """Every row of every own table."""
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values())
        for model in apps.get_models()
        if model.__module__.startswith("apps.")
    }


def test_a_second_run_changes_nothing() -> None:
    assert "Demo data loaded" in load()
    first = rows()
    assert "Demo data is there already" in load()
    assert rows() == first
    assert first["assessment.Grading"]


def test_nobody_gets_mail_about_the_demo(django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        load()
    assert mail.outbox == []
    assert not User.objects.filter(mail_about_work=False).exists()


def test_reference_comes_back_to_what_is_shipped() -> None:
    load("load_reference")
    Exercise.objects.filter(pk=DEFAULT_EXERCISE).update(kind="future")
    load("load_reference")
    assert Exercise.objects.get(pk=DEFAULT_EXERCISE).kind == "current"


@pytest.mark.parametrize("role", ROLES)
def test_the_printed_sign_ins_work(client: Client, role: str) -> None:
    load()
    signin = signins()[role]
    response = client.post("/en/accounts/login/", {"login": signin.email, "password": signin.password})
    assert (response.status_code, response["Location"]) == (302, "/en/home/")
    assert client.get("/en/home/").status_code == 200
    actor = actor_of_user(User.objects.get(email=signin.email).pk)
    assert actor.active_organisation
    assert actor.active_organisation.slug == "lakeside"
    assert actor.has_role(actor.active_org_id, ROLES[role])


def test_start_prints_the_same_sign_ins() -> None:
    lines = prepare.demo_sign_ins()
    assert [line.split() for line in lines] == [
        [role, signin.email, signin.password] for role, signin in signins().items()
    ]


def test_another_organisation_exists_and_knows_nobody_of_the_first() -> None:
    load()
    other = Organisation.objects.exclude(slug="lakeside").get(is_open=False)
    assert not User.objects.filter(memberships__organisation=other).exists()
    assert not Cohort.objects.for_org(other).exists()
    manager = actor_of_user(User.objects.get(email=signins()["manager"].email).pk)
    assert other.pk not in manager.org_ids


def test_the_trainer_has_work_in_every_state_and_the_learner_a_task() -> None:
    load()
    assignment = Assignment.unscoped.get()
    assert assignment.opens < timezone.now()
    assert assignment.due is not None
    assert assignment.due > timezone.now()
    states = list(Grading.unscoped.values_list("state", flat=True))
    assert len(states) == len(PEOPLE)
    assert set(states) == {Grading.State.DRAFT, Grading.State.COMPLETED}
    learner = User.objects.get(email=signins()["learner"].email)
    assert assignment.cohort.members.filter(pk=learner.pk).exists()
    assert not JourneyMap.unscoped.filter(owner=learner).exists()


def test_the_handed_in_maps_differ_and_nothing_holds_them_back() -> None:
    load()
    maps = list(JourneyMap.unscoped.all())
    assert {map.language for map in maps} == {language for _name, _full, language in PEOPLE}
    for map in maps:
        assert not blocking(review(load_document(map)))
    english = [json.dumps(load_document(map).model_dump(mode="json")) for map in maps if map.language == "en"]
    assert len(set(english)) == len(english) > 1


def test_the_first_remark_of_a_graded_map_stands_on_its_map() -> None:
    load()
    graded = Grading.unscoped.filter(state=Grading.State.COMPLETED)
    for grading in graded:
        (comment,) = grading.comments.all()
        touchpoints = {item["id"] for item in grading.submission.snapshot.document["touchpoints"]}
        assert comment.object_id in touchpoints
        assert grading.points is not None


def test_a_broken_loading_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    load("load_reference")
    before = rows()
    monkeypatch.setattr(demo, "PEOPLE", (*PEOPLE[:1], ("somebody", "Somebody", "xx")))
    with pytest.raises(NotFound):
        load("load_demo")
    assert rows() == before
