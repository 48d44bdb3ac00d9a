"""Which touchpoints of several maps are the same moment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from apps.journeys.domain.document import Map, Stage, Touchpoint


@dataclass(frozen=True, slots=True)
class Row:
    """One moment in all maps: ``touchpoints`` and the numbers of their ``stages``, map by map; None: has none."""

    stage: int
    touchpoints: tuple[Touchpoint | None, ...]
    stages: tuple[int | None, ...]

    @property
    def name(self) -> str:
        """As the first map that has it calls it."""
        return next(item.name for item in self.touchpoints if item)

    @property
    def scores(self) -> tuple[float | None, ...]:
        return tuple(item.emotion.score if item else None for item in self.touchpoints)


@dataclass(frozen=True, slots=True)
class Alignment:
    stages: tuple[tuple[Stage | None, ...], ...]
    """the same stage in all maps, as in `Row.touchpoints`"""
    rows: tuple[Row, ...]
    """by stage, inside a stage in the order of the journey"""

    def stage_name(self, number: int) -> str:
        return next(stage.name for stage in self.stages[number] if stage)


def name_key(name: str) -> str:
    """Two names that differ only in case and spaces are one."""
    return " ".join(name.split()).casefold()


@dataclass(slots=True, eq=False)
class _Slot[T: (Stage, Touchpoint)]:
    """One moment while it is being found; ``held``: what the maps have there, by the number of the map."""

    held: dict[int, T] = field(default_factory=dict)
    inside: list[_Slot[Touchpoint]] = field(default_factory=list)


def align(documents: Sequence[Map]) -> Alignment:
    """The touchpoints side by side: same id, else same name, else same position within the stage.

    Every touchpoint of every map stands in exactly one row. What no other map has gets a row of its own behind
    its neighbour.
    """
    stages: list[_Slot[Stage]] = []
    homes: list[dict[str, _Slot[Stage]]] = []
    for number, document in enumerate(documents):
        homes.append(_place(stages, number, document.stages))
        _place_touchpoints(stages, homes[number], number, document)
    numbers = {id(slot): index for index, slot in enumerate(stages)}
    maps = range(len(documents))
    return Alignment(
        tuple(tuple(slot.held.get(number) for number in maps) for slot in stages),
        tuple(
            Row(
                index,
                tuple(row.held.get(number) for number in maps),
                tuple(
                    numbers[id(homes[number][row.held[number].stage])] if number in row.held else None
                    for number in maps
                ),
            )
            for index, slot in enumerate(stages)
            for row in slot.inside
        ),
    )


def _place_touchpoints(
    stages: list[_Slot[Stage]], homes: dict[str, _Slot[Stage]], number: int, document: Map
) -> None:
    everywhere = [row for slot in stages for row in slot.inside]
    held: dict[str, list[Touchpoint]] = {}
    for touchpoint in document.touchpoints_in_order():
        held.setdefault(touchpoint.stage, []).append(touchpoint)
    # Ids and names of the whole map go first: a touchpoint may stand in another stage.
    before = {name: list(slot.inside) for name, slot in homes.items()}
    found = _by_id(everywhere, number, document.touchpoints)
    for name, touchpoints in held.items():
        found |= _by_name(before[name], number, _left(touchpoints, found))
    found |= _by_name(everywhere, number, _left(document.touchpoints, found))
    for name, touchpoints in held.items():
        found |= _by_position(before[name], number, touchpoints, found)
        _append(homes[name].inside, number, touchpoints, found)


def _place(slots: list[_Slot[Stage]], number: int, items: Sequence[Stage]) -> dict[str, _Slot[Stage]]:
    known = list(slots)
    found = _by_id(known, number, items)
    found |= _by_name(known, number, _left(items, found))
    found |= _by_position(known, number, items, found)
    _append(slots, number, items, found)
    return found


def _left[T: (Stage, Touchpoint)](items: Iterable[T], found: dict[str, _Slot[T]]) -> list[T]:
    return [item for item in items if item.id not in found]


def _by_id[T: (Stage, Touchpoint)](
    slots: Sequence[_Slot[T]], number: int, items: Iterable[T]
) -> dict[str, _Slot[T]]:
    known: dict[str, _Slot[T]] = {}
    for slot in slots:
        for held in slot.held.values():
            known.setdefault(held.id, slot)
    found: dict[str, _Slot[T]] = {}
    for item in items:
        same = known.get(item.id)
        if same is not None and number not in same.held:
            same.held[number] = item
            found[item.id] = same
    return found


def _by_name[T: (Stage, Touchpoint)](
    slots: Sequence[_Slot[T]], number: int, items: Iterable[T]
) -> dict[str, _Slot[T]]:
    known: dict[str, list[_Slot[T]]] = {}
    for slot in slots:
        if number not in slot.held:
            for name in {name_key(held.name) for held in slot.held.values()}:
                known.setdefault(name, []).append(slot)
    found: dict[str, _Slot[T]] = {}
    for item in items:
        free = [slot for slot in known.get(name_key(item.name), ()) if number not in slot.held]
        if free:
            free[0].held[number] = item
            found[item.id] = free[0]
    return found


def _by_position[T: (Stage, Touchpoint)](
    slots: Sequence[_Slot[T]], number: int, items: Sequence[T], known: dict[str, _Slot[T]]
) -> dict[str, _Slot[T]]:
    found: dict[str, _Slot[T]] = {}
    for item, slot in zip(items, slots, strict=False):
        if item.id not in known and number not in slot.held:
            slot.held[number] = item
            found[item.id] = slot
    return found


def _append[T: (Stage, Touchpoint)](
    slots: list[_Slot[T]], number: int, items: Sequence[T], found: dict[str, _Slot[T]]
) -> None:
    """What is new stands behind what stood before it in its own map."""
    at = 0
    for item in items:
        if item.id not in found:
            found[item.id] = _Slot({number: item})
            slots.insert(at, found[item.id])
        if (slot := found[item.id]) in slots:
            at = slots.index(slot) + 1
