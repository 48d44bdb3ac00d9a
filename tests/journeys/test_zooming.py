"""Sub-journeys: made, linked, shown on both sides, and never in a circle."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from django.test import Client

from apps.common.access import Actor, Role
from apps.journeys.models import JourneyMap
from apps.journeys.selectors import load_document, map_by_id, maps_above
from apps.journeys.services import (
    InvalidMap,
    apply_operations,
    import_map,
    keep_version,
    link_sub_journey,
    restore_snapshot,
    undo,
    unlink_sub_journey,
)
from tests.factories.journeys import make_map
from tests.factories.maps import small_map
from tests.factories.organisations import OrganisationFactory, actor_for, person

pytestmark = [pytest.mark.web, pytest.mark.django_db]
CIRCLE = "A map cannot zoom into itself"


@pytest.fixture
def author(client: Client) -> Actor:
    user = person(OrganisationFactory.create(), Role.LEARNER)
    client.force_login(user)
    return actor_for(user)


def fresh(map: JourneyMap) -> JourneyMap:
    return JourneyMap.unscoped.get(pk=map.pk)


def chain(author: Actor, *titles: str) -> list[JourneyMap]:
    """Maps of which each zooms into the next."""
    maps = [make_map(author, document=small_map() | {"title": title}) for title in titles]
    for above, below in pairwise(maps):
        link_sub_journey(above, load_document(above).touchpoints[0], below, actor=author)
    return [fresh(map) for map in maps]


def zoom(map: JourneyMap) -> str:
    return f"/en/maps/{map.pk}/zoom/t1/"


def test_a_sub_journey_is_made_once_and_linked_from_its_column(client: Client, author: Actor) -> None:
    map = make_map(author, document=small_map())
    sent = {"do": "make", "title": "At the desk", "key": "form-1"}
    first, again = client.post(zoom(map), sent), client.post(zoom(map), sent)
    assert first["Location"] == again["Location"]
    (link,) = load_document(fresh(map)).links
    made = JourneyMap.unscoped.get(pk=link.map)
    assert (link.touchpoint, made.title, made.owner_id) == ("t1", "At the desk", author.user_id)
    html = client.get(f"/en/maps/{map.pk}/").content.decode()
    assert f'<a class="zoom" href="/en/maps/{made.pk}/">' in html
    assert f'href="/en/maps/{map.pk}/"' in client.get(f"/en/maps/{made.pk}/").content.decode()


def test_a_title_is_asked_for_beside_its_field(client: Client, author: Actor) -> None:
    response = client.post(zoom(make_map(author, document=small_map())), {"do": "make", "title": " "})
    assert response.status_code == 422
    assert list(response.context["make"].errors) == ["title"]
    assert JourneyMap.unscoped.count() == 1


def test_an_own_map_is_linked_and_taken_off(client: Client, author: Actor) -> None:
    map, other = (make_map(author, document=small_map()) for _ in range(2))
    assert client.post(zoom(map), {"do": "link", "map": other.pk}).status_code == 302
    assert [link.map for link in load_document(fresh(map)).links] == [other.pk]
    client.post(zoom(map), {"do": "unlink"})
    assert load_document(fresh(map)).links == ()
    assert client.post(zoom(map), {"do": "unlink"}).status_code == 302


def test_a_foreign_map_cannot_be_chosen(client: Client, author: Actor) -> None:
    foreign = make_map(actor_for(person(OrganisationFactory.create(), Role.LEARNER)), document=small_map())
    map = make_map(author, document=small_map())
    response = client.post(zoom(map), {"do": "link", "map": foreign.pk})
    assert response.status_code == 422
    assert "Choose a map." in response.content.decode()
    assert load_document(fresh(map)).links == ()


def test_an_unknown_touchpoint_is_not_there(client: Client, author: Actor) -> None:
    assert client.get(f"/en/maps/{make_map(author).pk}/zoom/nowhere/").status_code == 404


@pytest.mark.parametrize("length", [2, 3])
def test_a_circle_is_refused_with_a_sentence(client: Client, author: Actor, length: int) -> None:
    maps = chain(author, *"ABC"[:length])
    response = client.post(zoom(maps[-1]), {"do": "link", "map": maps[0].pk})
    assert response.status_code == 422
    assert CIRCLE in response.content.decode()
    assert load_document(fresh(maps[-1])).links == ()


def added(map: JourneyMap, target: str) -> list[dict[str, Any]]:
    value = {"id": "l9", "kind": "zoom", "map": target, "touchpoint": "t1"}
    return [{"op": "add", "parent": "map", "field": "links", "value": value}]


def test_no_edit_makes_a_circle(author: Actor) -> None:
    above, below = chain(author, "A", "B")
    for map, target in ((below, above.pk), (above, above.pk)):
        with pytest.raises(InvalidMap) as refusal:
            apply_operations(
                map, added(map, target), base_revision=map.revision, actor=author, client="x", sequence=1
            )
        assert [(problem.id, problem.code) for problem in refusal.value.problems] == [("l9", "zoom_cycle")]


def test_bringing_back_an_old_link_makes_no_circle(author: Actor) -> None:
    above, below = chain(author, "A", "B")
    kept = keep_version(above, name="Linked", actor=author)
    unlink_sub_journey(above, load_document(above).links[0], actor=author)
    link_sub_journey(below, load_document(below).touchpoints[0], fresh(above), actor=author)
    with pytest.raises(InvalidMap):
        restore_snapshot(kept, actor=author)
    with pytest.raises(InvalidMap):
        undo(fresh(above), actor=author)
    assert load_document(fresh(above)).links == ()


def test_a_file_that_zooms_into_own_maps_comes_in_and_closes_no_circle(author: Actor) -> None:
    """A new map is nobody's sub-journey yet; from then on the guard of every edit holds."""
    above, below = chain(author, "A", "B")
    raw = JourneyMap.unscoped.get(pk=above.pk).document_json.encode()
    copy = import_map(actor=author, organisation_id=author.active_org_id or "", raw=raw, language="en")
    assert [link.map for link in load_document(copy).links] == [below.pk]
    with pytest.raises(InvalidMap):
        apply_operations(
            below, added(below, copy.pk), base_revision=below.revision, actor=author, client="x", sequence=1
        )


def test_the_way_back_is_shown_to_whoever_draws_the_map_above(
    author: Actor, django_assert_num_queries: Any
) -> None:
    above, below = chain(author, "A", "B")
    for number in range(3):
        make_map(author, document={"title": f"Other {number}"})
    with django_assert_num_queries(1):
        assert [(map.title, place) for map, place in maps_above(below, actor=author)] == [("A", "t0")]
    stranger = actor_for(person(OrganisationFactory.create(), Role.LEARNER))
    assert maps_above(below, actor=stranger) == []
    assert map_by_id(stranger, map_id=above.pk) is None
