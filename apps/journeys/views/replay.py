from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apps.common import access
from apps.common.access import Request, requires
from apps.common.errors import NotFound
from apps.common.pages import render_page
from apps.journeys.policies import Perm
from apps.journeys.replaying import moment_of
from apps.journeys.selectors import map_by_id
from apps.journeys.services import restore_moment
from apps.journeys.views.common import visible_map


@require_GET
@requires(Perm.VIEW_MAP)
def replay(request: Request, map_id: str) -> HttpResponse:
    """How the map grew, edit by edit."""
    map = visible_map(request, map_id)
    moment = moment_of(map, asked=request.GET.get("at", ""), language=get_language() or "en")
    context = {"map": map, "moment": moment}
    return render_page(request, "journeys/replay.html", context, partial=("steps", "moment"))


@require_POST
@requires(Perm.EDIT_MAP)
def restore(request: Request, map_id: str) -> HttpResponse:
    map = access.get(request.actor, Perm.EDIT_MAP, map_by_id, map_id=map_id)
    asked = request.POST.get("at", "")
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 10):
        raise NotFound
    restore_moment(map, revision=int(asked), actor=request.actor)
    messages.success(
        request, _("This moment is back. What stood there before is kept below, and Undo takes this back.")
    )
    return redirect("journeys:versions", map.pk)
