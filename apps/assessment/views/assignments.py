"""Giving an exercise to a cohort, and changing what was given."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.assessment.assigning import blank, newer, stored
from apps.assessment.forms import AssignmentForm
from apps.assessment.models import Assignment
from apps.assessment.policies import Perm
from apps.assessment.selectors import assignment_by_id, exercises_to_give
from apps.assessment.services import change_assignment, create_assignment
from apps.common import access
from apps.common.access import Request, requires
from apps.common.errors import DomainError, Stale
from apps.common.pages import render_page
from apps.organisations.selectors import trained_by


def _form(
    request: Request, given: Assignment | None = None, *, data: QueryDict | None = None
) -> AssignmentForm:
    """What an assignment was given as can be kept, even where it could no longer be chosen."""
    cohorts = {cohort.pk: cohort for cohort in trained_by(request.actor)}
    exercises = {exercise.pk: exercise for exercise in exercises_to_give()}
    if given is not None:
        cohorts.setdefault(given.cohort_id, given.cohort)
        if given.exercise_id not in exercises:
            exercises[given.exercise_id] = given.exercise
    form = AssignmentForm(
        data or (request.POST if request.method == "POST" else None),
        cohorts=list(cohorts.values()),
        exercises=list(exercises.values()),
        language=get_language() or "en",
        initial=stored(given) if given else blank(request.GET.get("cohort", "")),
    )
    if given is not None and given.taken:
        form.settle()
    return form


def _page(request: Request, form: AssignmentForm, status: int = 200, **context: Any) -> HttpResponse:
    if form.errors and status == 200:
        status = 422
    return render_page(request, "assessment/assignment.html", {"form": form, **context}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Perm.TEACH)
def new(request: Request) -> HttpResponse:
    form = _form(request)
    if form.is_valid():
        try:
            made = create_assignment(actor=request.actor, key=form.cleaned_data["key"], **form.given())
        except DomainError as error:
            form.refuse(error.code)
        else:
            messages.success(request, _("The cohort has the assignment now."))
            return redirect("assessment:table", assignment_id=made.pk)
    return _page(request, form)


def _assignment(request: Request, assignment_id: str) -> Assignment:
    return access.get(request.actor, Perm.EDIT_ASSIGNMENT, assignment_by_id, assignment_id=assignment_id)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Perm.EDIT_ASSIGNMENT)
def edit(request: Request, assignment_id: str) -> HttpResponse:
    assignment = _assignment(request, assignment_id)
    form = _form(request, assignment)
    if form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            change_assignment(assignment, actor=request.actor, version=version, **form.given())
        except Stale:
            return _overtaken(request, assignment_id)
        except DomainError as error:
            form.refuse(error.code)
        else:
            messages.success(request, _("The assignment is changed."))
            return redirect("assessment:table", assignment_id=assignment_id)
    return _page(request, form, assignment=assignment)


def _overtaken(request: Request, assignment_id: str) -> HttpResponse:
    """What was typed, over the version that is stored now, with what that says instead."""
    assignment = _assignment(request, assignment_id)
    data = request.POST.copy()
    data["version"] = str(assignment.version)
    form = _form(request, assignment, data=data)
    form.full_clean()
    return _page(request, form, 409, assignment=assignment, newer=newer(form, assignment))
