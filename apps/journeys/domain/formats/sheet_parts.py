"""What is asked of a spreadsheet and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from apps.journeys.domain.document import Map
from apps.journeys.domain.formats.sheet_cells import Scale

type Cells = Sequence[Sequence[str]]
type Plain = dict[str, Any]

OWN = Scale()


@dataclass(frozen=True, slots=True)
class Place:
    """``row`` and ``column`` from 1; 0 for the sheet as a whole or a row as a whole."""

    sheet: str = ""
    row: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True)
class CellProblem:
    place: Place
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be read: ``sheets`` by name, the touchpoints' one (``first``), its row of headings and its columns.

    ``taken``: ids that new objects must not get.
    """

    sheets: Mapping[str, Cells]
    first: str
    head: int
    columns: Mapping[int, str]
    scale: Scale = OWN
    title: str = ""
    language: str = ""
    taken: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Draft:
    """``document``: None as long as there are problems."""

    plain: Plain
    document: Map | None
    problems: tuple[CellProblem, ...]
