"""From a request to its actor."""

import secrets
from datetime import timedelta

from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.functional import SimpleLazyObject

from apps.common.access import Actor, OrganisationRef, Request, Role
from apps.organisations.models import Membership

GUEST_KEY = "guest_key"
ACTIVE_ORGANISATION = "organisation"
# Longer than any guest's map is kept, so that the browser does not forget whose it is.
GUEST_SESSION = timedelta(days=365)


def build_actor(request: HttpRequest) -> Actor:
    """One query for the memberships; none for guests."""
    guest_key: str | None = request.session.get(GUEST_KEY)
    user = request.user
    if not user.is_authenticated:
        return Actor(guest_key=guest_key)
    roles, organisations = memberships_of(user.pk)
    return Actor(
        user_id=user.pk,
        guest_key=guest_key,
        name=user.name,
        roles=roles,
        active_org_id=_active(request.session.get(ACTIVE_ORGANISATION), organisations),
        is_staff=user.is_staff,
        organisations=organisations,
    )


def actor_of_user(user_id: int, *, name: str = "", is_staff: bool = False) -> Actor:
    """The same outside a request: for jobs, commands and tests."""
    roles, organisations = memberships_of(user_id)
    return Actor(
        user_id=user_id,
        name=name,
        roles=roles,
        active_org_id=_active(None, organisations),
        is_staff=is_staff,
        organisations=organisations,
    )


def memberships_of(user_id: int) -> tuple[dict[str, frozenset[Role]], tuple[OrganisationRef, ...]]:
    """Roles by organisation; organisations by name with the open academy last."""
    rows = (
        Membership.unscoped.filter(user=user_id)
        .order_by("organisation__is_open", "organisation__name", "organisation")
        .values_list(
            "role", "organisation", "organisation__slug", "organisation__name", "organisation__is_open"
        )
    )
    roles: dict[str, frozenset[Role]] = {}
    organisations: dict[str, OrganisationRef] = {}
    for role, key, slug, name, is_open in rows:
        roles[key] = roles.get(key, frozenset()) | {Role(role)}
        organisations[key] = OrganisationRef(key, slug, name, is_open)
    return roles, tuple(organisations.values())


def _active(chosen: str | None, organisations: tuple[OrganisationRef, ...]) -> str | None:
    """The one chosen in the menu while the person still belongs to it, else the first."""
    keys = [ref.id for ref in organisations]
    return chosen if chosen in keys else next(iter(keys), None)


def attach_actor(request: HttpRequest) -> None:
    request.actor = SimpleLazyObject(lambda: build_actor(request))  # type: ignore[attr-defined]


def become_guest(request: Request, form_key: str = "") -> Actor:
    """The actor with a guest key: called when a visitor draws their first map, never before.

    A double click sends the form twice before the browser has a session. Both times the guest is the same one:
    the key is made of ``form_key`` and the browser's CSRF secret, which only this browser and we know.
    """
    if GUEST_KEY not in request.session:
        secret = request.META.get("CSRF_COOKIE", "")
        known = salted_hmac(GUEST_KEY, f"{secret}\n{form_key}", algorithm="sha256").hexdigest()
        request.session[GUEST_KEY] = known if secret and form_key else secrets.token_urlsafe(24)
        request.session.set_expiry(GUEST_SESSION)
        attach_actor(request)
    return request.actor
