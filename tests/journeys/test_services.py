from typing import Any

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from apps.common.access import Role
from apps.common.errors import DomainError, Stale
from apps.journeys.domain.operations import FieldConflict
from apps.journeys.models import JourneyMap, MapEdit, Snapshot
from apps.journeys.selectors import journal, load_document, map_by_id
from apps.journeys.services import (
    EditConflict,
    InvalidMap,
    apply_operations,
    create_map,
    editing,
    redo,
    restore_snapshot,
    take_snapshot,
    undo,
)
from tests.factories.journeys import guest, make_map
from tests.factories.organisations import OrganisationFactory, actor_for, person
from tests.journeys.domain.documents import HOTEL
from tests.journeys.pages import Page, set_, value

pytestmark = [pytest.mark.db, pytest.mark.django_db]


@pytest.fixture
def hotel() -> JourneyMap:
    return make_map(document=HOTEL)


def test_an_edit_is_stored_counted_and_logged(hotel: JourneyMap) -> None:
    page = Page(hotel.pk, "a")
    done = page.edit(set_("arrive", "emotion.score", -2), set_("map", "title", "Нов\u00adое 接触点 👩🏽‍🚀"))
    stored = page.read()
    assert (done.revision, stored.revision, stored.title) == (1, 1, "Нов\u00adое 接触点 👩🏽‍🚀")
    assert stored.emotions == [1.0, -2.0]
    assert stored.touchpoint_count == 2
    assert (stored.errors, stored.warnings, stored.hints) == (
        done.map.errors,
        done.map.warnings,
        done.map.hints,
    )
    assert stored.errors == sum(f.severity == "error" and f.waived is None for f in done.findings)
    assert load_document(stored) == done.document
    edit = MapEdit.unscoped.get()
    assert (edit.revision, edit.kind, edit.client, edit.sequence, edit.actor_id) == (1, "edit", "a", 1, None)
    assert edit.inverse == [
        set_("map", "title", "A night in Tula"),
        {"op": "set", "id": "arrive", "field": "emotion.score"},
    ]


@pytest.mark.parametrize(("rivals", "queries"), [(0, 2), (1, 3), (3, 3)])
def test_queries_of_an_edit(hotel: JourneyMap, rivals: int, queries: int) -> None:
    page = Page(hotel.pk, "a")
    for number in range(rivals):
        Page(hotel.pk, f"b{number}").edit(set_("map", "title", f"B{number}"))
    stored = page.read()
    with CaptureQueriesContext(connection) as seen:
        apply_operations(
            stored, [set_("book", "name", "A")], base_revision=0, actor=guest(), client="a", sequence=1
        )
    assert len(seen) == queries, [query["sql"] for query in seen]


def test_edits_of_different_fields_both_stay_and_the_page_learns_what_it_missed(hotel: JourneyMap) -> None:
    mine, theirs = Page(hotel.pk, "a"), Page(hotel.pk, "b")
    theirs.edit(set_("book", "name", "B"))
    done = mine.edit(set_("book", "action", "A"))
    assert (value(mine, "book").name, value(mine, "book").action) == ("B", "A")
    assert done.missed == (set_("book", "name", "B"),)


def test_the_same_field_is_a_conflict_and_nothing_is_stored(hotel: JourneyMap) -> None:
    mine, theirs = Page(hotel.pk, "a"), Page(hotel.pk, "b")
    theirs.edit(set_("book", "name", "B"))
    with pytest.raises(EditConflict) as refusal:
        mine.edit(set_("book", "name", "A"), set_("arrive", "name", "A"))
    assert refusal.value.conflicts == [FieldConflict("book", "name", "A", "B")]
    assert (refusal.value.revision, value(mine, "book").name, value(mine, "arrive").name) == (
        1,
        "B",
        "Arrive",
    )
    mine.edit(set_("book", "name", "A"), base=refusal.value.revision)
    assert value(mine, "book").name == "A"


def test_a_client_never_collides_with_itself(hotel: JourneyMap) -> None:
    page = Page(hotel.pk, "a")
    for text in ("B", "Bo", "Boo"):
        page.edit(set_("book", "name", text), base=0)
    assert value(page, "book").name == "Boo"


