"""The shipped worked maps: one of each kind, the same in every language."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from apps.common.errors import NotFound
from apps.journeys.domain.document import Kind, Map
from apps.journeys.domain.grid import Grid, build_grid
from apps.journeys.domain.problems import read_map
from apps.journeys.reference import KindGuide, kind_guides

SLUGS: Mapping[Kind, str] = {
    Kind.CURRENT: "hotel-stay",
    Kind.DAY_IN_LIFE: "day-in-life",
    Kind.FUTURE: "future",
    Kind.BLUEPRINT: "blueprint",
    Kind.EMPLOYEE: "employee",
    Kind.EXPERIENCE: "experience",
}


@dataclass(frozen=True, slots=True)
class Example:
    slug: str
    kind: Kind
    document: Map
    grid: Grid
    guide: KindGuide


@lru_cache(maxsize=8)
def examples(language: str) -> tuple[Example, ...]:
    """All of them in the order of the kinds."""
    return tuple(_example(kind, slug, language) for kind, slug in SLUGS.items())


def example_called(slug: str, language: str) -> Example:
    """Raises NotFound for an unknown one."""
    found = next((item for item in examples(language) if item.slug == slug), None)
    if found is None:
        raise NotFound
    return found


def _example(kind: Kind, slug: str, language: str) -> Example:
    path = Path(settings.BASE_DIR) / "fixtures/maps" / f"{slug}.{language}.cjm.json"
    document = read_map(json.loads(path.read_text(encoding="utf-8")))
    return Example(slug, kind, document, build_grid(document), kind_guides(language)[kind])
