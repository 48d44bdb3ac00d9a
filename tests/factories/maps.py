"""Documents of maps for tests and benches, as plain dicts."""

from __future__ import annotations

from math import ceil
from typing import Any

from apps.journeys.domain.document import Lane, Map

Document = dict[str, Any]
TWELVE_LANES = [
    Lane.ACTION,
    Lane.CHANNELS,
    Lane.EMOTION,
    Lane.EVIDENCE,
    Lane.REACTIONS,
    Lane.EXPECTATION,
    Lane.PAINS,
    Lane.DELIGHTS,
    Lane.OPPORTUNITIES,
    Lane.GAP,
    Lane.BACKSTAGE,
    Lane.KPIS,
]
SCORES = (1, 0, 1, -2, -1, 2, 1)


def small_map() -> Document:
    """Seven touchpoints in five stages: the coffee machine of the design."""
    names = (
        "Social post",
        "Product page",
        "Reviews",
        "Checkout",
        "Delivery",
        "Support call",
        "Thank-you card",
    )
    stages = ("Awareness", "Consideration", "Purchase", "Use", "Loyalty")
    where = (0, 1, 1, 2, 2, 3, 4)
    return {
        "title": "Buying a coffee machine online",
        "kind": "current",
        "language": "en",
        "personas": [{"id": "lin", "name": "Lin, 34", "context": "First espresso machine"}],
        "stages": [
            {"id": f"s{n}", "name": name, "moment": "before" if n < 2 else "during" if n == 2 else "after"}
            for n, name in enumerate(stages)
        ],
        "touchpoints": [
            {"id": f"t{n}", "stage": f"s{where[n]}", "name": name, "emotion": {"score": SCORES[n]}}
            for n, name in enumerate(names)
        ],
    }


def _touchpoint(n: int, stage: int) -> Document:
    return {
        "id": f"t{n}",
        "stage": f"s{stage}",
        "name": f"Touchpoint {n}",
        "action": f"Compares offer {n} with what friends said and writes the price down",
        "expectation": "The price shown first is the price paid in the end",
        "category": "website",
        "channels": [
            {
                "id": f"c{n}a",
                "channel": "Website",
                "primary": True,
                "purpose": "service",
                "goal_value": 1,
                "experience_value": -1,
                "owner": "Web team",
                "target_action": "Book",
                "visits": 1200,
                "exits": 130,
            },
            {
                "id": f"c{n}b",
                "channel": "Phone",
                "purpose": "sales_support",
                "goal_value": 1,
                "experience_value": 2,
            },
        ],
        "emotion": {"score": SCORES[n % 7], "note": "Said so twice", "evidence": [f"e{n}"]},
        "reactions": [
            {"id": f"r{n}{kind}", "polarity": kind, "text": f"What people said, {kind}"}
            for kind in ("positive", "neutral", "negative")
        ],
        "kpis": [f"k{n}"],
    }


def big_map(touchpoints: int = 40) -> Document:
    """Touchpoints × 12 lanes, every cell filled: the speed figures speak of 10, 40 and 200."""
    each = range(touchpoints)
    stages = min(ceil(touchpoints / 5), 20)
    return {
        "title": "A large map",
        "kind": "current",
        "language": "en",
        "lanes": [lane.value for lane in TWELVE_LANES],
        "personas": [
            {"id": "lin", "name": "Lin, 34", "needs": "Calm", "goals": "Sleep", "frustrations": "Noise"}
        ],
        "stages": [
            {
                "id": f"s{n}",
                "name": f"Stage {n}",
                "moment": ("before", "during", "after")[n * 3 // (stages + 1)],
            }
            for n in range(stages)
        ],
        "touchpoints": [_touchpoint(n, n * stages // touchpoints) for n in each],
        "evidence": [
            {
                "id": f"e{n}",
                "kind": "quote",
                "text": f"I saw fee {n} on the very last page",
                "source": f"Interview {n}",
                "day": "2026-05-12",
                "touchpoint": f"t{n}",
            }
            for n in each
        ],
        "pains": [
            {
                "id": f"p{n}",
                "touchpoint": f"t{n}",
                "text": f"The fee of step {n} comes late",
                "severity": 3,
                "causes": [{"id": f"u{n}", "text": "Fee table sits in another system"}],
            }
            for n in each
        ],
        "delights": [
            {"id": f"d{n}", "touchpoint": f"t{n}", "text": f"Kind words at step {n}", "strength": 3}
            for n in each
        ],
        "opportunities": [
            {"id": f"o{n}", "touchpoint": f"t{n}", "text": f"Show fee {n} early", "pains": [f"p{n}"]}
            for n in each
        ],
        "backstage": [
            {"id": f"b{n}", "touchpoint": f"t{n}", "layer": "backstage", "text": f"Team {n} answers"}
            for n in each
        ],
        "kpis": [{"id": f"k{n}", "name": "Left", "unit": "%", "baseline": 41} for n in each],
    }


def typed(document: Document) -> Map:
    return Map.model_validate(document)
