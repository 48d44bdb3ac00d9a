from __future__ import annotations

from collections.abc import Callable
from typing import TypedDict

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.common import access
from apps.common.access import Actor, Request, requires
from apps.common.denials import sentence_for
from apps.common.errors import DomainError, NotFound
from apps.common.limits import limited
from apps.common.pages import render_page
from apps.journeys.combinations import (
    blueprint_title,
    joint_conflicts,
    joint_labels,
    joint_note,
    joint_title,
    other_titles,
    relation_rows,
    unmatched,
)
from apps.journeys.domain.combine import MOST, matches
from apps.journeys.domain.document import LinkKind
from apps.journeys.faults import fault_lines
from apps.journeys.forms import BlueprintForm, EmployeeForm, JointForm, NewMapForm, RelationForm, VariantForm
from apps.journeys.models import JourneyMap
from apps.journeys.policies import Perm
from apps.journeys.selectors import load_document, map_by_id
from apps.journeys.services import (
    InvalidMap,
    link_maps,
    make_blueprint,
    make_joint,
    make_variant,
    unlink_maps,
)
from apps.journeys.views.common import DRAWING, first_step

LINKING = limited("relate", browser=60, address=600)


def _editable(request: Request, map_id: str) -> JourneyMap:
    return access.get(request.actor, Perm.EDIT_MAP, map_by_id, map_id=map_id)


def _made(form: forms.Form, make: Callable[[], JourneyMap]) -> HttpResponse | None:
    """To the first step of the new map; what is wrong with it stands above the form."""
    try:
        return redirect(first_step(make()))
    except InvalidMap as refusal:
        form.add_error(None, fault_lines(refusal.problems, at_most=5))
    except DomainError as refusal:
        form.add_error(None, sentence_for(refusal.code))
    return None


class _Asked(TypedDict):
    actor: Actor
    title: str
    key: str


def _asked(request: Request, form: forms.Form) -> _Asked:
    return {
        "actor": request.actor,
        "title": form.cleaned_data["title"],
        "key": request.POST.get("key", ""),
    }


@require_http_methods(["GET", "POST"])
@requires(Perm.EDIT_MAP)
@DRAWING
def variant(request: Request, map_id: str) -> HttpResponse:
    """The same map for another persona, another market, or for tomorrow."""
    map = _editable(request, map_id)
    asked = request.GET.get("kind", LinkKind.PERSONA_VARIANT.value)
    form = VariantForm(request.POST or None, initial={"title": map.title, "kind": asked})
    if request.method == "POST" and form.is_valid():
        kind, given = form.cleaned_data["kind"], _asked(request, form)
        if answer := _made(form, lambda: make_variant(map, kind=kind, **given)):
            return answer
    context = {"map": map, "form": form}
    return render_page(request, "journeys/variant.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@requires(Perm.EDIT_MAP)
@DRAWING
def joint(request: Request, map_id: str) -> HttpResponse:
    """First the other maps, then where they disagree, then the joint map."""
    map, sent = _editable(request, map_id), request.POST or request.GET
    chooser = JointForm(sent or None, others=other_titles(map, actor=request.actor))
    maps = [map]
    if chooser.is_valid():
        maps += [_editable(request, name) for name in chooser.cleaned_data["maps"]]
    form = NewMapForm(request.POST or None, initial={"title": joint_title(maps)})
    if request.method == "POST" and len(maps) > 1 and form.is_valid():
        given = _asked(request, form)
        labels, note = joint_labels(maps), joint_note(maps)
        if answer := _made(form, lambda: make_joint(maps, labels=labels, note=note, **given)):
            return answer
    context = {"map": map, "chooser": chooser, "form": form, "maps": maps, "most": MOST}
    if len(maps) > 1:
        context["conflicts"] = joint_conflicts(maps)
    return render_page(
        request, "journeys/joint.html", context, status=422 if chooser.errors or form.errors else 200
    )


@require_http_methods(["GET", "POST"])
@requires(Perm.EDIT_MAP)
@DRAWING
def blueprint(request: Request, map_id: str) -> HttpResponse:
    """First the employee's map, then what belongs together, then the 360° view of both."""
    map, sent = _editable(request, map_id), request.POST or request.GET
    chooser = EmployeeForm(sent or None, others=other_titles(map, actor=request.actor))
    if not chooser.is_valid():
        context = {"map": map, "chooser": chooser}
        return render_page(request, "journeys/blueprint.html", context, status=422 if chooser.errors else 200)
    employee = _editable(request, chooser.cleaned_data["employee"])
    customer = load_document(map)
    found = matches(customer, load_document(employee))
    form = BlueprintForm(
        request.POST or None, found=found, customer=customer, initial={"title": blueprint_title(map)}
    )
    if request.method == "POST" and form.is_valid():
        given = _asked(request, form)
        places = form.places()
        if answer := _made(form, lambda: make_blueprint(map, employee, places=places, **given)):
            return answer
    context = {"map": map, "form": form, "employee": employee, **unmatched(customer, found)}
    return render_page(request, "journeys/blueprint.html", context, status=422 if form.errors else 200)


def _related_page(request: Request, map: JourneyMap, form: RelationForm) -> HttpResponse:
    context = {"map": map, "form": form, "relations": relation_rows(map, actor=request.actor)}
    return render_page(request, "journeys/related.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@requires(Perm.EDIT_MAP)
@LINKING
def related(request: Request, map_id: str) -> HttpResponse:
    """Which maps belong to this one, with a form to name another."""
    map = _editable(request, map_id)
    form = RelationForm(request.POST or None, others=other_titles(map, actor=request.actor))
    if request.method == "POST" and form.is_valid():
        other = _editable(request, form.cleaned_data["other"])
        try:
            link_maps(map, other, kind=form.cleaned_data["kind"], actor=request.actor)
        except InvalidMap as refusal:
            form.add_error(None, fault_lines(refusal.problems, at_most=5))
        else:
            messages.success(request, _("The two maps are linked, each names the other."))
            return redirect("journeys:related", map.pk)
    return _related_page(request, map, form)


@require_POST
@requires(Perm.EDIT_MAP)
@LINKING
def unrelate(request: Request, map_id: str) -> HttpResponse:
    """The link goes from both maps; of a map that is gone or not the actor's, only from this one."""
    map, kind = _editable(request, map_id), request.POST.get("kind", "")
    if kind not in set(LinkKind):
        raise NotFound
    other_id = request.POST.get("other", "").replace("\x00", "")
    unlink_maps(
        map,
        map_by_id(request.actor, map_id=other_id),
        other_id=other_id,
        kind=LinkKind(kind),
        incoming=bool(request.POST.get("incoming")),
        actor=request.actor,
    )
    messages.success(request, _("The two maps are no longer linked."))
    return redirect("journeys:related", map.pk)
