"""A living map: what is done and measured, when it is looked at again, what leads to what."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from apps.common import access
from apps.common.access import Request, requires
from apps.common.errors import DomainError, NotFound, Stale
from apps.common.ids import new_id
from apps.common.limits import limited
from apps.common.pages import offer_undo, render_page
from apps.journeys import living, words
from apps.journeys.domain.analysis import curve_path
from apps.journeys.domain.document import Change, ChangeState
from apps.journeys.domain.trace import trace
from apps.journeys.faults import fault_lines
from apps.journeys.forms import ReviewForm, RhythmForm, StateForm
from apps.journeys.insights import curve_heading, curve_points, insights
from apps.journeys.models import JourneyMap
from apps.journeys.moved import effect_page
from apps.journeys.policies import Perm
from apps.journeys.priorities import gap_sums, opportunity_rows, resource_rows, resources_heading, spots
from apps.journeys.selectors import load_document, map_by_id, review_plan_of, versions_over_time
from apps.journeys.services import (
    EditConflict,
    InvalidMap,
    hold_review,
    move_change,
    plan_reviews,
    record_review,
    undo,
)
from apps.journeys.tracing import TraceWords
from apps.journeys.views.common import visible_map

COMPARED = 3
"""earlier versions beside today's curve"""
CHANGING = limited("change", browser=120, address=1200)


def _own_map(request: Request, map_id: str) -> JourneyMap:
    return access.get(request.actor, Perm.EDIT_MAP, map_by_id, map_id=map_id)


def _changes_page(request: Request, map: JourneyMap, form: RhythmForm | None = None) -> HttpResponse:
    today = timezone.localdate()
    plan = review_plan_of(map)
    board = living.Board(load_document(map), today)
    start = {"rhythm": plan.rhythm if plan else "", "next_on": plan.next_on if plan else None}
    context = {
        "map": map,
        "groups": board.groups(),
        "overdue": board.overdue(),
        "plan": plan,
        "due": plan is not None and plan.next_on <= today,
        "form": form or RhythmForm(initial=start),
        "may_edit": access.allows(request.actor, Perm.EDIT_MAP, map),
    }
    return render_page(request, "journeys/changes.html", context, status=422 if form else 200)


@require_GET
@requires(Perm.VIEW_MAP)
def changes(request: Request, map_id: str) -> HttpResponse:
    return _changes_page(request, visible_map(request, map_id))


@require_POST
@requires(Perm.EDIT_MAP)
@CHANGING
def plan(request: Request, map_id: str) -> HttpResponse:
    """How often the map is looked at again, and when next."""
    map = _own_map(request, map_id)
    form = RhythmForm(request.POST)
    if not form.is_valid():
        return _changes_page(request, map, form)
    plan_reviews(map, rhythm=form.cleaned_data["rhythm"], next_on=form.cleaned_data["next_on"])
    messages.success(request, _("Your review plan is saved."))
    return redirect("journeys:changes", map_id)


@require_POST
@requires(Perm.EDIT_MAP)
@CHANGING
def reviewed(request: Request, map_id: str) -> HttpResponse:
    """The review that the page names has been held today; pressed twice, it counts once."""
    map = _own_map(request, map_id)
    current = review_plan_of(map)
    if current is None or current.next_on.isoformat() != request.POST.get("planned"):
        raise Stale("review_moved")
    following = hold_review(map, planned=current.next_on)
    said = _("Well done. Next review: %(day)s.") % {"day": living.day_text(following)}
    messages.success(request, said)
    return redirect("journeys:changes", map_id)


def _change_page(request: Request, map: JourneyMap, change_id: str, **more: Any) -> HttpResponse:
    document = load_document(map)
    change = _change(map, change_id)
    status = more.pop("status", 200)
    context = {
        "map": map,
        "row": living.Board(document, timezone.localdate()).row(change),
        "state_form": StateForm(initial={"state": change.state.value}),
        "review_form": ReviewForm(initial={"day": timezone.localdate()}),
        "may_edit": access.allows(request.actor, Perm.EDIT_MAP, map),
        **more,
    }
    return render_page(request, "journeys/change.html", context, status=status)


def _change(map: JourneyMap, change_id: str) -> Change:
    found = next((item for item in load_document(map).changes if item.id == change_id), None)
    if found is None:
        raise NotFound
    return found


def _asked(request: Request, map: JourneyMap) -> dict[str, Any]:
    """What the posted page knew of the map, and its own key: sent twice, it is done once."""
    revision, key = request.POST.get("revision", ""), request.POST.get("key", "")
    known = int(revision) if revision.isdecimal() and len(revision) < 10 else map.revision
    client = key if re.fullmatch(r"[A-Za-z0-9_-]{1,40}", key) else new_id()
    return {"base_revision": min(known, map.revision), "client": client, "actor": request.actor}


