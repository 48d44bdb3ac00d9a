"""Pages that show one map from another side: channels, curve, life cycle, short-list, the story."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from apps.common.access import Actor, Role
from tests.factories.journeys import make_map
from tests.factories.maps import big_map, small_map
from tests.factories.organisations import OrganisationFactory, actor_for, person

pytestmark = [pytest.mark.web, pytest.mark.django_db]
PAGES = ("channels", "curve", "life-cycle", "short-list", "present")


@pytest.fixture
def author(client: Client) -> Actor:
    user = person(OrganisationFactory.create(), Role.LEARNER)
    client.force_login(user)
    return actor_for(user)


def page(client: Client, author: Actor, document: dict[str, Any], place: str, language: str = "en") -> str:
    response = client.get(f"/{language}/maps/{make_map(author, document=document).pk}/{place}")
    assert response.status_code == 200
    return response.content.decode()


def with_channels() -> dict[str, Any]:
    document = small_map()
    web = {
        "channel": "Web",
        "goal_value": 1,
        "experience_value": -1,
        "visits": 100,
        "exits": 8,
        "purpose": "proof",
    }
    phone = {"channel": "Phone <b>", "goal_value": 0, "experience_value": 2}
    document["touchpoints"][0]["channels"] = [web | {"id": "c1"}, phone | {"id": "c2"}]
    document["touchpoints"][1]["channels"] = [phone | {"id": "c3", "experience_value": 0}]
    return document


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant", "ru"])
@pytest.mark.parametrize("name", PAGES)
def test_every_view_opens_on_an_empty_and_on_a_large_map(
    client: Client, author: Actor, name: str, language: str
) -> None:
    for document in ({"title": "Empty"}, big_map(), with_channels()):
        page(client, author, document, f"{name}/", language)


@pytest.mark.parametrize(("name", "queries"), [*((name, 3) for name in PAGES[:4]), ("present", 4)])
def test_a_view_costs_the_map_and_the_reader(
    client: Client, author: Actor, name: str, queries: int, django_assert_num_queries: Any
) -> None:
    map = make_map(author, document=with_channels())
    client.get(f"/en/maps/{map.pk}/{name}/")
    with django_assert_num_queries(queries):
        client.get(f"/en/maps/{map.pk}/{name}/")


def test_gaps_stand_with_sign_and_word(client: Client, author: Actor) -> None:
    html = page(client, author, with_channels(), "channels/?channel=web")
    assert '<span class="gap negative"><b>−2</b> <span class="word">below the goal</span></span>' in html
    assert '<span class="gap positive"><b>+2</b> <span class="sr">above the goal</span></span>' in html
    assert "Uneven" in html
    assert "Phone &lt;b&gt;" in html
    assert f"<b>{3 / len(small_map()['touchpoints']):.1f}</b> Channels per touchpoint" in html


def test_the_channel_asked_for_is_followed_however_it_is_typed(client: Client, author: Actor) -> None:
    for asked, shown in (
        ("?channel=WEB", "“Web” through"),
        ("", "“Phone &lt;b&gt;” through"),
        ("?channel=x", "“Phone"),
    ):
        assert shown in page(client, author, with_channels(), f"channels/{asked}")


def test_the_curve_is_told_as_a_table(client: Client, author: Actor) -> None:
    document = small_map()
    scores = [touchpoint.setdefault("emotion", {}).get("score") for touchpoint in document["touchpoints"]]
    html = page(client, author, document, "curve/")
    assert html.count('<tr><th scope="row"><a') == len(scores)
    assert "curve-only" in html
    assert 'class="flow"' not in html


@pytest.mark.parametrize(
    ("axis", "word"),
    [
        ("customer_journey", "Before"),
        ("customer_life_cycle", "Becoming a customer"),
        ("brand_life_cycle", "Getting to know the brand"),
    ],
)
def test_the_life_cycle_follows_the_axis_of_the_map(
    client: Client, author: Actor, axis: str, word: str
) -> None:
    assert f"<h2>{word}</h2>" in page(client, author, small_map() | {"view_axis": axis}, "life-cycle/")


def test_what_does_not_fit_is_offered_a_sub_journey(client: Client, author: Actor) -> None:
    document = big_map()
    html = page(client, author, document, "short-list/")
    left = len(document["touchpoints"]) - 25
    assert html.count('class="btn small" href="/en/maps/') == left
    assert "/en/coach/F9/" in html


def test_the_story_has_a_chapter_for_every_stage_and_links_between_them(
    client: Client, author: Actor
) -> None:
    document = small_map() | {"title": "A <b>night</b>"}
    html = page(client, author, document, "present/")
    for number in range(len(document["stages"]) + 2):
        assert html.count(f' id="s{number}"') == 1
        assert f'href="#s{number}"' in html
    assert "A &lt;b&gt;night&lt;/b&gt;" in html
    for touchpoint in document["touchpoints"]:
        assert html.count(f'<span dir="auto">{touchpoint["name"]}</span>') == 1


def test_flow_is_told_in_table_and_list(client: Client, author: Actor) -> None:
    ways = [
        {"id": "w", "source": "t1", "target": "t0", "kind": "loop", "share": 15, "condition": "Too <late>"}
    ]
    document = small_map() | {"transitions": ways, "process": "non_linear"}
    name = document["touchpoints"][0]["name"]
    for place in ("", "list/"):
        assert f"Loop → {name} · Too &lt;late&gt; · 15 %" in page(client, author, document, place)
