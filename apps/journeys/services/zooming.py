"""Sub-journeys: the map of one touchpoint, and the way back to the map it belongs to."""

from __future__ import annotations

from django.db import transaction

from apps.common.access import Actor
from apps.common.ids import new_id
from apps.journeys.domain.document import Link, LinkKind, Touchpoint
from apps.journeys.domain.sub_journey import sub_journey
from apps.journeys.models import JourneyMap
from apps.journeys.selectors import load_document
from apps.journeys.services.combining import link_maps
from apps.journeys.services.creating import create_map
from apps.journeys.services.editing import apply_operations


@transaction.atomic
def zoom_in(map: JourneyMap, touchpoint: Touchpoint, *, actor: Actor, title: str, key: str) -> JourneyMap:
    """A new map of one touchpoint, with the persona and the lanes of the large one, linked from it."""
    document = load_document(map)
    made = create_map(
        actor=actor,
        organisation_id=map.organisation_id,
        title=title,
        language=document.language,
        document=sub_journey(document, touchpoint, title=title),
        key=key,
    )
    link_sub_journey(map, touchpoint, made, actor=actor)
    return made


def link_sub_journey(map: JourneyMap, touchpoint: Touchpoint, other: JourneyMap, *, actor: Actor) -> None:
    """`InvalidMap` where zooming in would lead in a circle."""
    link_maps(map, other, kind=LinkKind.ZOOM, actor=actor, touchpoint=touchpoint.id)


def unlink_sub_journey(map: JourneyMap, link: Link, *, actor: Actor) -> None:
    """The other map stays as it is."""
    operations = [{"op": "remove", "id": link.id}]
    apply_operations(map, operations, base_revision=map.revision, actor=actor, client=new_id(), sequence=1)
