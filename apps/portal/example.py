"""The living example of the landing page: a small map, drawn by the same code as everybody's."""

from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import override

from apps.journeys.domain.document import SCALE_MAX, SCALE_MIN, Map, Wow
from apps.journeys.domain.grid import Column, Grid, build_grid


@dataclass(frozen=True, slots=True)
class Moment:
    stage: str
    column: Column
    quote: str


@dataclass(frozen=True, slots=True)
class Example:
    persona: str
    grid: Grid
    moments: tuple[Moment, ...]


def _moments() -> list[tuple[str, int, str]]:
    return [
        (_("Awareness"), 1, _("I want mornings like that.")),
        (_("Choice"), 0, _("Real photos helped.")),
        (_("Purchase"), -2, _("Why was the fee hidden?")),
        (_("Use"), 2, _("She stayed until my first cup!")),
        (_("Loyalty"), 1, _("Felt personal.")),
    ]


def _document(rows: list[tuple[str, int, str]]) -> Map:
    touchpoints = [
        {
            "id": f"tp{number}",
            "stage": f"st{number}",
            "name": stage,
            "emotion": {"score": score},
            "wow_tasks": list(Wow) if score == SCALE_MAX else [],
        }
        for number, (stage, score, _quote) in enumerate(rows)
    ]
    pains = [
        {"id": f"pain{number}", "touchpoint": f"tp{number}", "text": quote}
        for number, (_stage, score, quote) in enumerate(rows)
        if score == SCALE_MIN
    ]
    return Map.model_validate(
        {
            "title": _("Lin buys a coffee machine"),
            "kind": "current",
            "personas": [{"id": "lin", "name": _("Lin")}],
            "stages": [{"id": f"st{number}", "name": row[0]} for number, row in enumerate(rows)],
            "touchpoints": touchpoints,
            "pains": pains,
        }
    )


@lru_cache(maxsize=8)
def example(language: str) -> Example:
    with override(language):
        rows = _moments()
        document = _document(rows)
    grid = build_grid(document)
    moments = tuple(
        Moment(stage, column, quote)
        for (stage, _score, quote), column in zip(rows, grid.columns, strict=True)
    )
    return Example(grid.persona, grid, moments)
