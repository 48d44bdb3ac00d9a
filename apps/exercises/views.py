from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from apps.common import access
from apps.common.access import Request, requires
from apps.common.errors import DomainError, NotFound
from apps.common.ids import new_id
from apps.common.pages import render_page, safe_next, wants_fragment
from apps.exercises import builder, commands
from apps.exercises.domain.steps import Step, step_by_number
from apps.exercises.policies import Perm
from apps.exercises.saving import OK, Saved, read_post, save_form
from apps.exercises.selectors import attempt_of, exercise_by_slug
from apps.exercises.services import start_exercise
from apps.journeys.models import JourneyMap
from apps.journeys.policies import Perm as MapPerm
from apps.journeys.selectors import load_document, map_by_id
from apps.journeys.services import EditConflict, InvalidMap, apply_operations, redo, undo

TEMPLATE = "exercises/builder.html"


def _map(request: Request, map_id: str) -> JourneyMap:
    return access.get(request.actor, MapPerm.EDIT_MAP, map_by_id, map_id=map_id)


def _step(number: int) -> Step:
    try:
        return step_by_number(number)
    except IndexError:
        raise NotFound from None


def _selection(request: Request, document: Any) -> builder.Selection:
    """The selection that a posted form was drawn for."""
    number = request.POST.get("step", "1")
    step = _step(int(number) if number.isdecimal() and len(number) == 1 else 0)
    return builder.select(document, step, request.POST.get("tp"))


def _back_to(map: JourneyMap, selection: builder.Selection) -> HttpResponseRedirect:
    touchpoint = selection.touchpoint.id if selection.touchpoint else ""
    return redirect(builder.step_url(map.pk, selection.step, touchpoint))


@require_GET
@requires(MapPerm.EDIT_MAP)
@never_cache
def step(request: Request, map_id: str, number: int) -> HttpResponse:
    """Never from a cache: an old copy of the page, sent again, would take back what the same page saved since."""
    chosen = _step(number)
    map = _map(request, map_id)
    document = load_document(map)
    selection = builder.select(document, chosen, request.GET.get("tp"))
    if wants_fragment(request):
        # Another page has saved: what shows the map is drawn anew, the form and what is typed in it stay.
        return render_page(request, TEMPLATE, builder.live_context(map, document, selection), partial="fresh")
    return render_page(
        request, TEMPLATE, builder.page_context(map, document, selection, attempt=attempt_of(map))
    )


@require_POST
@requires(MapPerm.EDIT_MAP)
def edit(request: Request, map_id: str) -> HttpResponse:
    """Autosave and every button of the form: what was typed is saved first, then what was pressed is done."""
    map = _map(request, map_id)
    posted = read_post(request.POST)
    pressed = commands.read(request.POST.get("do", ""), map, get_language() or "en")
    saved = save_form(map, posted, actor=request.actor, extra=pressed)
    selection = _selection(request, saved.document)
    if wants_fragment(request):
        context = builder.live_context(saved.map, saved.document, selection, saved.findings)
        context |= {"saved": saved, "selection": selection, "problems": commands.spoken(saved)}
        return render_page(request, TEMPLATE, context, partial="saved", status=saved.status)
    if saved.status != OK:
        return _refused(request, saved, posted, selection)
    return redirect(commands.destination(request.POST.get("go", ""), saved.map, selection))


def _refused(request: Request, saved: Saved, posted: Any, selection: builder.Selection) -> HttpResponse:
    context = builder.page_context(
        saved.map,
        saved.document,
        selection,
        attempt=attempt_of(saved.map),
        typed=posted.values,
        problems=saved.problems,
        blanks={key: birth.id for key, birth in posted.births.items()},
    )
    context["conflicts"] = commands.conflicts_shown(saved)
    return render_page(request, TEMPLATE, context, status=saved.status)


@require_POST
@requires(MapPerm.EDIT_MAP)
def undo_last(request: Request, map_id: str) -> HttpResponse:
    return _step_in_history(request, map_id, undo, _("Nothing to undo."))


@require_POST
@requires(MapPerm.EDIT_MAP)
def redo_last(request: Request, map_id: str) -> HttpResponse:
    return _step_in_history(request, map_id, redo, _("Nothing to redo."))


def _step_in_history(request: Request, map_id: str, change: Any, nothing: str) -> HttpResponse:
    map = _map(request, map_id)
    try:
        change(map, actor=request.actor)
    except EditConflict:
        messages.warning(request, _("Somebody changed this since. Look at both values before you go back."))
    except DomainError:
        messages.info(request, nothing)
    return redirect(safe_next(request, _back_to(map, _selection(request, load_document(map))).url))


@require_POST
@requires(MapPerm.EDIT_MAP)
def waive(request: Request, map_id: str) -> HttpResponse:
    """Set a finding aside with a reason, or take the waiver back; the trainer sees both."""
    map = _map(request, map_id)
    operations = commands.waiver(request.POST)
    if not operations:
        messages.error(request, _("Say why, then the hint can be set aside."))
        return _back_to(map, _selection(request, load_document(map)))
    try:
        apply_operations(
            map, operations, base_revision=map.revision, actor=request.actor, client=new_id(), sequence=1
        )
    except InvalidMap as refusal:
        if not commands.repeats(refusal):
            raise
    return _back_to(map, _selection(request, load_document(map)))


@require_POST
@requires(Perm.START)
def start(request: Request, slug: str) -> HttpResponse:
    """Opens the learner's map at the step that was asked for, else at the first."""
    exercise = exercise_by_slug(request.actor, slug=slug)
    attempt = start_exercise(actor=request.actor, exercise=exercise, language=get_language() or "en")
    asked = request.POST.get("step", "")
    chosen = Step(asked) if asked in set(Step) else Step.PERSONA
    return redirect(builder.step_url(attempt.map_id, chosen))
