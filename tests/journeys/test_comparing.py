"""Curves over each other, what differs in words, the average: pages, addresses, what is refused."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from apps.common.access import Actor, Role
from apps.journeys import comparisons
from apps.journeys.differences import Line, difference_lines
from apps.journeys.domain.combine import Average, average_of_vectors, overlay
from apps.journeys.domain.document import LinkKind
from apps.journeys.domain.problems import read_map
from apps.journeys.models import JourneyMap
from apps.journeys.selectors import Comparable, comparables, emotion_vectors, maps_among
from apps.journeys.selectors import comparing as source_registry
from apps.journeys.services import make_variant, take_snapshot
from tests.factories.journeys import make_map
from tests.factories.maps import big_map, small_map, typed
from tests.factories.organisations import OrganisationFactory, actor_for, person
from tests.journeys.domain.documents import HOTEL
from tests.journeys.pages import Page, set_

pytestmark = [pytest.mark.web, pytest.mark.django_db]


@pytest.fixture
def author(client: Client) -> Actor:
    user = person(OrganisationFactory.create(), Role.LEARNER)
    client.force_login(user)
    return actor_for(user)


@pytest.fixture
def map(author: Actor) -> JourneyMap:
    return make_map(author, document=small_map())


def changed(**touchpoint: Any) -> dict[str, Any]:
    plain = small_map()
    plain["title"] = "After the talk"
    plain["touchpoints"][3] |= touchpoint
    return plain


def page(client: Client, *keys: str, status: int = 200, **rest: str) -> str:
    answer = client.get("/en/maps/compare/", {"maps": keys, **rest})
    assert answer.status_code == status, answer.content.decode()
    return answer.content.decode()


def test_two_maps_side_by_side(client: Client, author: Actor, map: JourneyMap) -> None:
    other = make_map(author, document=changed(emotion={"score": 2}, action="Pays at once"))
    html = page(client, map.pk, other.pk)
    assert html.count('class="ln s0"') == html.count('class="ln s1"') == 2
    assert (
        "Checkout: Delighted, +2 for “After the talk”, Frustrated, −2 for “Buying a coffee machine online”."
        in html
    )
    assert "Pays at once" in html
    assert "Delivery: Uneasy, −1" in html
    assert 'aria-hidden="true"' in html.partition('class="emo"')[2][:60]


def test_a_version_beside_today_and_its_address(client: Client, author: Actor, map: JourneyMap) -> None:
    kept = take_snapshot(map, kind="named", name="First draft", actor=author)
    Page(map.pk, "a", author).edit(set_("t3", "emotion.score", 1))
    html = page(client, f"{map.pk}.{kept.pk}", map.pk)
    assert "Buying a coffee machine online: First draft" in html
    assert (
        f'href="/en/maps/compare/?maps={map.pk}.{kept.pk}&amp;maps={map.pk}"'
        in client.get(f"/en/maps/{map.pk}/versions/").content.decode()
    )


def test_five_maps_and_any_two_of_them(client: Client, author: Actor, map: JourneyMap) -> None:
    others = [make_map(author, document=changed(action=f"Way {n}")).pk for n in range(4)]
    html = page(client, map.pk, *others, diff="1-4")
    assert html.partition('diff=1-4#diff"')[2].startswith(' aria-current="true"')
    assert "Way 0" in html
    assert "Way 3" in html
    assert "Way 1" not in html
    assert "After the talk (4)" in html
    assert (
        page(client, map.pk, *others, diff="9-9").partition('diff=0-1#diff"')[2].startswith(" aria-current")
    )


def test_what_cannot_be_compared_is_told_and_what_was_chosen_stays(
    client: Client, author: Actor, map: JourneyMap
) -> None:
    stranger = make_map(actor_for(person(OrganisationFactory.create(), Role.LEARNER)), document=small_map())
    kept = take_snapshot(stranger, kind="named", name="Theirs", actor=author)
    unseen = "One of these maps is not here any more, or it is not yours to see."
    for wrong in (
        stranger.pk,
        f"{stranger.pk}.{kept.pk}",
        f"{map.pk}.{kept.pk}",
        "nonsense",
        "a.b.c",
        "\x00",
        "",
    ):
        html = page(client, map.pk, wrong, status=422)
        assert unseen in html
        assert "Theirs" not in html
        assert f'value="{map.pk}" checked' in html
    six = [make_map(author).pk for _ in range(6)]
    assert "Up to five can be laid over each other." in page(client, *six, status=422)
    assert "Choose a second one" in page(client, map.pk, map.pk, status=422, show="1")
    assert '<p class="error-text" role="alert">' not in page(client, map.pk)


def test_the_chooser_offers_maps_and_the_versions_of_the_chosen_one(
    client: Client, author: Actor, map: JourneyMap, django_assert_num_queries: Any
) -> None:
    kept = take_snapshot(map, kind="named", name="First draft", actor=author)
    assert f"{map.pk}.{kept.pk}" not in page(client)
    assert f'value="{map.pk}.{kept.pk}"' in page(client, map.pk)
    assert "No maps yet" in Client().get("/en/maps/compare/").content.decode()


@pytest.mark.parametrize("count", [2, 5])
def test_comparing_takes_one_query_for_the_maps(
    author: Actor, map: JourneyMap, django_assert_num_queries: Any, count: int
) -> None:
    keys = [map.pk, *(make_map(author, document=changed(action=str(n))).pk for n in range(count - 1))]
    with django_assert_num_queries(1):
        assert all(comparables(author, keys))


def test_a_higher_floor_can_offer_what_only_it_may_show(author: Actor, map: JourneyMap) -> None:
    model = Comparable("model:1", "x", "Model answer", typed(small_map()))
    source_registry.offers(lambda actor, keys: {"model:1": model} if "model:1" in keys else {})
    try:
        assert comparables(author, ["model:1", map.pk, "model:2"])[0] == model
        assert comparables(author, ["model:2"]) == [None]
    finally:
        source_registry._sources.pop()


def test_today_beside_the_future_names_what_changes_and_what_stays(client: Client, author: Actor) -> None:
    plain = {
        **HOTEL,
        "pains": [*HOTEL["pains"], {"id": "noise", "text": "Noise at night", "touchpoint": "book"}],
    }
    today = make_map(author, document=plain)
    future = make_variant(today, actor=author, kind=LinkKind.FUTURE_OF, title="Tomorrow", key="k")
    change = {"id": "c", "title": "Kiosk at the door", "pains": ["queue"]}
    hand = Page(future.pk, "a", author)
    hand.edit({"op": "add", "parent": "map", "field": "changes", "value": change})
    html = page(client, today.pk, future.pk)
    assert "Looks the same as today" in html
    assert "Noise at night" in html.partition("Pains that no change answers")[2]
    hand.edit(set_("arrive", "action", "Taps the kiosk"))
    html = page(client, future.pk, today.pk)
    assert "Looks different" in html
    assert "Today and tomorrow" not in page(client, today.pk, make_map(author, document=HOTEL).pk)


def test_a_difference_in_words_names_place_field_and_both_values() -> None:
    before = read_map(HOTEL)
    plain = {**HOTEL, "title": "A night in Kazan", "lanes": ["action", "pains"], "evidence": []}
    plain["touchpoints"] = [
        {**HOTEL["touchpoints"][0], "emotion": {"score": -1}, "weak_link": True, "channels": []},
        {**HOTEL["touchpoints"][1], "stage": "after", "wow_tasks": ["loyalty"]},
        {
            "id": "new",
            "stage": "stay",
            "name": "Breakfast",
            "reactions": [{"id": "y", "polarity": "positive"}],
        },
    ]
    plain["goals"] = [
        {"id": "goal", "statement": "Fewer queues", "due": "2026-12-31", "target": 2.5, "metric": "x"}
    ]
    with override("en"):
        found = difference_lines(before, read_map(plain))
    assert Line("changed", "Map", "Title", "A night in Tula", "A night in Kazan") in found
    assert Line("changed", "Map", "Lanes", "Action, Emotion", "Action, Pains") in found
    assert Line("changed", "Map", "Goal: Fewer queues: Due", "", "31 Dec 2026") in found
    assert Line("changed", "Map", "Goal: Fewer queues: Target", "", "2.5") in found
    assert Line("changed", "Map", "Goal: Fewer queues: Other details", "", "x") in found
    assert Line("changed", "Book", "Emotion", "Pleased, +1", "Uneasy, −1") in found
    assert Line("changed", "Book", "Weak link", "No", "Yes") in found
    assert Line("changed", "Book", "Evidence", "So slow", "") in found
    assert Line("removed", "Book", "Channel: Web") in found
    assert Line("removed", "Arrive", "Evidence: So slow") in found
    assert Line("changed", "Arrive", "Stage", "Stay", "After") in found
    assert Line("changed", "Arrive", "Wow", "", "Builds loyalty") in found
    assert Line("added", "Breakfast", "Touchpoint: Breakfast") in found
    assert not [line for line in found if "Reaction" in line.what]
    places = [line.place for line in found]
    assert places.index("Book") < places.index("Breakfast") < len(places) - places[::-1].index("Arrive")


def test_the_average_counts_by_touchpoint_and_says_n(client: Client, author: Actor, map: JourneyMap) -> None:
    ids = [map.pk, *(make_map(author, document=changed(emotion={"score": score})).pk for score in (2, 0))]
    answer = client.get("/en/maps/average/", {"maps": ids})
    html = answer.content.decode()
    assert "n = 3 maps" in html
    assert "Average experience of 3 maps" in html
    assert "−1 to +1" in html
    assert '<path class="band" d="M50 ' in html


def test_an_average_needs_two_maps_and_only_ones_that_may_be_seen(
    client: Client, author: Actor, map: JourneyMap
) -> None:
    stranger = make_map(actor_for(person(OrganisationFactory.create(), Role.LEARNER)), document=small_map())
    for ids, sentence in (
        ([map.pk], "An average needs at least two maps. Choose more."),
        ([map.pk, stranger.pk], "One of these maps is not here any more, or it is not yours to see."),
        ([map.pk, "\x00"], "One of these maps is not here any more, or it is not yours to see."),
        ([f"m{n}" for n in range(201)], "Up to 200 maps can be counted together. Choose fewer."),
    ):
        answer = client.get("/en/maps/average/", {"maps": ids})
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
    assert client.get("/en/maps/average/").status_code == 200


def many(author: Actor, count: int) -> None:
    first = make_map(author, document=small_map())
    JourneyMap.unscoped.bulk_create(
        JourneyMap(
            organisation_id=first.organisation_id,
            owner_id=first.owner_id,
            title=f"Map {n}",
            document_json="{}",
            emotions=[(n + place) % 5 - 2 for place in range(40)],
            updated_at=first.updated_at,
        )
        for n in range(count - 1)
    )


def test_many_maps_are_averaged_by_position_from_the_stored_scores(client: Client, author: Actor) -> None:
    """The rows have no readable document: it is not looked at."""
    many(author, 51)
    ids = list(JourneyMap.unscoped.values_list("pk", flat=True))
    html = client.get("/en/maps/average/", {"maps": ids}).content.decode()
    assert "n = 51 maps" in html
    assert "Touchpoint 40" in html


def test_a_thousand_maps_are_averaged_within_a_second(author: Actor, django_assert_num_queries: Any) -> None:
    many(author, 1000)
    ids = list(JourneyMap.unscoped.values_list("pk", flat=True))
    begun = time.perf_counter()
    with django_assert_num_queries(1):
        found = average_of_vectors(emotion_vectors(maps_among(author, ids)))
    assert time.perf_counter() - begun < 1
    assert isinstance(found, Average)
    assert (found.n, found.points[39].n) == (1000, 999)


def test_two_large_maps_are_compared_quickly() -> None:
    one, other = typed(big_map()), typed({**big_map(), "title": "Other"})
    begun = time.process_time()
    difference_lines(one, other)
    comparisons.render_chart(comparisons.overlay_chart(overlay([one, other]), ["A", "B"]))
    assert time.process_time() - begun < 0.3


def test_the_list_of_maps_has_a_box_for_each_and_a_button(
    client: Client, author: Actor, map: JourneyMap
) -> None:
    assert "formaction" not in client.get("/en/maps/").content.decode()
    make_map(author)
    html = client.get("/en/maps/").content.decode()
    assert html.count('name="maps"') == 2
    assert 'formaction="/en/maps/average/"' in html
