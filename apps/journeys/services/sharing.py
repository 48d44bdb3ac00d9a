"""Drawing together, and links by which a map is read."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from django.core import signing
from django.db import transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.common.access import Actor
from apps.common.errors import DomainError
from apps.common.ids import request_key
from apps.jobs.services import send_letters
from apps.journeys.models import CoAuthor, JourneyMap, ShareLink
from apps.journeys.selectors.sharing import member_called, members_of

MOST_COAUTHORS = 50
_SALT = "journeys.removed_coauthor"
UNDO_FOR = timedelta(days=1)


class Lasts(StrEnum):
    WEEK = "week"
    MONTH = "month"
    NEVER = "never"


_LASTS = {Lasts.WEEK: timedelta(days=7), Lasts.MONTH: timedelta(days=30), Lasts.NEVER: None}


@transaction.atomic
def add_coauthor(map: JourneyMap, *, actor: Actor, called: str) -> CoAuthor:
    """Somebody of the map's organisation, by address or name, draws along from now on, and is told by mail.

    Repeated, it changes nothing. `nobody_found` is the one answer for unknown, foreign and ambiguous; `own_map`,
    `strangers_here` in the open academy, `too_many_coauthors`.
    """
    if map.organisation.is_open:
        raise DomainError("strangers_here")
    person = member_called(map, " ".join(called.split()))
    if person is None:
        raise DomainError("nobody_found")
    coauthor, added = _put(map, person)
    if added:
        letter = {"coauthor": coauthor.pk}
        send_letters("coauthor_added", {str(coauthor.pk): letter}, organisation_id=map.organisation_id)
    return coauthor


def _put(map: JourneyMap, person: User) -> tuple[CoAuthor, bool]:
    if person.pk == map.owner_id:
        raise DomainError("own_map")
    if map.coauthors.exclude(user=person).count() >= MOST_COAUTHORS:
        raise DomainError("too_many_coauthors", most=MOST_COAUTHORS)
    return CoAuthor.objects.for_org(map.organisation_id).get_or_create(map=map, user=person)


def remove_coauthor(coauthor: CoAuthor) -> str:
    """They no longer see the map. Returns what `bring_back` takes."""
    coauthor.delete()
    return signing.dumps([coauthor.map_id, coauthor.user_id], salt=_SALT)


def bring_back(map: JourneyMap, *, removed: str) -> User:
    """Undo of `remove_coauthor`, for a day; nobody is told. `nobody_found` where the person has left since.

    ``removed`` is signed: else it would name anybody of the organisation by a number.
    """
    try:
        key, user_id = signing.loads(removed, salt=_SALT, max_age=UNDO_FOR)
    except signing.BadSignature:
        raise DomainError("nobody_found") from None
    person = members_of(map).filter(pk=user_id).first() if key == map.pk else None
    if person is None:
        raise DomainError("nobody_found")
    _put(map, person)
    return person


def leave_map(map: JourneyMap, *, actor: Actor) -> bool:
    """A co-author draws on it no longer; False for whoever is none."""
    gone, _rows = map.coauthors.filter(user=actor.user_id).delete()
    return bool(gone)


def make_link(map: JourneyMap, *, actor: Actor, lasts: Lasts, embed: bool, key: str = "") -> ShareLink:
    """``key``: of the form that asks. The same link asked for again with it is answered with the first one."""
    time = _LASTS[lasts]
    values = {
        "embed": embed,
        "expires_at": timezone.now() + time if time else None,
        "created_by_id": actor.user_id,
    }
    asked = request_key(key, f"{lasts} {embed}")
    if asked is None:
        return ShareLink.objects.create(map=map, **values)
    known = ShareLink.objects.for_org(map.organisation_id)
    return known.get_or_create(map=map, request_key=asked, defaults=values)[0]


def revoke_link(link: ShareLink) -> None:
    """At once and for good: whoever has the link finds nothing there."""
    links = ShareLink.objects.for_org(link.map.organisation_id)
    links.filter(pk=link.pk, revoked_at=None).update(revoked_at=timezone.now())
