"""Maps made of others, and the links between them: services, pages, who may, what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from apps.common.access import Actor, Role
from apps.common.errors import DomainError
from apps.journeys.domain.combine import Place
from apps.journeys.domain.document import Kind, Layer, LinkKind
from apps.journeys.models import JourneyMap, MapEdit
from apps.journeys.selectors import load_document, related_maps
from apps.journeys.services import link_maps, make_blueprint, make_joint, make_variant, unlink_maps
from tests.factories.journeys import make_map
from tests.factories.maps import big_map, small_map
from tests.factories.organisations import OrganisationFactory, actor_for, person

pytestmark = [pytest.mark.web, pytest.mark.django_db]


@pytest.fixture
def author(client: Client) -> Actor:
    user = person(OrganisationFactory.create(), Role.LEARNER)
    client.force_login(user)
    return actor_for(user)


@pytest.fixture
def map(author: Actor) -> JourneyMap:
    return make_map(author, document=small_map())


def employees(author: Actor) -> JourneyMap:
    return make_map(
        author,
        document={
            "title": "Who answers",
            "kind": "employee",
            "stages": [{"id": "s", "name": "Shift"}],
            "touchpoints": [
                {"id": "e1", "stage": "s", "name": "Support call", "action": "Looks up the order"},
                {"id": "e2", "stage": "s", "name": "Coffee break"},
            ],
        },
    )


def fresh(map: JourneyMap) -> JourneyMap:
    return JourneyMap.unscoped.get(pk=map.pk)


def links(map: JourneyMap) -> list[tuple[str, str]]:
    return [(link.kind.value, link.map) for link in load_document(fresh(map)).links]


def url(map: JourneyMap, rest: str) -> str:
    return f"/en/maps/{map.pk}/{rest}/"


def made(answer: Any) -> JourneyMap:
    assert answer.status_code == 302, answer.content.decode()
    return JourneyMap.unscoped.get(pk=answer["Location"].split("/")[3])


@pytest.mark.parametrize(
    ("kind", "back"),
    [
        ("persona_variant", "persona_variant"),
        ("market_variant", "market_variant"),
        ("future_of", "current_of"),
    ],
)
def test_a_variant_is_made_once_and_both_maps_name_each_other(
    client: Client, map: JourneyMap, kind: str, back: str
) -> None:
    assert client.get(f"{url(map, 'variant')}?kind={kind}").status_code == 200
    sent = {"kind": kind, "title": "For Boris", "key": "k1"}
    answer = client.post(url(map, "variant"), sent)
    found = made(answer)
    assert answer["Location"].endswith("/step/1/")
    assert (found.title, links(found), links(map)) == ("For Boris", [(kind, map.pk)], [(back, found.pk)])
    assert made(client.post(url(map, "variant"), sent)) == found
    assert JourneyMap.unscoped.count() == 2
    assert MapEdit.unscoped.count() == 1


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"kind": "future_of", "title": " "}, "Write a title that tells this map from the others."),
        ({"kind": "zoom", "title": "Kept title"}, "Choose what the new map is for."),
        ({"title": "Kept title"}, "Choose what the new map is for."),
    ],
)
def test_a_wrong_variant_is_told_beside_the_field(
    client: Client, map: JourneyMap, sent: dict[str, str], sentence: str
) -> None:
    answer = client.post(url(map, "variant"), sent)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert sentence in html
    assert f'value="{sent["title"]}"' in html or not sent["title"].strip()
    assert JourneyMap.unscoped.count() == 1


def other_view(author: Actor) -> JourneyMap:
    plain = small_map()
    plain["title"], plain["personas"] = "For the company", [{"id": "bo", "name": "Boris, 50"}]
    plain["touchpoints"][3]["emotion"] = {"score": 2}
    return make_map(author, document=plain)


def test_a_joint_map_shows_its_conflicts_before_it_is_made(
    client: Client, author: Actor, map: JourneyMap
) -> None:
    other = other_view(author)
    assert "See where they disagree" in client.get(url(map, "joint")).content.decode()
    html = client.get(url(map, "joint"), {"maps": other.pk}).content.decode()
    assert "Opposite feelings at “Checkout”: Lin: Frustrated, −2; Boris: Delighted, +2." in html
    found = made(client.post(url(map, "joint"), {"maps": [other.pk], "title": "Both", "key": "k"}))
    checkout = load_document(found).touchpoints[3]
    assert checkout.emotion.score == 0
    assert "Lin: Frustrated" in checkout.emotion.note
    assert [persona.name for persona in load_document(found).personas] == ["Lin, 34", "Boris, 50"]
    assert links(found) == [("joint", map.pk), ("joint", other.pk)]
    assert links(map) == links(other) == [("joint", found.pk)]


def test_maps_that_agree_and_maps_that_are_alone(client: Client, author: Actor, map: JourneyMap) -> None:
    assert "You have no other map yet" in client.get(url(map, "joint")).content.decode()
    assert "You have no other map yet" in client.get(url(map, "blueprint")).content.decode()
    same = make_map(author, document=small_map())
    assert (
        "Nowhere: no opposite feelings" in client.get(url(map, "joint"), {"maps": same.pk}).content.decode()
    )


def test_what_cannot_be_joined_is_refused_beside_the_field(
    client: Client, author: Actor, map: JourneyMap
) -> None:
    others = [make_map(author, document=small_map()).pk for _ in range(5)]
    stranger = make_map(actor_for(person(OrganisationFactory.create(), Role.LEARNER)), document=small_map())
    for chosen, sentence in (
        (others, "Up to five maps can be joined. Choose fewer."),
        ([stranger.pk], "One of these maps is not here any more. Choose again."),
        ([map.pk], "One of these maps is not here any more. Choose again."),
        ([], "Choose at least one other map."),
    ):
        answer = client.post(url(map, "joint"), {"maps": chosen, "title": "Both"})
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
    answer = client.post(url(map, "joint"), {"maps": others[:1], "title": ""})
    assert answer.status_code == 422
    assert "Write a title that tells this map from the others." in answer.content.decode()
    assert JourneyMap.unscoped.count() == 7


def test_too_many_touchpoints_for_one_map_are_told_and_nothing_is_made(client: Client, author: Actor) -> None:
    plain = big_map()
    plain["touchpoints"] = [{"id": f"t{n}", "stage": "s0", "name": f"Touchpoint {n}"} for n in range(150)]
    one = make_map(author, document=plain)
    plain["stages"] = [{"id": f"x{n}", "name": f"Other {n}"} for n in range(9)]
    plain["touchpoints"] = [{"id": f"z{n}", "stage": "x8", "name": f"Another {n}"} for n in range(150)]
    two = make_map(author, document=plain)
    answer = client.post(url(one, "joint"), {"maps": [two.pk], "title": "Both"})
    assert answer.status_code == 422
    assert "Up to 200 can be saved." in answer.content.decode()
    assert JourneyMap.unscoped.count() == 2
    assert links(one) == []


def test_a_blueprint_is_assembled_with_what_was_matched_by_hand(
    client: Client, author: Actor, map: JourneyMap
) -> None:
    employee = employees(author)
    assert "See what belongs together" in client.get(url(map, "blueprint")).content.decode()
    html = client.get(url(map, "blueprint"), {"employee": employee.pk}).content.decode()
    assert (
        "Coffee break"
        in html.partition("Choose by hand or leave them out:")[2].partition("</span>")[0] + html
    )
    assert '<option value="t5" selected>Support call</option>' in html
    sent = {
        "employee": employee.pk,
        "title": "360",
        "key": "k",
        "at-e1": "t5",
        "layer-e1": "frontstage",
        "at-e2": "t0",
        "layer-e2": "support",
    }
    found = made(client.post(url(map, "blueprint"), sent))
    assert found.kind == Kind.BLUEPRINT
    steps = load_document(found).backstage
    assert [(step.touchpoint, step.layer.value, step.text) for step in steps] == [
        ("t5", "frontstage", "Looks up the order"),
        ("t0", "support", "Coffee break"),
    ]
    assert links(found) == [("counterpart", map.pk), ("counterpart", employee.pk)]
    assert links(map) == links(employee) == [("counterpart", found.pk)]
    assert made(client.post(url(map, "blueprint"), sent)) == found


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"at-e1": "gone"}, "This touchpoint is not in the map any more. Choose another."),
        ({"layer-e1": "physical_evidence"}, "Choose a layer."),
        ({"at-e1": ""}, "Match at least one touchpoint, then there is a blueprint to make."),
        ({"title": "\x07"}, "This text holds a character that cannot be shown. Remove it."),
        ({"employee": "zzzzzzzzzz"}, "This map is not here any more. Choose another."),
    ],
)
def test_a_wrong_blueprint_is_told_beside_the_field(
    client: Client, author: Actor, map: JourneyMap, wrong: dict[str, str], sentence: str
) -> None:
    sent = {"employee": employees(author).pk, "title": "360", "at-e1": "t5", "layer-e1": "frontstage"}
    sent |= {"at-e2": "", "layer-e2": "backstage"}
    answer = client.post(url(map, "blueprint"), sent | wrong)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert JourneyMap.unscoped.count() == 2


def test_two_maps_are_linked_once_and_parted_again(client: Client, author: Actor, map: JourneyMap) -> None:
    other = make_map(author, document={"title": "Of the staff"})
    assert "No map is linked with this one yet." in client.get(url(map, "related")).content.decode()
    for _ in range(2):
        answer = client.post(url(map, "related"), {"other": other.pk, "kind": "current_of"})
        assert answer.status_code == 302
    assert links(map) == [("current_of", other.pk)]
    assert links(other) == [("future_of", map.pk)]
    html = client.get(url(map, "related")).content.decode()
    assert "Of the staff" in html
    assert "The future of this map" in html
    assert "Of the staff" in client.get(f"/en/maps/{map.pk}/").content.decode()
    gone = {"other": other.pk, "kind": "current_of"}
    assert client.post(f"{url(map, 'related')}remove/", gone).status_code == 302
    assert links(map) == links(other) == []


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"other": "", "kind": "joint"}, "Choose a map."),
        ({"other": "zzzzzzzzzz", "kind": "joint"}, "This map is not here any more. Choose another."),
        ({"other": "self", "kind": "joint"}, "This map is not here any more. Choose another."),
        ({"other": "other", "kind": "zoom"}, "Choose how the two belong together."),
    ],
)
def test_a_wrong_link_is_told_beside_the_field(
    client: Client, author: Actor, map: JourneyMap, sent: dict[str, str], sentence: str
) -> None:
    ids = {"self": map.pk, "other": make_map(author).pk}
    answer = client.post(url(map, "related"), sent | {"other": ids.get(sent["other"], sent["other"])})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_a_link_from_the_other_side_alone_is_seen_and_can_be_removed(client: Client, author: Actor) -> None:
    map = make_map(author)
    other = make_map(
        author,
        document={
            "title": "The whole stay",
            "stages": [{"id": "s", "name": "Stay"}],
            "touchpoints": [{"id": "t", "stage": "s", "name": "Breakfast"}],
            "links": [{"id": "z", "kind": "zoom", "map": map.pk, "touchpoint": "t"}],
        },
    )
    assert [
        (item.other, item.kind, item.incoming, item.touchpoint) for item in related_maps(map, actor=author)
    ] == [(other.pk, LinkKind.ZOOM, True, "Breakfast")]
    html = client.get(url(map, "related")).content.decode()
    assert "This map is a sub-journey of it" in html
    assert "Sub-journey of “Breakfast”" in client.get(url(other, "related")).content.decode()
    gone = {"other": other.pk, "kind": "zoom", "incoming": "1"}
    assert client.post(f"{url(map, 'related')}remove/", gone).status_code == 302
    assert links(other) == []


def test_a_map_of_somebody_else_is_neither_named_nor_changed(client: Client, author: Actor) -> None:
    stranger = actor_for(person(OrganisationFactory.create(), Role.LEARNER))
    secret = make_map(stranger, document={"title": "Secret plan"})
    map = make_map(
        author, document={"title": "Mine", "links": [{"id": "l", "kind": "joint", "map": secret.pk}]}
    )
    plain = {"title": "Secret plan", "links": [{"id": "l", "kind": "joint", "map": map.pk}]}
    pointing = make_map(stranger, document=plain)
    html = client.get(url(map, "related")).content.decode()
    assert "A map that is gone or not yours to see" in html
    assert "Secret plan" not in html
    assert len(related_maps(map, actor=author)) == 1
    for other in (secret, pointing):
        client.post(f"{url(map, 'related')}remove/", {"other": other.pk, "kind": "joint", "incoming": "1"})
        client.post(f"{url(map, 'related')}remove/", {"other": other.pk, "kind": "joint"})
    assert links(map) == []
    assert links(pointing) == [("joint", map.pk)]


@pytest.mark.parametrize(("kind", "status"), [("nonsense", 404), ("", 404), ("joint", 302)])
def test_removing_what_is_not_there_changes_nothing(
    client: Client, map: JourneyMap, kind: str, status: int
) -> None:
    answer = client.post(f"{url(map, 'related')}remove/", {"other": "\x00gone", "kind": kind})
    assert answer.status_code == status
    assert not MapEdit.unscoped.exists()


def test_a_map_is_not_linked_with_itself(author: Actor, map: JourneyMap) -> None:
    with pytest.raises(DomainError, match="link_to_itself"):
        link_maps(map, map, kind=LinkKind.JOINT, actor=author)


@pytest.mark.parametrize("count", [1, 3])
def test_related_maps_take_one_query_however_many(
    author: Actor, map: JourneyMap, django_assert_num_queries: Any, count: int
) -> None:
    for number in range(count):
        make_variant(fresh(map), actor=author, kind=LinkKind.MARKET_VARIANT, title=f"M{number}", key="")
    here = fresh(map)
    with django_assert_num_queries(1):
        assert len(related_maps(here, actor=author)) == count


def test_a_link_that_cannot_be_written_back_makes_no_map(author: Actor) -> None:
    full = make_map(
        author,
        document={
            "title": "Full",
            "links": [{"id": f"l{n}", "kind": "zoom", "map": "x"} for n in range(200)],
        },
    )
    with pytest.raises(DomainError, match="invalid_map"):
        make_variant(full, actor=author, kind=LinkKind.FUTURE_OF, title="F", key="k")
    assert JourneyMap.unscoped.count() == 1


def test_links_of_all_three_are_taken_away_on_both_sides(author: Actor, map: JourneyMap) -> None:
    employee = employees(author)
    places = {"e1": Place("t5", Layer.BACKSTAGE)}
    found = make_blueprint(map, employee, actor=author, places=places, title="B", key="k")
    both = make_joint(
        [fresh(map), fresh(employee)], actor=author, labels=["A", "B"], title="J", note=str, key="k"
    )
    assert links(map) == [("counterpart", found.pk), ("joint", both.pk)]
    unlink_maps(
        fresh(map), fresh(found), other_id=found.pk, kind=LinkKind.COUNTERPART, incoming=False, actor=author
    )
    assert links(map) == [("joint", both.pk)]
    assert links(found) == [("counterpart", employee.pk)]


def test_a_guest_makes_a_variant_too() -> None:
    visitor = Client()
    first = visitor.post("/en/try/", {"title": "Stay"})["Location"]
    base = first.replace("step/1/", "")
    found = made(visitor.post(f"{base}variant/", {"kind": "future_of", "title": "Tomorrow", "key": "k"}))
    assert visitor.get(f"/en/maps/{found.pk}/").status_code == 200
    assert Client().get(f"/en/maps/{found.pk}/").status_code in {302, 404}
