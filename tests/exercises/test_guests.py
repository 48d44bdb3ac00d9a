"""A guest draws, signs up or in, and goes on drawing the same map."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from apps.accounts.models import User
from apps.common.access import Role
from apps.exercises.models import Attempt, Submission
from apps.exercises.services import attach_exercise, keep_guest_work
from apps.jobs.models import Job
from apps.journeys.domain.coach.examples import GOOD
from apps.journeys.models import JourneyMap
from apps.journeys.selectors import map_of_job
from apps.organisations.services import add_member
from tests.exercises.forms import read_form, send
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.assessment import AssignmentFactory, ExerciseFactory
from tests.factories.journeys import guest, make_map
from tests.factories.organisations import OrganisationFactory, actor_for, person

pytestmark = [pytest.mark.web, pytest.mark.django_db]

NEWCOMER = {"name": "Lina", "email": "lina@example.org", "password1": PASSWORD}


@pytest.fixture
def place(client: Client) -> str:
    """The builder of a guest's map, at a step."""
    start = client.post("/en/try/", {"title": "Stay"})["Location"]
    return start.replace("/step/1/", "/step/3/")


def keep_link(html: str) -> str:
    return (
        html.split('class="notice"')[1].split('<a href="')[1].split('"', maxsplit=1)[0].replace("&amp;", "&")
    )


def test_a_guest_is_told_how_long_the_map_is_kept(client: Client, place: str) -> None:
    assert "kept on this device for 30 days." in client.get(place).content.decode()
    JourneyMap.unscoped.update(updated_at=timezone.now() - timedelta(days=29, hours=12))
    assert "kept on this device for 1 day." in client.get(place).content.decode()
    JourneyMap.unscoped.update(updated_at=timezone.now() - timedelta(days=40))
    assert "kept on this device for 1 day." in client.get(place).content.decode()


def test_the_bar_costs_no_query(client: Client, place: str, django_assert_num_queries) -> None:
    client.get(place)
    with django_assert_num_queries(2):
        client.get(place)


def test_signing_up_keeps_the_map_and_leads_back_to_the_step(client: Client, place: str) -> None:
    link = keep_link(client.get(place).content.decode())
    assert urlsplit(link).path == "/en/accounts/signup/"
    assert parse_qs(urlsplit(link).query)["next"] == [place]
    assert f'value="{escape(place)}"' in client.get(link).content.decode()
    answer = client.post("/en/accounts/signup/", NEWCOMER | {"next": place})
    assert answer["Location"] == place
    assert JourneyMap.unscoped.get().owner == User.objects.get(email="lina@example.org")
    page = client.get(place)
    assert page.status_code == 200
    assert 'class="notice"' not in page.content.decode()


