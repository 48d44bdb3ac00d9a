"""Documents over the whole schema: every field of every object, made from the models themselves."""

from __future__ import annotations

from datetime import date
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import annotated_types
from hypothesis import strategies as st
from pydantic import BaseModel, StringConstraints
from pydantic.fields import FieldInfo

from apps.journeys.domain.document import CHILD_LISTS, NODE_LISTS, Map

Strategy = st.SearchStrategy[Any]
REFS = ["n1", "n2", "n3", "gone"]
TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=6) | st.sampled_from(
    ["接触点", "Ёж «x»", "a\nb\tc", "\u202e😀👍🏽", "<b>&'\"\\", "=1+1", "\ufffe\x85\u2028"]
)
LENGTH = 2


def _limits(metadata: list[Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for entry in metadata:
        for limit in entry.metadata if isinstance(entry, FieldInfo) else [entry]:
            if isinstance(limit, annotated_types.Ge):
                found["min_value"] = limit.ge
            elif isinstance(limit, annotated_types.Le):
                found["max_value"] = limit.le
            elif isinstance(limit, StringConstraints):
                found["text"] = limit
    return found


def _text(limits: dict[str, Any]) -> Strategy:
    rules = limits["text"]
    if rules.pattern and rules.pattern.startswith("^[A-Za-z0-9_-]"):
        return st.sampled_from(REFS)
    if rules.pattern and rules.pattern.startswith("^([A-Za-z]"):
        return st.sampled_from(["", "en", "zh-Hans", "pt-BR", "sr-Latn-RS"])
    if rules.pattern and rules.pattern.startswith("^[A-Z]"):
        return st.sampled_from(["F1", "T12"])
    return TEXTS.filter(bool) if rules.min_length else TEXTS


def of(annotation: Any, metadata: list[Any]) -> Strategy:
    """Values of one annotation of a model."""
    if get_origin(annotation) is Annotated:
        inner, *more = get_args(annotation)
        return of(inner, more)
    if get_origin(annotation) in {Union, UnionType}:
        return st.one_of([of(choice, metadata) for choice in get_args(annotation)])
    if get_origin(annotation) is Literal:
        return st.sampled_from(get_args(annotation))
    if get_origin(annotation) is tuple:
        return st.lists(of(get_args(annotation)[0], []), max_size=LENGTH)
    return _plain(annotation, _limits(metadata))


def _plain(annotation: Any, limits: dict[str, Any]) -> Strategy:
    if annotation is NoneType:
        return st.none()
    if annotation is bool:
        return st.booleans()
    if annotation is date:
        return st.dates().map(date.isoformat)
    if annotation is str:
        return _text(limits)
    limits = {name: value for name, value in limits.items() if name != "text"}
    if annotation is int:
        return st.integers(**limits)
    if annotation is float:
        return st.floats(allow_nan=False, allow_infinity=False, **limits)
    if issubclass(annotation, Enum):
        return st.sampled_from([member.value for member in annotation])
    return st.deferred(lambda: model(annotation))


_models: dict[type[BaseModel], Strategy] = {}


def model(kind: type[BaseModel]) -> Strategy:
    """Plain forms of one object, any optional field of which may be left out."""
    if kind not in _models:
        fields = {name: of(field.annotation, field.metadata) for name, field in kind.model_fields.items()}
        needed = {name for name, field in kind.model_fields.items() if field.is_required()}
        _models[kind] = st.fixed_dictionaries(
            {name: fields[name] for name in needed},
            optional={name: value for name, value in fields.items() if name not in needed},
        )
    return _models[kind]


def _inside(plain: dict[str, Any]) -> list[dict[str, Any]]:
    names = {name for lists in CHILD_LISTS.values() for name in lists}
    return [child for name in names for child in plain.get(name, []) if isinstance(child, dict)]


def _lawful(plain: dict[str, Any]) -> dict[str, Any]:
    """Ids that stand once, stages that exist, lanes that are declared once."""
    waiting = [node for name in NODE_LISTS for node in plain.get(name, [])]
    number = 0
    while waiting:
        node = waiting.pop(0)
        number += 1
        node["id"] = f"n{number}"
        waiting.extend(_inside(node))
    stages = [stage["id"] for stage in plain.get("stages", [])]
    for place, touchpoint in enumerate(plain.get("touchpoints", [])):
        if stages:
            touchpoint["stage"] = stages[place % len(stages)]
    if not stages:
        plain.pop("touchpoints", None)
    plain["lanes"] = list(dict.fromkeys(plain.get("lanes", [])))
    return plain


DOCUMENTS: Strategy = model(Map).map(_lawful)
