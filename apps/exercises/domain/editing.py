"""From what a form posted to operations on the map.

A form names every input by the object and field it edits (``f:<id>:<path>``) and announces the objects it
may create (``new`` = ``<id>:<parent>:<list>:<field>=<value>,…:<owner>.<refs path>``). The plan compares with
the document that the form was drawn from, so only what the person changed becomes an operation, and a faulty
field never holds back the others.
"""

from __future__ import annotations

import re
import types
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from functools import lru_cache
from typing import Any, Literal, TypeGuard, Union, get_args, get_origin

from pydantic import BaseModel

from apps.journeys.domain.document import MAX_SHORT, ROOT_ID, Lane, Map, Node, Part, Touchpoint

Kind = Literal["text", "reference", "number", "integer", "day", "yes_no", "flag", "choice", "list"]
Operation = dict[str, Any]
PREFIX = "f"
REASONS = "not_relevant."
"""before the name of a lane: the input holds the reason why the lane says nothing at a touchpoint"""
_YES = frozenset({"1", "true", "on", "yes"})
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(frozen=True, slots=True)
class Birth:
    """An object that the form may create: where it goes, what it starts with, which list of references names it."""

    id: str
    parent: str
    list_name: str
    start: tuple[tuple[str, str], ...] = ()
    owner: str = ""
    refs: str = ""

    def encode(self) -> str:
        start = ",".join(f"{key}={value}" for key, value in self.start)
        return f"{self.id}:{self.parent}:{self.list_name}:{start}:{self.owner}.{self.refs}"


@dataclass(frozen=True, slots=True)
class Problem:
    """A field that cannot be saved as typed; ``params`` hold the limit that was passed."""

    id: str
    path: str
    code: str
    params: Mapping[str, Any] = field(default_factory=dict, compare=False)


@dataclass(slots=True)
class Plan:
    operations: list[Operation] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def input_name(object_id: str, path: str) -> str:
    return f"{PREFIX}:{object_id}:{path}"


def decode_birth(text: str) -> Birth | None:
    """The announced object, or None when the text is not one."""
    parts = text.split(":")
    if len(parts) != 5 or not all(parts[:3]):
        return None
    pairs = tuple((key, value) for key, _, value in (p.partition("=") for p in parts[3].split(",") if p))
    owner, _, refs = parts[4].partition(".")
    return Birth(parts[0], parts[1], parts[2], pairs, owner, refs)


def _members(annotation: Any) -> Iterator[Any]:
    origin = get_origin(annotation)
    if origin in (Union, types.UnionType):
        for member in get_args(annotation):
            yield from _members(member)
    elif hasattr(annotation, "__metadata__"):
        yield from _members(get_args(annotation)[0])
    elif annotation is not type(None):
        yield annotation


def _is_part(annotation: Any) -> TypeGuard[type[BaseModel]]:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _resolve(model: type[BaseModel], path: str) -> tuple[type[BaseModel], str]:
    *owners, last = path.split(".")
    for name in owners:
        part = next(_members(model.model_fields[name].annotation))
        if not _is_part(part):
            raise KeyError(path)
        model = part
    if last not in model.model_fields:
        raise KeyError(path)
    return model, last


@lru_cache(maxsize=512)
def field_kind(model: type[BaseModel], path: str) -> Kind:
    """How the text of an input becomes a value; raises KeyError for a field that the model lacks."""
    if path.startswith(REASONS):
        if model is not Touchpoint or path.removeprefix(REASONS) not in set(Lane):
            raise KeyError(path)
        return "text"
    owner, last = _resolve(model, path)
    info = owner.model_fields[last]
    member = next(_members(info.annotation))
    origin = get_origin(member) or member
    if _is_part(origin):
        raise KeyError(path)
    if origin is tuple:
        return "list"
    if origin is Literal or (isinstance(origin, type) and issubclass(origin, Enum)):
        return "choice"
    if origin is bool:
        return "yes_no" if info.default is None else "flag"
    simple: dict[Any, Kind] = {float: "number", int: "integer", date: "day"}
    if origin in simple:
        return simple[origin]
    return "reference" if info.default is None else "text"


