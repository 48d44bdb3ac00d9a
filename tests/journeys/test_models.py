import pytest
from django.db import IntegrityError

from apps.common import access
from apps.common.access import Actor, Role
from apps.common.errors import NotFound
from apps.common.ids import guest_hash
from apps.common.tenancy import UnscopedError
from apps.journeys.domain import stored
from apps.journeys.domain.problems import read_map
from apps.journeys.models import JourneyMap, MapEdit, Snapshot
from apps.journeys.policies import Perm
from apps.journeys.selectors import load_document, map_by_id, maps_of, snapshot_by_id, snapshots_of
from apps.journeys.services import take_snapshot
from tests.factories.journeys import guest, make_map
from tests.factories.organisations import OrganisationFactory, actor_for, person
from tests.journeys.domain.documents import HOTEL

pytestmark = [pytest.mark.db, pytest.mark.django_db]


def test_every_model_has_one_door() -> None:
    for model in (JourneyMap, MapEdit, Snapshot):
        with pytest.raises(UnscopedError):
            model.objects.all()


def test_a_draft_is_seen_by_its_author_only() -> None:
    organisation = OrganisationFactory()
    me = actor_for(person(organisation, Role.LEARNER))
    mine = make_map(me)
    frozen = take_snapshot(mine, kind="named", name="n", actor=me)
    assert access.get(me, Perm.EDIT_MAP, map_by_id, map_id=mine.pk) == mine
    assert access.get(me, Perm.VIEW_MAP, snapshot_by_id, map_id=mine.pk, snapshot_id=frozen.pk) == frozen
    assert list(maps_of(me)) == [mine]
    assert list(snapshots_of(mine)) == [frozen]
    others = [actor_for(person(organisation, role)) for role in Role] + [guest(), Actor()]
    for other in others:
        for selector, ids in (
            (map_by_id, {"map_id": mine.pk}),
            (snapshot_by_id, {"map_id": mine.pk, "snapshot_id": frozen.pk}),
        ):
            with pytest.raises(NotFound):
                access.get(other, Perm.VIEW_MAP, selector, **ids)
        assert not access.allows(other, Perm.VIEW_MAP, mine)
        assert not access.allows(other, Perm.EDIT_MAP, frozen)


def test_a_guest_sees_the_own_map_by_a_key_that_is_not_stored() -> None:
    drawn = make_map(guest("secret"))
    assert access.get(guest("secret"), Perm.EDIT_MAP, map_by_id, map_id=drawn.pk) == drawn
    assert map_by_id(guest("other"), map_id=drawn.pk) is None
    assert (drawn.guest_key, drawn.owner_id) == (guest_hash("secret"), None)


def test_rows_of_an_organisation() -> None:
    drawn = make_map()
    take_snapshot(drawn, kind="submission", actor=guest())
    assert JourneyMap.objects.for_org(drawn.organisation_id).count() == 1
    assert Snapshot.objects.for_org(drawn.organisation_id).count() == 1
    assert Snapshot.objects.for_org(OrganisationFactory()).count() == 0
    assert MapEdit.objects.for_actor(guest()).count() == 0


def test_a_map_has_an_owner_or_a_guest() -> None:
    with pytest.raises(IntegrityError, match="map_of_owner_or_guest"):
        make_map(Actor(), organisation_id=OrganisationFactory().pk)


def test_the_plain_document_is_a_copy_and_may_be_given() -> None:
    drawn = make_map(document=HOTEL)
    drawn.document["title"] = "changed"
    assert drawn.document["title"] == HOTEL["title"]
    assert load_document(drawn) is load_document(JourneyMap.unscoped.get(pk=drawn.pk))
    drawn.document = {"title": "Other"}
    assert drawn.document_json == '{"format":"cjm/1","title":"Other"}'
    assert str(drawn) == HOTEL["title"]


def test_only_the_newest_texts_are_remembered() -> None:
    texts = [f'{{"format":"cjm/1","title":"{n}"}}' for n in range(stored.REMEMBERED + 1)]
    first = stored.recall(texts[0])
    assert stored.recall(texts[0]) is first
    assert first.document == read_map({"title": "0"})
    for text in texts[1:]:
        stored.recall(text)
    assert stored.recall(texts[0]) is not first
