"""Pictures beside a map: the persona's portrait, the photo of a paper sketch."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import IO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from apps.common.access import Actor
from apps.common.errors import DomainError
from apps.common.ids import new_id
from apps.common.images import read_image
from apps.journeys.models import ImagePlace, JourneyMap, MapImage
from apps.journeys.selectors import load_document
from apps.journeys.services.editing import apply_operations

LONGEST = {ImagePlace.PORTRAIT: 512, ImagePlace.SKETCH: 2400}
KEPT = 5
"""pictures of one place that stay with the map, so that Undo finds the one before"""
FOLDER = "maps"


def add_image(map: JourneyMap, *, actor: Actor, place: ImagePlace, file: IO[bytes], alt: str) -> MapImage:
    """Cleaned and stored; a portrait becomes the persona's. `image_…` codes of `read_image`, `image_needs_persona`."""
    if place == ImagePlace.PORTRAIT and not load_document(map).personas:
        raise DomainError("image_needs_persona")
    clean = read_image(file, longest=LONGEST[place])
    key = new_id()
    path = f"{FOLDER}/{map.pk}/{key}.{clean.ending}"
    with transaction.atomic():
        image = MapImage.objects.create(
            pk=key,
            map=map,
            place=place,
            alt=alt,
            file=path,
            content_type=clean.content_type,
            width=clean.width,
            height=clean.height,
        )
        if place == ImagePlace.PORTRAIT:
            _set_portrait(map, key, actor)
        for old in map.images.filter(place=place)[KEPT:]:
            delete_image(old)
        default_storage.save(path, ContentFile(clean.content))
    return image


def remove_image(image: MapImage, *, map: JourneyMap, actor: Actor) -> None:
    """The picture goes, and those of its place that it had replaced; a persona that is gone has let go of it."""
    with transaction.atomic():
        if image.place == ImagePlace.PORTRAIT and load_document(map).personas:
            _set_portrait(map, "", actor)
        for each in map.images.filter(place=image.place):
            delete_image(each)


def _set_portrait(map: JourneyMap, key: str, actor: Actor) -> None:
    document = load_document(map)
    persona = document.owner or document.personas[0]
    if persona.portrait != key:
        change = {"op": "set", "id": persona.id, "field": "portrait", "value": key}
        apply_operations(map, [change], base_revision=map.revision, actor=actor, client=new_id(), sequence=0)


def delete_image(image: MapImage) -> None:
    """The row, and the file when that is committed."""
    path = image.file
    image.delete()
    transaction.on_commit(lambda: default_storage.delete(path))


def delete_stray_images(now: datetime) -> int:
    """Files whose map or picture has gone; a day old, because a new one's row may not be committed yet. How many."""
    deleted = 0
    for folder in _entries(FOLDER, folders=True):
        known = set(MapImage.unscoped.filter(map=folder).values_list("file", flat=True))
        for name in _entries(f"{FOLDER}/{folder}"):
            path = f"{FOLDER}/{folder}/{name}"
            if path not in known and default_storage.get_modified_time(path) < now - timedelta(days=1):
                default_storage.delete(path)
                deleted += 1
    return deleted


def _entries(folder: str, *, folders: bool = False) -> list[str]:
    try:
        return default_storage.listdir(folder)[0 if folders else 1]
    except FileNotFoundError:
        return []
