"""What a spreadsheet of a map consists of: columns of the touchpoints' sheet, and one sheet for each other list.

A column is named by a key: the list and the field (``touchpoints.action``, ``pains.severity``). What stands in the
cells follows from the types of the document, so that a new field finds its way in and out by itself.
"""

from __future__ import annotations

import types
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from apps.journeys.domain.document import (
    BackstageStep,
    Cause,
    Change,
    Delight,
    Evidence,
    Goal,
    Idea,
    Kpi,
    Lane,
    Layer,
    Link,
    Map,
    Opportunity,
    Pain,
    Part,
    Persona,
    Polarity,
    Policy,
    ProcessStep,
    Reaction,
    Reading,
    Resource,
    Review,
    Risk,
    Stage,
    Stakeholder,
    Technology,
    Touchpoint,
    TouchpointChannel,
    Transition,
    Waiver,
    WalkStep,
)

MAP, TOUCHPOINTS = "map", "touchpoints"
MODELS: dict[str, type[Part]] = {
    MAP: Map, "personas": Persona, "goals": Goal, "stages": Stage, TOUCHPOINTS: Touchpoint,
    "channels": TouchpointChannel, "reactions": Reaction, "evidence": Evidence, "stakeholders": Stakeholder,
    "kpis": Kpi, "readings": Reading, "pains": Pain, "delights": Delight, "causes": Cause,
    "opportunities": Opportunity, "risks": Risk, "ideas": Idea, "resources": Resource, "changes": Change,
    "reviews": Review, "backstage": BackstageStep, "policies": Policy, "technologies": Technology,
    "processes": ProcessStep, "transitions": Transition, "links": Link, "walkthrough": WalkStep,
    "waivers": Waiver,
}  # fmt: skip
# Lists inside other objects: their sheets have a column for the object that they belong to.
INNER = frozenset({"channels", "reactions", "readings", "causes", "reviews"})
# Texts that name another object; references in lists are found by their type.
_NAMES = frozenset({(Transition, "source"), (Transition, "target"), (Kpi, "goal"), (Kpi, "channel"),
                    (Change, "kpi"), (Touchpoint, "stage")})  # fmt: skip
_LEFT_OUT = frozenset({"format", "not_relevant", *INNER, "children"})


@dataclass(frozen=True, slots=True)
class Kind:
    """What a cell holds: ``form`` is text, number, integer, day, flag, value, values, name or names.

    ``vocabulary``: of values; ``default``: what an empty cell stands for.
    """

    form: str
    vocabulary: str = ""
    default: Any = None


@dataclass(frozen=True, slots=True)
class RowList:
    """Objects of one touchpoint that share a cell, a line each; ``beside``: fields in columns of their own."""

    key: str
    field: str
    main: str
    beside: tuple[str, ...]
    fixed: tuple[tuple[str, str], ...] = ()

    @property
    def inner(self) -> bool:
        """They stand inside the touchpoint and not beside it."""
        return self.field in INNER

    @property
    def columns(self) -> tuple[tuple[str, str], ...]:
        """Key of each column and its field, the leading one first."""
        return ((self.key, self.main), *((f"{self.key}.{field}", field) for field in self.beside))


ROW_LISTS = (
    RowList("channels", "channels", "channel", (
        "primary", "purpose", "goal_value", "experience_value", "visits", "exits", "owner", "target_action")),
    *(RowList(f"reactions_{polarity}", "reactions", "text", ("share",), (("polarity", polarity),))
      for polarity in Polarity),
    RowList("evidence", "evidence", "text", ("kind", "source", "day", "n", "sentiment", "language")),
    RowList("pains", "pains", "text", ("severity", "frequency")),
    RowList("delights", "delights", "text", ("strength", "frequency")),
    RowList("opportunities", "opportunities", "text", ("impact", "effort", "votes")),
    RowList("risks", "risks", "text", ("probability", "impact", "response")),
    RowList("changes", "changes", "title", ("owner", "due", "state", "cost", "prototype")),
    *(RowList(f"backstage_{layer}", "backstage", "text", ("actor",), (("layer", layer),)) for layer in Layer),
)  # fmt: skip
NAMED_LISTS = ("stakeholders", "kpis")
STAGE_FIELDS = ("name", "moment", "customer_goal", "starts", "duration")
TOUCHPOINT_FIELDS = (
    "name", "action", "category", "media", "status", "reason", "time", "context", "emotion.score",
    "emotion.label", "emotion.note", "emotion.original", "expectation", "thoughts", "needs", "owner",
    "frequency", "wow_tasks", "weak_link", "weak_link_reason",
)  # fmt: skip
# Always there, so that an empty sheet can be filled in; other columns only where they hold something.
CORE = ("stages.name", "stages.moment", "touchpoints.name", "touchpoints.action", "channels",
        "touchpoints.emotion.score", "reactions_positive", "reactions_neutral", "reactions_negative",
        "pains", "delights", "opportunities")  # fmt: skip
