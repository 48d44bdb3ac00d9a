"""Reference data for drawing: ready stage sets and the guides of the kinds of map, per language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from apps.journeys.domain.document import Kind


@dataclass(frozen=True, slots=True)
class ReadyStage:
    id: str
    moment: str
    name: str


@dataclass(frozen=True, slots=True)
class StageSet:
    id: str
    name: str
    stages: tuple[ReadyStage, ...]


@dataclass(frozen=True, slots=True)
class KindGuide:
    """What a kind of map shows and is for; ``prompts`` by step of the builder."""

    kind: Kind
    shows: str
    used_for: str
    prompts: Mapping[str, str]


@lru_cache(maxsize=2)
def _rows(name: str) -> list[dict[str, Any]]:
    path = Path(settings.BASE_DIR) / "fixtures/reference" / name
    rows: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return rows


@lru_cache(maxsize=8)
def stage_sets(language: str) -> tuple[StageSet, ...]:
    """All ready sets with their names in one interface language."""
    return tuple(
        StageSet(
            row["id"],
            row["name"][language],
            tuple(ReadyStage(item["id"], item["moment"], item["name"][language]) for item in row["stages"]),
        )
        for row in _rows("stage-sets.yaml")
    )


@lru_cache(maxsize=8)
def kind_guides(language: str) -> Mapping[Kind, KindGuide]:
    """The guides of all kinds in one interface language."""
    return {
        Kind(row["id"]): KindGuide(
            Kind(row["id"]),
            row["shows"][language],
            row["used_for"][language],
            {step: text[language] for step, text in row["prompts"].items()},
        )
        for row in _rows("kinds.yaml")
    }
