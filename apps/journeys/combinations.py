"""What the pages show that make one map of several, and which maps belong together, in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_  # noqa: N812 - marks texts that are translated later

from apps.common.access import Actor
from apps.journeys import words
from apps.journeys.comparisons import conflict_line, conflict_lines, personas_of
from apps.journeys.domain.combine import Conflict, Match, Place, align, unserved
from apps.journeys.domain.document import MAX_SHORT, Kind, LinkKind, Map
from apps.journeys.models import JourneyMap
from apps.journeys.selectors import Relation, load_document, maps_of, related_maps

OFFERED = 200

# Seen from the map whose page it is: (the link stands in it, the link stands in the other map).
_RELATIONS = {
    LinkKind.ZOOM: (N_("Sub-journey of “%(touchpoint)s”"), N_("This map is a sub-journey of it")),
    LinkKind.COUNTERPART: (N_("Counterpart"), N_("Counterpart")),
    LinkKind.PERSONA_VARIANT: (N_("For another persona"), N_("For another persona")),
    LinkKind.MARKET_VARIANT: (N_("For another market"), N_("For another market")),
    LinkKind.JOINT: (N_("Joint map and its parts"), N_("Joint map and its parts")),
    LinkKind.CURRENT_OF: (N_("The future of this map"), N_("Today’s journey")),
    LinkKind.FUTURE_OF: (N_("Today’s journey"), N_("The future of this map")),
}


@dataclass(frozen=True, slots=True)
class RelationRow:
    relation: Relation
    words: str


def relation_rows(map: JourneyMap, *, actor: Actor) -> list[RelationRow]:
    return [
        RelationRow(item, _(_RELATIONS[item.kind][item.incoming]) % {"touchpoint": item.touchpoint or "…"})
        for item in related_maps(map, actor=actor)
    ]


def other_titles(map: JourneyMap, *, actor: Actor) -> list[tuple[str, str]]:
    """(id, title) of the maps that can be chosen beside this one, the newest first."""
    rows = maps_of(actor).exclude(pk=map.pk)[:OFFERED]
    return [(row.pk, row.title) for row in rows]


def joint_title(maps: Sequence[JourneyMap]) -> str:
    """A first title, to be changed: the journey and whose it is."""
    return words.keyed(maps[0].title, " + ".join(joint_labels(maps)))[:MAX_SHORT]


def blueprint_title(map: JourneyMap) -> str:
    return words.keyed(map.title, words.kind_label(Kind.BLUEPRINT))[:MAX_SHORT]


def joint_labels(maps: Sequence[JourneyMap]) -> list[str]:
    return personas_of([load_document(map) for map in maps])


def joint_note(maps: Sequence[JourneyMap]) -> Callable[[Conflict], str]:
    labels = joint_labels(maps)
    return lambda conflict: conflict_line(conflict, labels)


def joint_conflicts(maps: Sequence[JourneyMap]) -> list[str]:
    """Where the maps disagree, one sentence each."""
    return conflict_lines(align([load_document(map) for map in maps]), joint_labels(maps))


def unmatched(customer: Map, found: Sequence[Match]) -> dict[str, list[str]]:
    """What would be left alone as things stand: touchpoints of the employee, and the customer's without anybody."""
    places = {item.employee.id: Place(item.customer, item.layer) for item in found if item.customer}
    return {
        "unmatched": [item.employee.name for item in found if item.customer is None],
        "unserved": [item.name for item in unserved(customer, places)],
    }
