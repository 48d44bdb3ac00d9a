from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from apps.common.access import Request, requires
from apps.common.limits import limited
from apps.journeys import words
from apps.journeys.domain.formats.svg import draw_svg
from apps.journeys.domain.formats.themes import THEMES
from apps.journeys.policies import Perm
from apps.journeys.selectors import (
    load_document,
)
from apps.journeys.services import (
    order_picture,
)
from apps.journeys.views.common import visible_map


@require_GET
@requires(Perm.VIEW_MAP)
def as_json(request: Request, map_id: str) -> HttpResponse:
    map = visible_map(request, map_id)
    text = load_document(map).model_dump_json(indent=2, exclude_defaults=False)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="map-{map.pk}.cjm.json"'
    return response


@require_GET
@requires(Perm.VIEW_MAP)
def as_svg(request: Request, map_id: str) -> HttpResponse:
    map = visible_map(request, map_id)
    document = load_document(map)
    theme = request.GET.get("theme", "light")
    words_here = words.svg_words(document.owner.name if document.owner else "", document.kind)
    picture = draw_svg(document, words=words_here, theme=theme if theme in THEMES else "light")
    response = HttpResponse(picture, content_type="image/svg+xml; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="map-{map.pk}.svg"'
    return response


@require_POST
@requires(Perm.VIEW_MAP)
@limited("picture", browser=30, address=300)
def order(request: Request, map_id: str) -> HttpResponse:
    """A picture takes too long for a request: the page of its job tells when it is ready."""
    job = order_picture(
        visible_map(request, map_id),
        actor=request.actor,
        form=request.POST.get("form", ""),
        language=get_language() or "en",
        theme=request.POST.get("theme", ""),
        paper=request.POST.get("paper", ""),
    )
    return redirect("jobs:job", job.pk)
