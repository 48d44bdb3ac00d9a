"""A map goes, with its versions, history, pictures and links."""

from __future__ import annotations

from django.db import transaction
from django.db.models import ProtectedError, Q

from apps.common.access import Actor
from apps.common.errors import DomainError
from apps.jobs.services import send_letters
from apps.journeys.models import JourneyMap, SnapshotKind
from apps.journeys.selectors.sharing import coauthors_of
from apps.journeys.services.images import delete_image


def is_handed_in(map: JourneyMap) -> bool:
    """1 query."""
    return map.snapshots.filter(kind=SnapshotKind.SUBMISSION).exists()


@transaction.atomic
def delete_map(map: JourneyMap, *, actor: Actor) -> None:
    """For good, and its co-authors are told by mail. `map_handed_in` for one that a cohort's record needs."""
    if is_handed_in(map):
        raise DomainError("map_handed_in")
    here = coauthors_of(map).filter(Q(still_here=True), user__is_active=True)
    readers = list(here.values_list("user", flat=True))
    # The title is in the letter's row because the map that it could be read from is gone when it is written.
    told = {
        f"{map.pk}:{reader}": {"to": reader, "by": actor.user_id, "title": map.title} for reader in readers
    }
    for image in map.images.all():
        delete_image(image)
    try:
        map.delete()
    except ProtectedError:
        raise DomainError("map_handed_in") from None
    if told:
        send_letters("map_deleted", told, organisation_id=map.organisation_id)
