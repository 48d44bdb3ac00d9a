"""A form that makes a map makes one, however often it is sent."""

from __future__ import annotations

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from apps.common.access import Role
from apps.journeys.models import JourneyMap
from apps.journeys.services import create_map
from tests.factories.journeys import guest
from tests.factories.organisations import OrganisationFactory, actor_for, person
from tests.journeys.domain.documents import HOTEL

pytestmark = [pytest.mark.web, pytest.mark.django_db]

MAKES = ["/en/try/", "/en/maps/new/"]


def key_on(client: Client, url: str) -> str:
    found = re.search(r'name="key" value="([a-z0-9]+)"', client.get(url).content.decode())
    assert found
    return found[1]


@pytest.fixture
def author(client: Client) -> Client:
    client.force_login(person(OrganisationFactory.create(), Role.LEARNER))
    return client


@pytest.mark.parametrize("url", MAKES)
def test_a_title_sent_twice_makes_one_map(author: Client, url: str) -> None:
    form = {"title": "Stay", "key": key_on(author, "/en/maps/new/")}
    first, second = author.post(url, form), author.post(url, form)
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]
    assert JourneyMap.unscoped.count() == 1


def test_a_file_sent_twice_makes_one_map(author: Client) -> None:
    key = key_on(author, "/en/maps/import/")
    places = {
        author.post(
            "/en/maps/import/",
            {"file": SimpleUploadedFile("stay.cjm.json", json.dumps(HOTEL).encode()), "key": key},
        )["Location"]
        for _ in range(2)
    }
    assert len(places) == JourneyMap.unscoped.count() == 1


def test_another_title_on_the_page_one_went_back_to_makes_another_map(author: Client) -> None:
    key = key_on(author, "/en/maps/new/")
    places = [author.post("/en/try/", {"title": title, "key": key})["Location"] for title in ("Stay", "Ride")]
    assert len(set(places)) == JourneyMap.unscoped.count() == 2


def test_every_page_has_a_key_of_its_own(author: Client) -> None:
    assert key_on(author, "/en/maps/new/") != key_on(author, "/en/maps/new/")


def test_without_a_key_every_request_makes_a_map(author: Client) -> None:
    for _ in range(2):
        author.post("/en/try/", {"title": "Stay"})
    assert JourneyMap.unscoped.count() == 2


@pytest.mark.parametrize("key", ["\x00", "k" * 100_000, "🗝 ключ"])
def test_any_key_will_do(author: Client, key: str) -> None:
    places = {author.post("/en/try/", {"title": "Stay", "key": key})["Location"] for _ in range(2)}
    assert len(places) == 1


def test_a_visitor_who_clicks_twice_before_having_a_session_draws_one_map() -> None:
    visitor = Client()
    form = {"title": "Stay", "key": key_on(visitor, "/en/")}
    answers = []
    for _ in range(2):
        tab = Client()
        tab.cookies["csrftoken"] = visitor.cookies["csrftoken"].value
        answers.append((tab, tab.post("/en/try/", form)["Location"]))
    assert JourneyMap.unscoped.count() == 1
    for tab, place in answers:
        assert tab.get(place).status_code == 200


def test_two_visitors_with_one_key_are_two_guests() -> None:
    visitors = [Client(), Client()]
    key, _other = (key_on(visitor, "/en/") for visitor in visitors)
    places = [visitor.post("/en/try/", {"title": "Stay", "key": key})["Location"] for visitor in visitors]
    assert len(set(places)) == 2
    assert visitors[0].get(places[1]).status_code == 302


def test_a_key_is_its_authors() -> None:
    organisation = OrganisationFactory.create()
    actors = [actor_for(person(organisation)), actor_for(person(organisation)), guest("a"), guest("b")]
    maps = {
        create_map(
            actor=actor, organisation_id=organisation.pk, title="Stay", language="en", key="one key"
        ).pk
        for actor in actors
        for _ in range(2)
    }
    assert len(maps) == len(actors)
