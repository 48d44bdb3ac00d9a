from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from apps.common.access import Request, requires
from apps.common.denials import sentence_for
from apps.common.pages import render_page
from apps.common.spreadsheets import SheetProblem
from apps.journeys.faults import fault_lines
from apps.journeys.forms import ImportForm, PasteForm
from apps.journeys.models import UploadPurpose
from apps.journeys.policies import Perm
from apps.journeys.services import InvalidMap
from apps.journeys.services.uploads import keep_upload
from apps.journeys.sheets import is_table, look_into
from apps.journeys.views.common import DRAWING, author_of, brought, sent_name
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
            if is_table(form.cleaned_data["file"], sent_name(request)):
                return _looked_at(request, form.cleaned_data["file"])
            return brought(request, form.cleaned_data["file"])
        except InvalidMap as refusal:
            problems = fault_lines(refusal.problems)
        except SheetProblem as problem:
            form.add_error("file", sentence_for(problem.code))
    status = 422 if request.method == "POST" else 200
    return render_page(
        request,
        "journeys/import.html",
        {"form": form, "problems": problems, "paste": PasteForm()},
        status=status,
    )


def _looked_at(request: Request, raw: bytes) -> HttpResponse:
    """A spreadsheet is kept for a day, and its page asks what its columns mean."""
    name = sent_name(request)
    look_into(raw, name)
    actor = author_of(request)
    kept = keep_upload(
        raw,
        name=name,
        purpose=UploadPurpose.MAP,
        actor=actor,
        organisation_id=actor.active_org_id or open_academy().pk,
    )
    return redirect("journeys:upload", kept.pk)