def _undoable(request: Request, map_id: str, text: str) -> None:
    offer_undo(request, text, reverse("journeys:undo_change", args=[map_id]))


@require_GET
@requires(Perm.VIEW_MAP)
def change(request: Request, map_id: str, change_id: str) -> HttpResponse:
    return _change_page(request, visible_map(request, map_id), change_id)


@require_POST
@requires(Perm.EDIT_MAP)
@CHANGING
def move(request: Request, map_id: str, change_id: str) -> HttpResponse:
    """To another state; where somebody else was faster, both states are shown and nothing is stored."""
    map = _own_map(request, map_id)
    _change(map, change_id)
    form = StateForm(request.POST)
    if not form.is_valid():
        return _change_page(request, map, change_id, state_form=form, status=422)
    state = form.cleaned_data["state"]
    try:
        move_change(map, change_id, state=state, **_asked(request, map))
    except EditConflict as conflict:
        theirs = words.label(ChangeState(conflict.conflicts[0].theirs or ChangeState.PROPOSED))
        clash = {"mine": words.label(state), "theirs": theirs}
        return _change_page(request, map, change_id, state_form=form, clash=clash, status=409)
    _undoable(request, map_id, _("State: %(state)s.") % {"state": words.label(state)})
    return redirect("journeys:change", map_id, change_id)


@require_POST
@requires(Perm.EDIT_MAP)
@CHANGING
def review(request: Request, map_id: str, change_id: str) -> HttpResponse:
    map = _own_map(request, map_id)
    _change(map, change_id)
    form = ReviewForm(request.POST)
    if form.is_valid():
        try:
            record_review(map, change_id, review=form.review, **_asked(request, map))
        except InvalidMap as refusal:
            form.add_error(None, fault_lines(refusal.problems))
        else:
            _undoable(request, map_id, _("The review is recorded."))
            return redirect("journeys:change", map_id, change_id)
    return _change_page(request, map, change_id, review_form=form, status=422)


@require_POST
@requires(Perm.EDIT_MAP)
@CHANGING
def undo_change(request: Request, map_id: str) -> HttpResponse:
    try:
        undo(_own_map(request, map_id), actor=request.actor)
    except EditConflict:
        messages.warning(request, _("Somebody changed this since. Look at both values before you go back."))
    except DomainError:
        messages.info(request, _("Nothing to undo."))
    return redirect("journeys:changes", map_id)


@require_GET
@requires(Perm.VIEW_MAP)
def chains(request: Request, map_id: str) -> HttpResponse:
    """What leads to what, from pains and delights to measured effect, with every gap."""
    map = visible_map(request, map_id)
    document = load_document(map)
    told = TraceWords(document, trace(document))
    context = {"map": map, "heading": told.heading(), "chains": told.chains(), "strays": told.strays()}
    return render_page(request, "journeys/trace.html", context)


@require_GET
@requires(Perm.VIEW_MAP)
def priorities(request: Request, map_id: str) -> HttpResponse:
    """Impact against effort, and what the changes need that is not there."""
    map = visible_map(request, map_id)
    document = load_document(map)
    rows = resource_rows(document)
    kinds, units = gap_sums(document)
    context = {
        "map": map,
        "opportunities": opportunity_rows(document),
        "spots": spots(document),
        "resources": rows,
        "need": pgettext("of a resource", "Need"),
        "resources_heading": resources_heading(rows),
        "kinds": kinds,
        "units": units,
    }
    return render_page(request, "journeys/priorities.html", context)


@require_GET
@requires(Perm.VIEW_MAP)
def effect(request: Request, map_id: str) -> HttpResponse:
    """What has moved: the curve at earlier versions, finished changes, measures over time."""
    map = visible_map(request, map_id)
    found = effect_page(load_document(map), versions_over_time(map, most=COMPARED))
    return render_page(request, "journeys/effect.html", {"map": map, "effect": found})


@require_GET
@requires(Perm.VIEW_MAP)
def analysis(request: Request, map_id: str) -> HttpResponse:
    map = visible_map(request, map_id)
    document = load_document(map)
    scores = [place.emotion.score for place in document.touchpoints_in_order()]
    context = {
        "map": map,
        "curve_heading": curve_heading(document),
        "points": curve_points(document),
        "line": curve_path(scores).line,
        "insights": insights(document),
    }
    return render_page(request, "journeys/analysis.html", context)
