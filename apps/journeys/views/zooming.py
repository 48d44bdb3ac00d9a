from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.common import access
from apps.common.access import Request, requires
from apps.common.errors import NotFound
from apps.common.pages import render_page
from apps.journeys.domain.document import Link, LinkKind, Touchpoint
from apps.journeys.faults import fault_text
from apps.journeys.forms import ZoomForm, ZoomLinkForm
from apps.journeys.models import JourneyMap
from apps.journeys.policies import Perm
from apps.journeys.selectors import load_document, map_by_id, zoomable_maps
from apps.journeys.services import (
    InvalidMap,
    link_sub_journey,
    unlink_sub_journey,
    zoom_in,
)
from apps.journeys.views.common import DRAWING, first_step


@require_http_methods(["GET", "POST"])
@requires(Perm.EDIT_MAP)
@DRAWING
def zoom(request: Request, map_id: str, touchpoint_id: str) -> HttpResponse:
    """The sub-journey of one touchpoint: made, linked with a map that is there, or taken off."""
    map = access.get(request.actor, Perm.EDIT_MAP, map_by_id, map_id=map_id)
    place = next((item for item in load_document(map).touchpoints if item.id == touchpoint_id), None)
    if place is None:
        raise NotFound
    pressed = request.POST.get("do", "") if request.method == "POST" else ""
    make = ZoomForm(request.POST if pressed == "make" else None, initial={"title": place.name})
    link = ZoomLinkForm(request.POST if pressed == "link" else None, zoomable_maps(map, actor=request.actor))
    if pressed == "make" and make.is_valid():
        title, key = make.cleaned_data["title"], request.POST.get("key", "")
        return redirect(first_step(zoom_in(map, place, actor=request.actor, title=title, key=key)))
    if pressed == "unlink":
        return _unlink(request, map, place)
    if pressed == "link" and link.is_valid() and _link(request, map, place, link):
        return redirect("journeys:map", map.pk)
    context = _context(request, map, place) | {"make": make, "link": link}
    return render_page(request, "journeys/zoom.html", context, status=422 if pressed else 200)


def _link(request: Request, map: JourneyMap, place: Touchpoint, form: ZoomLinkForm) -> bool:
    """Whether the chosen map is linked now; if not, the form says why."""
    other = access.get(request.actor, Perm.EDIT_MAP, map_by_id, map_id=form.cleaned_data["map"])
    try:
        link_sub_journey(map, place, other, actor=request.actor)
    except InvalidMap as refusal:
        form.add_error("map", fault_text(refusal.problems[0].code, refusal.problems[0].params))
        return False
    return True


def _unlink(request: Request, map: JourneyMap, place: Touchpoint) -> HttpResponse:
    if linked := _linked(map, place):
        unlink_sub_journey(map, linked, actor=request.actor)
        messages.success(request, _("The sub-journey is no longer linked. Its map stays as it is."))
    return redirect("journeys:zoom", map.pk, place.id)


def _linked(map: JourneyMap, place: Touchpoint) -> Link | None:
    links = load_document(map).links
    return next((link for link in links if link.kind is LinkKind.ZOOM and link.touchpoint == place.id), None)


def _context(request: Request, map: JourneyMap, place: Touchpoint) -> dict[str, Any]:
    linked = _linked(map, place)
    below = map_by_id(request.actor, map_id=linked.map) if linked else None
    return {"map": map, "place": place, "linked": linked, "below": below}