def test_what_two_remove_is_gone_once(hotel: JourneyMap) -> None:
    mine, theirs = Page(hotel.pk, "a"), Page(hotel.pk, "b")
    theirs.edit({"op": "remove", "id": "kiosk"})
    done = mine.edit({"op": "remove", "id": "kiosk"})
    assert (done.revision, MapEdit.unscoped.count()) == (1, 1)


def test_a_repeated_edit_is_answered_again_and_done_once(hotel: JourneyMap) -> None:
    page = Page(hotel.pk, "a")
    add = {"op": "add", "parent": "map", "field": "goals", "value": {"id": "g2", "statement": "Two"}}
    first = page.edit(add)
    Page(hotel.pk, "b").edit(set_("book", "name", "B"))
    again = page.edit(add, sequence=1, base=0)
    assert (first.revision, again.revision, again.map.revision) == (1, 1, 2)
    assert MapEdit.unscoped.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_number_used_twice_for_something_else_gets_the_first_answer() -> None:
    page = Page(make_map(document=HOTEL).pk, "a")
    page.edit(set_("book", "name", "A"))
    again = page.edit(set_("book", "name", "Z"), sequence=1)
    assert (again.revision, value(page, "book").name) == (1, "A")


def test_an_edit_that_changes_nothing_leaves_no_trace(hotel: JourneyMap) -> None:
    done = Page(hotel.pk, "a").edit(set_("book", "name", "Book"), set_("book", "owner", ""))
    assert (done.revision, MapEdit.unscoped.count()) == (0, 0)


@pytest.mark.parametrize(
    ("operations", "problem"),
    [
        ([set_("book", "action", "x" * 100_000)], ("book", "action", "too_long")),
        ([set_("book", "action", "a\x00")], ("book", "action", "control_character")),
        ([set_("book", "emotion.score", "high")], ("book", "emotion.score", "wrong_type")),
        ([set_("map", "title", "")], ("map", "title", "required")),
        ([set_("book", "stage", "nowhere")], ("book", "stage", "unknown_stage")),
        ([set_("nobody", "name", "x")], ("nobody", "name", "unknown_id")),
        ([set_("book", "colour", "x")], ("book", "colour", "unknown_field")),
        ([{"op": "remove", "id": "stay"}], ("stay", "", "stage_not_empty")),
        (["set"], ("map", "", "unknown_operation")),
        ([{"op": "replace", "value": {"title": "x"}}], ("map", "", "unknown_operation")),
        ([{"op": "add", "parent": "map", "field": "pains", "value": {}}], ("map", "pains", "missing_id")),
        ([set_("map", "title", "x")] * 201, ("map", "", "too_many_operations")),
    ],
)
def test_bad_edits_are_refused_beside_the_field_and_nothing_is_stored(
    hotel: JourneyMap, operations: Any, problem: tuple[str, str, str]
) -> None:
    page = Page(hotel.pk, "a")
    with pytest.raises(InvalidMap) as refusal:
        page.edit(set_("map", "market", "ru"), *operations) if len(operations) == 1 else page.edit(
            *operations
        )
    found = refusal.value.problems[0]
    assert (found.id, found.field, found.code) == problem
    assert (page.read().revision, page.read().document_json) == (0, hotel.document_json)
    assert not MapEdit.unscoped.exists()


@pytest.mark.parametrize(
    ("client", "sequence"), [("", 1), ("x" * 41, 1), ("a b", 1), ("a", -1), ("a", 2**53)]
)
def test_odd_clients_and_numbers_are_refused(hotel: JourneyMap, client: str, sequence: int) -> None:
    with pytest.raises(DomainError, match="malformed_request"):
        Page(hotel.pk, client).edit(sequence=sequence)


def test_a_revision_from_the_future_is_refused(hotel: JourneyMap) -> None:
    with pytest.raises(DomainError, match="unknown_revision"):
        Page(hotel.pk, "a").edit(set_("map", "title", "x"), base=7)


