"""What differs between two documents: objects added, removed and moved, and every changed field."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import Any

from apps.journeys.domain.document import ROOT_ID, Map, Node, Part
from apps.journeys.domain.operations.shapes import shape_of


@dataclass(frozen=True, slots=True)
class FieldChange:
    id: str
    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Diff:
    added: tuple[str, ...]
    removed: tuple[str, ...]
    moved: tuple[str, ...]
    """objects that stand under another parent, or changed their order among those that stayed"""
    changed: tuple[FieldChange, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.moved or self.changed)


@dataclass(frozen=True, slots=True)
class _Entry:
    part: Part
    parent: str
    field: str


def diff(a: Map, b: Map) -> Diff:
    """From ``a`` to ``b``. Objects are matched by id; fields are dotted as in operations."""
    before, after = _index(a), _index(b)
    common = [name for name in after if name in before]
    return Diff(
        added=tuple(name for name in after if name not in before),
        removed=tuple(name for name in before if name not in after),
        moved=_moved(before, after, common),
        changed=tuple(
            change for name in common for change in _changes(name, before[name].part, after[name].part)
        ),
    )


def _index(document: Map) -> dict[str, _Entry]:
    found = {ROOT_ID: _Entry(document, "", "")}
    stack: list[tuple[str, Part]] = [(ROOT_ID, document)]
    while stack:
        owner, part = stack.pop()
        for field in shape_of(type(part)).children:
            nodes: tuple[Node, ...] = getattr(part, field)
            found.update((node.id, _Entry(node, owner, field)) for node in nodes)
            stack.extend((node.id, node) for node in nodes if shape_of(type(node)).children)
    return found


def _moved(before: dict[str, _Entry], after: dict[str, _Entry], common: list[str]) -> tuple[str, ...]:
    """The fewest moves that explain the new order: everything outside a longest run that kept its order."""
    groups: dict[tuple[str, str], list[str]] = {}
    moved: set[str] = set()
    for name in common:
        old, new = before[name], after[name]
        if (old.parent, old.field) != (new.parent, new.field):
            moved.add(name)
        else:
            groups.setdefault((new.parent, new.field), []).append(name)
    rank = {name: position for position, name in enumerate(before)}
    for names in groups.values():
        moved.update(set(names) - _longest_ordered(names, rank))
    return tuple(name for name in common if name in moved)


def _longest_ordered(names: list[str], rank: dict[str, int]) -> set[str]:
    """A longest subsequence of ``names`` with rising rank."""
    ranks: list[int] = []
    tails: list[str] = []
    previous: dict[str, str | None] = {}
    for name in names:
        position = bisect_left(ranks, rank[name])
        previous[name] = tails[position - 1] if position else None
        ranks[position : position + 1] = [rank[name]]
        tails[position : position + 1] = [name]
    kept: set[str] = set()
    step = tails[-1] if tails else None
    while step is not None:
        kept.add(step)
        step = previous[step]
    return kept


def _changes(name: str, before: Part, after: Part, prefix: str = "") -> list[FieldChange]:
    if before is after:
        return []
    if type(before) is not type(after):
        return [FieldChange(name, prefix.rstrip("."), before, after)]
    shape = shape_of(type(after))
    found: list[FieldChange] = []
    for field in type(after).model_fields:
        old, new = getattr(before, field), getattr(after, field)
        if field in shape.children or old is new or old == new:
            continue
        if field in shape.parts:
            found += _changes(name, old, new, f"{prefix}{field}.")
        else:
            found.append(FieldChange(name, f"{prefix}{field}", old, new))
    return found
