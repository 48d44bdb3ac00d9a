"""Inputs bound to the map: what a step's template draws, with values, choices and errors in place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from django.utils.formats import localize

from apps.common.ids import new_id
from apps.exercises.domain.editing import Birth, Problem, input_name, value_at
from apps.journeys.domain.document import ROOT_ID, Map, Part
from apps.journeys.faults import fault_text

Widget = Literal[
    "text", "area", "number", "day", "choice", "radio", "moods", "flag", "checks", "reaction", "hidden"
]
Choices = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Input:
    """What a form asks about one field of an object."""

    path: str
    label: str
    widget: Widget = "text"
    help: str = ""
    placeholder: str = ""
    choices: Choices = ()
    tone: int = 0
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Bound:
    """An input with its value; ``id`` is the DOM id, ``error`` the sentence beside the field."""

    ask: Input
    name: str
    id: str
    values: tuple[str, ...]
    error: str = ""

    @property
    def value(self) -> str:
        return self.values[-1] if self.values else ""


@dataclass(frozen=True, slots=True)
class Row:
    """One object of a list: its inputs, and what it can do. ``birth`` is set while it does not exist yet."""

    id: str
    fields: tuple[Bound, ...]
    birth: str = ""
    children: tuple[Section, ...] = ()
    first: bool = False
    last: bool = False

    @property
    def name(self) -> str:
        """What its buttons call it: the first field as it is shown."""
        first = self.fields[0]
        return dict(first.ask.choices).get(first.value, first.value)


@dataclass(frozen=True, slots=True)
class Section:
    title: str = ""
    help: str = ""
    fields: tuple[Bound, ...] = ()
    rows: tuple[Row, ...] = ()
    add: str = ""
    folded: bool = False
    movable: bool = False
    kind: str = "plain"
    count: int = 0
    anchor: str = ""
    """DOM id, for links from the map"""


@dataclass(frozen=True, slots=True)
class Panel:
    """The whole form of a step for one selection."""

    question: str
    lead: str
    sections: tuple[Section, ...] = field(default_factory=tuple)


def _shown(value: Any) -> tuple[str, ...]:
    if value is None:
        return ("",)
    if isinstance(value, list):
        return tuple(str(item) for item in value)
    if isinstance(value, bool):
        return ("1" if value else "0",)
    if isinstance(value, float):
        whole = int(value) if value.is_integer() else value
        return (str(localize(whole, use_l10n=True)),)
    return (str(value),)


class Binder:
    """Binds inputs to one document; after a refused form what was typed wins over what is stored."""

    def __init__(
        self,
        document: Map,
        *,
        typed: Mapping[str, Sequence[str]] | None = None,
        problems: Sequence[Problem] = (),
        blanks: Mapping[str, str] | None = None,
    ) -> None:
        self.document = document
        self._typed = typed or {}
        self._errors = {
            (problem.id, problem.path): fault_text(problem.code, problem.params) for problem in problems
        }
        self._blanks = dict(blanks or {})

    def field(self, node: Part | None, object_id: str, ask: Input, start: str = "") -> Bound:
        name = input_name(object_id, ask.path)
        if name in self._typed:
            values = tuple(self._typed[name])
        else:
            values = _shown(value_at(node, ask.path)) if node is not None else (start,)
        dom_id = f"{object_id}-{ask.path}".replace(".", "-")
        return Bound(ask, name, dom_id, values, self._errors.get((object_id, ask.path), ""))

    def fields(self, node: Part | None, object_id: str, asks: Sequence[Input]) -> tuple[Bound, ...]:
        return tuple(self.field(node, object_id, ask) for ask in asks)

    def root(self, asks: Sequence[Input]) -> tuple[Bound, ...]:
        return self.fields(self.document, ROOT_ID, asks)

    def blank_id(self, key: str) -> str:
        """The id that a not yet existing object of this form will have; kept when the form comes back."""
        return self._blanks.setdefault(key, new_id())

    def blank(
        self, key: str, asks: Sequence[Input], *, birth: Mapping[str, Any], children: Any = None
    ) -> Row:
        object_id = self.blank_id(key)
        announced = Birth(id=object_id, **birth)
        kids = children(object_id, None) if children else ()
        start = dict(announced.start)
        fields = tuple(self.field(None, object_id, ask, start.get(ask.path, "")) for ask in asks)
        return Row(object_id, fields, f"{key}={announced.encode()}", kids)

    def rows(
        self,
        key: str,
        nodes: Sequence[Any],
        asks: Sequence[Input],
        *,
        birth: Mapping[str, Any],
        blanks: int = 1,
        children: Any = None,
    ) -> tuple[Row, ...]:
        """Existing objects, then empty rows for new ones."""
        existing = [
            Row(
                node.id,
                self.fields(node, node.id, asks),
                "",
                children(node.id, node) if children else (),
                first=index == 0,
                last=index == len(nodes) - 1,
            )
            for index, node in enumerate(nodes)
        ]
        fresh = [
            self.blank(f"{key}-{len(nodes) + index}", asks, birth=birth, children=children)
            for index in range(blanks)
        ]
        return (*existing, *fresh)
