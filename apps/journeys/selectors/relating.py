"""Which maps belong together, seen from one of them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from apps.common.access import Actor
from apps.journeys.domain.combine import BACK
from apps.journeys.domain.document import LinkKind
from apps.journeys.domain.problems import plain_map
from apps.journeys.models import JourneyMap
from apps.journeys.selectors.maps import load_document


@dataclass(frozen=True, slots=True)
class Relation:
    """A link from or to the other map. ``kind`` as written in the map that holds the link."""

    other: str
    title: str
    """empty where the reader may not see the map, or it is gone"""
    kind: LinkKind
    incoming: bool
    touchpoint: str = ""
    """name of the touchpoint that a sub-journey belongs to"""


def related_maps(map: JourneyMap, *, actor: Actor) -> list[Relation]:
    """Links of the map, then those of the actor's other maps to it that it does not answer; one query."""
    document = load_document(map)
    names = {item.id: item.name for item in document.touchpoints}
    named = f'"map":"{map.pk}"'
    rows = JourneyMap.objects.for_actor(actor).filter(
        Q(pk__in={link.map for link in document.links}) | Q(document_json__contains=named)
    )
    others = list(rows.exclude(pk=map.pk).order_by("title", "pk"))
    titles = {other.pk: other.title for other in others}
    found = [
        Relation(link.map, titles.get(link.map, ""), link.kind, False, names.get(link.touchpoint or "", ""))
        for link in document.links
    ]
    said = {(relation.other, relation.kind) for relation in found}
    for other in others:
        if named in other.document_json:
            found += _incoming(map, other, said)
    return list(dict.fromkeys(found))


def _incoming(map: JourneyMap, other: JourneyMap, said: set[tuple[str, LinkKind]]) -> list[Relation]:
    plain = plain_map(other.document_json)
    names = {item["id"]: item["name"] for item in plain.get("touchpoints", ())}
    found = []
    for link in plain.get("links", ()):
        kind = LinkKind(link["kind"])
        if link["map"] == map.pk and (other.pk, BACK.get(kind)) not in said:
            found.append(
                Relation(other.pk, other.title, kind, True, names.get(link.get("touchpoint", ""), ""))
            )
    return found


def leads_to(actor: Actor, *, start: str, target: str) -> bool:
    """Whether zooming in from the map ``start`` comes to ``target``; one query per level."""
    seen: set[str] = set()
    level = {start}
    while level and target not in level:
        seen |= level
        rows = JourneyMap.objects.for_actor(actor).filter(pk__in=level)
        level = {
            link["map"]
            for text in rows.values_list("document_json", flat=True)
            for link in plain_map(text).get("links", ())
            if link["kind"] == LinkKind.ZOOM.value
        } - seen
    return target in level
