from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from apps.common.access import Request, requires
from apps.common.pages import render_page
from apps.journeys.faults import fault_lines
from apps.journeys.forms import ImportForm
from apps.journeys.policies import Perm
from apps.journeys.services import (
    InvalidMap,
    import_map,
)
from apps.journeys.views.common import DRAWING, author_of, first_step
from apps.organisations.services import open_academy


@require_http_methods(["GET", "POST"])
@requires(Perm.CREATE_MAP)
@DRAWING
def import_file(request: Request) -> HttpResponse:
    """A whole map or nothing: what is wrong is listed with its place, and nothing is stored."""
    form = ImportForm(request.POST or None, request.FILES or None)
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            map = import_map(
                actor=author_of(request),
                organisation_id=request.actor.active_org_id or open_academy().pk,
                raw=form.cleaned_data["file"],
                language=get_language() or "en",
                key=request.POST.get("key", ""),
            )
            return redirect(first_step(map))
        except InvalidMap as refusal:
            problems = fault_lines(refusal.problems)
    status = 422 if request.method == "POST" else 200
    return render_page(request, "journeys/import.html", {"form": form, "problems": problems}, status=status)
