"""Handing in a map, and reading what the trainer said."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.assessment.feedback import Feedback
from apps.assessment.forms import SubmitForm
from apps.assessment.handing_in import HandingIn
from apps.assessment.look import read_look
from apps.assessment.policies import Perm
from apps.assessment.selectors import comment_by_id, open_assignments, released_gradings, waits_for_feedback
from apps.assessment.services import address_remark, hand_in_map
from apps.common import access
from apps.common.access import Request, requires
from apps.common.denials import sentence_for
from apps.common.errors import DomainError
from apps.common.ids import new_id
from apps.common.pages import render_page, safe_next, wants_fragment
from apps.journeys.selectors import map_by_id


@require_http_methods(["GET", "POST"])
@requires(Perm.SUBMIT)
def submit(request: Request, map_id: str) -> HttpResponse:
    map = access.get(request.actor, Perm.SUBMIT, map_by_id, map_id=map_id)
    choices = open_assignments(request.actor, organisation_id=map.organisation_id, kind=map.kind or "")
    page = HandingIn(map, choices, language=get_language() or "en")
    posted = request.POST if request.method == "POST" else None
    form = SubmitForm(posted, choices=choices, initial={"assignment": page.first, "key": new_id()})
    if form.is_valid():
        try:
            hand_in_map(
                map,
                actor=request.actor,
                assignment=form.chosen.assignment,
                key=form.cleaned_data["key"],
                message=form.cleaned_data["message"],
            )
            return redirect("assessment:feedback", map_id=map.pk)
        except DomainError as error:
            form.add_error(None, sentence_for(error.code))
    targets = [(radio, page.targets[str(radio.data["value"])]) for radio in form["assignment"]]
    context = {"map": map, "form": form, "page": page, "targets": targets}
    return render_page(request, "assessment/submit.html", context, status=422 if form.is_bound else 200)


@require_GET
@requires(Perm.READ_FEEDBACK)
def feedback(request: Request, map_id: str) -> HttpResponse:
    map = access.get(request.actor, Perm.READ_FEEDBACK, map_by_id, map_id=map_id)
    gradings = released_gradings(request.actor, map_id=map.pk)
    if not gradings:
        waiting = waits_for_feedback(request.actor, map_id=map.pk)
        return render_page(request, "assessment/no_feedback.html", {"map": map, "waiting": waiting})
    page = Feedback(
        map,
        gradings,
        actor=request.actor,
        look=read_look(request.GET),
        language=get_language() or "en",
        wanted=request.GET.get("attempt", ""),
        compare=request.GET.get("since", "") != "0",
    )
    return render_page(request, "assessment/feedback.html", {"page": page, "map": map}, partial=("work",))


@require_POST
@requires(Perm.ADDRESS_REMARK)
def address(request: Request, map_id: str, comment_id: str) -> HttpResponse:
    comment = access.get(
        request.actor, Perm.ADDRESS_REMARK, comment_by_id, map_id=map_id, comment_id=comment_id
    )
    address_remark(comment, actor=request.actor, addressed="addressed" in request.POST)
    if wants_fragment(request):
        return HttpResponse(status=204)
    return redirect(safe_next(request, reverse("assessment:feedback", args=[map_id])))