def test_signing_in_keeps_every_map(client: Client, place: str) -> None:
    client.post("/en/try/", {"title": "Ride"})
    user = UserFactory.create()
    before = make_map(guest("another"))
    client.post("/en/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert JourneyMap.unscoped.filter(owner=user).count() == 2
    before.refresh_from_db()
    assert before.owner is None


def test_the_session_of_a_guest_lasts_and_ends_like_everybodys_after_signing_up(
    client: Client, place: str
) -> None:
    assert client.session.get_expiry_age() > 300 * 24 * 3600
    client.post("/en/accounts/signup/", NEWCOMER)
    assert client.session.get_expiry_age() <= 14 * 24 * 3600
    assert "guest_key" not in client.session


def test_a_failed_sign_in_keeps_the_guest(client: Client, place: str) -> None:
    client.post("/en/accounts/login/", {"login": UserFactory.create().email, "password": "wrong"})
    assert JourneyMap.unscoped.get().owner is None
    assert client.get(place).status_code == 200


def test_the_page_that_was_open_goes_on_saving(client: Client, place: str) -> None:
    start = place.replace("/step/3/", "/step/1/")
    map = JourneyMap.unscoped.get()
    form = read_form(client.get(start)).fill("name", "Lin, 34")
    client.post("/en/accounts/signup/", NEWCOMER)
    assert send(client, map.pk, form, live=True).status_code == 200
    map.refresh_from_db()
    assert map.revision == 1


def test_work_on_an_exercise_is_kept_with_its_map() -> None:
    user = UserFactory.create()
    exercise, academy = ExerciseFactory.create(), OrganisationFactory.create(is_open=True).pk
    own = attach_exercise(make_map(guest(), organisation_id=academy), exercise=exercise)
    foreign = attach_exercise(make_map(guest("another"), organisation_id=academy), exercise=exercise)
    assert keep_guest_work(guest(), person=actor_for(user)) == 1
    learners = dict(Attempt.unscoped.values_list("pk", "learner"))
    assert learners == {own.pk: user.pk, foreign.pk: None}


def test_a_picture_that_a_guest_ordered_is_the_persons(client: Client, place: str) -> None:
    map = JourneyMap.unscoped.get()
    page = client.post(f"/en/maps/{map.pk}/picture/", {"form": "png"})["Location"]
    user = person(OrganisationFactory.create())
    client.post("/en/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert client.get(page).status_code == 200
    job, map = Job.unscoped.get(), JourneyMap.unscoped.get()
    assert (job.owner, job.guest_key, job.organisation) == (user, "", map.organisation)
    assert map_of_job(job) == map


def test_a_guests_map_can_be_handed_in_where_the_person_learns(client: Client) -> None:
    """A guest draws in the open academy; the trainer's assignment lies in the company."""
    client.post("/en/try/", {"title": "Stay"})
    academy = JourneyMap.unscoped.get().organisation
    drawer = guest(client.session["guest_key"])
    map = make_map(drawer, organisation_id=academy.pk, document=deepcopy(GOOD))
    attach_exercise(map, exercise=ExerciseFactory.create())
    told = JourneyMap.unscoped.filter(pk=map.pk).values_list("document_json", "revision", "updated_at")
    before = told.get()
    assignment = AssignmentFactory.create()
    learner = person(assignment.organisation)
    assignment.cohort.members.add(learner)
    client.post("/en/accounts/login/", {"login": learner.email, "password": PASSWORD})
    assert told.get() == before
    assert Attempt.unscoped.get().organisation == assignment.organisation
    assert not JourneyMap.unscoped.exclude(organisation=assignment.organisation).exists()
    given = {"assignment": assignment.pk, "key": "k", "message": ""}
    answer = client.post(f"/en/maps/{map.pk}/submit/", given)
    assert answer.status_code == 302
    assert Submission.unscoped.get().submitted_by == learner


def test_a_map_of_the_academy_is_handed_in_where_the_person_has_joined_since(client: Client) -> None:
    """And one of another company is not."""
    client.post("/en/try/", {"title": "Stay"})
    academy = JourneyMap.unscoped.get().organisation
    first, second = AssignmentFactory.create(), AssignmentFactory.create()
    learner = person(academy)
    for assignment in (first, second):
        add_member(assignment.organisation, learner, role=Role.LEARNER)
        assignment.cohort.members.add(learner)
    map = make_map(actor_for(learner), organisation_id=academy.pk, document=deepcopy(GOOD))
    client.force_login(learner)
    page = client.get(f"/en/maps/{map.pk}/submit/").content.decode()
    assert first.pk in page
    given = {"assignment": first.pk, "key": "k", "message": ""}
    assert client.post(f"/en/maps/{map.pk}/submit/", given).status_code == 302
    assert JourneyMap.unscoped.get(pk=map.pk).organisation == first.organisation
    assert Submission.unscoped.get().organisation == first.organisation
    given["assignment"], given["key"] = second.pk, "l"
    assert client.post(f"/en/maps/{map.pk}/submit/", given).status_code == 422
    assert Submission.unscoped.count() == 1


def test_who_belongs_nowhere_else_keeps_the_map_in_the_academy(client: Client, place: str) -> None:
    academy = JourneyMap.unscoped.get().organisation
    client.post("/en/accounts/signup/", NEWCOMER)
    assert JourneyMap.unscoped.get().organisation == academy


def test_a_refused_form_still_leads_back_to_the_step(client: Client, place: str) -> None:
    """The page was drawn for a POST, whose address cannot be opened."""
    start = place.replace("/step/3/", "/step/1/")
    map = JourneyMap.unscoped.get()
    page = send(client, map.pk, read_form(client.get(start)).fill("name", "x" * 100_000))
    assert page.status_code == 422
    link = keep_link(page.content.decode())
    assert parse_qs(urlsplit(link).query)["next"] == [start]
