"""The map of one touchpoint, looked at closely."""

from __future__ import annotations

from typing import Any

from apps.journeys.domain.document import Map, Touchpoint


def sub_journey(document: Map, touchpoint: Touchpoint, *, title: str) -> dict[str, Any]:
    """A new plain map with the frame of the large one: whose journey it is, what it is about and its lanes.

    Pictures and evidence stay where they are: the persona comes without them.
    """
    personas = [
        persona.model_copy(update={"portrait": "", "evidence": ()}).model_dump(
            mode="json", exclude_defaults=True
        )
        for persona in document.personas
    ]
    kept = document.model_dump(
        mode="json",
        exclude_defaults=True,
        include={"kind", "language", "market", "product", "brand", "view_axis", "lanes"},
    )
    return {
        **kept,
        "title": title,
        "scenario": touchpoint.action,
        "depth": "detailed",
        "personas": personas,
    }
