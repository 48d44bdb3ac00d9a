"""Map types: the lanes each one shows by default, and which lanes lie behind the line of visibility."""

from __future__ import annotations

from apps.journeys.domain.document import Kind, Lane, Map

DEFAULT_LANES: dict[Kind, tuple[Lane, ...]] = {
    Kind.CURRENT: (
        Lane.ACTION,
        Lane.CHANNELS,
        Lane.EMOTION,
        Lane.EVIDENCE,
        Lane.REACTIONS,
        Lane.PAINS,
        Lane.DELIGHTS,
    ),
    Kind.DAY_IN_LIFE: (Lane.ACTION, Lane.CONTEXT, Lane.THOUGHTS, Lane.EMOTION, Lane.NEEDS),
    Kind.FUTURE: (Lane.ACTION, Lane.CHANNELS, Lane.EMOTION, Lane.OPPORTUNITIES, Lane.CHANGES, Lane.KPIS),
    Kind.BLUEPRINT: (Lane.PHYSICAL_EVIDENCE, Lane.ACTION, Lane.FRONTSTAGE, Lane.BACKSTAGE, Lane.SUPPORT),
    Kind.EMPLOYEE: (
        Lane.ACTION,
        Lane.CHANNELS,
        Lane.EMOTION,
        Lane.EVIDENCE,
        Lane.REACTIONS,
        Lane.PAINS,
        Lane.DELIGHTS,
    ),
    Kind.EXPERIENCE: (
        Lane.CHANNELS,
        Lane.PURPOSE,
        Lane.GOAL_VALUE,
        Lane.EXPERIENCE_VALUE,
        Lane.GAP,
        Lane.EMOTION,
    ),
}

# What the customer never sees: it stands below the line of visibility.
BACK_LANES = frozenset({Lane.BACKSTAGE, Lane.SUPPORT, Lane.KPIS, Lane.RESOURCES, Lane.CHANGES, Lane.CAUSES})


def lanes_of(document: Map) -> tuple[Lane, ...]:
    """The declared lanes in their order, else those of the kind, else those of today's journey."""
    if document.lanes:
        return document.lanes
    return DEFAULT_LANES[document.kind or Kind.CURRENT]


def missing_lanes(document: Map, kind: Kind) -> tuple[Lane, ...]:
    """Lanes that another kind shows by default and this map does not declare yet."""
    declared = set(lanes_of(document))
    return tuple(lane for lane in DEFAULT_LANES[kind] if lane not in declared)
