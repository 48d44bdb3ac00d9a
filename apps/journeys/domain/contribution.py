"""Who has written what of a map: the share of its edits, and of the text that still stands.

A text counts letter by letter: whoever changes a few words of another's sentence has written these words. What
undo, redo and restore bring back belongs to those who wrote it first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from apps.journeys.domain.document import MAX_SHORT, MAX_TEXT, Map, Part
from apps.journeys.domain.operations import Operation
from apps.journeys.domain.operations.shapes import shape_of

type Author = int | None
"""None: somebody without an account"""
type Place = tuple[str, str]
"""id of the object and dotted field"""

type Hands = str
"""for each character of a text the one who wrote it, as a character of its own: short, and quick to cut"""
_START = "\0"
"""stood there before the first edit"""


class Change(NamedTuple):
    author: Author
    operations: list[Operation]
    inverse: list[Operation]


@dataclass(frozen=True, slots=True)
class Contribution:
    author: Author
    edits: int
    letters: int
    """of this author's text that stands in the map now"""


def contributions(document: Map, oldest_first: Iterable[Change]) -> list[Contribution]:
    """Everybody who has edited, those with most text first. ``document``: as the edits have left it."""
    standing = dict(_standing(document))
    log = _Log(standing)
    edits: dict[Author, int] = {}
    for change in oldest_first:
        edits[change.author] = edits.get(change.author, 0) + 1
        hand = chr(1 + list(edits).index(change.author))
        log.remember(change.inverse)
        log.write(change.operations, hand)
    letters = Counter("".join(log.hands[place].get(text, "") for place, text in standing.items()))
    found = [
        Contribution(author, count, letters[chr(number)])
        for number, (author, count) in enumerate(edits.items(), start=1)
    ]
    return sorted(found, key=lambda one: (-one.letters, -one.edits))


class _Log:
    """What stood in each place that the map still has, and by whose hand."""

    def __init__(self, places: Iterable[Place]) -> None:
        self.texts: dict[Place, str] = {}
        self.hands: dict[Place, dict[str, Hands]] = {place: {} for place in places}

    def remember(self, inverse: Iterable[Operation]) -> None:
        """What an edit replaced and no edit had written was there at the start."""
        for operation in inverse:
            for place, text in _written(operation):
                if place in self.hands and place not in self.texts:
                    self.texts[place] = text
                    self.hands[place][text] = _START * len(text)

    def write(self, operations: Iterable[Operation], hand: str) -> None:
        for operation in operations:
            for place, text in _written(operation):
                known = self.hands.get(place)
                if known is None:
                    continue
                if text not in known:
                    known[text] = _spliced(known, self.texts.get(place, ""), text, hand)
                self.texts[place] = text


def _spliced(known: Mapping[str, Hands], before: str, after: str, hand: str) -> Hands:
    """What both texts begin and end with stays with those who wrote it."""
    old = known.get(before, _START * len(before))
    head = _common(before, after, min(len(before), len(after)))
    tail = _common(before[head:][::-1], after[head:][::-1], min(len(before), len(after)) - head)
    return old[:head] + hand * (len(after) - head - tail) + old[len(old) - tail :]


def _common(one: str, other: str, longest: int) -> int:
    """Length of what both begin with, by halving: most texts differ in their last characters."""
    least = 0
    while least < longest:
        middle = (least + longest + 1) // 2
        if one[:middle] == other[:middle]:
            least = middle
        else:
            longest = middle - 1
    return least


def _standing(document: Map) -> Iterator[tuple[Place, str]]:
    yield from _texts("map", document)
    for node in document.nodes():
        yield from _texts(node.id, node)


def _texts(name: str, part: Part, prefix: str = "") -> Iterator[tuple[Place, str]]:
    for field in _free_texts(type(part)):
        if text := getattr(part, field):
            yield (name, f"{prefix}{field}"), text
    for field in shape_of(type(part)).parts:
        yield from _texts(name, getattr(part, field), f"{prefix}{field}.")


@cache
def _free_texts(model: type[Part]) -> tuple[str, ...]:
    """Fields that an author writes in words: no ids, numbers, or values of a vocabulary."""
    shape = shape_of(model)
    named = {*shape.optional_refs, *shape.required_refs, "id", "format", "portrait", "language"}
    return tuple(
        name
        for name, field in model.model_fields.items()
        if name not in named and field.annotation is str and any(_is_length(item) for item in field.metadata)
    )


def _is_length(constraint: Any) -> bool:
    return getattr(constraint, "max_length", None) in {MAX_SHORT, MAX_TEXT}


def _written(operation: Operation) -> Iterator[tuple[Place, str]]:
    """Texts that an operation puts into the map; taking away writes nothing."""
    match operation["op"]:
        case "set":
            value = operation.get("value", "")
            if isinstance(value, str):
                yield (operation["id"], operation["field"]), value
            elif isinstance(value, dict):
                yield from _inside(operation["id"], value, f"{operation['field']}.")
        case "add":
            yield from _inside(operation["value"]["id"], operation["value"])
        case "replace":
            yield from _inside("map", operation["value"])


def _inside(name: str, plain: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[Place, str]]:
    for field, value in plain.items():
        if isinstance(value, str):
            yield (name, f"{prefix}{field}"), value
        elif isinstance(value, dict):
            yield from _inside(name, value, f"{prefix}{field}.")
        elif isinstance(value, list):
            for node in value:
                if isinstance(node, dict) and isinstance(node.get("id"), str):
                    yield from _inside(node["id"], node)
