"""Carrying out operations, all or none, and finding the operations that undo them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from apps.journeys.domain.document import ROOT_ID, Stage, Transition, Waiver
from apps.journeys.domain.operations.shapes import shape_of
from apps.journeys.domain.operations.tree import ABSENT, MAX_DEPTH, Document, Operation, Place, Tree, ids_in

MAX_OPERATIONS = 200

# Keys of each operation: those that must be texts, and those that may stand beside them.
_KEYS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "set": (frozenset({"id", "field"}), frozenset({"value"})),
    "add": (frozenset({"parent", "field"}), frozenset({"value", "index", "after"})),
    "remove": (frozenset({"id"}), frozenset()),
    "move": (frozenset({"id"}), frozenset({"parent", "field", "index", "after"})),
}


class OperationError(Exception):
    """An operation that cannot be carried out; ``index`` is its place in the list."""

    def __init__(self, code: str, index: int = 0, **params: Any) -> None:
        super().__init__(code)
        self.code, self.index, self.params = code, index, params


def check(operations: Sequence[Any]) -> None:
    """Refuse what is not one of the four operations in its right form, before anything looks at it."""
    if len(operations) > MAX_OPERATIONS:
        raise OperationError("too_many_operations", len(operations), max=MAX_OPERATIONS)
    for index, operation in enumerate(operations):
        op = operation.get("op") if isinstance(operation, dict) else None
        if not isinstance(op, str) or op not in _KEYS:
            raise OperationError("unknown_operation", index)
        texts, others = _KEYS[op]
        wrong = {key for key in texts if not isinstance(operation.get(key), str)} | (
            {
                key
                for key in ("parent", "field", "after")
                if not isinstance(operation.get(key, ""), str | None)
            }
        )
        if type(operation.get("index", 0)) not in {int, type(None)}:
            wrong.add("index")
        if wrong or set(operation) - texts - others - {"op"}:
            raise OperationError("malformed_operation", index)
        value = operation.get("value")
        if op == "add" and not (isinstance(value, dict) and isinstance(value.get("id"), str)):
            raise OperationError("missing_id", index, id=operation["parent"], field=operation["field"])


def apply(document: Document, operations: Sequence[Operation]) -> tuple[Document, list[Operation]]:
    """The changed document and the operations that lead back. The given document stays as it is.

    The operations have passed ``check`` or come from an earlier ``apply``. Only addresses are looked at here:
    whether the result is a valid map is for validation to say.
    """
    tree = Tree(document)
    undo: list[Operation] = []
    for index, operation in enumerate(operations):
        if operation["op"] == "replace":
            undo.append({"op": "replace", "value": tree.root})
            tree = Tree(operation["value"])
            continue
        try:
            undo.extend(_ACTIONS[operation["op"]](tree, operation))
        except OperationError as error:
            error.index = index
            raise
    return tree.root, undo[::-1]


def _known(tree: Tree, name: str) -> str:
    if not tree.holds(name):
        raise OperationError("unknown_id", id=name)
    return name


def _set(tree: Tree, operation: Operation) -> list[Operation]:
    name, field = _known(tree, operation["id"]), operation["field"]
    shape = tree.shape(name)
    if field in shape.children or field in {"id", "format"}:
        raise OperationError("not_settable", id=name, field=field)
    if field not in shape.settable:
        raise OperationError("unknown_field", id=name, field=field)
    return _put(tree, name, field, operation.get("value", ABSENT))


def _put(tree: Tree, name: str, field: str, value: Any) -> list[Operation]:
    before = tree.get(name, field)
    tree.put(name, field, value)
    undo = {"op": "set", "id": name, "field": field}
    return [undo if before is ABSENT else {**undo, "value": before}]


def _add(tree: Tree, operation: Operation) -> list[Operation]:
    parent, field, node = _known(tree, operation["parent"]), operation["field"], operation["value"]
    model = tree.shapes[parent].children.get(field)
    if model is None:
        raise OperationError("unknown_field", id=parent, field=field)
    seen: set[str] = set()
    above = 1 + sum(1 for _ in tree.ancestors(parent))
    for name, depth in ids_in(node, shape_of(model), above):
        if depth > MAX_DEPTH:
            raise OperationError("too_deep", id=parent, field=field, max=MAX_DEPTH)
        if name in tree.nodes or name in seen:
            raise OperationError("duplicate_id", id=name)
        seen.add(name)
    place = Place(parent, field)
    tree.insert(node, shape_of(model), place, _target_index(tree.siblings(place), operation))
    return [{"op": "remove", "id": node["id"]}]


def _target_index(siblings: Sequence[Any], operation: Operation) -> int:
    """Behind the object named by ``after`` if it is still there, else at ``index``, else last."""
    after, index = operation.get("after"), operation.get("index")
    for position, node in enumerate(siblings):
        if after is not None and isinstance(node, dict) and node.get("id") == after:
            return position + 1
    return len(siblings) if index is None else max(0, min(index, len(siblings)))


def _remove(tree: Tree, operation: Operation) -> list[Operation]:
    name = _known(tree, operation["id"])
    if name == ROOT_ID:
        raise OperationError("not_removable", id=name)
    if tree.shapes[name].model is Stage:
        held = [
            node["id"] for node in tree.siblings(Place(ROOT_ID, "touchpoints")) if node.get("stage") == name
        ]
        if held:
            raise OperationError("stage_not_empty", id=name, touchpoints=len(held))
    gone = set(tree.subtree(name))
    undo: list[Operation] = []
    for other in [other for other, shape in tree.shapes.items() if shape.refers]:
        if other in tree.nodes and other not in gone:
            undo += _detach(tree, other, gone)
    node, place, position = tree.take(name)
    return [
        *undo,
        {"op": "add", "parent": place.parent, "field": place.field, "value": node, "index": position},
    ]


def _detach(tree: Tree, name: str, gone: set[str]) -> list[Operation]:
    """Take the ids that go away out of one object, or the object itself where it means nothing without them.

    A waiver without places would set the whole rule aside, so it goes with the last of its places.
    """
    shape = tree.shapes[name]
    single = [field for field in shape.optional_refs if _is_one_of(tree.get(name, field), gone)]
    lists = {
        field: left
        for field in shape.refs
        if (left := _what_is_left(tree.get(name, field), gone)) is not None
    }
    if any(_is_one_of(tree.get(name, field), gone) for field in shape.required_refs) or (
        (shape.model is Transition and single) or (shape.model is Waiver and [] in lists.values())
    ):
        return _remove(tree, {"op": "remove", "id": name})
    undo = [step for field in single for step in _put(tree, name, field, ABSENT)]
    return undo + [step for field, left in lists.items() for step in _put(tree, name, field, left or ABSENT)]


def _what_is_left(refs: Any, gone: set[str]) -> list[Any] | None:
    """None: nothing to take out."""
    if not isinstance(refs, list):
        return None
    left = [ref for ref in refs if not _is_one_of(ref, gone)]
    return left if len(left) < len(refs) else None


def _is_one_of(value: Any, gone: set[str]) -> bool:
    return isinstance(value, str) and value in gone


def _move(tree: Tree, operation: Operation) -> list[Operation]:
    name = _known(tree, operation["id"])
    if name == ROOT_ID:
        raise OperationError("not_movable", id=name)
    place = tree.places[name]
    target = Place(
        _known(tree, operation.get("parent") or place.parent), operation.get("field") or place.field
    )
    shape, model = tree.shapes[name], tree.shapes[target.parent].children.get(target.field)
    if model is not shape.model:
        raise OperationError("unknown_field", id=target.parent, field=target.field)
    if target.parent in set(tree.subtree(name)):
        raise OperationError("inside_itself", id=name)
    above = 1 + sum(1 for _ in tree.ancestors(target.parent))
    if target.parent != place.parent and any(
        d > MAX_DEPTH for _, d in ids_in(tree.nodes[name], shape, above)
    ):
        raise OperationError("too_deep", id=target.parent, field=target.field, max=MAX_DEPTH)
    node, _, position = tree.take(name)
    tree.insert(node, shape, target, _target_index(tree.siblings(target), operation))
    return [{"op": "move", "id": name, "parent": place.parent, "field": place.field, "index": position}]


_ACTIONS: dict[str, Callable[[Tree, Operation], list[Operation]]] = {
    "set": _set,
    "add": _add,
    "remove": _remove,
    "move": _move,
}
