"""Downloads of a map that need no job, and the page that says what each format is for."""

from __future__ import annotations

import json

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from apps.common.access import Request, public, requires
from apps.common.pages import render_page
from apps.journeys.domain.document import json_schema
from apps.journeys.domain.formats.markdown import write_markdown
from apps.journeys.domain.formats.mermaid import write_journey
from apps.journeys.export_words import markdown_words
from apps.journeys.faults import fault_lines
from apps.journeys.forms import THEME_NAMES, DownloadForm, ImportForm, PasteForm
from apps.journeys.policies import Perm
from apps.journeys.selectors import load_document
from apps.journeys.services import InvalidMap
from apps.journeys.views.common import DRAWING, attachment, brought, visible_map


@require_GET
@requires(Perm.VIEW_MAP)
def as_mermaid(request: Request, map_id: str) -> HttpResponse:
    map = visible_map(request, map_id)
    return attachment(map, write_journey(load_document(map)), "mmd", "text/vnd.mermaid; charset=utf-8")


@require_GET
@requires(Perm.VIEW_MAP)
def as_markdown(request: Request, map_id: str) -> HttpResponse:
    map = visible_map(request, map_id)
    document = load_document(map)
    return attachment(
        map, write_markdown(document, markdown_words(document)), "md", "text/markdown; charset=utf-8"
    )


@require_GET
@requires(Perm.VIEW_MAP)
def download(request: Request, map_id: str) -> HttpResponse:
    map = visible_map(request, map_id)
    context = {"map": map, "form": DownloadForm(), "themes": THEME_NAMES}
    return render_page(request, "journeys/download.html", context)


@require_GET
@public("the format is published: other programs check their files with it")
def schema(request: Request) -> HttpResponse:
    text = json.dumps(json_schema(), indent=2)
    return HttpResponse(text, content_type="application/schema+json; charset=utf-8")


@require_http_methods(["GET", "POST"])
@requires(Perm.CREATE_MAP)
@DRAWING
def import_text(request: Request) -> HttpResponse:
    """A map from pasted text: whole or not at all, and what was pasted stays in its field."""
    form, problems = PasteForm(request.POST or None), list[str]()
    if request.method == "POST" and form.is_valid():
        try:
            return brought(request, form.cleaned_data["text"].encode())
        except InvalidMap as refusal:
            problems = fault_lines(refusal.problems)
    context = {"form": ImportForm(), "paste": form, "paste_problems": problems}
    return render_page(
        request, "journeys/import.html", context, status=422 if request.method == "POST" else 200
    )
