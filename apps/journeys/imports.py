"""Maps that come from outside as JSON: everything wrong is named with its place, nothing is half read."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Any

from pydantic_core import from_json

from apps.journeys.domain.document import ROOT_ID, Map
from apps.journeys.domain.problems import MAX_PROBLEMS, InvalidDocument, Problem, read_map

MAX_BYTES = 5 * 1024 * 1024
# The deepest valid map stays below: 20 objects inside each other, each in a list.
MAX_NESTING = 48
# So much of a name is told.
MAX_NAME = 80


def read_json_map(raw: bytes) -> Map:
    """The map in a file; `InvalidDocument` lists what is wrong and where (``path``, or line and column)."""
    if len(raw) > MAX_BYTES:
        raise _refusal("too_large", size=len(raw), max=MAX_BYTES)
    plain = _parsed(raw)
    if not isinstance(plain, dict):
        raise _refusal("not_a_map")
    if path := _too_deep(plain):
        raise _refusal("too_deep", path=path, max=MAX_NESTING)
    _refuse_doubled_names(raw)
    return read_map(plain)


def _refusal(code: str, **params: Any) -> InvalidDocument:
    return InvalidDocument([Problem(ROOT_ID, "", code, params)])


def _parsed(raw: bytes) -> Any:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refusal("not_utf8", position=error.start) from None
    try:
        return from_json(text, allow_inf_nan=False)
    except ValueError as error:
        found = re.search(r"at line (\d+) column (\d+)", str(error))
        line, column = (int(found[1]), int(found[2])) if found else (1, 1)
        code = "too_deep" if "recursion" in str(error) else "not_json"
        raise _refusal(code, line=line, column=column) from None


def _containers(plain: Any) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every object and list with its path, in the order of the file; without recursion."""
    stack: list[tuple[tuple[str, ...], Any]] = [((), plain)]
    while stack:
        path, value = stack.pop()
        yield path, value
        inside = value.items() if isinstance(value, dict) else enumerate(value)
        held = [((*path, str(key)), item) for key, item in inside if isinstance(item, dict | list)]
        stack.extend(reversed(held))


def _too_deep(plain: Any) -> str:
    """Path of a value that lies too deep; looked for before anything recursive looks at the map."""
    return next((".".join(path) for path, _value in _containers(plain) if len(path) > MAX_NESTING), "")


class _Doubled(dict[str, Any]):
    """An object of the file in which names stand twice; a plain `dict` would keep the last value in silence."""

    names: list[str]


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    plain = dict(pairs)
    if len(plain) == len(pairs):
        return plain
    doubled = _Doubled(plain)
    doubled.names = [name for name, times in Counter(name for name, _value in pairs).items() if times > 1]
    return doubled


def _refuse_doubled_names(raw: bytes) -> None:
    plain = json.loads(raw.decode("utf-8-sig"), object_pairs_hook=_object)
    found = (
        Problem(
            ROOT_ID, "", "duplicate_name", {"name": _short(name), "path": ".".join((*path, _short(name)))}
        )
        for path, value in _containers(plain)
        if isinstance(value, _Doubled)
        for name in value.names
    )
    if problems := list(islice(found, MAX_PROBLEMS)):
        raise InvalidDocument(problems)


def _short(name: str) -> str:
    return name if len(name) <= MAX_NAME else f"{name[:MAX_NAME]}…"
