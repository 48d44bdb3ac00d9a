"""The trainer's desk and the table of one assignment."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, ngettext
from django.views.decorators.http import require_GET, require_POST

from apps.assessment.models import Assignment
from apps.assessment.policies import Perm
from apps.assessment.selectors import assignment_by_id, assignments_taught
from apps.assessment.services import release_assignment
from apps.assessment.table import GradingTable
from apps.common import access
from apps.common.access import Request, requires
from apps.common.pages import render_page


def _assignment(request: Request, assignment_id: str) -> Assignment:
    return access.get(request.actor, Perm.SEE_ASSIGNMENT, assignment_by_id, assignment_id=assignment_id)


@require_GET
@requires(Perm.TEACH)
def desk(request: Request) -> HttpResponse:
    return render_page(
        request, "assessment/desk.html", {"assignments": list(assignments_taught(request.actor))}
    )


@require_GET
@requires(Perm.SEE_ASSIGNMENT)
def table(request: Request, assignment_id: str) -> HttpResponse:
    assignment = _assignment(request, assignment_id)
    shown = GradingTable(
        assignment,
        language=get_language() or "en",
        state=request.GET.get("state", ""),
        show_names=request.GET.get("names", "0" if assignment.hide_names else "1") != "0",
    )
    return render_page(
        request, "assessment/table.html", {"assignment": assignment, "table": shown}, partial="rows"
    )


@require_POST
@requires(Perm.SEE_ASSIGNMENT)
def release(request: Request, assignment_id: str) -> HttpResponse:
    assignment = _assignment(request, assignment_id)
    count = release_assignment(assignment, actor=request.actor)
    text = ngettext("%(count)d result released.", "%(count)d results released.", count) % {"count": count}
    messages.success(request, text)
    return redirect("assessment:table", assignment_id=assignment.pk)
