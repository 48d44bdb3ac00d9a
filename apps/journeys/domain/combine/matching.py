"""Objects of one map under the ids of another, so that maps that grew apart can be told from each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from apps.journeys.domain.combine.align import align, name_key
from apps.journeys.domain.diff import Diff, diff
from apps.journeys.domain.document import CHILD_LISTS, NODE_LISTS, ROOT_ID, Map, Node, Part
from apps.journeys.domain.operations.shapes import shape_of

_PLACED = frozenset({"stages", "touchpoints"})


def differences(a: Map, b: Map) -> tuple[Diff, Map]:
    """What differs from ``a`` to ``b``, and ``b`` under the ids of ``a`` that the diff speaks of."""
    alignment = align((a, b))
    pairs = [*alignment.stages, *(row.touchpoints for row in alignment.rows)]
    places = {theirs.id: ours.id for ours, theirs in pairs if ours and theirs}
    matched = renamed(b, pairing(a, b, places, by_id=True))
    return diff(a, matched), matched


def pairing(a: Map, b: Map, places: Mapping[str, str], *, by_id: bool) -> dict[str, str]:
    """New names for objects of ``b``: that of the same object of ``a``, else one that nothing else has.

    ``places``: names already decided, those of stages and touchpoints. The same object has the same id
    (``by_id``) or says the same at the same place.
    """
    names = dict(places)
    known = {node.id: node for node in a.touchpoints}
    for field in NODE_LISTS:
        ours, theirs = getattr(a, field), getattr(b, field)
        if field not in _PLACED:
            _pair(ours, theirs, names, by_id=by_id)
    for touchpoint in b.touchpoints:
        if (same := known.get(names.get(touchpoint.id, ""))) is not None:
            _pair_inside(same, touchpoint, names, by_id=by_id)
    if by_id:
        _keep_moved(a, b, names)
    return _without_collisions(a, b, names)


def _pair(ours: Sequence[Node], theirs: Sequence[Node], names: dict[str, str], *, by_id: bool) -> None:
    ids = {node.id: node for node in ours} if by_id else {}
    free: dict[tuple[Any, ...], list[Node]] = {}
    taken = {node.id for node in theirs if node.id in ids}
    for node in ours:
        if node.id not in taken:
            free.setdefault(_says(node, {}), []).append(node)
    for node in theirs:
        same = ids.get(node.id)
        if same is None and (fitting := free.get(_says(node, names))):
            same = fitting.pop(0)
        if same is not None:
            names[node.id] = same.id
            _pair_inside(same, node, names, by_id=by_id)


def _pair_inside(ours: Node, theirs: Node, names: dict[str, str], *, by_id: bool) -> None:
    for field in CHILD_LISTS.get(type(theirs), ()):
        _pair(getattr(ours, field), getattr(theirs, field), names, by_id=by_id)


def _says(node: Node, names: Mapping[str, str]) -> tuple[Any, ...]:
    """What an object says and where; nothing for one without words, which equals only itself."""
    words = next(
        (
            text
            for name in ("text", "name", "title", "statement", "channel")
            if (text := getattr(node, name, ""))
        ),
        "",
    )
    if not words:
        return (node.id, None)
    at = getattr(node, "touchpoint", None)
    return name_key(words), names.get(at, at) if at else None


def _keep_moved(a: Map, b: Map, names: dict[str, str]) -> None:
    """What stands under another object than before is still the same."""
    ours, used = {node.id: type(node) for node in a.nodes()}, set(names.values())
    for node in b.nodes():
        if node.id not in names and node.id not in used and ours.get(node.id) is type(node):
            names[node.id] = node.id


def _without_collisions(a: Map, b: Map, names: dict[str, str]) -> dict[str, str]:
    used = {ROOT_ID, *(node.id for node in a.nodes()), *names.values()}
    for node in b.nodes():
        if node.id not in names:
            names[node.id] = fresh(node.id, used)
            used.add(names[node.id])
    return names


def fresh(name: str, used: set[str]) -> str:
    """``name``, else with the first number behind it that makes it new."""
    return next(found for found in _numbered(name) if found not in used)


def _numbered(name: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        yield f"{name[:34]}-{number}"
        number += 1


def renamed[T: Part](part: T, names: Mapping[str, str]) -> T:
    """The same under other ids: the objects and everything that refers to them."""
    shape = shape_of(type(part))
    update: dict[str, Any] = {}
    for field in shape.children:
        update[field] = tuple(renamed(child, names) for child in getattr(part, field))
    for field in shape.parts:
        update[field] = renamed(getattr(part, field), names)
    for field in shape.refs:
        if "." not in field:
            update[field] = tuple(names.get(name, name) for name in getattr(part, field))
    for field in (*shape.optional_refs, *shape.required_refs):
        name = getattr(part, field)
        update[field] = names.get(name, name)
    if isinstance(part, Node):
        update["id"] = names.get(part.id, part.id)
    return part.model_copy(update=update)
