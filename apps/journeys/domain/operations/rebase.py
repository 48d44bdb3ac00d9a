"""An edit made on an older revision: what it collides with, and what of it is still to be done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from apps.journeys.domain.operations.tree import ABSENT, Document, Operation, Tree

PLACE = "place"


@dataclass(frozen=True, slots=True)
class FieldConflict:
    """Both values of one field. ``removed`` names the side that took the whole object away."""

    id: str
    field: str
    mine: Any
    theirs: Any
    removed: Literal["", "mine", "theirs"] = ""


@dataclass(slots=True)
class _Touched:
    """What others did, read from the operations that would undo it (these name cascades too)."""

    fields: dict[str, set[str]] = field(default_factory=dict)
    added: set[str] = field(default_factory=set)
    moved: set[str] = field(default_factory=set)
    removed: set[str] = field(default_factory=set)
    earlier: list[Tree] = field(default_factory=list)
    """whole documents that were replaced"""


def conflicts(
    mine: Sequence[Operation], since: Sequence[Operation], current: Document
) -> list[FieldConflict]:
    """Collisions of ``mine`` with what others did.

    ``since``: the undo operations of the others' edits, oldest edit first; ``current``: the newest document.
    Equal values do not collide, neither do two removals, nor two moves inside one list.
    """
    if not since:
        return []
    tree = Tree(current)
    touched = _touched(since, tree)
    found: dict[tuple[str, str], FieldConflict] = {}
    for operation in mine:
        for conflict in _collisions(operation, touched, tree):
            found[conflict.id, conflict.field] = conflict
    return list(found.values())


def rebase(mine: Sequence[Operation], current: Document) -> list[Operation]:
    """Without the removals that somebody else has already made."""
    tree = Tree(current)
    added = {operation["value"]["id"] for operation in mine if operation.get("op") == "add"}
    return [
        operation
        for operation in mine
        if operation.get("op") != "remove" or operation["id"] in tree.nodes or operation["id"] in added
    ]


def _touched(since: Sequence[Operation], tree: Tree) -> _Touched:
    touched = _Touched()
    for operation in since:
        match operation["op"]:
            case "set":
                touched.fields.setdefault(operation["id"], set()).add(operation["field"])
            case "remove":
                touched.added.add(operation["id"])
            case "move":
                if tree.places.get(operation["id"]) != (operation["parent"], operation["field"]):
                    touched.moved.add(operation["id"])
            case "add":
                touched.removed |= _ids(operation["value"])
            case "replace":
                earlier = Tree(operation["value"])
                touched.removed |= set(earlier.nodes)
                touched.added |= set(tree.nodes) - set(earlier.nodes)
                touched.earlier.append(earlier)
    touched.removed -= set(tree.nodes)
    return touched


def _ids(value: Any) -> set[str]:
    found: set[str] = set()
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            if isinstance(item.get("id"), str):
                found.add(item["id"])
            stack.extend(item.values())
        elif isinstance(item, list):
            stack.extend(item)
    return found


def _collisions(operation: Operation, touched: _Touched, tree: Tree) -> Iterator[FieldConflict]:
    match operation["op"]:
        case "set":
            yield from _collisions_of_set(operation, touched, tree)
        case "add" if operation["parent"] in touched.removed:
            yield FieldConflict(operation["parent"], operation["field"], operation["value"], None, "theirs")
        case "move" if operation["id"] in touched.removed or operation.get("parent") in touched.removed:
            yield FieldConflict(operation["id"], PLACE, operation.get("parent"), None, "theirs")
        case "move" if operation.get("parent") and operation["id"] in touched.moved:
            theirs = tree.places[operation["id"]].parent
            if theirs != operation["parent"]:
                yield FieldConflict(operation["id"], PLACE, operation["parent"], theirs)
        case "remove" if operation["id"] in tree.nodes:
            for name in tree.subtree(operation["id"]):
                yield from _changes_in(name, touched, tree)
        case "replace":
            for name in tree.nodes:
                yield from _changes_in(name, touched, tree)


def _collisions_of_set(operation: Operation, touched: _Touched, tree: Tree) -> Iterator[FieldConflict]:
    name, path, mine = operation["id"], operation["field"], operation.get("value")
    if name in touched.removed:
        yield FieldConflict(name, path, mine, None, "theirs")
    elif _is_touched(name, path, touched, tree):
        theirs = _shown(tree.get(name, path))
        if theirs != mine:
            yield FieldConflict(name, path, mine, theirs)


def _is_touched(name: str, path: str, touched: _Touched, tree: Tree) -> bool:
    if any(_overlap(path, other) for other in touched.fields.get(name, ())):
        return True
    return any(old.get(name, path) != tree.get(name, path) for old in touched.earlier if name in old.nodes)


def _changes_in(name: str, touched: _Touched, tree: Tree) -> Iterator[FieldConflict]:
    """What others did to an object that is to go."""
    if name in touched.added:
        place = tree.places[name]
        yield FieldConflict(place.parent, place.field, None, tree.nodes[name], "mine")
        return
    fields: Iterable[str] = touched.fields.get(name, set())
    for old in touched.earlier:
        if name in old.nodes:
            plain = tree.shapes[name].model.model_fields.keys() - tree.shapes[name].children.keys()
            fields = {*fields, *(f for f in plain if old.get(name, f) != tree.get(name, f))}
    for path in sorted(fields):
        yield FieldConflict(name, path, None, _shown(tree.get(name, path)), "mine")


def _overlap(one: str, other: str) -> bool:
    return one == other or one.startswith(other + ".") or other.startswith(one + ".")


def _shown(value: Any) -> Any:
    return None if value is ABSENT else value
