"""Sheets beside the steps: settings, flow and walk-through, posted as a browser without JavaScript does."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import HttpResponse
from django.test import Client

from apps.common.access import Actor, Role
from apps.journeys.domain.coach.examples import broken
from apps.journeys.domain.document import Map
from apps.journeys.models import JourneyMap, MapEdit
from apps.journeys.selectors import load_document, review_today
from apps.journeys.services import apply_operations
from tests.exercises.forms import Form, read_form, send
from tests.factories.journeys import make_map
from tests.factories.maps import big_map, small_map
from tests.factories.organisations import OrganisationFactory, actor_for, person

pytestmark = [pytest.mark.web, pytest.mark.django_db]
LANES = "f:map:lanes"


@pytest.fixture
def author(client: Client) -> Actor:
    user = person(OrganisationFactory.create(), Role.LEARNER)
    client.force_login(user)
    return actor_for(user)


def drawn(author: Actor, **fields: Any) -> JourneyMap:
    return make_map(author, document=small_map() | fields)


def stored(map: JourneyMap) -> Map:
    return load_document(JourneyMap.unscoped.get(pk=map.pk))


def opened(client: Client, map: JourneyMap, place: str) -> Form:
    return read_form(client.get(f"/en/maps/{map.pk}/{place}"))


def posted(client: Client, map: JourneyMap, sheet: str, form: Form) -> HttpResponse:
    return client.post(  # type: ignore[return-value]
        f"/en/maps/{map.pk}/{sheet}/", urlencode(form.pairs), content_type="application/x-www-form-urlencoded"
    )


def lanes_of(form: Form, *lanes: str) -> Form:
    """The form with exactly these boxes ticked, in their order."""
    rest = [pair for pair in form.pairs if pair[0] != LANES]
    return Form([*rest, (LANES, ""), *((LANES, lane) for lane in lanes)])


def changed_meanwhile(map: JourneyMap, author: Actor, field: str, value: Any) -> None:
    operations = [{"op": "set", "id": "map", "field": field, "value": value}]
    fresh = JourneyMap.unscoped.get(pk=map.pk)
    apply_operations(
        fresh, operations, base_revision=fresh.revision, actor=author, client="other", sequence=1
    )


@pytest.mark.parametrize("sheet", ["settings", "flow", "walk"])
def test_every_sheet_opens_on_an_empty_and_on_a_large_map(client: Client, author: Actor, sheet: str) -> None:
    for document in ({"title": "Empty"}, big_map()):
        map = make_map(author, document=document)
        for language in ("en", "zh-hans", "zh-hant", "ru"):
            assert client.get(f"/{language}/maps/{map.pk}/{sheet}/").status_code == 200


@pytest.mark.parametrize("sheet", ["settings", "flow", "walk"])
def test_a_sheet_costs_the_map_and_the_reader(
    client: Client, author: Actor, sheet: str, django_assert_num_queries: Any
) -> None:
    map = drawn(author)
    client.get(f"/en/maps/{map.pk}/{sheet}/")
    with django_assert_num_queries(3):
        client.get(f"/en/maps/{map.pk}/{sheet}/")


def test_settings_are_one_edit_that_is_undone_on_the_same_page(client: Client, author: Actor) -> None:
    map = drawn(author)
    form = opened(client, map, "settings/").fill("scenario", "One night").fill("time_axis.unit", "days")
    form = form.fill("view_axis", "brand_life_cycle").fill("process", "non_linear").fill("depth", "detailed")
    assert posted(client, map, "settings", form).status_code == 302
    after = stored(map)
    assert (after.scenario, after.time_axis.unit, after.view_axis) == (
        "One night",
        "days",
        "brand_life_cycle",
    )
    assert (after.process, after.depth) == ("non_linear", "detailed")
    assert MapEdit.unscoped.filter(map=map).count() == 1
    page = client.get(f"/en/maps/{map.pk}/settings/").content.decode()
    undo = f"/en/maps/{map.pk}/undo/?next=%2Fen%2Fmaps%2F{map.pk}%2Fsettings%2F"
    assert f'action="{undo}"' in page
    assert client.post(undo, {"step": "1"})["Location"] == f"/en/maps/{map.pk}/settings/"
    assert stored(map).scenario == small_map().get("scenario", "")


def test_undo_does_not_lead_to_another_site(client: Client, author: Actor) -> None:
    map = drawn(author)
    place = client.post(f"/en/maps/{map.pk}/undo/?next=https://evil.example/", {"step": "1"})["Location"]
    assert place == f"/en/maps/{map.pk}/step/1/"


def test_a_stale_sheet_shows_both_values_and_keeps_what_was_typed(client: Client, author: Actor) -> None:
    map = drawn(author, scenario="Old")
    form = opened(client, map, "settings/").fill("scenario", "Mine").fill("brand", "Harbour")
    changed_meanwhile(map, author, "scenario", "Theirs")
    response = posted(client, map, "settings", form)
    html = response.content.decode()
    assert response.status_code == 409
    assert "Somebody else changed this meanwhile" in html
    assert ">Mine</p>" in html
    assert ">Theirs</p>" in html
    assert (stored(map).scenario, stored(map).brand) == ("Theirs", "Harbour")
    posted(client, map, "settings", read_form(response))
    assert stored(map).scenario == "Mine"


def test_lanes_in_conflict_are_named(client: Client, author: Actor) -> None:
    map = drawn(author, lanes=["action", "pains"])
    form = lanes_of(opened(client, map, "settings/"), "pains", "action")
    changed_meanwhile(map, author, "lanes", ["emotion", "pains"])
    html = posted(client, map, "settings", form).content.decode()
    assert ">Pains, Action</p>" in html
    assert ">Emotion, Pains</p>" in html


def test_a_wrong_value_is_told_beside_its_field_and_nothing_typed_is_lost(
    client: Client, author: Actor
) -> None:
    map = drawn(author)
    form = opened(client, map, "settings/").fill("language", "not a tag!").fill("market", "Tula")
    response = posted(client, map, "settings", form)
    assert response.status_code == 422
    assert read_form(response).value("language") == "not a tag!"
    assert 'id="map-language" name="f:map:language" value="not a tag!"' in response.content.decode()
    assert stored(map).market == "Tula"


def test_forged_lanes_are_refused_and_nothing_falls_over(client: Client, author: Actor) -> None:
    map = drawn(author, lanes=["action"])
    for lanes in (("mood",), ("action", "action")):
        response = posted(client, map, "settings", lanes_of(opened(client, map, "settings/"), *lanes))
        assert response.status_code == 422
        assert [lane.value for lane in stored(map).lanes] == ["action"]


@pytest.mark.parametrize(
    ("press", "after"),
    [
        ("lane-up:pains", ["action", "pains", "emotion"]),
        ("lane-down:action", ["emotion", "action", "pains"]),
        ("lane-up:action", ["action", "emotion", "pains"]),
        ("lane-down:pains", ["action", "emotion", "pains"]),
        ("lane-up:kpis", ["action", "emotion", "pains"]),
        ("lanes:reset", []),
    ],
)
def test_lanes_are_put_in_order_by_buttons(
    client: Client, author: Actor, press: str, after: list[str]
) -> None:
    map = drawn(author, lanes=["action", "emotion", "pains"])
    form = opened(client, map, "settings/").press("do", press)
    assert posted(client, map, "settings", form).status_code == 302
    assert [lane.value for lane in stored(map).lanes] == after


def test_a_button_saves_what_was_typed_too_and_is_ready_again(client: Client, author: Actor) -> None:
    map = drawn(author, lanes=["action", "emotion", "pains"])
    form = opened(client, map, "settings/").fill("brand", "Harbour").press("do", "lane-up:pains")
    back = client.get(posted(client, map, "settings", form)["Location"].partition("#")[0])
    assert stored(map).brand == "Harbour"
    assert 'value="lane-up:pains" autofocus' in back.content.decode()
    assert MapEdit.unscoped.filter(map=map).count() == 1


def test_boxes_left_alone_declare_nothing(client: Client, author: Actor) -> None:
    map = drawn(author, lanes=[])
    form = opened(client, map, "settings/")
    assert [value for name, value in form.pairs if name == LANES][1:] != []
    posted(client, map, "settings", form.fill("brand", "Harbour"))
    assert stored(map).lanes == ()
    assert stored(map).brand == "Harbour"


def test_a_lane_is_declared_and_taken_off(client: Client, author: Actor) -> None:
    map = drawn(author, lanes=["action", "emotion"])
    posted(client, map, "settings", lanes_of(opened(client, map, "settings/"), "action", "thoughts"))
    assert [lane.value for lane in stored(map).lanes] == ["action", "thoughts"]


def births(form: Form, key: str) -> str:
    found = next(value for name, value in form.pairs if name == "new" and value.startswith(f"{key}="))
    return found.removeprefix(f"{key}=").split(":")[0]


def winding(*ways: dict[str, Any], process: str = "non_linear") -> dict[str, Any]:
    numbered = [{"id": f"x{number}", **way} for number, way in enumerate(ways, 1)]
    return broken("process", process, "transitions", numbered)


@pytest.mark.parametrize(
    ("rule", "document", "typed"),
    [
        ("L1", winding({"source": "t1", "target": "t3", "kind": "next"}), ("x1:target", "t2")),
        ("L2", winding({"source": "t4", "target": "t3", "kind": "loop"}), ("x1:share", "20")),
        (
            "L3",
            winding(
                {"source": "t1", "target": "t2", "kind": "branch", "share": 70},
                {"source": "t1", "target": "t3", "kind": "branch", "share": 20},
            ),
            ("x2:share", "30"),
        ),
        ("L4", winding(), ("process", "linear")),
    ],
)
def test_a_rule_of_the_flow_is_mended_by_its_form(
    client: Client, author: Actor, rule: str, document: dict[str, Any], typed: tuple[str, str]
) -> None:
    map = make_map(author, document=document)
    assert rule in {finding.rule for finding in review_today(stored(map))}
    posted(client, map, "flow", opened(client, map, "flow/").fill(*typed))
    assert rule not in {finding.rule for finding in review_today(stored(map))}


def test_a_way_is_added_and_taken_away(client: Client, author: Actor) -> None:
    map = drawn(author)
    form = opened(client, map, "flow/")
    row = births(form, "ways-0")
    form = form.fill(f"{row}:source", "t1").fill(f"{row}:target", "t0").fill(f"{row}:share", "12,5")
    posted(client, map, "flow", form)
    (way,) = stored(map).transitions
    assert (way.source, way.target, way.kind, way.share) == ("t1", "t0", "loop", 12.5)
    html = client.get(f"/en/maps/{map.pk}/flow/").content.decode()
    assert "Loop → " in html
    posted(client, map, "flow", opened(client, map, "flow/").press("do", f"remove:{row}"))
    assert stored(map).transitions == ()


def test_a_share_beyond_a_hundred_is_told_beside_its_field(client: Client, author: Actor) -> None:
    map = make_map(author, document=winding({"source": "t4", "target": "t3", "kind": "loop", "share": 5}))
    response = posted(client, map, "flow", opened(client, map, "flow/").fill("x1:share", "120"))
    assert response.status_code == 422
    assert "This value is outside the range" in response.content.decode()
    assert read_form(response).value("x1:share") == "120"


def test_a_way_is_drawn_at_its_touchpoint_in_the_builder(client: Client, author: Actor) -> None:
    map = drawn(author)
    form = opened(client, map, "step/3/?tp=t1")
    row = births(form, "ways-t1-0")
    send(client, map.pk, form.fill(f"{row}:target", "t0").fill(f"{row}:condition", "Nobody is there"))
    (way,) = stored(map).transitions
    assert (way.source, way.target, way.condition) == ("t1", "t0", "Nobody is there")


@pytest.mark.parametrize("live", [False, True])
def test_a_lane_is_set_aside_at_a_touchpoint(client: Client, author: Actor, live: bool) -> None:  # noqa: FBT001
    map = drawn(author, lanes=["action", "thoughts"])
    form = opened(client, map, "step/4/?tp=t1").fill("t1:not_relevant.thoughts", "Nobody thinks here")
    send(client, map.pk, form, live=live)
    touchpoint = next(item for item in stored(map).touchpoints if item.id == "t1")
    assert [(entry.lane, entry.reason) for entry in touchpoint.not_relevant] == [
        ("thoughts", "Nobody thinks here")
    ]
    assert (
        'Not relevant: <i dir="auto">Nobody thinks here</i>'
        in client.get(f"/en/maps/{map.pk}/").content.decode()
    )


def test_an_empty_cell_leads_to_the_input_that_sets_it_aside(client: Client, author: Actor) -> None:
    map = drawn(author, lanes=["thoughts"])
    html = client.get(f"/en/maps/{map.pk}/step/4/?tp=t1").content.decode()
    assert f'class="na" href="/en/maps/{map.pk}/step/4/?tp=t1#t1-not_relevant-thoughts"' in html
    assert html.count('id="t1-not_relevant-thoughts"') == 1


def test_two_reasons_at_once_are_shown_beside_their_lane(client: Client, author: Actor) -> None:
    map = drawn(author, lanes=["action", "thoughts"])
    form = opened(client, map, "step/4/?tp=t1").fill("t1:not_relevant.thoughts", "Mine")
    theirs = [{"lane": "thoughts", "reason": "Theirs"}]
    operations = [{"op": "set", "id": "t1", "field": "not_relevant", "value": theirs}]
    apply_operations(map, operations, base_revision=0, actor=author, client="other", sequence=1)
    live = send(client, map.pk, form, live=True)
    assert live.status_code == 409
    assert "t1-not_relevant-thoughts" in live.content.decode()
    html = send(client, map.pk, form).content.decode()
    assert "Thoughts: Mine" in html
    assert "Thoughts: Theirs" in html


def test_the_walk_goes_from_touchpoint_to_touchpoint(client: Client, author: Actor) -> None:
    map = drawn(author)
    order = stored(map).touchpoints_in_order()
    form = opened(client, map, "walk/")
    row = births(form, f"walk-{order[0].id}-0")
    form = Form([*form.pairs, (f"f:{row}:answer", "guess"), ("go", "next")]).fill(f"{row}:at", "Day 1")
    response = posted(client, map, "walk", form)
    assert response["Location"] == f"/en/maps/{map.pk}/walk/?tp={order[1].id}"
    (step,) = stored(map).walkthrough
    assert (step.touchpoint, step.answer, step.at) == (order[0].id, "guess", "Day 1")
    assert client.get(f"/en/maps/{map.pk}/walk/").context["walk"].touchpoint == order[1]


def test_a_finished_walk_satisfies_the_rule(client: Client, author: Actor) -> None:
    document = broken("walkthrough", [])
    map = make_map(author, document=document)
    assert "A9" in {finding.rule for finding in review_today(stored(map))}
    for touchpoint in document["touchpoints"]:
        form = opened(client, map, f"walk/?tp={touchpoint['id']}")
        row = births(form, f"walk-{touchpoint['id']}-0")
        posted(client, map, "walk", Form([*form.pairs, (f"f:{row}:answer", "evidence")]))
    assert "A9" not in {finding.rule for finding in review_today(stored(map))}
    assert (
        "The walk is done. 0 answers are guesses" in client.get(f"/en/maps/{map.pk}/walk/").content.decode()
    )
