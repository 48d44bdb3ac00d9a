from datetime import timedelta

import pytest
from django.db.models import F

from apps.common.access import Role
from apps.common.errors import DomainError
from apps.journeys.domain.operations import FieldConflict
from apps.journeys.models import JourneyMap, MapEdit
from apps.journeys.selectors import journal, load_document
from apps.journeys.services import EditConflict, redo, undo
from tests.factories.journeys import guest, make_map
from tests.factories.organisations import OrganisationFactory, actor_for, person
from tests.journeys.domain.documents import HOTEL
from tests.journeys.pages import Page, learner_page, set_, value

pytestmark = [pytest.mark.db, pytest.mark.django_db]


@pytest.fixture
def hotel() -> JourneyMap:
    return make_map(document=HOTEL)


def test_undo_and_redo_walk_the_whole_life_of_a_map(hotel: JourneyMap) -> None:
    page = Page(hotel.pk, "a")
    names = [f"Name {n}" for n in range(26)]
    for number, name in enumerate(names):
        page.edit(set_("book" if number % 2 else "arrive", "name", name))
    for _ in names:
        undo(page.read(), actor=guest())
    assert load_document(page.read()) == load_document(hotel)
    with pytest.raises(DomainError, match="nothing_to_undo"):
        undo(page.read(), actor=guest())
    for _ in names:
        redo(page.read(), actor=guest())
    assert (value(page, "book").name, value(page, "arrive").name) == ("Name 25", "Name 24")
    with pytest.raises(DomainError, match="nothing_to_redo"):
        redo(page.read(), actor=guest())
    assert page.read().revision == 78


def test_fast_edits_of_one_field_are_one_change(hotel: JourneyMap) -> None:
    page = Page(hotel.pk, "a")
    for text in ("B", "Bo", "Boo"):
        page.edit(set_("book", "name", text))
    MapEdit.unscoped.filter(revision=1).update(at=F("at") - timedelta(seconds=3))
    undo(page.read(), actor=guest())
    assert value(page, "book").name == "B"
    undo(page.read(), actor=guest())
    assert value(page, "book").name == "Book"
    redo(page.read(), actor=guest())
    redo(page.read(), actor=guest())
    assert value(page, "book").name == "Boo"
    undo(page.read(), actor=guest())
    assert value(page, "book").name == "B"


def test_a_new_edit_ends_what_can_be_redone(hotel: JourneyMap) -> None:
    page = Page(hotel.pk, "a")
    page.edit(set_("book", "name", "A"))
    undo(page.read(), actor=guest())
    page.revision = 2
    page.edit(set_("arrive", "name", "A"))
    with pytest.raises(DomainError, match="nothing_to_redo"):
        redo(page.read(), actor=guest())
    undo(page.read(), actor=guest())
    assert load_document(page.read()) == load_document(hotel)


def test_undo_takes_back_a_removal_with_its_references(hotel: JourneyMap) -> None:
    page = Page(hotel.pk, "a")
    page.edit({"op": "remove", "id": "arrive"})
    undo(page.read(), actor=guest(), client="a")
    assert load_document(page.read()) == load_document(hotel)
    log = list(journal(page.read()))
    assert [(edit.kind, edit.answers_id) for edit in log] == [("undo", log[1].pk), ("edit", None)]


def test_undo_is_ones_own_last_change() -> None:
    mine, me = learner_page()
    other = actor_for(person(OrganisationFactory(), Role.LEARNER))
    mine.edit(set_("book", "name", "A"))
    Page(mine.map_id, "b", other).edit(set_("arrive", "name", "B"))
    undo(mine.read(), actor=me)
    assert (value(mine, "book").name, value(mine, "arrive").name) == ("Book", "B")
    with pytest.raises(DomainError, match="nothing_to_undo"):
        undo(mine.read(), actor=me)
    redo(mine.read(), actor=me)
    assert value(mine, "book").name == "A"


def test_undo_and_redo_show_both_values_when_somebody_else_went_on() -> None:
    mine, me = learner_page()
    other = actor_for(person(OrganisationFactory(), Role.LEARNER))
    mine.edit(set_("book", "name", "A"))
    undo(mine.read(), actor=me)
    Page(mine.map_id, "b", other).edit(set_("book", "name", "B"))
    with pytest.raises(EditConflict) as refusal:
        redo(mine.read(), actor=me)
    assert refusal.value.conflicts == [FieldConflict("book", "name", "A", "B")]
    mine.revision = 3
    mine.edit(set_("book", "name", "C"))
    Page(mine.map_id, "c", other).edit(set_("book", "name", "D"))
    with pytest.raises(EditConflict) as refusal:
        undo(mine.read(), actor=me)
    assert refusal.value.conflicts == [FieldConflict("book", "name", "B", "D")]


def test_what_was_drawn_as_a_guest_can_be_undone_by_its_owner() -> None:
    mine, me = learner_page()
    Page(mine.map_id, "g").edit(set_("book", "name", "G"))
    undo(mine.read(), actor=me)
    assert value(mine, "book").name == "Book"
