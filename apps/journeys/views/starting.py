"""How a map begins: from a title, from a shipped example, from an earlier map."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.common.access import Request, public, requires
from apps.common.pages import render_page
from apps.journeys import words
from apps.journeys.coaching import advise
from apps.journeys.domain.document import MAX_SHORT
from apps.journeys.domain.formats.svg import draw_svg
from apps.journeys.domain.starting import copied
from apps.journeys.examples import example_called
from apps.journeys.examples import examples as all_examples
from apps.journeys.forms import StartForm
from apps.journeys.models import JourneyMap
from apps.journeys.policies import Perm
from apps.journeys.selectors import load_document, maps_of, review_today
from apps.journeys.services import create_map
from apps.journeys.tables import render_map_list, render_map_table
from apps.journeys.views.common import DRAWING, author_of, first_step, visible_map
from apps.organisations.services import open_academy

EARLIER = 12
"""of one's own maps that the page offers to copy"""


def _made(request: Request, title: str, document: dict[str, Any], language: str = "") -> JourneyMap:
    actor = author_of(request)
    return create_map(
        actor=actor,
        organisation_id=actor.active_org_id or open_academy().pk,
        title=title,
        language=language,
        document=document,
        key=request.POST.get("key", ""),
    )


def _begun(request: Request, form: StartForm) -> HttpResponse:
    map = _made(request, form.cleaned_data["title"], form.document, get_language() or "en")
    return redirect("journeys:images", map.pk) if form.cleaned_data["sketch"] else redirect(first_step(map))


@require_POST
@public("a visitor draws before there is an account")
@DRAWING
def try_out(request: Request) -> HttpResponse:
    """The one field of the landing page: a map with a real id, kept for the visitor's session."""
    form = StartForm(request.POST)
    if not form.is_valid():
        return render_page(request, "journeys/new.html", {"form": form, "guest": True}, status=422)
    return _begun(request, form)


@require_http_methods(["GET", "POST"])
@requires(Perm.CREATE_MAP)
@DRAWING
def new(request: Request) -> HttpResponse:
    form = StartForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _begun(request, form)
    context = {
        "form": form,
        "examples": all_examples(get_language() or "en"),
        "earlier": maps_of(request.actor)[:EARLIER],
    }
    return render_page(request, "journeys/new.html", context, status=422 if form.is_bound else 200)


@require_POST
@requires(Perm.VIEW_MAP)
@DRAWING
def copy(request: Request, map_id: str) -> HttpResponse:
    """A new map of one's own with all that stands in this one."""
    document = load_document(visible_map(request, map_id))
    title = _("%(title)s (copy)") % {"title": document.title}
    return redirect(first_step(_made(request, title[:MAX_SHORT], copied(document))))


@require_GET
@public("worked maps are there to be looked at")
def examples(request: Request) -> HttpResponse:
    return render_page(request, "journeys/examples.html", {"examples": _named(get_language() or "en")})


def _named(language: str) -> list[tuple[str, Any]]:
    return [(words.label(item.kind), item) for item in all_examples(language)]


@require_GET
@public("worked maps are there to be looked at")
def example(request: Request, slug: str) -> HttpResponse:
    language = get_language() or "en"
    found = example_called(slug, language)
    findings = review_today(found.document)
    context = {
        "example": found,
        "kind_name": words.label(found.kind),
        "map_table": render_map_table(found.grid, language=language),
        "map_list": render_map_list(found.grid, language=language),
        "asked": advise([item for item in findings if item.waived is None], found.document, language),
        "waived": advise([item for item in findings if item.waived is not None], found.document, language),
    }
    return render_page(request, "journeys/example.html", context)


@require_GET
@public("worked maps are there to be looked at")
def example_svg(request: Request, slug: str) -> HttpResponse:
    document = example_called(slug, get_language() or "en").document
    known = words.svg_words(document.owner.name if document.owner else "", document.kind)
    response = HttpResponse(draw_svg(document, words=known), content_type="image/svg+xml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="example-{slug}.svg"'
    return response


@require_POST
@public("a visitor draws before there is an account")
@DRAWING
def start_example(request: Request, slug: str) -> HttpResponse:
    """A copy of the worked map as a map of one's own."""
    document = example_called(slug, get_language() or "en").document
    return redirect(first_step(_made(request, "", copied(document))))
