"""New maps made of others, and the links between maps that belong together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from django.db import transaction

from apps.common.access import Actor
from apps.common.errors import DomainError
from apps.common.ids import new_id
from apps.journeys.domain.combine import (
    BACK,
    Conflict,
    Place,
    assemble,
    join,
    link_between,
    variant,
)
from apps.journeys.domain.document import ROOT_ID, Link, LinkKind, Map
from apps.journeys.domain.problems import plain_map, write_map
from apps.journeys.models import JourneyMap
from apps.journeys.selectors import load_document
from apps.journeys.services.creating import create_map
from apps.journeys.services.editing import apply_operations


def make_variant(map: JourneyMap, *, actor: Actor, kind: LinkKind, title: str, key: str) -> JourneyMap:
    """The map for another persona, another market, or for tomorrow; the two name each other."""
    return _made(
        variant(load_document(map), kind=kind, source=map.pk, title=title), [map], actor=actor, key=key
    )


def make_joint(
    maps: Sequence[JourneyMap],
    *,
    actor: Actor,
    labels: Sequence[str],
    title: str,
    note: Callable[[Conflict], str],
    key: str,
) -> JourneyMap:
    """One map of several; they and it name each other. ``labels``, ``note``: words for `domain.combine.join`."""
    documents = [load_document(map) for map in maps]
    joint = join(documents, sources=[map.pk for map in maps], labels=labels, title=title, note=note)
    return _made(joint, maps, actor=actor, key=key)


def make_blueprint(
    customer: JourneyMap,
    employee: JourneyMap,
    *,
    actor: Actor,
    places: Mapping[str, Place],
    title: str,
    key: str,
) -> JourneyMap:
    """The 360° view of a customer's and an employee's map; the three name each other."""
    blueprint = assemble(
        load_document(customer),
        load_document(employee),
        places,
        title=title,
        sources=(customer.pk, employee.pk),
    )
    return _made(blueprint, [customer, employee], actor=actor, key=key)


@transaction.atomic
def _made(document: Map, sources: Sequence[JourneyMap], *, actor: Actor, key: str) -> JourneyMap:
    """The new map stands in the organisation of the first source; each source gets the link back."""
    made = create_map(
        actor=actor,
        organisation_id=sources[0].organisation_id,
        title="",
        language="",
        document=plain_map(write_map(document)),
        key=key,
    )
    kind = document.links[0].kind
    for source in sources:
        _add_link(source, link_between(BACK[kind], made.pk), actor=actor)
    return made


@transaction.atomic
def link_maps(
    map: JourneyMap, other: JourneyMap, *, kind: LinkKind, actor: Actor, touchpoint: str | None = None
) -> None:
    """Both maps name each other from now on; a sub-journey is only named by the map that zooms in, at a touchpoint.

    `DomainError` for a map and itself; `InvalidMap` where zooming in would come back to the map.
    """
    if map.pk == other.pk:
        raise DomainError("link_to_itself")
    _add_link(map, link_between(kind, other.pk, touchpoint), actor=actor)
    if kind in BACK:
        _add_link(other, link_between(BACK[kind], map.pk), actor=actor)


def _add_link(map: JourneyMap, link: Link, *, actor: Actor) -> None:
    """A link that stands already is not made twice."""
    said = {(held.kind, held.map, held.touchpoint) for held in load_document(map).links}
    if (link.kind, link.map, link.touchpoint) in said:
        return
    value = link.model_dump(mode="json", exclude_defaults=True)
    _edit(map, [{"op": "add", "parent": ROOT_ID, "field": "links", "value": value}], actor=actor)


@transaction.atomic
def unlink_maps(
    map: JourneyMap, other: JourneyMap | None, *, other_id: str, kind: LinkKind, incoming: bool, actor: Actor
) -> None:
    """Takes a link away on both sides. ``other``: None where the actor may not edit that map or it is gone;
    ``incoming``: the link stands in the other map.
    """
    here = BACK.get(kind) if incoming else kind
    there = kind if incoming else BACK.get(kind)
    _remove_links(map, here, other_id, actor=actor)
    if other is not None:
        _remove_links(other, there, map.pk, actor=actor)


def _remove_links(map: JourneyMap, kind: LinkKind | None, target: str, *, actor: Actor) -> None:
    gone = [link for link in load_document(map).links if link.kind is kind and link.map == target]
    if gone:
        _edit(map, [{"op": "remove", "id": link.id} for link in gone], actor=actor)


def _edit(map: JourneyMap, operations: Sequence[dict[str, object]], *, actor: Actor) -> None:
    """An edit of the server's own: a client that asks once."""
    apply_operations(map, operations, base_revision=map.revision, actor=actor, client=new_id(), sequence=1)
