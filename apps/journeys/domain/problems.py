"""What is wrong with a document, named at the object and the field where a form can show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as defaulted
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails, from_json

from apps.journeys.domain.document import NODE_LISTS, ROOT_ID, Map

MAX_PROBLEMS = 100
_NODE_LISTS = set(NODE_LISTS)


@dataclass(frozen=True, slots=True)
class Problem:
    """``field`` is dotted as in an operation; ``params``: the limit that was passed and the full ``path``."""

    id: str
    field: str
    code: str
    params: Mapping[str, Any] = defaulted(default_factory=dict)


class InvalidDocument(Exception):  # noqa: N818 - read as a sentence: raise InvalidDocument
    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(", ".join(sorted({problem.code for problem in problems})))
        self.problems = list(problems)


def read_map(document: Any, *, source: Any = None) -> Map:
    """The typed map, or every problem. ``source``: the plain form of a partly typed ``document``."""
    try:
        return Map.model_validate(document)
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)[:MAX_PROBLEMS]
        plain = document if source is None else source
        raise InvalidDocument([_problem(detail, plain) for detail in details]) from None


def reread_map(changed: dict[str, Any], plain: dict[str, Any], document: Map) -> Map:
    """As ``read_map(changed)``, sparing what ``apply`` left as it was, shared with ``plain``."""
    mixed = dict(changed)
    for name in NODE_LISTS:
        new, old = changed.get(name), plain.get(name)
        typed = getattr(document, name)
        if new is old:
            mixed[name] = typed
        elif isinstance(new, list) and old:
            known = {id(item): node for item, node in zip(old, typed, strict=True)}
            mixed[name] = [known.get(id(item), item) for item in new]
    return read_map(mixed, source=changed)


def replain_map(changed: dict[str, Any], plain: dict[str, Any], document: Map) -> dict[str, Any]:
    """As ``plain_map(write_map(document))``; ``document`` is the typed ``changed``, and what ``apply`` left as it
    was is shared with ``plain``.
    """
    lists: dict[str, Any] = {}
    for name in NODE_LISTS:
        new, old, typed = changed.get(name), plain.get(name), getattr(document, name)
        if typed and new is old:
            lists[name] = old
        elif typed and new is not None:
            kept = {id(item) for item in old or ()}
            lists[name] = [
                item if id(item) in kept else node.model_dump(mode="json", exclude_defaults=True)
                for item, node in zip(new, typed, strict=True)
            ]
    rest = document.model_dump(mode="json", exclude_defaults=True, exclude=_NODE_LISTS)
    return {"format": document.format, **rest, **lists}


def write_map(document: Map) -> str:
    """Canonical JSON text: defaults left out, the format always named."""
    return f'{{"format":"{document.format}",' + document.model_dump_json(exclude_defaults=True)[1:]


def plain_map(text: str) -> dict[str, Any]:
    plain: dict[str, Any] = from_json(text)
    return plain


# pydantic's error type → our code and the limits worth telling.
_CODES: dict[str, tuple[str, dict[str, str]]] = {
    "string_too_long": ("too_long", {"max_length": "max"}),
    "string_too_short": ("required", {}),
    "missing": ("required", {}),
    "string_unicode": ("control_character", {}),
    "too_long": ("too_many", {"max_length": "max"}),
    "extra_forbidden": ("unknown_field", {}),
    "enum": ("unknown_value", {"expected": "expected"}),
    "literal_error": ("unknown_value", {"expected": "expected"}),
    "greater_than_equal": ("out_of_range", {"ge": "min"}),
    "less_than_equal": ("out_of_range", {"le": "max"}),
    "finite_number": ("out_of_range", {}),
    "int_parsing_size": ("out_of_range", {}),
    "recursion_loop": ("too_deep", {}),
}


def _problem(detail: ErrorDetails, document: Any) -> Problem:
    owner, path = _owner(detail["loc"], document)
    code, params = _code(detail)
    if code in {"duplicate_id", "unknown_stage"}:
        owner, path = params.pop("id"), "id" if code == "duplicate_id" else "stage"
    where = ".".join(str(step) for step in detail["loc"])
    return Problem(owner, path, code, {**params, "path": where} if where else params)


def _code(detail: ErrorDetails) -> tuple[str, dict[str, Any]]:
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "value_error":
        code, _, name = str(context["error"]).partition(":")
        return code, {"id": name} if name else {}
    if kind == "string_pattern_mismatch":
        return "control_character" if "\\x00" in context["pattern"] else "malformed", {}
    if kind.startswith(("date", "datetime")):
        return "invalid_date", {}
    code, names = _CODES.get(kind, ("wrong_type", {}))
    return code, {name: context[key] for key, name in names.items() if key in context}


def _owner(loc: Sequence[int | str], document: Any) -> tuple[str, str]:
    """The innermost object on the way to an error, and the dotted field inside it."""
    names: list[str] = []
    owner, value = ROOT_ID, document
    for step in loc:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            value = None
        if isinstance(step, int):
            if isinstance(value, dict) and isinstance(value.get("id"), str):
                owner, names = value["id"], []
                continue
            break
        names.append(step)
    return owner, ".".join(names)
