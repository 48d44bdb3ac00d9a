"""Map types: the lanes each one shows by default, and which lanes lie behind the line of visibility."""

from __future__ import annotations

from dataclasses import dataclass

from apps.journeys.domain.cells import entries
from apps.journeys.domain.document import Kind, Lane, Map, Touchpoint

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


# Lanes that note only what was found: one entry anywhere is enough, and nothing at a touchpoint is no lack.
_FOUND = frozenset(
    {
        Lane.EVIDENCE,
        Lane.PAINS,
        Lane.DELIGHTS,
        Lane.CAUSES,
        Lane.OPPORTUNITIES,
        Lane.RISKS,
        Lane.CHANGES,
        Lane.RESOURCES,
    }
)


@dataclass(frozen=True, slots=True)
class Lack:
    """A lane of a kind that is not declared, or has empty cells. ``first`` is the first empty touchpoint."""

    lane: Lane
    declared: bool
    filled: int
    wanted: int
    first: str


def lacking(document: Map, kind: Kind) -> tuple[Lack, ...]:
    """What a map lacks to be one of this kind, lane by lane; nothing is asked before there are touchpoints."""
    order = document.touchpoints_in_order()
    absent = set(missing_lanes(document, kind))
    found = (_lack(document, lane, order, declared=lane not in absent) for lane in DEFAULT_LANES[kind])
    return tuple(lack for lack in found if order and not _is_complete(lack))


def _lack(document: Map, lane: Lane, order: tuple[Touchpoint, ...], *, declared: bool) -> Lack:
    wanted = [
        (touchpoint, bool(touchpoint.reactions) if lane is Lane.REACTIONS else bool(items))
        for touchpoint, items in zip(order, entries(document, lane, order), strict=True)
        if all(cell.lane is not lane for cell in touchpoint.not_relevant)
    ]
    empty = [touchpoint.id for touchpoint, there in wanted if not there]
    return Lack(lane, declared, len(wanted) - len(empty), len(wanted), empty[0] if empty else "")


def _is_complete(lack: Lack) -> bool:
    return lack.declared and (lack.filled == lack.wanted or (lack.lane in _FOUND and lack.filled > 0))
