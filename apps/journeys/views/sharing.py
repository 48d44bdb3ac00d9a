"""People on a map, and the links by which others read it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apps.common import access
from apps.common.access import Request, allows, requires
from apps.common.denials import sentence_for
from apps.common.errors import DomainError, NotFound
from apps.common.limits import limited
from apps.common.pages import offer_undo, render_page
from apps.journeys.forms import CoAuthorForm, LinkForm
from apps.journeys.models import JourneyMap, ShareLink
from apps.journeys.policies import Perm
from apps.journeys.selectors import coauthors_of, link_of, links_of, map_by_id
from apps.journeys.services import (
    add_coauthor,
    bring_back,
    leave_map,
    make_link,
    remove_coauthor,
    revoke_link,
)

SHARING = limited("share", browser=30, address=300)


def _owned(request: Request, map_id: str) -> JourneyMap:
    return access.get(request.actor, Perm.SHARE_MAP, map_by_id, map_id=map_id)


def _share_page(
    request: Request, map: JourneyMap, people: CoAuthorForm | None = None, link: LinkForm | None = None
) -> HttpResponse:
    mine = allows(request.actor, Perm.SHARE_MAP, map)
    context: dict[str, Any] = {
        "map": map,
        "mine": mine,
        "organisation": map.organisation,
        "coauthors": coauthors_of(map),
        "people": people or CoAuthorForm(),
        "form": link or LinkForm(),
        "links": [_addresses(request, each) for each in links_of(map)] if mine else [],
    }
    refused = any(form is not None and form.errors for form in (people, link))
    return render_page(request, "journeys/share.html", context, status=422 if refused else 200)


def _addresses(request: Request, link: ShareLink) -> tuple[ShareLink, str, str]:
    """The link, where it is read, and where a frame of another site reads it; nothing once it has ended."""
    if not link.is_working:
        return link, "", ""
    page, frame = (reverse(f"journeys:{name}", args=[link.token]) for name in ("shared", "embed"))
    return link, request.build_absolute_uri(page), request.build_absolute_uri(frame) if link.embed else ""


@require_GET
@requires(Perm.SEE_TEAM)
def share(request: Request, map_id: str) -> HttpResponse:
    return _share_page(request, access.get(request.actor, Perm.SEE_TEAM, map_by_id, map_id=map_id))


@require_POST
@requires(Perm.SHARE_MAP)
@SHARING
def add_person(request: Request, map_id: str) -> HttpResponse:
    map, form = _owned(request, map_id), CoAuthorForm(request.POST)
    if form.is_valid():
        try:
            added = add_coauthor(map, actor=request.actor, called=form.cleaned_data["called"])
        except DomainError as refusal:
            form.add_error("called", sentence_for(refusal.code))
        else:
            messages.success(request, _("%(name)s draws on this map now.") % {"name": added.user.name})
            return redirect("journeys:share", map.pk)
    return _share_page(request, map, people=form)


@require_POST
@requires(Perm.SHARE_MAP)
def remove_person(request: Request, map_id: str, user_id: int) -> HttpResponse:
    map = _owned(request, map_id)
    coauthor = next((each for each in coauthors_of(map) if each.user_id == user_id), None)
    if coauthor is not None:
        undo = reverse("journeys:bring_back", args=[map.pk, remove_coauthor(coauthor)])
        offer_undo(request, _("%(name)s no longer draws on this map.") % {"name": coauthor.user.name}, undo)
    return redirect("journeys:share", map.pk)


@require_POST
@requires(Perm.SHARE_MAP)
def bring_person_back(request: Request, map_id: str, removed: str) -> HttpResponse:
    map = _owned(request, map_id)
    person = bring_back(map, removed=removed)
    messages.success(request, _("%(name)s draws on this map now.") % {"name": person.name})
    return redirect("journeys:share", map.pk)


@require_POST
@requires(Perm.SEE_TEAM)
def leave(request: Request, map_id: str) -> HttpResponse:
    map = access.get(request.actor, Perm.SEE_TEAM, map_by_id, map_id=map_id)
    if not leave_map(map, actor=request.actor):
        return redirect("journeys:share", map.pk)
    messages.success(request, _("You no longer draw on this map: %(title)s") % {"title": map.title})
    return redirect("journeys:maps")


@require_POST
@requires(Perm.SHARE_MAP)
@SHARING
def add_link(request: Request, map_id: str) -> HttpResponse:
    map, form = _owned(request, map_id), LinkForm(request.POST)
    if not form.is_valid():
        return _share_page(request, map, link=form)
    make_link(map, actor=request.actor, key=request.POST.get("key", ""), **form.cleaned_data)
    messages.success(request, _("The link is ready. Everybody who has it can read the map."))
    return redirect("journeys:share", map.pk)


@require_POST
@requires(Perm.SHARE_MAP)
def revoke(request: Request, map_id: str, link_id: str) -> HttpResponse:
    map = _owned(request, map_id)
    link = link_of(map, link_id=link_id)
    if link is None:
        raise NotFound
    revoke_link(link)
    messages.success(request, _("The link is revoked. Whoever opens it finds nothing."))
    return redirect("journeys:share", map.pk)
