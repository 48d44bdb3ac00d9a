from __future__ import annotations

from django.core.files.storage import default_storage
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.common import access
from apps.common.access import Request, requires
from apps.common.denials import sentence_for
from apps.common.errors import DomainError, NotFound
from apps.common.limits import limited
from apps.common.pages import render_page
from apps.journeys.forms import ImageForm
from apps.journeys.models import ImagePlace, JourneyMap, MapImage
from apps.journeys.policies import Perm
from apps.journeys.selectors import (
    image_by_id,
    images_of,
    map_by_id,
)
from apps.journeys.services import (
    add_image,
    remove_image,
)


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
