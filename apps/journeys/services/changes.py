"""What is done and measured: the state of a change, and the reviews of what it has moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    said = [change_id, state.value]
    return _apply(map, operation, said, base_revision=base_revision, actor=actor, client=client)


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
    said = [change_id, *(f"{name}={review[name]}" for name in sorted(review))]
    return _apply(map, operation, said, base_revision=base_revision, actor=actor, client=client)


def _apply(map: JourneyMap, operation: dict[str, Any], said: Sequence[str], **page: Any) -> Applied:
    """The number of the edit comes of what the page says: the same again is a repeat; whoever goes back in the
    browser and says something else is heard.
    """
    sequence = crc32("\n".join(said).encode()) & 0x7FFFFFFF
    return apply_operations(map, [operation], sequence=sequence, **page)
