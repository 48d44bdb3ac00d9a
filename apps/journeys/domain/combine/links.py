"""How maps name each other. A link has an answer in the other map, except the zoom into a sub-journey."""

from __future__ import annotations

from apps.journeys.domain.document import Link, LinkKind

BACK: dict[LinkKind, LinkKind] = {
    LinkKind.COUNTERPART: LinkKind.COUNTERPART,
    LinkKind.PERSONA_VARIANT: LinkKind.PERSONA_VARIANT,
    LinkKind.MARKET_VARIANT: LinkKind.MARKET_VARIANT,
    LinkKind.JOINT: LinkKind.JOINT,
    LinkKind.CURRENT_OF: LinkKind.FUTURE_OF,
    LinkKind.FUTURE_OF: LinkKind.CURRENT_OF,
}


def link_between(kind: LinkKind, map_id: str, touchpoint: str | None = None) -> Link:
    """The same id for the same link, so that a form sent twice makes one."""
    name = "-".join(part for part in (kind.value, map_id, touchpoint) if part)
    return Link(id=name[:40], kind=kind, map=map_id, touchpoint=touchpoint)