def test_a_map_cannot_outgrow_what_can_be_imported(
    hotel: JourneyMap, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(editing, "MAX_BYTES", len(hotel.document_json) + 100)
    with pytest.raises(InvalidMap) as refusal:
        Page(hotel.pk, "a").edit(set_("map", "scenario", "я" * 90))
    assert refusal.value.problems[0].code == "too_large"


def test_a_stale_instance_is_read_anew(hotel: JourneyMap) -> None:
    stale = JourneyMap.unscoped.get(pk=hotel.pk)
    Page(hotel.pk, "b").edit(set_("book", "name", "B"))
    done = apply_operations(
        stale, [set_("arrive", "name", "A")], base_revision=0, actor=guest(), client="a", sequence=1
    )
    assert (done.revision, stale.revision) == (2, 2)
    assert [t.name for t in done.document.touchpoints] == ["B", "A"]


def test_whoever_is_always_late_gets_the_row_to_themselves(
    hotel: JourneyMap, monkeypatch: pytest.MonkeyPatch
) -> None:
    stale = JourneyMap.unscoped.get(pk=hotel.pk)
    refresh, rival = JourneyMap.refresh_from_db, Page(hotel.pk, "b")
    rival.edit(set_("book", "name", "B"))

    def refresh_and_lose(self: JourneyMap, **options: Any) -> None:
        refresh(self, **options)
        if not options:
            rival.edit(set_("book", "name", f"B{rival.sequence}"))

    monkeypatch.setattr(JourneyMap, "refresh_from_db", refresh_and_lose)
    done = apply_operations(
        stale, [set_("arrive", "name", "A")], base_revision=0, actor=guest(), client="a", sequence=1
    )
    assert done.revision == editing.FREE_ATTEMPTS + 2
    assert [t.name for t in done.document.touchpoints] == [f"B{editing.FREE_ATTEMPTS}", "A"]


def test_a_map_that_is_never_free_is_given_up_politely(
    hotel: JourneyMap, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(editing, "LONGEST_PAUSE", 0)
    monkeypatch.setattr(JourneyMap, "refresh_from_db", lambda self, **options: None)
    JourneyMap.unscoped.filter(pk=hotel.pk).update(revision=F("revision") + 5)
    with pytest.raises(Stale, match="map_busy"):
        apply_operations(
            hotel, [set_("book", "name", "A")], base_revision=0, actor=guest(), client="a", sequence=1
        )


def test_a_snapshot_stays_as_it_was_and_comes_back(hotel: JourneyMap) -> None:
    page = Page(hotel.pk, "a")
    frozen = take_snapshot(page.read(), kind="named", name="First", actor=guest())
    page.edit(set_("book", "name", "A"), {"op": "remove", "id": "queue"})
    restored = restore_snapshot(frozen, actor=guest())
    assert restored.document == load_document(frozen) == load_document(hotel)
    kept = Snapshot.unscoped.get(kind="restore")
    assert (kept.revision, load_document(kept).touchpoints[0].name, load_document(kept).pains) == (1, "A", ())
    undo(page.read(), actor=guest())
    assert value(page, "book").name == "A"
    redo(page.read(), actor=guest())
    assert load_document(page.read()) == load_document(hotel)
    assert [edit.kind for edit in journal(page.read())] == ["redo", "undo", "restore", "edit"]


def test_an_edit_made_before_a_restore_collides_only_where_it_changed_something(hotel: JourneyMap) -> None:
    page = Page(hotel.pk, "a")
    frozen = take_snapshot(page.read(), kind="named", name="First", actor=guest())
    Page(hotel.pk, "b").edit(set_("book", "name", "B"))
    late = Page(hotel.pk, "c")
    restore_snapshot(frozen, actor=guest())
    late.edit(set_("arrive", "name", "C"))
    with pytest.raises(EditConflict) as refusal:
        late.edit(set_("book", "name", "C"), base=1)
    assert refusal.value.conflicts == [FieldConflict("book", "name", "C", "Book")]


def test_a_new_map_belongs_to_its_author() -> None:
    organisation = OrganisationFactory()
    me, other = actor_for(person(organisation, Role.LEARNER)), actor_for(person(organisation, Role.TRAINER))
    created = create_map(
        actor=me, organisation_id=organisation.pk, title="Mine", language="ru", document=HOTEL
    )
    assert (created.title, created.language, created.owner_id, created.guest_key) == (
        "Mine",
        "ru",
        me.user_id,
        "",
    )
    assert created.revision == 0
    assert map_by_id(me, map_id=created.pk) == created
    assert map_by_id(other, map_id=created.pk) is None


def test_a_map_without_a_title_is_refused() -> None:
    with pytest.raises(InvalidMap) as refusal:
        create_map(actor=guest(), organisation_id=OrganisationFactory().pk, title="", language="")
    assert [(p.id, p.field, p.code) for p in refusal.value.problems] == [("map", "title", "required")]
    assert not JourneyMap.unscoped.exists()