def _is_list(model: type[BaseModel], path: str) -> bool:
    try:
        return field_kind(model, path) == "list"
    except KeyError:
        return False


@lru_cache(maxsize=128)
def child_model(parent: type[BaseModel], list_name: str) -> type[Node]:
    """The class of the objects in a list of the parent; raises KeyError for a list that it lacks."""
    info = parent.model_fields[list_name]
    member = next(_members(info.annotation))
    child = next(_members(get_args(member)[0])) if get_origin(member) is tuple else None
    if not (isinstance(child, type) and issubclass(child, Node)):
        raise KeyError(list_name)
    return child


def parse_number(text: str, decimal: str = ".") -> float:
    """A number as people write it: spaces between thousands, decimal comma or point; raises ValueError.

    One comma before three digits is what the writer's language makes of it: 1,234 is a small number in Russian.
    """
    compact = re.sub(r"[\s\u00a0\u202f]", "", text)
    groups = "{2,}" if decimal == "," else "+"
    if re.fullmatch(rf"[-+−]?\d{{1,3}}((,\d{{3}}){groups}|(,\d{{3}})+\.\d+)", compact):
        compact = compact.replace(",", "")
    return float(compact.replace(",", ".").replace("−", "-"))


def parse(kind: Kind, values: Sequence[str], decimal: str = ".") -> Any:
    """The JSON value of an input; raises ValueError(code) when the text cannot be one."""
    if kind == "list":
        return [value for value in values if value]
    text = values[-1] if values else ""
    if kind in ("flag", "yes_no"):
        return text in _YES if text or kind == "flag" else None
    if kind == "text":
        return text.replace("\r\n", "\n")
    return _parse_filled(kind, text.strip(), decimal) if text.strip() else None


def _parse_filled(kind: Kind, text: str, decimal: str) -> Any:
    try:
        if kind == "number":
            return parse_number(text, decimal)
        if kind == "integer":
            return int(parse_number(text, decimal))
        if kind == "day":
            return date.fromisoformat(text).isoformat()
    except (ValueError, OverflowError):
        raise ValueError(f"not_a_{kind}") from None
    return text


