"""The words of the shipped exercises, from fixtures/reference/exercises.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings


@dataclass(frozen=True, slots=True)
class StepText:
    why: str
    do: str
    example: str
    done: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExerciseText:
    title: str
    start: dict[str, Any]
    steps: dict[str, StepText]


@lru_cache(maxsize=1)
def _rows() -> dict[str, dict[str, Any]]:
    path = Path(settings.BASE_DIR) / "fixtures/reference/exercises.yaml"
    return {row["slug"]: row for row in yaml.safe_load(path.read_text(encoding="utf-8"))}


def _step(texts: dict[str, Any], language: str) -> StepText:
    done = texts["done"][language]
    return StepText(
        texts["why"][language],
        texts["do"][language],
        texts["example"][language],
        tuple(done if isinstance(done, list) else [done]),
    )


def exercise_title(slug: str, language: str) -> str:
    """Its slug where the shipped texts no longer have it."""
    return exercise_texts(slug, language).title if slug in _rows() else slug


@lru_cache(maxsize=64)
def exercise_texts(slug: str, language: str) -> ExerciseText:
    """Title, start document and the text of each step in one interface language."""
    row = _rows()[slug]
    start = {
        key: value[language] if isinstance(value, dict) else value for key, value in row["start"].items()
    }
    steps = {key: _step(value, language) for key, value in row["steps"].items()}
    return ExerciseText(row["title"][language], {**start, "language": language}, steps)
