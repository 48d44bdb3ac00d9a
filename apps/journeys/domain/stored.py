"""Stored texts of maps, parsed once: the text is the key, so what is remembered can never be stale."""

from __future__ import annotations

from collections import OrderedDict
from functools import cached_property
from threading import Lock
from typing import Any

from apps.journeys.domain.document import Map
from apps.journeys.domain.grid import Grid, build_grid
from apps.journeys.domain.problems import plain_map, read_map

# About 1 MB each for a large map.
REMEMBERED = 16


class Stored:
    """One text, as a plain tree (shared: never change it), as the typed map, and as what the map shows."""

    def __init__(self, text: str, document: Map | None = None, plain: dict[str, Any] | None = None) -> None:
        self.text = text
        self._document = document
        self._plain = plain

    @cached_property
    def plain(self) -> dict[str, Any]:
        return self._plain or plain_map(self.text)

    @cached_property
    def document(self) -> Map:
        return self._document or read_map(self.plain)

    @cached_property
    def grid(self) -> Grid:
        return build_grid(self.document)


_recent: OrderedDict[str, Stored] = OrderedDict()
_lock = Lock()


def recall(text: str, document: Map | None = None, plain: dict[str, Any] | None = None) -> Stored:
    """What is known of a text; ``document`` and ``plain``: its map, where the caller has just written it."""
    with _lock:
        found = _recent.pop(text, None) or Stored(text, document, plain)
        _recent[text] = found
        if len(_recent) > REMEMBERED:
            _recent.popitem(last=False)
    return found