ROW_KEYS: tuple[str, ...] = (
    *(f"stages.{field}" for field in STAGE_FIELDS),
    *(f"touchpoints.{field}" for field in TOUCHPOINT_FIELDS),
    "touchpoints.not_relevant",
    *(key for group in ROW_LISTS for key, _field in group.columns),
    *NAMED_LISTS,
)
ID_KEY, EVIDENCE_KEY = "touchpoints.id", "touchpoints.emotion.evidence"


def _plain_type(annotation: Any) -> Any:
    """Without "or None" and without what limits it."""
    while get_origin(annotation) in {Annotated, Union, types.UnionType}:
        annotation = next(part for part in get_args(annotation) if part is not type(None))
    return annotation


def _kind(model: type[Part], field: str, annotation: Any, default: Any) -> Kind:
    plain = _plain_type(annotation)
    if get_origin(plain) is tuple:
        inner = _plain_type(get_args(plain)[0])
        named = not (isinstance(inner, type) and issubclass(inner, Enum))
        return Kind("names" if named else "values", "" if named else inner.__name__)
    if get_origin(plain) is Literal:
        return Kind("value", f"{model.__name__}.{field}", default)
    if issubclass(plain, Enum):
        return Kind("value", plain.__name__, default)
    if plain is str:
        named = (model, field) in _NAMES or field == "touchpoint"
        return Kind("name" if named else "text")
    return Kind({bool: "flag", int: "integer", float: "number", date: "day"}[plain], default=default)


def _kinds(model: type[Part], before: str = "") -> Iterator[tuple[str, Kind]]:
    for field, info in model.model_fields.items():
        plain = _plain_type(info.annotation)
        if field in _LEFT_OUT or (model is Map and field in MODELS):
            continue
        if isinstance(plain, type) and issubclass(plain, Part):
            yield from _kinds(plain, f"{field}.")
        else:
            default = info.get_default() if not info.is_required() else None
            yield f"{before}{field}", _kind(model, field, info.annotation, default)


FIELDS: dict[str, dict[str, Kind]] = {name: dict(_kinds(model)) for name, model in MODELS.items()}
_ENUMS = {kind.vocabulary for fields in FIELDS.values() for kind in fields.values() if kind.vocabulary}


def _vocabularies() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {"Lane": tuple(Lane)}
    for model in MODELS.values():
        for field, info in model.model_fields.items():
            plain = _plain_type(info.annotation)
            inner = _plain_type(get_args(plain)[0]) if get_origin(plain) is tuple else plain
            if get_origin(plain) is Literal:
                found[f"{model.__name__}.{field}"] = get_args(plain)
            elif isinstance(inner, type) and issubclass(inner, Enum):
                found[inner.__name__] = tuple(inner)
    return {name: values for name, values in found.items() if name in _ENUMS or name == "Lane"}


# Name of each vocabulary → its values as they stand in the document.
VOCABULARIES = _vocabularies()


@dataclass(frozen=True, slots=True)
class Words:
    """Words in the reader's language to write, and in every language (folded) to read.

    ``columns``: of the touchpoints' sheet by key; ``fields``: of the other sheets by list, "parent" among them;
    ``sheets``: by list; ``values``: by vocabulary.
    """

    columns: Mapping[str, str]
    fields: Mapping[str, Mapping[str, str]]
    sheets: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]
    known_columns: Mapping[str, str]
    known_fields: Mapping[str, Mapping[str, str]]
    known_sheets: Mapping[str, str]
    known_values: Mapping[str, Mapping[str, str]]
    yes: str
    no: str
    known_flags: Mapping[str, bool]
    default_stage: str


def kind_of(key: str) -> Kind:
    """What a column of the touchpoints' sheet holds."""
    for group in ROW_LISTS:
        for name, field in group.columns:
            if name == key:
                return FIELDS[group.field][field]
    if key in NAMED_LISTS:
        return FIELDS[TOUCHPOINTS][key]
    name, _dot, field = key.partition(".")
    return Kind("lanes") if field == "not_relevant" else FIELDS[name][field]


def fold(text: str) -> str:
    """As words are compared: without regard to case, width, spaces and what decorates a heading."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(plain.replace("_", " ").split()).strip(" :*#.")


def one_line(text: str) -> str:
    """An entry of a cell with several: its own further lines are indented."""
    return text.strip().replace("\n", "\n  ")


def lines_of(cell: str) -> list[str]:
    """The entries of a cell; blank ones keep the order of columns beside each other."""
    found: list[str] = []
    for line in cell.split("\n") if cell else ():
        if line.startswith("  ") and found:
            found[-1] += f"\n{line[2:]}"
        else:
            found.append(line)
    return [line.strip() for line in found]
