from __future__ import annotations

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from apps.common.access import Request, requires
from apps.common.pages import render_page
from apps.journeys import words
from apps.journeys.aspects import zoom_addresses
from apps.journeys.coaching import advise
from apps.journeys.combinations import relation_rows
from apps.journeys.domain.grid import build_grid
from apps.journeys.lacks import named_lacks
from apps.journeys.policies import Perm
from apps.journeys.selectors import (
    current_beside,
    images_of,
    load_document,
    maps_above,
    maps_of,
    review_today,
)
from apps.journeys.tables import render_map_list, render_map_table
from apps.journeys.topics import map_changed, map_topic
from apps.journeys.views.common import visible_map
from apps.live.streams import event_stream, last_seen, listen


@require_GET
@requires(Perm.VIEW_MAP)
def maps(request: Request) -> HttpResponse:
    found = maps_of(request.actor).select_related("review_plan")[:200]
    return render_page(request, "journeys/maps.html", {"maps": found, "today": timezone.localdate()})


@require_GET
@requires(Perm.VIEW_MAP)
def show(request: Request, map_id: str) -> HttpResponse:
    map = visible_map(request, map_id)
    document = load_document(map)
    language = get_language() or "en"
    asked = review_today(document, current=current_beside(document, actor=request.actor))
    findings = [finding for finding in asked if finding.waived is None]
    context = {
        "map": map,
        "images": images_of(map).values(),
        "grid": build_grid(document),
        "kind_name": words.kind_label(document.kind) if document.kind else "",
        "map_table": render_map_table(
            build_grid(document), language=language, zooms=zoom_addresses(document)
        ),
        "above": maps_above(map, actor=request.actor),
        "relations": relation_rows(map, actor=request.actor),
        "advice": advise(findings, document, language),
        "lacks": named_lacks(document),
    }
    return render_page(request, "journeys/map.html", context)


@require_GET
@requires(Perm.VIEW_MAP)
def as_list(request: Request, map_id: str) -> HttpResponse:
    map = visible_map(request, map_id)
    grid = build_grid(load_document(map))
    listing = render_map_list(grid, language=get_language() or "en")
    return render_page(request, "journeys/list.html", {"map": map, "grid": grid, "map_list": listing})


@require_GET
@requires(Perm.VIEW_MAP)
def follow_map(request: Request, map_id: str) -> HttpResponseBase:
    """The stream of an open builder: tells it when another page has saved the map."""
    map = visible_map(request, map_id)
    listener = listen(map_topic(map.pk))
    map.refresh_from_db(fields=["revision"])
    missed = [map_changed(map)] if map.revision > last_seen(request) else []
    return event_stream(request, listener, missed=missed, page=request.GET.get("client", "")[:40])
