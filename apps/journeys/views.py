from __future__ import annotations

from django.contrib import messages
from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.common import access
from apps.common.access import Actor, Request, public, requires
from apps.common.denials import sentence_for
from apps.common.errors import DomainError, NotFound
from apps.common.limits import limited
from apps.common.pages import render_page
from apps.journeys import handbook, words
from apps.journeys.coaching import advise
from apps.journeys.domain.formats.svg import draw_svg
from apps.journeys.domain.formats.themes import THEMES
from apps.journeys.domain.grid import build_grid
from apps.journeys.domain.stored import recall
from apps.journeys.faults import fault_lines
from apps.journeys.forms import ImageForm, ImportForm, TitleForm, VersionForm
from apps.journeys.history import entries
from apps.journeys.models import ImagePlace, JourneyMap, MapImage
from apps.journeys.policies import Perm
from apps.journeys.selectors import (
    current_beside,
    image_by_id,
    images_of,
    journal,
    load_document,
    map_by_id,
    maps_of,
    review_today,
    snapshot_by_id,
    snapshots_of,
)
from apps.journeys.services import (
    InvalidMap,
    add_image,
    create_map,
    import_map,
    keep_version,
    order_picture,
    remove_image,
    restore_snapshot,
)
from apps.journeys.tables import render_map_list, render_map_table
from apps.journeys.topics import map_changed, map_topic
from apps.live.streams import event_stream, last_seen, listen
from apps.organisations.actors import become_guest
from apps.organisations.services import open_academy

VERSIONS_PER_PAGE, EDITS_SHOWN = 20, 200

DRAWING = limited("draw", browser=30, address=300)


def _first_step(map: JourneyMap) -> str:
    return f"{reverse('journeys:maps')}{map.pk}/step/1/"


def _author(request: Request) -> Actor:
    return request.actor if request.actor.user_id else become_guest(request, request.POST.get("key", ""))


def _drawn(request: Request, title: str) -> HttpResponse:
    actor = _author(request)
    map = create_map(
        actor=actor,
        organisation_id=actor.active_org_id or open_academy().pk,
        title=title,
        language=get_language() or "en",
        key=request.POST.get("key", ""),
    )
    return redirect(_first_step(map))


@require_POST
@public("a visitor draws before there is an account")
@DRAWING
def try_out(request: Request) -> HttpResponse:
    """The one field of the landing page: a map with a real id, kept for the visitor's session."""
    form = TitleForm(request.POST)
    if not form.is_valid():
        return render_page(request, "journeys/new.html", {"form": form, "guest": True}, status=422)
    return _drawn(request, form.cleaned_data["title"])


@require_GET
@requires(Perm.VIEW_MAP)
def maps(request: Request) -> HttpResponse:
    return render_page(request, "journeys/maps.html", {"maps": maps_of(request.actor)[:200]})


