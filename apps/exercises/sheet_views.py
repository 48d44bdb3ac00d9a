from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from apps.common import access
from apps.common.access import Request, requires
from apps.common.pages import offer_undo, render_page
from apps.exercises import commands, sheets
from apps.exercises.forms.binding import Binder
from apps.exercises.saving import OK, Posted, Saved, read_post, save_form
from apps.journeys.models import JourneyMap
from apps.journeys.policies import Perm
from apps.journeys.selectors import load_document, map_by_id

type Context = Callable[[JourneyMap, Binder], dict[str, Any]]


def _map(request: Request, map_id: str) -> JourneyMap:
    return access.get(request.actor, Perm.EDIT_MAP, map_by_id, map_id=map_id)


def _save(request: Request, map: JourneyMap, posted: Posted) -> Saved:
    """What was typed, then what was pressed: one edit of the map."""
    pressed = commands.read(request.POST.get("do", ""), map, get_language() or "en")
    return save_form(map, posted, actor=request.actor, extra=pressed)


def _offer_undo(request: Request, map: JourneyMap, before: int, back: str) -> None:
    if map.revision > before:
        url = reverse("exercises:undo", args=[map.pk])
        offer_undo(request, _("Saved."), f"{url}?{urlencode({'next': back})}")


def _refused(request: Request, template: str, context: Context, saved: Saved, posted: Posted) -> HttpResponse:
    """The same page with what was typed, what is wrong beside it, and both values where somebody was faster."""
    binder = Binder(
        saved.document,
        typed=posted.values,
        problems=saved.problems,
        blanks={key: birth.id for key, birth in posted.births.items()},
    )
    found = {"problems": saved.problems, "conflicts": commands.conflicts_shown(saved)}
    return render_page(request, template, context(saved.map, binder) | found, status=saved.status)


@require_http_methods(["GET", "POST"])
@requires(Perm.EDIT_MAP)
@never_cache
def settings(request: Request, map_id: str) -> HttpResponse:
    """Never from a cache, as the steps: an old copy, sent again, would take back what was saved since."""
    map, here, template = _map(request, map_id), request.path, "exercises/settings.html"
    if request.method == "GET":
        moved = request.GET.get("moved", "")
        context = sheets.settings_context(map, Binder(load_document(map)), moved)
        return render_page(request, template, context)
    pressed, before = request.POST.get("do", ""), map.revision
    posted = sheets.ordered_lanes(read_post(request.POST), load_document(map), pressed)
    saved = _save(request, map, posted)
    if saved.status != OK:
        return _refused(request, template, sheets.settings_context, saved, posted)
    _offer_undo(request, saved.map, before, here)
    return redirect(f"{here}?{urlencode({'moved': pressed})}#lanes" if pressed else here)


@require_http_methods(["GET", "POST"])
@requires(Perm.EDIT_MAP)
@never_cache
def flow(request: Request, map_id: str) -> HttpResponse:
    map, template = _map(request, map_id), "exercises/flow.html"
    if request.method == "GET":
        return render_page(request, template, sheets.flow_context(map, Binder(load_document(map))))
    posted, before = read_post(request.POST), map.revision
    saved = _save(request, map, posted)
    if saved.status != OK:
        return _refused(request, template, sheets.flow_context, saved, posted)
    _offer_undo(request, saved.map, before, request.path)
    return redirect("exercises:flow", map_id)


@require_http_methods(["GET", "POST"])
@requires(Perm.EDIT_MAP)
@never_cache
def walk(request: Request, map_id: str) -> HttpResponse:
    """The author walks the map as the persona, one touchpoint after the other."""
    map, template = _map(request, map_id), "exercises/walk.html"
    if request.method == "GET":
        at = request.GET.get("tp", "")
        return render_page(request, template, sheets.walk_context(map, Binder(load_document(map)), at))
    at, posted = request.POST.get("tp", ""), read_post(request.POST)
    saved = _save(request, map, posted)
    if saved.status != OK:
        return _refused(
            request, template, lambda shown, binder: sheets.walk_context(shown, binder, at), saved, posted
        )
    place = sheets.walk_at(map.pk, saved.document, at)
    goes = {"next": place.next, "back": place.back}.get(request.POST.get("go", ""), "")
    return redirect(goes or f"{request.path}?{urlencode({'tp': at})}")
