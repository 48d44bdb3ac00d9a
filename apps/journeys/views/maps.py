from __future__ import annotations

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.common.access import Request, public, requires
from apps.common.pages import render_page
from apps.journeys import words
from apps.journeys.coaching import advise
from apps.journeys.domain.grid import build_grid
from apps.journeys.forms import TitleForm
from apps.journeys.policies import Perm
from apps.journeys.selectors import (
    current_beside,
    images_of,
    load_document,
    maps_of,
    review_today,
)
from apps.journeys.tables import render_map_list, render_map_table
from apps.journeys.topics import map_changed, map_topic
from apps.journeys.views.common import DRAWING, drawn, visible_map
from apps.live.streams import event_stream, last_seen, listen


@require_POST
@public("a visitor draws before there is an account")
@DRAWING
def try_out(request: Request) -> HttpResponse:
    """The one field of the landing page: a map with a real id, kept for the visitor's session."""
    form = TitleForm(request.POST)
    if not form.is_valid():
        return render_page(request, "journeys/new.html", {"form": form, "guest": True}, status=422)
    return drawn(request, form.cleaned_data["title"])


@require_GET
@requires(Perm.VIEW_MAP)
def maps(request: Request) -> HttpResponse:
    return render_page(request, "journeys/maps.html", {"maps": maps_of(request.actor)[:200]})


@require_http_methods(["GET", "POST"])
@requires(Perm.CREATE_MAP)
@DRAWING
def new(request: Request) -> HttpResponse:
    form = TitleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return drawn(request, form.cleaned_data["title"])
    return render_page(request, "journeys/new.html", {"form": form}, status=422 if form.is_bound else 200)


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
        "map_table": render_map_table(build_grid(document), language=language),
        "advice": advise(findings, document, language),
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