@require_http_methods(["GET", "POST"])
@requires(Perm.CREATE_MAP)
@DRAWING
def new(request: Request) -> HttpResponse:
    form = TitleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _drawn(request, form.cleaned_data["title"])
    return render_page(request, "journeys/new.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@requires(Perm.CREATE_MAP)
@DRAWING
def import_file(request: Request) -> HttpResponse:
    """A whole map or nothing: what is wrong is listed with its place, and nothing is stored."""
    form = ImportForm(request.POST or None, request.FILES or None)
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            map = import_map(
                actor=_author(request),
                organisation_id=request.actor.active_org_id or open_academy().pk,
                raw=form.cleaned_data["file"],
                language=get_language() or "en",
                key=request.POST.get("key", ""),
            )
            return redirect(_first_step(map))
        except InvalidMap as refusal:
            problems = fault_lines(refusal.problems)
    status = 422 if request.method == "POST" else 200
    return render_page(request, "journeys/import.html", {"form": form, "problems": problems}, status=status)


def _visible(request: Request, map_id: str) -> JourneyMap:
    return access.get(request.actor, Perm.VIEW_MAP, map_by_id, map_id=map_id)


@require_GET
@requires(Perm.VIEW_MAP)
def show(request: Request, map_id: str) -> HttpResponse:
    map = _visible(request, map_id)
    document = load_document(map)
    language = get_language() or "en"
    asked = review_today(document, current=current_beside(document, actor=request.actor))
    findings = [finding for finding in asked if finding.waived is None]
    context = {
        "map": map,
        "images": images_of(map).values(),
        "grid": build_grid(document),
        "kind_name": words.kind_label(document.kind) if document.kind else "",
        "map_table": render_map_table(build_grid(document), language=language),
        "advice": advise(findings, document, language),
    }
    return render_page(request, "journeys/map.html", context)


@require_GET
@requires(Perm.VIEW_MAP)
def as_list(request: Request, map_id: str) -> HttpResponse:
    map = _visible(request, map_id)
    grid = build_grid(load_document(map))
    listing = render_map_list(grid, language=get_language() or "en")
    return render_page(request, "journeys/list.html", {"map": map, "grid": grid, "map_list": listing})


@require_GET
@requires(Perm.VIEW_MAP)
def follow_map(request: Request, map_id: str) -> HttpResponseBase:
    """The stream of an open builder: tells it when another page has saved the map."""
    map = _visible(request, map_id)
    listener = listen(map_topic(map.pk))
    map.refresh_from_db(fields=["revision"])
    missed = [map_changed(map)] if map.revision > last_seen(request) else []
    return event_stream(request, listener, missed=missed, page=request.GET.get("client", "")[:40])


def _versions_page(request: Request, map: JourneyMap, form: VersionForm) -> HttpResponse:
    page = Paginator(snapshots_of(map), VERSIONS_PER_PAGE).get_page(request.GET.get("page"))
    edits = journal(map)[:EDITS_SHOWN]
    context = {
        "map": map,
        "page": page,
        "form": form,
        "entries": entries(edits, recall(map.document_json).plain),
    }
    return render_page(request, "journeys/versions.html", context, status=422 if form.errors else 200)


@require_GET
@requires(Perm.VIEW_MAP)
def versions(request: Request, map_id: str) -> HttpResponse:
    """What the map was like: the frozen versions, and who wrote what since."""
    return _versions_page(request, _visible(request, map_id), VersionForm())


@require_POST
@requires(Perm.EDIT_MAP)
def keep(request: Request, map_id: str) -> HttpResponse:
    map = access.get(request.actor, Perm.EDIT_MAP, map_by_id, map_id=map_id)
    form = VersionForm(request.POST)
    if not form.is_valid():
        return _versions_page(request, map, form)
    keep_version(map, name=form.cleaned_data["name"], actor=request.actor)
    messages.success(request, _("This version is kept."))
    return redirect("journeys:versions", map_id)


@require_GET
@requires(Perm.VIEW_MAP)
def version(request: Request, map_id: str, snapshot_id: str) -> HttpResponse:
    ids = {"map_id": map_id, "snapshot_id": snapshot_id}
    frozen = access.get(request.actor, Perm.VIEW_MAP, snapshot_by_id, **ids)
    table = render_map_table(build_grid(load_document(frozen)), language=get_language() or "en")
    return render_page(request, "journeys/version.html", {"version": frozen, "map_table": table})


@require_POST
@requires(Perm.EDIT_MAP)
def restore(request: Request, map_id: str, snapshot_id: str) -> HttpResponse:
    ids = {"map_id": map_id, "snapshot_id": snapshot_id}
    restore_snapshot(access.get(request.actor, Perm.EDIT_MAP, snapshot_by_id, **ids), actor=request.actor)
    messages.success(
        request, _("The version is back. What stood there before is kept below, and Undo takes this back.")
    )
    return redirect("journeys:versions", map_id)


@require_GET
@requires(Perm.VIEW_MAP)
def as_json(request: Request, map_id: str) -> HttpResponse:
    map = _visible(request, map_id)
    text = load_document(map).model_dump_json(indent=2, exclude_defaults=False)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="map-{map.pk}.cjm.json"'
    return response


@require_GET
@requires(Perm.VIEW_MAP)
def as_svg(request: Request, map_id: str) -> HttpResponse:
    map = _visible(request, map_id)
    document = load_document(map)
    theme = request.GET.get("theme", "light")
    words_here = words.svg_words(document.owner.name if document.owner else "")
    picture = draw_svg(document, words=words_here, theme=theme if theme in THEMES else "light")
    response = HttpResponse(picture, content_type="image/svg+xml; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="map-{map.pk}.svg"'
    return response


@require_POST
@requires(Perm.VIEW_MAP)
@limited("picture", browser=30, address=300)
def order(request: Request, map_id: str) -> HttpResponse:
    """A picture takes too long for a request: the page of its job tells when it is ready."""
    job = order_picture(
        _visible(request, map_id),
        actor=request.actor,
        form=request.POST.get("form", ""),
        language=get_language() or "en",
        theme=request.POST.get("theme", ""),
    )
    return redirect("jobs:job", job.pk)


@require_GET
@public("what the coach asks and why is help, and nobody's map")
def coach(request: Request) -> HttpResponse:
    return render_page(
        request, "journeys/coach.html", {"chapters": handbook.chapters(get_language() or "en")}
    )


@require_GET
@public("what the coach asks and why is help, and nobody's map")
def rule(request: Request, code: str) -> HttpResponse:
    page = handbook.page(code, get_language() or "en")
    if page is None:
        raise NotFound
    return render_page(request, "journeys/rule.html", {"page": page, "rule": page.rule})


@require_http_methods(["GET", "POST"])
@requires(Perm.EDIT_MAP)
@limited("image", browser=30, address=300)
def images(request: Request, map_id: str) -> HttpResponse:
    """The portrait and the sketch: one form each, because each is a file of its own."""
    map = access.get(request.actor, Perm.EDIT_MAP, map_by_id, map_id=map_id)
    sent = request.POST.get("place", "") if request.method == "POST" else ""
    shown = images_of(map)
    forms = {place: _image_form(request, place, sent, shown.get(place)) for place in ImagePlace}
    form = forms.get(ImagePlace(sent)) if sent in ImagePlace.values else None
    if form is not None and form.is_valid():
        try:
            add_image(map, actor=request.actor, place=ImagePlace(sent), **form.cleaned_data)
            return redirect("journeys:images", map.pk)
        except DomainError as refusal:
            form.add_error("file", sentence_for(refusal.code))
    places = [(place, forms[place], shown.get(place)) for place in ImagePlace]
    status = 422 if request.method == "POST" else 200
    return render_page(request, "journeys/images.html", {"map": map, "places": places}, status=status)


def _image_form(request: Request, place: ImagePlace, sent: str, now: MapImage | None) -> ImageForm:
    if place != sent:
        return ImageForm(prefix=place, initial={"alt": now.alt} if now else None)
    return ImageForm(request.POST, request.FILES, prefix=place)


def _image(request: Request, perm: Perm, map_id: str, image_id: str) -> tuple[JourneyMap, MapImage]:
    map = access.get(request.actor, perm, map_by_id, map_id=map_id)
    image = image_by_id(map, image_id=image_id)
    if image is None:
        raise NotFound
    return map, image


@require_GET
@requires(Perm.VIEW_MAP)
def image(request: Request, map_id: str, image_id: str) -> HttpResponse:
    _map, stored = _image(request, Perm.VIEW_MAP, map_id, image_id)
    if not default_storage.exists(stored.file):
        raise NotFound
    with default_storage.open(stored.file) as file:
        response = HttpResponse(file.read(), content_type=stored.content_type)
    # The picture behind an address never changes, but who may see it does.
    response["Cache-Control"] = "private, max-age=3600"
    return response


@require_POST
@requires(Perm.EDIT_MAP)
def remove_picture(request: Request, map_id: str, image_id: str) -> HttpResponse:
    map, stored = _image(request, Perm.EDIT_MAP, map_id, image_id)
    remove_image(stored, map=map, actor=request.actor)
    return redirect("journeys:images", map_id)
