"""What is said to the other pages that show a map."""

from __future__ import annotations

from apps.journeys.models import JourneyMap
from apps.live.hub import Message


def map_topic(map_id: str) -> str:
    return f"map:{map_id}"


def map_changed(map: JourneyMap, client: str = "") -> Message:
    """That there is a newer revision, not what is in it: a page fetches what it shows."""
    return Message(map.revision, "map", str(map.revision), client)
