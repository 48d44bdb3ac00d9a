"""The ways to begin a map: from a title, from a worked example, from an earlier map."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from apps.common.access import Role
from apps.journeys.domain.document import Kind
from apps.journeys.examples import SLUGS
from apps.journeys.models import JourneyMap
from apps.journeys.reference import kind_guides, stage_sets
from apps.journeys.selectors import load_document
from tests.factories.journeys import make_map
from tests.factories.organisations import OrganisationFactory, actor_for, person
from tests.journeys.domain.documents import HOTEL

pytestmark = [pytest.mark.web, pytest.mark.django_db]

INDUSTRIES = {
    "general", "consumer_goods", "hospitality", "retail", "finance", "health_care", "software", "education",
    "public_service",
}  # fmt: skip
LANGUAGES = ("en", "zh-hans", "zh-hant", "ru")


@pytest.fixture
def author(client: Client) -> Client:
    client.force_login(person(OrganisationFactory.create(), Role.LEARNER))
    return client


def key_on(page: str) -> str:
    found = re.search(r'name="key" value="([a-z0-9]+)"', page)
    assert found
    return found[1]


def test_a_title_alone_is_as_quick_as_ever(author: Client) -> None:
    response = author.post("/en/maps/new/", {"title": "Rent a bicycle"})
    map = JourneyMap.unscoped.get()
    assert response["Location"] == f"/en/maps/{map.pk}/step/1/"
    assert map.document == {"format": "cjm/1", "title": "Rent a bicycle", "language": "en"}


def test_every_industry_is_offered_in_the_language_of_the_page(author: Client) -> None:
    page = author.get("/ru/maps/new/").content.decode()
    offered = {item.id: item.name for item in stage_sets("ru")}
    assert set(offered) >= INDUSTRIES
    assert all(f'<option value="{name}">{text}</option>' in page for name, text in offered.items())


def test_kind_stages_and_the_light_template_stand_in_the_new_map(author: Client) -> None:
    form = {"title": "Stay", "kind": "experience", "stages": "hospitality", "light": "on"}
    author.post("/zh-hans/maps/new/", form)
    document = load_document(JourneyMap.unscoped.get())
    ready = next(item for item in stage_sets("zh-hans") if item.id == "hospitality")
    assert document.kind is Kind.EXPERIENCE
    assert [stage.name for stage in document.stages] == [stage.name for stage in ready.stages]
    assert [lane.value for lane in document.lanes] == ["action", "emotion"]


def test_a_start_with_stages_sent_twice_makes_one_map(author: Client) -> None:
    key = key_on(author.get("/en/maps/new/").content.decode())
    form = {"title": "Stay", "stages": "retail", "key": key}
    places = {author.post("/en/maps/new/", form)["Location"] for _ in range(2)}
    assert len(places) == JourneyMap.unscoped.count() == 1


def test_who_has_a_sketch_goes_on_to_its_page(author: Client) -> None:
    response = author.post("/en/maps/new/", {"title": "Stay", "sketch": "on"})
    assert response["Location"] == f"/en/maps/{JourneyMap.unscoped.get().pk}/images/"


@pytest.mark.parametrize(("field", "value"), [("kind", "no_such"), ("stages", "../etc"), ("kind", "\x00")])
def test_a_choice_that_does_not_exist_is_refused_beside_the_field_and_the_title_stays(
    author: Client, field: str, value: str
) -> None:
    response = author.post("/en/maps/new/", {"title": "My long title", field: value})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert 'value="My long title"' in response.content.decode()
    assert not JourneyMap.unscoped.exists()


def test_an_earlier_map_is_copied_with_all_that_stands_in_it(author: Client) -> None:
    author.post("/en/maps/new/", {"title": "Stay", "stages": "retail"})
    first = JourneyMap.unscoped.get()
    page = author.get("/en/maps/new/").content.decode()
    assert f'action="/en/maps/{first.pk}/copy/"' in page
    response = author.post(f"/en/maps/{first.pk}/copy/", {"key": key_on(page)})
    copy = JourneyMap.unscoped.exclude(pk=first.pk).get()
    assert response["Location"] == f"/en/maps/{copy.pk}/step/1/"
    assert copy.document == first.document | {"title": "Stay (copy)"}


def test_the_longest_title_can_be_copied(client: Client) -> None:
    learner = person(OrganisationFactory.create(), Role.LEARNER)
    client.force_login(learner)
    map = make_map(actor_for(learner), document=HOTEL | {"title": "x" * 300})
    assert client.post(f"/en/maps/{map.pk}/copy/").status_code == 302
    assert {len(item.title) for item in JourneyMap.unscoped.all()} == {300}


def test_a_map_of_somebody_else_is_not_copied(author: Client) -> None:
    other = make_map(actor_for(person(OrganisationFactory.create(), Role.LEARNER)), document=HOTEL)
    assert author.post(f"/en/maps/{other.pk}/copy/").status_code == 404
    assert JourneyMap.unscoped.count() == 1


def test_the_page_with_three_earlier_maps_asks_as_much_as_with_one(
    author: Client, django_assert_num_queries: object
) -> None:
    for wanted in (1, 3):
        while JourneyMap.unscoped.count() < wanted:
            author.post("/en/maps/new/", {"title": "Stay"})
        author.get("/en/maps/new/")
        with django_assert_num_queries(NEW_PAGE):  # type: ignore[operator]
            author.get("/en/maps/new/")


NEW_PAGE = 3


# The worked maps


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_worked_map_of_each_kind_is_listed_with_its_use(client: Client, language: str) -> None:
    page = client.get(f"/{language}/examples/").content.decode()
    for kind, slug in SLUGS.items():
        assert f'href="/{language}/examples/{slug}/"' in page
        assert kind_guides(language)[kind].used_for.replace("'", "&#x27;") in page
    assert page.count('class="mini"') == len(Kind)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("slug", SLUGS.values())
def test_a_worked_map_is_shown_as_table_and_list(client: Client, slug: str, language: str) -> None:
    response = client.get(f"/{language}/examples/{slug}/")
    page, document = response.content.decode(), response.context["example"].document
    assert '<table class="map' in page
    assert all(f'id="tp-{touchpoint.id}"' in page for touchpoint in document.touchpoints)
    assert document.kind is response.context["example"].kind
    assert not JourneyMap.unscoped.exists()


def test_what_was_set_aside_on_a_worked_map_is_told_with_its_reason(client: Client) -> None:
    page = client.get("/en/examples/blueprint/").content.decode()
    assert "The employee map of the reception is being drawn with the team." in page


@pytest.mark.parametrize("slug", SLUGS.values())
def test_the_drawing_of_a_worked_map_is_a_file(client: Client, slug: str) -> None:
    response = client.get(f"/ru/examples/{slug}/map.svg")
    assert response["Content-Type"].startswith("image/svg+xml")
    assert f'filename="example-{slug}.svg"' in response["Content-Disposition"]
    assert response.content.startswith(b"<svg")


def test_a_guest_starts_from_a_worked_map_in_the_language_of_the_page(client: Client) -> None:
    response = client.post("/zh-hant/examples/day-in-life/start/")
    map = JourneyMap.unscoped.get()
    assert (map.owner, map.language, map.kind) == (None, "zh-hant", "day_in_life")
    assert response["Location"] == f"/zh-hant/maps/{map.pk}/step/1/"
    assert client.get(response["Location"]).status_code == 200
    assert map.errors == 0


def test_a_worked_map_taken_twice_with_one_key_is_one_map(author: Client) -> None:
    key = key_on(author.get("/en/examples/future/").content.decode())
    for _ in range(2):
        author.post("/en/examples/future/start/", {"key": key})
    assert JourneyMap.unscoped.count() == 1


@pytest.mark.parametrize("slug", ["nothing", "..", "hotel-stay.en", "%00"])
@pytest.mark.parametrize("rest", ["", "map.svg"])
def test_a_worked_map_that_does_not_exist_is_not_found(client: Client, slug: str, rest: str) -> None:
    assert client.get(f"/en/examples/{slug}/{rest}").status_code == 404


def test_worked_maps_ask_the_database_nothing(client: Client, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        client.get("/en/examples/")
        client.get("/en/examples/experience/")
