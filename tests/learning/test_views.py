"""The buttons of a course: who may press them, twice or by accident, and what progress costs."""

from typing import Any

import pytest
from django.test import Client

from apps.learning.models import Enrolment, LessonProgress
from tests.factories.accounts import UserFactory
from tests.factories.learning import COURSE, LESSON, EnrolmentFactory, LessonProgressFactory
from tests.factories.organisations import MembershipFactory, OrganisationFactory, person

pytestmark = pytest.mark.web

ENROL, FINISH = f"/en/courses/{COURSE}/enrol/", f"/en/learn/{COURSE}/{LESSON}/done/"
BUTTONS = (ENROL, FINISH)


@pytest.mark.parametrize("address", BUTTONS)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_guest_is_asked_to_sign_in(client: Client, address: str, method: str) -> None:
    response = getattr(client, method)(address)
    assert response.status_code == 302
    assert response["Location"].startswith("/en/accounts/login/")
    assert not Enrolment.unscoped.exists()


@pytest.mark.parametrize("address", BUTTONS)
@pytest.mark.parametrize("method", ["get", "head", "put", "delete"])
def test_only_a_post_changes_anything(client: Client, address: str, method: str) -> None:
    client.force_login(person(OrganisationFactory.create()))
    assert getattr(client, method)(address).status_code == 405
    assert not Enrolment.unscoped.exists()


@pytest.mark.parametrize("address", BUTTONS)
def test_pressing_twice_is_the_same_as_once(client: Client, address: str) -> None:
    client.force_login(person(OrganisationFactory.create()))
    first, second = client.post(address), client.post(address)
    assert (first.status_code, first["Location"]) == (second.status_code, second["Location"])
    assert Enrolment.unscoped.count() == 1
    assert LessonProgress.unscoped.count() == (address == FINISH)


@pytest.mark.parametrize("address", BUTTONS)
def test_a_person_of_no_organisation_is_refused_with_a_page(client: Client, address: str) -> None:
    client.force_login(UserFactory.create())
    response = client.post(address)
    assert response.status_code == 422
    assert "<html" in response.content.decode()
    assert not Enrolment.unscoped.exists()


@pytest.mark.parametrize(
    "address",
    [f"/en/learn/{COURSE}/course/done/", f"/en/learn/nothing/{LESSON}/done/", "/en/courses/x/enrol/"],
)
def test_what_is_not_shipped_cannot_be_taken(client: Client, address: str) -> None:
    client.force_login(person(OrganisationFactory.create()))
    assert client.post(address).status_code == 404
    assert not Enrolment.unscoped.exists()


@pytest.mark.parametrize("count", [0, 1, 3])
@pytest.mark.parametrize(
    ("page", "queries"),
    [("courses/", 2), (f"courses/{COURSE}/", 3), (f"learn/{COURSE}/{LESSON}/", 3), ("cases/hotel-stay/", 2)],
)
def test_queries_do_not_grow_with_finished_lessons(
    client: Client, django_assert_num_queries: Any, count: int, page: str, queries: int
) -> None:
    enrolment = EnrolmentFactory.create()
    MembershipFactory.create(user=enrolment.learner, organisation=enrolment.organisation)
    for number in range(count):
        LessonProgressFactory.create(enrolment=enrolment, lesson=LESSON if number == 0 else f"gone-{number}")
    client.force_login(enrolment.learner)
    with django_assert_num_queries(queries):
        response = client.get(f"/en/{page}")
    assert response.status_code == 200


def test_the_progress_of_somebody_else_is_not_shown(client: Client) -> None:
    progress = LessonProgressFactory.create()
    client.force_login(person(progress.enrolment.organisation))
    html = client.get(f"/en/courses/{COURSE}/").content.decode()
    assert "Start the course" in html
    assert "Continue" not in html
