from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from apps.common.access import Request, public
from apps.common.errors import NotFound
from apps.common.pages import render_page
from apps.journeys import handbook


@require_GET
@public("what the coach asks and why is help, and nobody's map")
def coach(request: Request) -> HttpResponse:
    return render_page(
        request, "journeys/coach.html", {"chapters": handbook.chapters(get_language() or "en")}
    )


@require_GET
@public("what the coach asks and why is help, and nobody's map")
def rule(request: Request, code: str) -> HttpResponse:
    page = handbook.page(code, get_language() or "en")
    if page is None:
        raise NotFound
    return render_page(request, "journeys/rule.html", {"page": page, "rule": page.rule})
