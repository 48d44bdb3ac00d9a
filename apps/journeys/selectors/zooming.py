from apps.common.access import Actor
from apps.journeys.domain.document import LinkKind
from apps.journeys.models import JourneyMap
from apps.journeys.selectors.maps import load_document


def maps_above(map: JourneyMap, *, actor: Actor) -> list[tuple[JourneyMap, str]]:
    """Maps of the actor that zoom into this one, each with the id of the touchpoint; 1 query."""
    named = f'"map":"{map.pk}"'
    rows = JourneyMap.objects.for_actor(actor).filter(document_json__contains=named).exclude(pk=map.pk)
    return [
        (above, link.touchpoint or "")
        for above in rows.order_by("title", "pk")
        for link in load_document(above).links
        if link.kind is LinkKind.ZOOM and link.map == map.pk
    ]


def zoomable_maps(map: JourneyMap, *, actor: Actor) -> list[JourneyMap]:
    """Own maps that may become a sub-journey, the newest edit first, without their documents."""
    rows = JourneyMap.objects.own(actor).exclude(pk=map.pk).defer("document_json")
    return list(rows.order_by("-updated_at", "pk")[:200])
