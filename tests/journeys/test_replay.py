"""How a map grew: every moment of its life, who wrote what, bringing a moment back, who has contributed."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.common.access import Actor, Role
from apps.common.errors import DomainError
from apps.journeys.domain.problems import write_map
from apps.journeys.models import JourneyMap, MapEdit, Snapshot, SnapshotKind
from apps.journeys.selectors import load_document, plain_at, shares_of
from apps.journeys.services import redo, restore_moment, restore_snapshot, take_snapshot, undo
from tests.factories.journeys import make_map
from tests.factories.maps import small_map
from tests.factories.organisations import OrganisationFactory, actor_for, person
from tests.journeys.pages import Page, set_

pytestmark = [pytest.mark.web, pytest.mark.django_db]


@pytest.fixture
def author(client: Client) -> Actor:
    user = person(OrganisationFactory.create(), Role.LEARNER, name="Mei Lin")
    client.force_login(user)
    return actor_for(user)


@pytest.fixture
def map(author: Actor) -> JourneyMap:
    return make_map(author, document=small_map())


def fresh(map: JourneyMap) -> JourneyMap:
    return JourneyMap.unscoped.get(pk=map.pk)


def url(map: JourneyMap, rest: str = "") -> str:
    return f"/en/maps/{map.pk}/replay/{rest}"


def grown(map: JourneyMap, author: Actor, edits: int) -> None:
    page = Page(map.pk, "a", author)
    for number in range(1, edits + 1):
        page.edit(set_("t0", "name", f"Post {number}"))


def test_every_moment_is_as_it_was(author: Actor, map: JourneyMap) -> None:
    """Edits of every kind, restores among them, with the texts noted down as they came."""
    texts = [map.document_json]

    def note() -> None:
        stored = fresh(map)
        assert stored.revision == len(texts)
        texts.append(stored.document_json)

    page = Page(map.pk, "a", author)
    pain = {"id": "p", "text": "Fee", "touchpoint": "t3"}
    for step in (
        set_("t0", "name", "Post"),
        {"op": "add", "parent": "map", "field": "pains", "value": pain},
        {"op": "move", "id": "t1", "index": 0},
        {"op": "remove", "id": "p"},
    ):
        page.edit(step)
        note()
    frozen = take_snapshot(fresh(map), kind="named", actor=author)
    undo(fresh(map), actor=author)
    note()
    redo(fresh(map), actor=author)
    note()
    restore_moment(fresh(map), revision=2, actor=author)
    note()
    assert texts[7] == texts[2]
    page.revision = 7
    page.edit(set_("t0", "name", "After the restore"))
    note()
    restore_snapshot(frozen, actor=author)
    note()
    undo(fresh(map), actor=author)
    note()
    for revision, text in enumerate(texts):
        plain = plain_at(fresh(map), revision=revision)
        assert write_map(load_document(fresh(map)).model_validate(plain)) == text, revision


NAMES = ("t0", "t1", "s0")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
@given(
    st.lists(st.tuples(st.sampled_from(NAMES), st.text("ab", min_size=1, max_size=3)), min_size=1, max_size=8)
)
def test_walking_back_is_exact(edits: list[tuple[str, str]]) -> None:
    author = actor_for(person(OrganisationFactory.create(), Role.LEARNER))
    map = make_map(author, document=small_map())
    page, texts = Page(map.pk, "a", author), [map.document_json]
    for name, text in edits:
        done = page.edit(set_(name, "name", text))
        if done.revision == len(texts):
            texts.append(done.map.document_json)
    for revision, text in enumerate(texts):
        assert load_document(map).model_validate(plain_at(fresh(map), revision=revision)) == load_document(
            JourneyMap(document_json=text)
        )


def test_each_moment_says_who_wrote_what(client: Client, author: Actor, map: JourneyMap) -> None:
    grown(map, author, 2)
    html = client.get(url(map, "?at=1")).content.decode()
    assert "Edit 1 of 2" in html
    assert "Mei Lin" in html
    assert '<b dir="auto">Post 1</b>' in html
    assert 'href="?at=0"' in html
    assert 'href="?at=2"' in html
    assert 'name="at" min="0" max="2" value="1"' in html
    made = client.get(url(map, "?at=0")).content.decode()
    assert "The map as it was made" in made
    assert "Social post" in made
    newest = client.get(url(map)).content.decode()
    assert "Post 2" in newest
    assert "Restore this moment" not in newest


@pytest.mark.parametrize("asked", ["x", "-1", "99999999999999999999", "1.5", "٣", "", "\x00", "99"])
def test_no_such_moment_is_the_newest(client: Client, author: Actor, map: JourneyMap, asked: str) -> None:
    grown(map, author, 2)
    page = client.get(url(map), {"at": asked})
    assert page.status_code == 200
    assert page.context["moment"].revision == 2


def test_the_column_of_the_edit_is_marked(client: Client, author: Actor, map: JourneyMap) -> None:
    page = Page(map.pk, "a", author)
    page.edit(
        {
            "op": "add",
            "parent": "map",
            "field": "pains",
            "value": {"id": "p", "text": "Fee", "touchpoint": "t3"},
        }
    )
    page.edit({"op": "add", "parent": "t4", "field": "channels", "value": {"id": "c", "channel": "Web"}})
    page.edit(set_("map", "title", "Coffee"))
    page.edit({"op": "remove", "id": "p"})
    marked = []
    for revision in range(1, 5):
        html = client.get(url(map, f"?at={revision}")).content.decode()
        marked.append("sel" in html.partition("<thead>")[2].partition("</thead>")[0])
    assert marked == [True, True, False, False]


def test_htmx_gets_the_moment_and_the_way_on(client: Client, author: Actor, map: JourneyMap) -> None:
    grown(map, author, 2)
    answer = client.get(url(map, "?at=1"), headers={"HX-Request": "true", "HX-Request-Type": "partial"})
    html = answer.content.decode()
    assert '<hx-partial hx-target="#steps"' in html
    assert '<hx-partial hx-target="#moment"' in html
    assert 'type="range"' not in html


def test_a_moment_comes_back_and_can_be_taken_back(client: Client, author: Actor, map: JourneyMap) -> None:
    grown(map, author, 3)
    before = fresh(map).document_json
    page = client.post(url(map, "restore/"), {"at": "1"}, follow=True)
    assert "This moment is back." in page.content.decode()
    assert load_document(fresh(map)).touchpoints[0].name == "Post 1"
    kept = Snapshot.unscoped.get()
    assert (kept.kind, kept.revision, kept.document_json) == (SnapshotKind.RESTORE, 3, before)
    undo(fresh(map), actor=author)
    assert fresh(map).document_json == before


@pytest.mark.parametrize(
    ("at", "status"), [("3", 422), ("4", 422), ("x", 404), ("-1", 404), ("", 404), ("9" * 30, 404)]
)
def test_what_is_no_earlier_moment_is_not_restored(
    client: Client, author: Actor, map: JourneyMap, at: str, status: int
) -> None:
    grown(map, author, 3)
    assert client.post(url(map, "restore/"), {"at": at}).status_code == status
    assert fresh(map).revision == 3
    with pytest.raises(DomainError, match="moment_is_now"):
        restore_moment(fresh(map), revision=-1, actor=author)


@pytest.mark.parametrize("edits", [5, 60])
def test_a_moment_takes_the_same_queries_however_old(
    client: Client, author: Actor, map: JourneyMap, django_assert_num_queries: Any, edits: int
) -> None:
    grown(map, author, edits)
    client.get(url(map, "?at=1"))
    with django_assert_num_queries(6):
        client.get(url(map, "?at=1"))


def long_life(map: JourneyMap, authors: list[Actor], edits: int) -> None:
    """The log of that many edits, written at once."""

    def name(number: int) -> str:
        return f"Post {number} of many that somebody wrote" if number else "Social post"

    MapEdit.unscoped.bulk_create(
        MapEdit(
            map=map,
            revision=number,
            actor_id=authors[number % len(authors)].user_id,
            client="a",
            sequence=number,
            operations=[set_("t0", "name", name(number))],
            inverse=[set_("t0", "name", name(number - 1))],
            at=map.created_at,
        )
        for number in range(1, edits + 1)
    )
    plain = map.document
    plain["touchpoints"][0]["name"] = name(edits)
    map.document = plain
    map.revision = edits
    map.save()


def test_five_thousand_edits_are_walked_back_quickly(client: Client, author: Actor, map: JourneyMap) -> None:
    long_life(map, [author], 5000)
    begun = time.process_time()
    page = client.get(url(map, "?at=0"))
    spent = time.process_time() - begun
    assert "Social post" in page.content.decode()
    assert "Edit 0 of 5000" in page.content.decode()
    assert spent < 1.0


def test_a_version_kept_on_the_way_shortens_it(
    author: Actor, map: JourneyMap, django_assert_num_queries: Any
) -> None:
    grown(map, author, 4)
    take_snapshot(fresh(map), kind="named", actor=author)
    Page(map.pk, "b", author).edit(set_("t0", "name", "Later"))
    # The log after the version is not asked: from there this way back would lead nowhere.
    MapEdit.unscoped.filter(revision=5).update(inverse=[{"op": "remove", "id": "nobody"}])
    stored = fresh(map)
    with django_assert_num_queries(2):
        plain = plain_at(stored, revision=2)
    assert plain["touchpoints"][0]["name"] == "Post 2"


def test_the_versions_say_who_has_contributed(client: Client, author: Actor, map: JourneyMap) -> None:
    friend = actor_for(person(OrganisationFactory.create(), Role.LEARNER, name="Oleg"))
    grown(map, author, 3)
    assert shares_of(fresh(map)) == []
    assert "Who has contributed" not in client.get(f"/en/maps/{map.pk}/versions/").content.decode()
    page = Page(map.pk, "b", friend)
    page.edit(set_("t0", "action", "x" * 12))
    html = client.get(f"/en/maps/{map.pk}/versions/").content.decode()
    assert "Who has contributed" in html
    found = [(share.name, share.edits, share.of_edits, share.of_text) for share in shares_of(fresh(map))]
    assert found == [("Oleg", 1, 25, 67), ("Mei Lin", 3, 75, 33)]
    page.edit(set_("t0", "action", ""))
    assert {share.name: share.of_text for share in shares_of(fresh(map))} == {"Mei Lin": 100, "Oleg": 0}


def test_contributions_are_worked_out_once_for_each_revision(
    author: Actor, map: JourneyMap, django_assert_num_queries: Any
) -> None:
    friend = actor_for(person(OrganisationFactory.create(), Role.LEARNER))
    grown(map, author, 1)
    Page(map.pk, "b", friend).edit(set_("t0", "action", "Scrolls"))
    stored = fresh(map)
    with django_assert_num_queries(2):
        first = shares_of(stored)
    with django_assert_num_queries(1):
        assert shares_of(stored) == first


def test_contributions_of_five_thousand_edits_are_quick(author: Actor, map: JourneyMap) -> None:
    friend = actor_for(person(OrganisationFactory.create(), Role.LEARNER))
    long_life(map, [author, friend], 5000)
    begun = time.process_time()
    found = shares_of(fresh(map))
    assert time.process_time() - begun < 1.5
    assert sum(share.edits for share in found) == 5000
