from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from apps.common.access import Request, requires
from apps.common.pages import render_page
from apps.journeys import aspects, story
from apps.journeys.policies import Perm
from apps.journeys.selectors import images_of, load_document
from apps.journeys.views.common import visible_map


@require_GET
@requires(Perm.VIEW_MAP)
def channels(request: Request, map_id: str) -> HttpResponse:
    map = visible_map(request, map_id)
    context = aspects.channels_context(load_document(map), request.GET.get("channel", ""))
    return render_page(request, "journeys/channels.html", context | {"map": map})


@require_GET
@requires(Perm.VIEW_MAP)
def curve(request: Request, map_id: str) -> HttpResponse:
    map = visible_map(request, map_id)
    context = aspects.curve_context(load_document(map), get_language() or "en")
    return render_page(request, "journeys/curve.html", context | {"map": map})


@require_GET
@requires(Perm.VIEW_MAP)
def life_cycle(request: Request, map_id: str) -> HttpResponse:
    map = visible_map(request, map_id)
    context = aspects.life_cycle_context(load_document(map))
    return render_page(request, "journeys/life_cycle.html", context | {"map": map})


@require_GET
@requires(Perm.VIEW_MAP)
def short_list(request: Request, map_id: str) -> HttpResponse:
    """Which touchpoints are used most, and what a map of at most 25 would leave to a sub-journey."""
    map = visible_map(request, map_id)
    context = aspects.shortlist_context(load_document(map))
    return render_page(request, "journeys/short_list.html", context | {"map": map})


@require_GET
@requires(Perm.VIEW_MAP)
def present(request: Request, map_id: str) -> HttpResponse:
    """The map as a story, one stage after the other."""
    map = visible_map(request, map_id)
    context = story.present_context(load_document(map))
    portrait = images_of(map).get("portrait")
    return render_page(request, "journeys/present.html", context | {"map": map, "portrait": portrait})
