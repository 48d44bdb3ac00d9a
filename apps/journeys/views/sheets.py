"""Spreadsheets of a map: downloads, and the preview between a file and what comes of it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.common import access
from apps.common.access import Request, requires
from apps.common.denials import sentence_for
from apps.common.errors import DomainError
from apps.common.limits import limited
from apps.common.pages import offer_undo, render_page
from apps.common.spreadsheets import SheetProblem, write_csv, write_xlsx
from apps.journeys.domain.formats.sheet import write_rows, write_sheets
from apps.journeys.faults import fault_lines
from apps.journeys.forms.sheets import TableForm
from apps.journeys.models import Upload, UploadPurpose
from apps.journeys.policies import Perm
from apps.journeys.selectors import load_document, map_by_id
from apps.journeys.selectors.uploads import upload_by_id
from apps.journeys.services import InvalidMap
from apps.journeys.services.sheets import add_rows, make_map
from apps.journeys.services.uploads import choose_columns, drop_upload, keep_upload, read_upload
from apps.journeys.sheet_page import sheet_context
from apps.journeys.sheet_words import sheet_words
from apps.journeys.sheets import Source, look_into
from apps.journeys.views.common import attachment, first_step, sent_name, visible_map

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
READING = limited("table", browser=60, address=600)


@require_GET
@requires(Perm.VIEW_MAP)
def as_xlsx(request: Request, map_id: str) -> HttpResponse:
    map = visible_map(request, map_id)
    return attachment(map, write_xlsx(write_sheets(load_document(map), sheet_words())), "xlsx", XLSX)


@require_GET
@requires(Perm.VIEW_MAP)
def as_csv(request: Request, map_id: str) -> HttpResponse:
    map = visible_map(request, map_id)
    return attachment(
        map, write_csv(write_rows(load_document(map), sheet_words())), "csv", "text/csv; charset=utf-8"
    )


@require_http_methods(["GET", "POST"])
@requires(Perm.EDIT_MAP)
@READING
def bring(request: Request, map_id: str) -> HttpResponse:
    """A table for a map that exists: it is looked at first, on the page of the file."""
    map = access.get(request.actor, Perm.EDIT_MAP, map_by_id, map_id=map_id)
    form = TableForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        name = sent_name(request)
        try:
            look_into(form.cleaned_data["file"], name)
            upload = keep_upload(
                form.cleaned_data["file"],
                name=name,
                purpose=UploadPurpose.MAP,
                actor=request.actor,
                organisation_id=map.organisation_id,
                map=map,
            )
            return redirect("journeys:upload", upload.pk)
        except SheetProblem as problem:
            form.add_error("file", sentence_for(problem.code))
    status = 422 if request.method == "POST" else 200
    return render_page(request, "journeys/bring.html", {"map": map, "form": form}, status=status)


def _upload(request: Request, upload_id: str) -> Upload:
    upload = access.get(
        request.actor, Perm.CREATE_MAP, upload_by_id, upload_id=upload_id, purpose=UploadPurpose.MAP
    )
    if upload.map is not None:
        upload.map = access.get(request.actor, Perm.EDIT_MAP, map_by_id, map_id=upload.map.pk)
    return upload


@require_http_methods(["GET", "POST"])
@requires(Perm.CREATE_MAP)
@READING
def upload(request: Request, upload_id: str) -> HttpResponse:
    """What a file would become. Another look keeps what was chosen; the import does too and takes all or nothing."""
    stored = _upload(request, upload_id)
    importing = request.POST.get("do") == "import" and not _turned(request)
    if request.method == "POST":
        choose_columns(stored, _said(request, stored.mapping))
        if not importing:
            return redirect("journeys:upload", stored.pk)
    source = Source(read_upload(stored), stored.name, stored.mapping, stored.map)
    refused: list[str] = []
    try:
        if importing and source.draft.document is not None:
            return _brought(request, stored, source)
    except InvalidMap as refusal:
        refused = fault_lines(refusal.problems)
    except SheetProblem:
        """The page says it."""
    except DomainError as refusal:
        refused = [sentence_for(refusal.code)]
    context = sheet_context(source, stored) | {"refused": refused}
    return render_page(request, "journeys/upload.html", context, status=422 if importing else 200)


def _turned(request: Request) -> bool:
    """Another sheet or encoding than the one on the page has other columns: these are guessed anew."""
    return any(
        request.POST.get(name, "") != request.POST.get(f"seen-{name}", "") for name in ("sheet", "encoding")
    )


def _said(request: Request, before: dict[str, Any]) -> dict[str, Any]:
    """The choices so far with those of the page."""
    # PostgreSQL keeps no NUL.
    sent = {
        key.replace("\x00", ""): str(value)[:100].replace("\x00", "") for key, value in request.POST.items()
    }
    if _turned(request):
        return {name: sent[name] for name in ("sheet", "encoding") if name in sent}
    columns = {key.removeprefix("column-"): value for key, value in sent.items() if key.startswith("column-")}
    said: dict[str, Any] = {name: sent[name] for name in ("sheet", "encoding", "scale") if name in sent}
    return before | said | ({"columns": columns} if columns else {})


def _brought(request: Request, stored: Upload, source: Source) -> HttpResponse:
    plain, number = source.draft.plain, len(source.draft.plain.get("touchpoints", ()))
    if stored.map is None:
        return redirect(
            first_step(make_map(stored, plain, actor=request.actor, key=request.POST.get("key", "")))
        )
    add_rows(stored, plain, map=stored.map, actor=request.actor)
    here = reverse("journeys:map", args=[stored.map.pk])
    text = ngettext("%(n)s touchpoint added.", "%(n)s touchpoints added.", number) % {"n": number}
    offer_undo(request, text, f"{here}undo/?next={here}")
    return redirect(here)


@require_POST
@requires(Perm.CREATE_MAP)
def drop(request: Request, upload_id: str) -> HttpResponse:
    stored = _upload(request, upload_id)
    back = reverse("journeys:bring", args=[stored.map.pk]) if stored.map else reverse("journeys:import")
    drop_upload(stored)
    return redirect(back)
