"""The grading bench: one page, and a small POST for every action on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from apps.assessment.bench import Bench
from apps.assessment.domain.scoring import next_open
from apps.assessment.forms import CommentForm, EditForm, MarkForm, SummaryForm
from apps.assessment.look import Look, read_look
from apps.assessment.models import Grading
from apps.assessment.parts import Typed
from apps.assessment.policies import Perm
from apps.assessment.selectors import grading_of
from apps.assessment.services import (
    Edited,
    add_comment,
    change_comment,
    complete_grading,
    delete_comment,
    mark_criterion,
    return_for_rework,
    write_summary,
)
from apps.common import access
from apps.common.access import Request, requires
from apps.common.denials import sentence_for
from apps.common.errors import DomainError, Stale
from apps.common.ids import new_id
from apps.common.pages import render_page, wants_fragment

PARTS = ("work", "rubric")


def _grading(request: Request, assignment_id: str, submission_id: str) -> Grading:
    return access.get(
        request.actor, Perm.GRADE, grading_of, assignment_id=assignment_id, submission_id=submission_id
    )


def _bench(request: Request, grading: Grading, look: Look, *, client: str = "", **options: Any) -> Bench:
    language = get_language() or "en"
    return Bench(grading, look, request.actor, language, client=client or new_id(), **options)


def _page(
    request: Request, bench: Bench, *, parts: tuple[str, ...] = PARTS, status: int = 200
) -> HttpResponse:
    context = {"bench": bench, "grading": bench.grading, "assignment": bench.grading.assignment}
    return render_page(request, "assessment/grading.html", context, partial=parts, status=status)


def _refused(request: Request, grading: Grading, typed: Typed, *, status: int) -> HttpResponse:
    """The page as it stands now, with the words that could not be saved beside it."""
    look, (part, _, name) = read_look(request.GET), typed.target.partition(":")
    if part == "criterion":
        look = replace(look, criterion=name)
    bench = _bench(request, grading, look, typed=typed)
    return _page(request, bench, parts=("problem",), status=status)


def _change(
    request: Request,
    grading: Grading,
    form: EditForm,
    action: Callable[[], Edited],
    *,
    typed: Typed,
    quiet: bool = False,
    **moved: Any,
) -> HttpResponse:
    """Run one action; then the page again, or for a field that saves by itself nothing to swap."""
    if not form.is_valid():
        sentence = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return _refused(request, grading, replace(typed, problem=sentence), status=422)
    try:
        action()
    except DomainError as error:
        stale = isinstance(error, Stale)
        typed = replace(typed, problem=sentence_for(error.code), stale=stale)
        return _refused(request, grading, typed, status=409 if stale else 422)
    if quiet and wants_fragment(request):
        return HttpResponse(status=204)
    look = replace(read_look(request.GET), **moved)
    return _moved_on(request, _bench(request, grading, look, client=form.cleaned_data["client"]))


def _moved_on(request: Request, bench: Bench) -> HttpResponse:
    return _page(request, bench) if wants_fragment(request) else HttpResponseRedirect(bench.link())


@require_GET
@requires(Perm.GRADE)
def grade(request: Request, assignment_id: str, submission_id: str) -> HttpResponse:
    grading = _grading(request, assignment_id, submission_id)
    return _page(request, _bench(request, grading, read_look(request.GET)))


@require_POST
@requires(Perm.GRADE)
def mark(request: Request, assignment_id: str, submission_id: str, criterion: str) -> HttpResponse:
    """Set a level and move on, or keep the feedback being written."""
    grading = _grading(request, assignment_id, submission_id)
    form = MarkForm(request.POST)
    typed = Typed(target=f"criterion:{criterion}", text=request.POST.get("feedback", ""))

    def action() -> Edited:
        level = form.cleaned_data["level"]
        return mark_criterion(
            grading,
            actor=request.actor,
            edit=form.edit(),
            criterion=criterion,
            level=level,
            feedback=form.sent("feedback"),
        )

    level = request.POST.get("level", "")
    if level.isdecimal() and len(level) < 4:
        levels = grading.levels | {criterion: int(level)}
        following = next_open(grading.assignment.rubric, levels, criterion)
        typed = replace(typed, level=int(level))
        return _change(request, grading, form, action, typed=typed, criterion=following)
    return _change(request, grading, form, action, typed=typed, quiet=True, criterion=criterion)


@require_POST
@requires(Perm.GRADE)
def summary(request: Request, assignment_id: str, submission_id: str) -> HttpResponse:
    grading = _grading(request, assignment_id, submission_id)
    form = SummaryForm(request.POST)
    typed = Typed(target="summary", text=request.POST.get("summary", ""))

    def action() -> Edited:
        text = form.cleaned_data["summary"]
        return write_summary(grading, actor=request.actor, edit=form.edit(), text=text)

    return _change(request, grading, form, action, typed=typed, quiet=True)


def _typed_comment(request: Request, target: str) -> Typed:
    return Typed(
        target=target,
        text=request.POST.get("text", ""),
        praise="praise" in request.POST,
        lane=request.POST.get("lane", ""),
    )


@require_POST
@requires(Perm.GRADE)
def comment(request: Request, assignment_id: str, submission_id: str) -> HttpResponse:
    """Pin a remark to the selected cell; a snippet of the bank is put behind what was typed."""
    grading = _grading(request, assignment_id, submission_id)
    form = CommentForm(request.POST)

    def action() -> Edited:
        sent = form.cleaned_data
        snippet = grading.assignment.rubric.snippet(sent["snippet"], get_language() or "en")
        return add_comment(
            grading,
            actor=request.actor,
            edit=form.edit(),
            object_id=sent["object"],
            lane=sent["lane"],
            text="\n".join(part for part in (sent["text"], snippet.text) if part),
            praise=sent["praise"] or snippet.praise,
        )

    return _change(request, grading, form, action, typed=_typed_comment(request, "comment:new"))


@require_POST
@requires(Perm.GRADE)
def edit_comment(request: Request, assignment_id: str, submission_id: str, comment_id: str) -> HttpResponse:
    grading = _grading(request, assignment_id, submission_id)
    form = CommentForm(request.POST)
    typed = _typed_comment(request, f"comment:{comment_id}")

    def action() -> Edited:
        edit, sent = form.edit(), form.cleaned_data
        if "delete" in request.POST:
            return delete_comment(grading, actor=request.actor, edit=edit, comment_id=comment_id)
        return change_comment(
            grading,
            actor=request.actor,
            edit=edit,
            comment_id=comment_id,
            text=sent["text"],
            praise=sent["praise"],
        )

    return _change(request, grading, form, action, typed=typed, comment="")


@require_POST
@requires(Perm.GRADE)
def send(request: Request, assignment_id: str, submission_id: str) -> HttpResponse:
    """Complete or return for rework, then the next map to grade."""
    grading = _grading(request, assignment_id, submission_id)
    form = SummaryForm(request.POST)
    typed = Typed(target="summary", text=request.POST.get("summary", ""))
    finish = return_for_rework if request.POST.get("outcome") == "return" else complete_grading

    def action() -> Edited:
        return finish(grading, actor=request.actor, edit=form.edit(), summary=form.sent("summary"))

    answer = _change(request, grading, form, action, typed=typed)
    if answer.status_code >= 400:
        return answer
    bench = _bench(request, grading, read_look(request.GET))
    return HttpResponseRedirect(bench.url_after(request.POST.get("next", "")))
