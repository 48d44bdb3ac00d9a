"""A document with an index of its objects, changed by copying only what changes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from apps.journeys.domain.document import ROOT_ID
from apps.journeys.domain.operations.shapes import ROOT_SHAPE, Shape, shape_of

type Document = dict[str, Any]
type Operation = dict[str, Any]

# Deep enough for any cause tree; every walk over a map stays far from the interpreter's recursion limit.
MAX_DEPTH = 20
ABSENT: Any = object()


class Place(NamedTuple):
    parent: str
    field: str


class Tree:
    """Objects by id. The given document is never changed: ``own`` copies an object before a change.

    The index is filled list by list as far as it is asked for: an autosave sets one field of a large map.
    """

    def __init__(self, document: Document) -> None:
        self.root: Document = dict(document)
        self._nodes: dict[str, Document] = {ROOT_ID: self.root}
        self._shapes: dict[str, Shape] = {ROOT_ID: ROOT_SHAPE}
        self._places: dict[str, Place] = {}
        self._unread = list(reversed(ROOT_SHAPE.children))
        self._owned: set[str] = {ROOT_ID}
        self._owned_lists: set[Place] = set()

    @property
    def nodes(self) -> dict[str, Document]:
        return self._whole(self._nodes)

    @property
    def shapes(self) -> dict[str, Shape]:
        return self._whole(self._shapes)

    @property
    def places(self) -> dict[str, Place]:
        return self._whole(self._places)

    def _whole[T](self, index: T) -> T:
        while self._unread:
            self._register_list(ROOT_ID, self._unread.pop())
        return index

    def holds(self, name: str) -> bool:
        while name not in self._nodes and self._unread:
            self._register_list(ROOT_ID, self._unread.pop())
        return name in self._nodes

    def shape(self, name: str) -> Shape:
        """Of an object that the tree holds."""
        return self._shapes[name]

    def _register_list(self, owner: str, field: str) -> None:
        if not (listed := self._nodes[owner].get(field)) or not isinstance(listed, list):
            return
        nodes, shapes, places = self._nodes, self._shapes, self._places
        shape, place = shape_of(self._shapes[owner].children[field]), Place(owner, field)
        for child in listed:
            if isinstance(child, dict) and isinstance(name := child.get("id"), str):
                nodes[name], shapes[name], places[name] = child, shape, place
                for inner in shape.children:
                    self._register_list(name, inner)

    def register(self, node: Document, shape: Shape, place: Place) -> None:
        name = node["id"]
        self.nodes[name], self.shapes[name], self.places[name] = node, shape, place
        for field in shape.children:
            self._register_list(name, field)

    def forget(self, name: str) -> None:
        for inner in list(self.subtree(name)):
            del self.nodes[inner], self.shapes[inner], self.places[inner]
            self._owned.discard(inner)
            self._owned_lists = {place for place in self._owned_lists if place.parent != inner}

    def subtree(self, name: str) -> Iterator[str]:
        """Ids of an object and of everything inside it."""
        yield name
        for field in self.shapes[name].children:
            for child in _objects(self.nodes[name].get(field)):
                yield from self.subtree(child["id"])

    def ancestors(self, name: str) -> Iterator[str]:
        while name in self.places:
            name = self.places[name].parent
            yield name

    def siblings(self, place: Place) -> list[Any]:
        found = self._nodes[place.parent].get(place.field)
        return found if isinstance(found, list) else []

    def position(self, name: str) -> int:
        siblings = self.siblings(self._places[name])
        return next(i for i, node in enumerate(siblings) if isinstance(node, dict) and node.get("id") == name)

    def own(self, name: str) -> Document:
        if name not in self._owned:
            position = self.position(name)
            siblings = self.own_list(self._places[name])
            self._nodes[name] = siblings[position] = dict(self._nodes[name])
            self._owned.add(name)
        return self._nodes[name]

    def own_list(self, place: Place) -> list[Any]:
        owner = self.own(place.parent)
        if place not in self._owned_lists:
            owner[place.field] = list(self.siblings(place))
            self._owned_lists.add(place)
        siblings: list[Any] = owner[place.field]
        return siblings

    def insert(self, node: Document, shape: Shape, place: Place, index: int) -> None:
        self.own_list(place).insert(index, node)
        self.register(node, shape, place)

    def take(self, name: str) -> tuple[Document, Place, int]:
        """Take an object out; an emptied list disappears, as the canonical form wants it."""
        place, position = self.places[name], self.position(name)
        siblings = self.own_list(place)
        node: Document = siblings.pop(position)
        self.forget(name)
        if not siblings:
            del self.nodes[place.parent][place.field]
            self._owned_lists.discard(place)
        return node, place, position

    def get(self, name: str, field: str) -> Any:
        """Value of a dotted field, ``ABSENT`` where it stands at its default."""
        value: Any = self._nodes[name] if self.holds(name) else {}
        if "." not in field:
            return value.get(field, ABSENT)
        for key in field.split("."):
            if not isinstance(value, dict):
                return ABSENT
            value = value.get(key, ABSENT)
        return value

    def put(self, name: str, field: str, value: Any) -> None:
        """Set a dotted field; ``ABSENT`` puts it back to its default."""
        node = self.own(name)
        head, _, tail = field.partition(".")
        if tail:
            part = dict(node[head]) if isinstance(node.get(head), dict) else {}
            _assign(part, tail, value)
            _assign(node, head, part or ABSENT)
        else:
            _assign(node, head, value)


def _assign(target: Document, key: str, value: Any) -> None:
    if value is ABSENT:
        target.pop(key, None)
    else:
        target[key] = value


def _objects(value: Any) -> list[Document]:
    """The addressable objects of a list; what is malformed is left for validation to name."""
    if not isinstance(value, list):
        return []
    return [item for item in value if isinstance(item, dict) and isinstance(item.get("id"), str)]


def ids_in(node: Document, shape: Shape, depth: int = 1) -> Iterator[tuple[str, int]]:
    """Ids and depths of an object that is not in a tree yet."""
    yield node["id"], depth
    if depth > MAX_DEPTH:
        return
    for field, model in shape.children.items():
        for child in _objects(node.get(field)):
            yield from ids_in(child, shape_of(model), depth + 1)
