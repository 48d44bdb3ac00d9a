from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language

from apps.common import access
from apps.common.access import Actor, Request
from apps.common.files import file_name
from apps.common.limits import limited
from apps.journeys.models import JourneyMap
from apps.journeys.policies import Perm
from apps.journeys.selectors import map_by_id
from apps.journeys.services import import_map
from apps.organisations.actors import become_guest
from apps.organisations.services import open_academy

DRAWING = limited("draw", browser=30, address=300)


def first_step(map: JourneyMap) -> str:
    return f"{reverse('journeys:maps')}{map.pk}/step/1/"


def author_of(request: Request) -> Actor:
    return request.actor if request.actor.user_id else become_guest(request, request.POST.get("key", ""))


def sent_name(request: Request) -> str:
    """What the sender's device calls the file."""
    file = request.FILES.get("file")
    return getattr(file, "name", None) or ""


def brought(request: Request, raw: bytes) -> HttpResponse:
    """To the first step of a new map from what was sent; `InvalidMap` where it holds none."""
    map = import_map(
        actor=author_of(request),
        organisation_id=request.actor.active_org_id or open_academy().pk,
        raw=raw,
        language=get_language() or "en",
        key=request.POST.get("key", ""),
    )
    return redirect(first_step(map))


def visible_map(request: Request, map_id: str) -> JourneyMap:
    return access.get(request.actor, Perm.VIEW_MAP, map_by_id, map_id=map_id)


def attachment(map: JourneyMap, content: str | bytes, ending: str, content_type: str) -> HttpResponse:
    """A file to keep, called like the map."""
    response = HttpResponse(content, content_type=content_type)
    header = content_disposition_header(as_attachment=True, filename=file_name(map.title, ending))
    response["Content-Disposition"] = header or "attachment"
    return response
