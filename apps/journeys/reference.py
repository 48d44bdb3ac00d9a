"""Reference data for drawing: ready stage sets, per language."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings


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


@lru_cache(maxsize=1)
def _rows() -> list[dict[str, Any]]:
    path = Path(settings.BASE_DIR) / "fixtures/reference/stage-sets.yaml"
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
        for row in _rows()
    )