def plain(value: Any) -> Any:
    """A field's value as JSON holds it."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return value


def value_at(node: Part, path: str) -> Any:
    if path.startswith(REASONS) and isinstance(node, Touchpoint):
        lane = path.removeprefix(REASONS)
        return next((entry.reason for entry in node.not_relevant if entry.lane == lane), "")
    value: Any = node
    for name in path.split("."):
        value = getattr(value, name)
    return plain(value)


class Planner:
    """Compares one posted form with the document it was drawn from."""

    def __init__(
        self,
        base: Map,
        posted: Mapping[str, Sequence[str]],
        births: Sequence[Birth],
        *,
        decimal: str = ".",
    ) -> None:
        self._decimal = decimal
        self._nodes: dict[str, Part] = {ROOT_ID: base} | {node.id: node for node in base.nodes()}
        self._models: dict[str, type[BaseModel]] = {key: type(node) for key, node in self._nodes.items()}
        self._births = {birth.id: birth for birth in births if birth.id not in self._nodes}
        self._inputs: dict[str, dict[str, Sequence[str]]] = {}
        for name, values in posted.items():
            prefix, _, rest = name.partition(":")
            object_id, _, path = rest.partition(":")
            if prefix == PREFIX and path:
                self._inputs.setdefault(object_id, {})[path] = values
        self._plan = Plan()

    def plan(self) -> Plan:
        for object_id, inputs in self._inputs.items():
            node = self._nodes.get(object_id)
            if node is not None:
                self._change(object_id, node, inputs)
        for birth in self._births.values():
            self._create(birth, self._inputs.get(birth.id, {}))
        return self._plan

    def _parsed(
        self, object_id: str, model: type[BaseModel], inputs: Mapping[str, Sequence[str]]
    ) -> dict[str, Any]:
        values = {}
        for path, raw in inputs.items():
            try:
                values[path] = parse(field_kind(model, path), raw, self._decimal)
            except KeyError:
                self._plan.problems.append(Problem(object_id, path, "unknown_field"))
            except ValueError as error:
                self._plan.problems.append(Problem(object_id, path, str(error)))
        return values

    def _change(self, object_id: str, node: Part, inputs: Mapping[str, Sequence[str]]) -> None:
        reasons: dict[str, str] = {}
        for path, value in self._parsed(object_id, type(node), inputs).items():
            if path.startswith(REASONS):
                reasons[path] = value.strip()
            elif value != value_at(node, path):
                self._plan.operations.append({"op": "set", "id": object_id, "field": path, "value": value})
        if isinstance(node, Touchpoint):
            self._set_aside(
                node, {path: text for path, text in reasons.items() if text != value_at(node, path)}
            )

    def _set_aside(self, node: Touchpoint, changed: Mapping[str, str]) -> None:
        """The lanes that are not relevant are one field of the touchpoint: an emptied reason brings one back."""
        for path, text in tuple(changed.items()):
            code = (
                "too_long" if len(text) > MAX_SHORT else "control_character" if _UNSEEN.search(text) else ""
            )
            if code:
                self._plan.problems.append(Problem(node.id, path, code, {"max": MAX_SHORT}))
                changed = {name: kept for name, kept in changed.items() if name != path}
        if not changed:
            return
        reasons = {entry.lane.value: entry.reason for entry in node.not_relevant}
        reasons |= {path.removeprefix(REASONS): text for path, text in changed.items()}
        value = [{"lane": lane, "reason": text} for lane, text in reasons.items() if text]
        self._plan.operations.append({"op": "set", "id": node.id, "field": "not_relevant", "value": value})

    def _create(self, birth: Birth, inputs: Mapping[str, Sequence[str]]) -> None:
        parent = self._models.get(birth.parent)
        started = dict(birth.start)
        if not any(
            text.strip() and text != started.get(path) for path, texts in inputs.items() for text in texts
        ):
            return
        if parent is None:
            self._plan.problems.append(Problem(birth.id, next(iter(inputs)), "parent_missing"))
            return
        try:
            model = child_model(parent, birth.list_name)
        except KeyError:
            self._plan.problems.append(Problem(birth.id, next(iter(inputs)), "unknown_field"))
            return
        start = {key: [value] for key, value in birth.start if key in model.model_fields}
        values = self._parsed(birth.id, model, start) | self._parsed(birth.id, model, inputs)
        if any(problem.id == birth.id for problem in self._plan.problems):
            return
        self._models[birth.id] = model
        value = _nest({key: item for key, item in values.items() if item not in ("", None)})
        operation = {
            "op": "add",
            "parent": birth.parent,
            "field": birth.list_name,
            "value": {"id": birth.id, **value},
        }
        self._plan.operations.append(operation)
        self._name_in_owner(birth)

    def _name_in_owner(self, birth: Birth) -> None:
        owner = self._nodes.get(birth.owner)
        if owner is None or not _is_list(type(owner), birth.refs):
            return
        present = next(
            (
                op["value"]
                for op in self._plan.operations
                if op.get("id") == birth.owner and op.get("field") == birth.refs
            ),
            None,
        )
        if present is not None:
            present.append(birth.id)
            return
        value = [*value_at(owner, birth.refs), birth.id]
        self._plan.operations.append({"op": "set", "id": birth.owner, "field": birth.refs, "value": value})


def _nest(values: Mapping[str, Any]) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for path, value in values.items():
        *owners, last = path.split(".")
        branch = tree
        for name in owners:
            branch = branch.setdefault(name, {})
        branch[last] = value
    return tree
