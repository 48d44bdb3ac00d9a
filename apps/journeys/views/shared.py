"""A map as everybody who has its link reads it: no names of people, no coach, no history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import get_language
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from apps.common.access import Request, public
from apps.common.errors import NotFound
from apps.common.limits import guessed
from apps.common.pages import render_page
from apps.journeys import words
from apps.journeys.models import ShareLink
from apps.journeys.selectors import link_by_token, load_document, load_grid
from apps.journeys.tables import render_map_list, render_map_table

# Wrong addresses of one network in ten minutes; a class that opens a revoked link is far from it.
GUESSING = guessed("shared map", most=100)
_HEADERS = {
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}
_ANY_SITE: dict[str, Sequence[str]] = {**settings.SECURE_CSP, "frame-ancestors": ["*"]}


def _link(token: str) -> ShareLink:
    link = link_by_token(token)
    if link is None:
        raise NotFound
    return link


def _context(link: ShareLink, *, as_list: bool) -> dict[str, Any]:
    grid, document = load_grid(link.map), load_document(link.map)
    draw = render_map_list if as_list else render_map_table
    return {
        "link": link,
        "title": link.map.title,
        "kind_name": words.kind_label(document.kind) if document.kind else "",
        "persona": document.owner,
        "drawn": draw(grid, language=get_language() or "en"),
        "as_list": as_list,
    }


def _read(response: HttpResponse) -> HttpResponse:
    for name, value in _HEADERS.items():
        response[name] = value
    return response


@require_safe
@public("whoever has the link may read the map")
@GUESSING
def shared(request: Request, token: str) -> HttpResponse:
    context = _context(_link(token), as_list=request.GET.get("view") == "list")
    return _read(render_page(request, "journeys/shared.html", context))


@require_safe
@public("whoever has the link may read the map, in a frame where its owner allows it")
@GUESSING
@csp_override(_ANY_SITE)
def embed(request: Request, token: str) -> HttpResponse:
    """Without header, forms and scripts: a frame of another site has no session, and nothing to be tricked into."""
    link = _link(token)
    if not link.embed:
        raise NotFound
    return _read(render_page(request, "journeys/embed.html", _context(link, as_list=False)))
