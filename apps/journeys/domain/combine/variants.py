"""A copy of a map for somebody else, for somewhere else, or for tomorrow."""

from __future__ import annotations

from typing import Any

from apps.journeys.domain.combine.links import link_between
from apps.journeys.domain.document import Kind, LinkKind, Map

VARIANTS = (LinkKind.PERSONA_VARIANT, LinkKind.MARKET_VARIANT, LinkKind.FUTURE_OF)


def variant(document: Map, *, kind: LinkKind, source: str, title: str) -> Map:
    """The copy, linked with the map ``source`` that it was made of. Ids stay, so the two can be compared.

    Without what belongs to the old map alone: its portrait, its walk-through, its hints set aside, its links.
    For tomorrow: another kind of map with the lanes of that kind; what is felt stays as what to start from.
    """
    changed: dict[str, Any] = {
        "title": title,
        "personas": tuple(item.model_copy(update={"portrait": ""}) for item in document.personas),
        "links": (link_between(kind, source),),
        "walkthrough": (),
        "waivers": (),
    }
    if kind is LinkKind.PERSONA_VARIANT:
        changed["personas"] = ()
    elif kind is LinkKind.MARKET_VARIANT:
        changed["market"] = ""
    elif kind is LinkKind.FUTURE_OF:
        changed |= {"kind": Kind.FUTURE, "lanes": ()}
    else:
        raise ValueError(f"{kind} is no variant")
    return document.model_copy(update=changed)
