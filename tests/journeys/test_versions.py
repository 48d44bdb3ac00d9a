"""Versions and history: what was kept, who wrote what, looking at a version, bringing it back."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from apps.common.access import Actor, Role
from apps.journeys.history import entries
from apps.journeys.models import JourneyMap, MapEdit, Snapshot
from apps.journeys.selectors import journal, load_document
from apps.journeys.services import restore_snapshot, take_snapshot, undo
from tests.common.pages import without_token
from tests.factories.journeys import make_map
from tests.factories.maps import small_map
from tests.factories.organisations import OrganisationFactory, actor_for, person
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


def url(map: JourneyMap, rest: str = "") -> str:
    return f"/en/maps/{map.pk}/versions/{rest}"


def shown(map: JourneyMap) -> list[tuple[str, list[tuple[str, tuple[str, ...]]]]]:
    """The history as (kind, lines)."""
    fresh = JourneyMap.unscoped.get(pk=map.pk)
    found = entries(journal(fresh), fresh.document)
    return [(entry.kind, [(line.place, line.parts) for line in entry.lines]) for entry in found]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_takes_seven_queries_whatever_its_rows(
    client: Client, author: Actor, map: JourneyMap, django_assert_num_queries: Any, rows: int
) -> None:
    page = Page(map.pk, "a", author)
    for number in range(rows):
        page.edit(set_("t0", "action", f"Scrolls {number}"))
        MapEdit.unscoped.filter(revision=page.revision).update(
            kind="edit", at=f"2026-05-0{number + 1}T10:00Z"
        )
        take_snapshot(page.read(), kind="named", name=f"Draft {number}", actor=author)
    client.get(url(map))
    with django_assert_num_queries(7):
        response = client.get(url(map))
    assert len(response.context["page"]) == len(response.context["entries"]) == rows


def test_versions_stand_newest_first_on_pages(client: Client, author: Actor, map: JourneyMap) -> None:
    for number in range(21):
        take_snapshot(map, kind="named", name=f"Draft {number:02}", actor=author)
    first = client.get(url(map)).content.decode()
    assert first.index("Draft 20") < first.index("Draft 01")
    assert "Draft 00" not in first
    assert "Draft 00" in client.get(url(map, "?page=2")).content.decode()


def test_a_version_is_kept_once(client: Client, author: Actor, map: JourneyMap) -> None:
    for _time in range(2):
        assert client.post(url(map, "keep/"), {"name": " First draft "}).status_code == 302
    kept = Snapshot.unscoped.get()
    assert (kept.name, kept.kind, kept.revision, kept.created_by_id) == (
        "First draft",
        "named",
        0,
        author.user_id,
    )
    Page(map.pk, "a", author).edit(set_("t0", "action", "Scrolls"))
    client.post(url(map, "keep/"), {"name": "First draft"})
    assert Snapshot.unscoped.count() == 2


@pytest.mark.parametrize("name", ["", " ", "x" * 151, "a\x07", "a\x00"])
def test_a_name_that_cannot_be_kept_is_refused_beside_the_field(
    client: Client, map: JourneyMap, name: str
) -> None:
    response = client.post(url(map, "keep/"), {"name": name})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["name"]
    assert not Snapshot.unscoped.exists()


def test_looking_changes_nothing_and_offers_no_editing(
    client: Client, author: Actor, map: JourneyMap
) -> None:
    frozen = take_snapshot(map, kind="named", name="👩‍👧 <b>العربية", actor=author)
    Page(map.pk, "a", author).edit(set_("t0", "name", "Renamed since"))
    html = client.get(url(map, f"{frozen.pk}/")).content.decode()
    assert "Social post" in html
    assert "Renamed since" not in html
    assert "This is an earlier version." in html
    assert "&lt;b&gt;العربية" in html
    assert 'class="add"' not in html


def test_a_restored_version_can_be_taken_back(client: Client, author: Actor, map: JourneyMap) -> None:
    frozen = take_snapshot(map, kind="named", name="First draft", actor=author)
    Page(map.pk, "a", author).edit(set_("t0", "name", "Renamed since"))
    page = client.post(url(map, f"{frozen.pk}/restore/"), follow=True)
    assert "Undo takes this back" in page.content.decode()
    assert "Before a restore" in page.content.decode()
    stored = JourneyMap.unscoped.get(pk=map.pk)
    assert load_document(stored).touchpoints[0].name == "Social post"
    undo(stored, actor=author)
    assert load_document(stored).touchpoints[0].name == "Renamed since"
    assert shown(map)[:2] == [("Undo", [("", ("The whole map",))]), ("Restore", [("", ("The whole map",))])]


@pytest.mark.parametrize("way", ["", "restore/"])
def test_a_version_of_another_map_is_unknown(
    client: Client, author: Actor, map: JourneyMap, way: str
) -> None:
    other = make_map(author, document=small_map())
    elsewhere = take_snapshot(other, kind="named", actor=author)
    stranger = make_map(document=small_map())
    foreign = take_snapshot(stranger, kind="named", actor=author)
    send = client.post if way else client.get
    unknown = send(url(map, f"zzzzzzzzzz/{way}"))
    assert unknown.status_code == 404
    for address in (
        url(map, f"{elsewhere.pk}/{way}"),
        url(map, f"{foreign.pk}/{way}"),
        url(stranger, f"{foreign.pk}/{way}"),
        url(map, f"{'x' * 300}/{way}"),
    ):
        answer = send(address)
        assert answer.status_code == 404
        assert without_token(answer) == without_token(unknown)
    assert not MapEdit.unscoped.exists()


def test_the_history_says_where_in_words(author: Actor, map: JourneyMap) -> None:
    page = Page(map.pk, "a", author)
    page.edit(set_("t3", "action", "Pays"), set_("t3", "emotion.score", -1), set_("map", "title", "Coffee"))
    pain = {"id": "p", "text": "Fee", "touchpoint": "t3"}
    page.edit({"op": "add", "parent": "map", "field": "pains", "value": pain})
    page.edit({"op": "add", "parent": "p", "field": "causes", "value": {"id": "c", "text": "Why"}})
    page.edit({"op": "add", "parent": "t3", "field": "channels", "value": {"id": "ch", "channel": "Web"}})
    page.edit(set_("ch", "purpose", "service"), set_("t3", "weak_link", True), set_("s2", "name", "Paying"))
    page.edit({"op": "remove", "id": "p"})
    page.edit({"op": "move", "id": "t0", "index": 1})
    MapEdit.unscoped.update(at="2026-05-01T10:00:30Z")
    assert shown(map) == [
        (
            "",
            [
                (
                    "Checkout",
                    (
                        "Action",
                        "Emotion",
                        "Added: Pains",
                        "Added: Root causes",
                        "Added: Channels",
                        "Purpose",
                        "Weak link",
                        "Removed: Pains",
                    ),
                ),
                ("", ("Title",)),
                ("Paying", ("Stage",)),
                ("Social post", ("Touchpoint",)),
            ],
        )
    ]


def test_what_was_removed_is_still_called_by_its_name(author: Actor, map: JourneyMap) -> None:
    page = Page(map.pk, "a", author)
    page.edit(set_("t6", "thoughts", "Nice"))
    page.edit({"op": "remove", "id": "t6"})
    assert shown(map) == [("", [("Thank-you card", ("Thoughts", "Removed: Touchpoint"))])]


def test_edits_stand_together_by_person_minute_and_kind(author: Actor, map: JourneyMap) -> None:
    other = actor_for(person(OrganisationFactory.create(), Role.LEARNER))
    page, theirs = Page(map.pk, "a", author), Page(map.pk, "b", other)
    times = []
    for hand, at in ((page, "10:00:01"), (page, "10:00:59"), (theirs, "10:00:59"), (page, "10:01:00")):
        hand.revision = hand.read().revision
        hand.edit(set_("t0", "action", f"{hand.client} {at}"))
        times.append((hand.revision, f"2026-05-01T{at}Z"))
    for revision, at in times:
        MapEdit.unscoped.filter(revision=revision).update(at=at)
    fresh = JourneyMap.unscoped.get(pk=map.pk)
    found = entries(journal(fresh), fresh.document)
    assert [(entry.who, entry.at.minute) for entry in found] == [
        (author.name, 1),
        (other.name, 0),
        (author.name, 0),
    ]


def test_a_long_minute_is_cut_and_counted(client: Client, author: Actor, map: JourneyMap) -> None:
    page = Page(map.pk, "a", author)
    page.edit(
        *(set_(f"t{n}", "action", "x") for n in range(7)),
        *(set_(f"s{n}", "name", f"{n}" * 99) for n in range(3)),
    )
    MapEdit.unscoped.update(actor=None)
    html = client.get(url(map)).content.decode()
    assert "and 2 more places" in html
    assert "Somebody without an account" in html
    assert "&quot;op&quot;" not in html


def test_a_guest_keeps_versions_too() -> None:
    visitor = Client()
    first = visitor.post("/en/try/", {"title": "Stay"})["Location"]
    base = first.replace("step/1/", "versions/")
    assert visitor.post(f"{base}keep/", {"name": "Mine"}).status_code == 302
    assert "Mine" in visitor.get(base).content.decode()
    frozen = Snapshot.unscoped.get()
    assert restore_snapshot(frozen, actor=Actor(guest_key="x")).revision == 1
    assert Client().get(base).status_code in {302, 404}
