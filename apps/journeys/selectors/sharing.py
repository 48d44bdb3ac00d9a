"""Who draws on a map besides its owner, and by which links it is read."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from apps.accounts.models import User
from apps.jobs.models import Job
from apps.journeys.models import CoAuthor, JourneyMap, ShareLink
from apps.organisations.models import Membership

LINKS_SHOWN = 20


def coauthors_of(map: JourneyMap) -> QuerySet[CoAuthor]:
    """In the order of coming; ``still_here``: whether they belong to the organisation and see the map; 1 query."""
    held = Membership.objects.for_org(map.organisation_id).filter(user=OuterRef("user"))
    return map.coauthors.select_related("user").annotate(still_here=Exists(held))


def members_of(map: JourneyMap) -> QuerySet[User]:
    """Everybody of the map's organisation who can draw on it."""
    held = Membership.objects.for_org(map.organisation_id).filter(user=OuterRef("pk"))
    return User.objects.filter(Exists(held), is_active=True)


def member_called(map: JourneyMap, typed: str) -> User | None:
    """The one with this address or, where only one has it, this name."""
    if "@" in typed:
        return members_of(map).filter(email=typed.lower()).first()
    found = list(members_of(map).filter(name__iexact=typed)[:2])
    return found[0] if len(found) == 1 else None


def links_of(map: JourneyMap) -> list[ShareLink]:
    """The newest first; 1 query."""
    return list(map.share_links.all()[:LINKS_SHOWN])


def link_of(map: JourneyMap, *, link_id: str) -> ShareLink | None:
    return None if "\x00" in link_id else map.share_links.filter(pk=link_id).first()


def link_by_token(token: str) -> ShareLink | None:
    """The link with its map, while it lets readers in; 1 query.

    Across organisations: its readers are no members, the token is what lets them in.
    """
    if "\x00" in token:
        return None
    link = ShareLink.unscoped.select_related("map").filter(token=token).first()
    return link if link is not None and link.is_working else None


def coauthor_of_letter(job: Job) -> CoAuthor | None:
    """With everything that the letter says; None when the person no longer draws on the map."""
    rows = CoAuthor.objects.for_org(job.organisation_id or "").select_related(
        "user", "map__owner", "map__organisation"
    )
    return rows.defer("map__document_json").filter(pk=job.args["coauthor"]).first()
