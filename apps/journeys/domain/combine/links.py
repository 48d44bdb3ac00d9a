"""How maps name each other. A link has an answer in the other map, except the zoom into a sub-journey."""

from __future__ import annotations

from hashlib import sha256

from apps.journeys.domain.document import Link, LinkKind

# Of an id in the document.
LONGEST_ID = 40

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
    if len(name) > LONGEST_ID:
        name = f"{name[: LONGEST_ID - 13]}-{sha256(name.encode()).hexdigest()[:12]}"
    return Link(id=name, kind=kind, map=map_id, touchpoint=touchpoint)
