"""What is done and measured: the state of a change, and the reviews of what it has moved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zlib import crc32

from apps.common.access import Actor
from apps.common.ids import new_id
from apps.journeys.domain.document import ChangeState
from apps.journeys.models import JourneyMap
from apps.journeys.services.editing import Applied, apply_operations


def move_change(
    map: JourneyMap, change_id: str, *, state: ChangeState, base_revision: int, actor: Actor, client: str
) -> Applied:
    """`EditConflict` where somebody else has moved the same change since ``base_revision``."""
    operation = {"op": "set", "id": change_id, "field": "state", "value": state.value}
    return apply_operations(
        map,
        [operation],
        base_revision=base_revision,
        actor=actor,
        client=client,
        sequence=_sequence(change_id, state.value),
    )


def record_review(
    map: JourneyMap,
    change_id: str,
    *,
    review: Mapping[str, Any],
    base_revision: int,
    actor: Actor,
    client: str,
) -> Applied:
    """``review``: its fields as JSON holds them; empty ones are left out. Sent twice by one page, it is kept once."""
    value = {"id": new_id(), **{name: held for name, held in review.items() if held not in (None, "")}}
    operation = {"op": "add", "parent": change_id, "field": "reviews", "value": value}
    return apply_operations(
        map,
        [operation],
        base_revision=base_revision,
        actor=actor,
        client=client,
        sequence=_sequence(change_id, *(f"{name}={review[name]}" for name in sorted(review))),
    )


def _sequence(*said: str) -> int:
    """Of what a page says: the same again is a repeat; whoever goes back and says something else is heard."""
    return crc32("\n".join(said).encode()) & 0x7FFFFFFF
