from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apps.common import access
from apps.common.access import Request, requires
from apps.common.pages import render_page
from apps.journeys.domain.grid import build_grid
from apps.journeys.domain.stored import recall
from apps.journeys.forms import VersionForm
from apps.journeys.history import entries
from apps.journeys.models import JourneyMap
from apps.journeys.policies import Perm
from apps.journeys.selectors import (
    journal,
    load_document,
    map_by_id,
    shares_of,
    snapshot_by_id,
    snapshots_of,
)
from apps.journeys.services import (
    keep_version,
    restore_snapshot,
)
from apps.journeys.tables import render_map_table
from apps.journeys.views.common import visible_map

VERSIONS_PER_PAGE, EDITS_SHOWN = 20, 200


def _versions_page(request: Request, map: JourneyMap, form: VersionForm) -> HttpResponse:
    page = Paginator(snapshots_of(map), VERSIONS_PER_PAGE).get_page(request.GET.get("page"))
    edits = journal(map)[:EDITS_SHOWN]
    context = {
        "map": map,
        "page": page,
        "form": form,
        "shares": shares_of(map),
        "entries": entries(edits, recall(map.document_json).plain),
    }
    return render_page(request, "journeys/versions.html", context, status=422 if form.errors else 200)


@require_GET
@requires(Perm.VIEW_MAP)
def versions(request: Request, map_id: str) -> HttpResponse:
    """What the map was like: the frozen versions, and who wrote what since."""
    return _versions_page(request, visible_map(request, map_id), VersionForm())


@require_POST
@requires(Perm.EDIT_MAP)
def keep(request: Request, map_id: str) -> HttpResponse:
    map = access.get(request.actor, Perm.EDIT_MAP, map_by_id, map_id=map_id)
    form = VersionForm(request.POST)
    if not form.is_valid():
        return _versions_page(request, map, form)
    keep_version(map, name=form.cleaned_data["name"], actor=request.actor)
    messages.success(request, _("This version is kept."))
    return redirect("journeys:versions", map_id)


@require_GET
@requires(Perm.VIEW_MAP)
def version(request: Request, map_id: str, snapshot_id: str) -> HttpResponse:
    ids = {"map_id": map_id, "snapshot_id": snapshot_id}
    frozen = access.get(request.actor, Perm.VIEW_MAP, snapshot_by_id, **ids)
    table = render_map_table(build_grid(load_document(frozen)), language=get_language() or "en")
    return render_page(request, "journeys/version.html", {"version": frozen, "map_table": table})


@require_POST
@requires(Perm.EDIT_MAP)
def restore(request: Request, map_id: str, snapshot_id: str) -> HttpResponse:
    ids = {"map_id": map_id, "snapshot_id": snapshot_id}
    restore_snapshot(access.get(request.actor, Perm.EDIT_MAP, snapshot_by_id, **ids), actor=request.actor)
    messages.success(
        request, _("The version is back. What stood there before is kept below, and Undo takes this back.")
    )
    return redirect("journeys:versions", map_id)
