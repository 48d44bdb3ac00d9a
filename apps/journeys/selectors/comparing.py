"""What can be laid side by side: maps, their versions, and whatever a higher floor offers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from apps.common.access import Actor
from apps.journeys.domain.document import Map
from apps.journeys.domain.problems import plain_map, read_map
from apps.journeys.domain.stored import recall
from apps.journeys.models import JourneyMap, Snapshot

SEPARATOR = "."


@dataclass(frozen=True, slots=True)
class Comparable:
    """One side of a comparison. ``key`` names it in an address; ``version`` and ``at`` are those of a snapshot."""

    key: str
    map_id: str
    title: str
    document: Map
    version: str = ""
    at: datetime | None = None


# Those of the keys that the actor may see; any other key is unknown.
Source = Callable[[Actor, Collection[str]], dict[str, Comparable]]
_sources: list[Source] = []


def offers(source: Source) -> Source:
    """Adds something that can be compared. A higher floor registers here what only it may show."""
    _sources.append(source)
    return source


def comparables(actor: Actor, keys: Sequence[str]) -> list[Comparable | None]:
    """What the keys name, in their order; None for whatever the actor may not see. One query per source."""
    usable = [key for key in keys if "\x00" not in key]
    found: dict[str, Comparable] = {}
    for source in _sources:
        if rest := [key for key in usable if key not in found]:
            found |= source(actor, rest)
    return [found.get(key) for key in keys]


@offers
def _own_maps(actor: Actor, keys: Collection[str]) -> dict[str, Comparable]:
    ids = [key for key in keys if SEPARATOR not in key]
    if not ids:
        return {}
    return {
        map.pk: Comparable(map.pk, map.pk, map.title, recall(map.document_json).document)
        for map in JourneyMap.objects.for_actor(actor).filter(pk__in=ids)
    }


@offers
def _own_versions(actor: Actor, keys: Collection[str]) -> dict[str, Comparable]:
    """Snapshots by ``map.snapshot``."""
    pairs = [key.split(SEPARATOR) for key in keys if key.count(SEPARATOR) == 1]
    if not pairs:
        return {}
    wanted = Q()
    for map_id, snapshot_id in pairs:
        wanted |= Q(map=map_id, pk=snapshot_id)
    rows = Snapshot.objects.for_actor(actor).filter(wanted).select_related("map").defer("map__document_json")
    return {
        version_key(row): Comparable(
            version_key(row),
            row.map_id,
            row.map.title,
            recall(row.document_json).document,
            row.name or str(row.get_kind_display()),
            row.created_at,
        )
        for row in rows
    }


def version_key(snapshot: Snapshot) -> str:
    return f"{snapshot.map_id}{SEPARATOR}{snapshot.pk}"


def versions_of(actor: Actor, map_ids: Collection[str]) -> list[Snapshot]:
    """Versions of several maps without their documents, the newest first."""
    usable = [key for key in map_ids if "\x00" not in key]
    rows = Snapshot.objects.for_actor(actor).filter(map__in=usable).select_related("map")
    return list(rows.defer("document_json", "map__document_json"))


def maps_among(actor: Actor, ids: Collection[str]) -> QuerySet[JourneyMap]:
    """Those of the maps that the actor may see."""
    return JourneyMap.objects.for_actor(actor).filter(pk__in=[name for name in ids if "\x00" not in name])


def emotion_vectors(maps: QuerySet[JourneyMap]) -> list[list[float | None]]:
    """The scores of each map in journey order, from the stored column alone: no document is read.

    Whoever asks brings the maps that may be counted: own ones, or those of a cohort by ``.for_org``.
    """
    return list(maps.order_by("pk").values_list("emotions", flat=True))


def whole_maps(maps: QuerySet[JourneyMap]) -> list[Map]:
    """The maps themselves, for an average by touchpoint; parsed without crowding out those that are being edited."""
    return [
        read_map(plain_map(text))
        for text in maps.order_by("created_at", "pk").values_list("document_json", flat=True)
    ]
