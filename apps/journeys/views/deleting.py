from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.common import access
from apps.common.access import Request, requires
from apps.common.pages import render_page
from apps.journeys.policies import Perm
from apps.journeys.selectors import coauthors_of, map_by_id
from apps.journeys.services import delete_map, is_handed_in


@require_http_methods(["GET", "POST"])
@requires(Perm.DELETE_MAP)
def delete(request: Request, map_id: str) -> HttpResponse:
    """Asks first: what goes with the map is said, and this has no undo."""
    map = access.get(request.actor, Perm.DELETE_MAP, map_by_id, map_id=map_id)
    if request.method == "POST":
        delete_map(map, actor=request.actor)
        messages.success(request, _("The map is deleted: %(title)s") % {"title": map.title})
        return redirect("journeys:maps")
    context = {"map": map, "handed_in": is_handed_in(map), "coauthors": coauthors_of(map)}
    return render_page(request, "journeys/delete.html", context)
