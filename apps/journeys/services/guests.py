"""Maps drawn without an account: they become their author's at sign-in, and go when nobody comes back."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from apps.common.access import Actor
from apps.journeys.models import JourneyMap, Upload

BATCH = 200


def keep_guest_maps(guest: Actor, *, user_id: int, organisation_id: str | None = None) -> int:
    """All maps of the guest belong to the person from now on, and lie in the organisation that is named.

    Nothing else about them changes. Returns how many.
    One conditional UPDATE: whoever asks second finds no map of a guest any more.
    """
    if guest.user_id is not None:
        raise ValueError("A map that has an owner keeps it.")
    place = {"organisation": organisation_id} if organisation_id else {}
    Upload.objects.for_actor(guest).update(owner=user_id, guest_key="", **place)
    maps = JourneyMap.objects.for_actor(guest)
    return maps.update(owner=user_id, guest_key="", request_key=None, **place)


def leave_open_academy(map: JourneyMap, *, organisation_id: str) -> bool:
    """Move a map to an organisation from the academy where everybody begins; False where it lies elsewhere."""
    begun = JourneyMap.objects.for_org(map.organisation_id).filter(pk=map.pk, organisation__is_open=True)
    if not begun.update(organisation=organisation_id):
        return False
    map.organisation_id = organisation_id
    return True


def expire_guest_maps(now: datetime) -> int:
    """Delete guests' maps that nobody has touched for longer than `settings.GUEST_MAP_DAYS`. Returns how many.

    In batches, and with the rows locked: a map that its author keeps at this moment is not deleted.
    """
    before, deleted = now - timedelta(days=settings.GUEST_MAP_DAYS), 0
    while True:
        with transaction.atomic():
            old = JourneyMap.unscoped.filter(owner=None, updated_at__lt=before)
            keys = list(old.select_for_update().order_by("pk").values_list("pk", flat=True)[:BATCH])
            old.filter(pk__in=keys).delete()
        deleted += len(keys)
        if len(keys) < BATCH:
            return deleted
