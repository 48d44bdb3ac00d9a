"""Maps drawn without an account: kept unchanged by whoever signs up, deleted when nobody comes back."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from apps.journeys.models import JourneyMap, MapEdit, SnapshotKind
from apps.journeys.services import (
    apply_operations,
    expire_guest_maps,
    guests,
    keep_guest_maps,
    take_snapshot,
    undo,
)
from tests.factories.accounts import UserFactory
from tests.factories.journeys import guest, make_map
from tests.factories.maps import small_map
from tests.factories.organisations import OrganisationFactory, actor_for

pytestmark = [pytest.mark.db, pytest.mark.django_db]

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
OWNERSHIP = {"owner_id", "guest_key", "request_key"}


def drawn_by_a_guest(key: str = "key-of-a-guest") -> JourneyMap:
    map = make_map(guest(key), document=small_map())
    apply_operations(
        map,
        [{"op": "set", "id": "map", "field": "title", "value": "Another"}],
        base_revision=0,
        actor=guest(key),
        client="page",
        sequence=1,
    )
    take_snapshot(map, kind=SnapshotKind.NAMED, name="First", actor=guest(key))
    return map


def rows_of(map: JourneyMap) -> list[dict[str, Any]]:
    plain = JourneyMap.unscoped.filter(pk=map.pk).values().get()
    rest = {name: value for name, value in plain.items() if name not in OWNERSHIP}
    return [rest, *map.edits.order_by("revision").values(), *map.snapshots.values()]


def test_keeping_changes_nothing_but_the_owner() -> None:
    map, user = drawn_by_a_guest(), UserFactory.create()
    before = rows_of(map)
    assert keep_guest_maps(guest(), user_id=user.pk) == 1
    assert rows_of(map) == before
    map.refresh_from_db()
    assert (map.owner, map.guest_key, map.revision) == (user, "", 1)


def test_it_may_move_to_another_organisation_and_changes_nothing_else() -> None:
    map, user, company = drawn_by_a_guest(), UserFactory.create(), OrganisationFactory.create()
    foreign = make_map(guest("another"))
    before = rows_of(map)
    keep_guest_maps(guest(), user_id=user.pk, organisation_id=company.pk)
    assert rows_of(map) == [before[0] | {"organisation_id": company.pk}, *before[1:]]
    foreign.refresh_from_db()
    assert foreign.organisation != company


def test_all_own_maps_are_kept_and_nobody_elses() -> None:
    own, foreign = [drawn_by_a_guest(), make_map(guest())], make_map(guest("another"))
    user, other = UserFactory.create_batch(2)
    kept_before = make_map(actor_for(other))
    assert keep_guest_maps(guest(), user_id=user.pk) == 2
    assert set(JourneyMap.unscoped.filter(owner=user)) == set(own)
    foreign.refresh_from_db()
    kept_before.refresh_from_db()
    assert (foreign.owner, kept_before.owner) == (None, other)


def test_kept_by_one_is_not_kept_by_the_next() -> None:
    map, (first, second) = drawn_by_a_guest(), UserFactory.create_batch(2)
    keep_guest_maps(guest(), user_id=first.pk)
    assert keep_guest_maps(guest(), user_id=second.pk) == 0
    map.refresh_from_db()
    assert map.owner == first


def test_a_person_is_no_guest() -> None:
    user = UserFactory.create()
    make_map(actor_for(user))
    with pytest.raises(ValueError, match="owner"):
        keep_guest_maps(actor_for(user), user_id=UserFactory.create().pk)


def test_a_page_that_was_open_goes_on_saving() -> None:
    """Its edits were the guest's before, and are its owner's now; the one open page does not collide with itself."""
    map, user = drawn_by_a_guest(), UserFactory.create()
    keep_guest_maps(guest(), user_id=user.pk)
    done = apply_operations(
        map,
        [{"op": "set", "id": "map", "field": "title", "value": "A third"}],
        base_revision=0,
        actor=actor_for(user),
        client="page",
        sequence=2,
    )
    assert (done.revision, done.document.title) == (2, "A third")
    undo(done.map, actor=actor_for(user))
    assert JourneyMap.unscoped.get(pk=map.pk).title == "Another"


@pytest.mark.parametrize(
    ("age", "gone"),
    [
        (timedelta(days=30, microseconds=1), True),
        (timedelta(days=30), False),
        (timedelta(0), False),
    ],
    ids=["a moment longer", "thirty days", "new"],
)
def test_a_guests_map_is_deleted_after_thirty_days_of_rest(age: timedelta, *, gone: bool) -> None:
    map = drawn_by_a_guest()
    JourneyMap.unscoped.update(updated_at=NOW - age, created_at=NOW - timedelta(days=300))
    assert expire_guest_maps(NOW) == int(gone)
    assert JourneyMap.unscoped.filter(pk=map.pk).exists() is not gone
    assert MapEdit.unscoped.exists() is not gone


def test_a_map_with_an_owner_is_never_too_old() -> None:
    map = drawn_by_a_guest()
    keep_guest_maps(guest(), user_id=UserFactory.create().pk)
    JourneyMap.unscoped.update(updated_at=NOW - timedelta(days=3000))
    assert expire_guest_maps(NOW) == 0
    assert JourneyMap.unscoped.filter(pk=map.pk).exists()


def test_more_than_a_batch_is_deleted_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guests, "BATCH", 2)
    for number in range(5):
        make_map(guest(str(number)))
    JourneyMap.unscoped.update(updated_at=NOW - timedelta(days=31))
    assert expire_guest_maps(NOW) == 5
    assert not JourneyMap.unscoped.exists()
