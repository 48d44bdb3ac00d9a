"""An analytic rubric as one immutable document: criteria, their levels and words in every language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

FALLBACK = "en"

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,59}$")]
Words = Annotated[Mapping[str, str], Field(min_length=1)]
"""One text by language code."""


class RubricPart(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Level(RubricPart):
    points: Annotated[int, Field(ge=0, le=100)]
    name: Words
    descriptor: Words


class Criterion(RubricPart):
    """``lanes`` are the parts of the map that speak to it, ``rules`` the coach's rules that do."""

    id: Slug
    title: Words
    levels: Annotated[tuple[Level, ...], Field(min_length=2, max_length=9)]
    lanes: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    competencies: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _levels_rise(self) -> Criterion:
        points = [level.points for level in self.levels]
        if points != sorted(set(points)):
            raise ValueError(f"levels_do_not_rise:{self.id}")
        return self

    @property
    def most(self) -> int:
        """Points of the best level."""
        return self.levels[-1].points

    def level_index(self, points: int) -> int | None:
        """Position of the level that gives these points; None when no level does."""
        return next((index for index, level in enumerate(self.levels) if level.points == points), None)


class Snippet(RubricPart):
    """A comment of the bank, used as it stands or as a beginning."""

    id: Slug
    label: Words
    text: Words
    praise: bool = False


@dataclass(frozen=True, slots=True)
class Remark:
    """A snippet in one language."""

    text: str = ""
    praise: bool = False


class RubricDocument(RubricPart):
    slug: Slug
    title: Words
    pass_points: Annotated[int, Field(ge=0)]
    criteria: Annotated[tuple[Criterion, ...], Field(min_length=1, max_length=20)]
    snippets: tuple[Snippet, ...] = ()

    @model_validator(mode="after")
    def _ids_are_unique_and_pass_is_reachable(self) -> RubricDocument:
        ids = [criterion.id for criterion in self.criteria]
        if len(set(ids)) != len(ids):
            raise ValueError("duplicate_criterion")
        if self.pass_points > self.out_of:
            raise ValueError("pass_out_of_reach")
        return self

    @property
    def out_of(self) -> int:
        return sum(criterion.most for criterion in self.criteria)

    def criterion(self, criterion_id: str) -> Criterion | None:
        return next((c for c in self.criteria if c.id == criterion_id), None)

    def snippet(self, snippet_id: str, language: str) -> Remark:
        """Empty when the bank has no such snippet."""
        found = next((s for s in self.snippets if s.id == snippet_id), None)
        return Remark() if found is None else Remark(in_language(found.text, language), found.praise)

    def criterion_for_lane(self, lane: str) -> Criterion | None:
        """The criterion that a remark on this lane belongs to: the first that names the lane."""
        return next((c for c in self.criteria if lane in c.lanes), None)


def in_language(words: Mapping[str, str], language: str) -> str:
    """The text in this language, else in English, else in whichever there is."""
    return words.get(language) or words.get(FALLBACK) or next(iter(words.values()))


def read_rubric(body: Mapping[str, Any]) -> RubricDocument:
    """Raises ``pydantic.ValidationError`` when the document is not a rubric."""
    return RubricDocument.model_validate(body)
