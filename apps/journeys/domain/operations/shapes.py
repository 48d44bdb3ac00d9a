"""What a field is to an operation: a plain value, an embedded part, a list of objects, a reference."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

from apps.journeys.domain.document import Id, Link, Map, Node, Part, Refs

_OUTSIDE = {(Link, "map")}  # names another map, not an object of this one


@dataclass(frozen=True, slots=True)
class Shape:
    model: type[Part]
    children: dict[str, type[Node]]
    parts: dict[str, Shape]
    """embedded values, addressed through their owner"""
    refs: tuple[str, ...]
    """dotted fields that hold several ids"""
    optional_refs: tuple[str, ...]
    required_refs: tuple[str, ...]
    settable: frozenset[str]
    """dotted fields that ``set`` may change"""
    refers: bool
    """has any field that names another object"""


@cache
def shape_of(model: type[Part]) -> Shape:
    hints = get_type_hints(model, include_extras=True)
    children: dict[str, type[Node]] = {}
    parts: dict[str, Shape] = {}
    for name, hint in hints.items():
        if node := _listed_node(hint):
            children[name] = node
        elif isinstance(hint, type) and issubclass(hint, Part):
            parts[name] = shape_of(hint)
    inner = list(parts.items())
    plain = {name for name in model.model_fields if name not in children and name not in {"id", "format"}}
    refs = (*_named(hints, Refs), *(f"{name}.{ref}" for name, part in inner for ref in part.refs))
    optional_refs = _named(hints, Id | None)
    required_refs = tuple(n for n in _named(hints, Id) if n != "id" and (model, n) not in _OUTSIDE)
    return Shape(
        model=model,
        children=children,
        parts=parts,
        refs=refs,
        optional_refs=optional_refs,
        required_refs=required_refs,
        refers=bool(refs or optional_refs or required_refs),
        settable=frozenset(plain | {f"{name}.{field}" for name, part in inner for field in part.settable}),
    )


def _named(hints: dict[str, Any], wanted: Any) -> tuple[str, ...]:
    return tuple(name for name, hint in hints.items() if hint == wanted)


def _listed_node(hint: Any) -> type[Node] | None:
    """The object of an annotated ``tuple[Object, ...]``."""
    inner = get_args(hint)[0] if hasattr(hint, "__metadata__") else hint
    if get_origin(inner) is not tuple:
        return None
    item = get_args(inner)[0]
    return item if isinstance(item, type) and issubclass(item, Node) else None


ROOT_SHAPE = shape_of(Map)
