"""What stands in the cells of a map: for each lane the entries of every touchpoint."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from apps.journeys.domain.analysis import channel_gap
from apps.journeys.domain.document import (
    Cause,
    Delight,
    EvidenceKind,
    Kpi,
    Lane,
    Layer,
    Map,
    Pain,
    Touchpoint,
)

Shape = Literal["text", "quote", "assumption", "channel", "number", "pain", "delight", "step", "key"]
Tone = Literal["plain", "positive", "neutral", "negative"]


class Item(NamedTuple):
    """One entry of a cell. ``key`` names a vocabulary value to be translated, e.g. ``purpose.service``."""

    id: str
    text: str
    kind: Literal["text", "quote", "assumption", "channel", "number", "pain", "delight", "step", "key"] = (
        "text"
    )
    source: str = ""
    key: str = ""
    tone: Tone = "plain"
    lang: str = ""


Entries = tuple[Item, ...]
Row = list[Entries]
Found = Iterable[tuple[str | None, Item]]
"""entries with the touchpoint that each one belongs to"""


@lru_cache(maxsize=1024)
def number_text(value: float) -> str:
    """A number without trailing zeros and without an exponent; the edge localises nothing inside cells."""
    text = f"{value:.4f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


@lru_cache(maxsize=1024)
def signed(value: float) -> str:
    """With its sign, a true minus, zero without."""
    text = number_text(abs(value))
    if text == "0":
        return text
    return f"+{text}" if value > 0 else f"\u2212{text}"


def _leaves(causes: Sequence[Cause]) -> Iterator[Cause]:
    for cause in causes:
        if cause.children:
            yield from _leaves(cause.children)
        else:
            yield cause


def _kpi_text(kpi: Kpi) -> str:
    """Name and latest value; a reading without a day is the oldest."""
    value = kpi.baseline
    if kpi.readings:
        known = [reading for reading in kpi.readings if reading.value is not None]
        value = max(known, key=lambda reading: str(reading.day or "")).value if known else value
    return kpi.name if value is None else f"{kpi.name} {number_text(value)} {kpi.unit}".rstrip()


def _pains(document: Map) -> Found:
    return ((p.touchpoint, Item(p.id, p.text, "pain", tone="negative")) for p in document.pains)


def _delights(document: Map) -> Found:
    return ((d.touchpoint, Item(d.id, d.text, "delight", tone="positive")) for d in document.delights)


def _causes(document: Map) -> Found:
    findings: tuple[Pain | Delight, ...] = (*document.pains, *document.delights)
    for found in findings:
        for leaf in _leaves(found.causes):
            yield found.touchpoint, Item(leaf.id, leaf.text)


def _resources(document: Map) -> Found:
    return ((t, Item(r.id, r.name)) for r in document.resources for t in r.touchpoints)


def _steps(document: Map, layer: Layer) -> Found:
    for step in document.backstage:
        if step.layer is layer and (step.text or step.actor):
            source = step.actor if step.text else ""
            yield step.touchpoint, Item(step.id, step.text or step.actor, "step", source)


_FOUND: dict[Lane, Callable[[Map], Found]] = {
    Lane.PAINS: _pains,
    Lane.DELIGHTS: _delights,
    Lane.CAUSES: _causes,
    Lane.RISKS: lambda document: ((r.touchpoint, Item(r.id, r.text)) for r in document.risks),
    Lane.OPPORTUNITIES: lambda document: ((o.touchpoint, Item(o.id, o.text)) for o in document.opportunities),
    Lane.CHANGES: lambda document: (
        (c.touchpoint, Item(c.id, c.title, "text", c.owner)) for c in document.changes
    ),
    Lane.RESOURCES: _resources,
    Lane.PHYSICAL_EVIDENCE: lambda document: _steps(document, Layer.PHYSICAL_EVIDENCE),
    Lane.FRONTSTAGE: lambda document: _steps(document, Layer.FRONTSTAGE),
    Lane.BACKSTAGE: lambda document: _steps(document, Layer.BACKSTAGE),
    Lane.SUPPORT: lambda document: _steps(document, Layer.SUPPORT),
}


def _goal_values(touchpoint: Touchpoint) -> Entries:
    return tuple(
        Item(c.id, c.channel, "number", signed(c.goal_value))
        for c in touchpoint.channels
        if c.goal_value is not None
    )


def _experience_values(touchpoint: Touchpoint) -> Entries:
    return tuple(
        Item(c.id, c.channel, "number", signed(c.experience_value))
        for c in touchpoint.channels
        if c.experience_value is not None
    )


def _gaps(touchpoint: Touchpoint) -> Entries:
    items = []
    for channel in touchpoint.channels:
        gap = channel_gap(channel)
        if gap is not None:
            tone: Tone = "positive" if gap > 0 else "negative" if gap < 0 else "neutral"
            items.append(Item(channel.id, channel.channel, "number", signed(gap), "", tone))
    return tuple(items)


_OWN: dict[Lane, Callable[[Touchpoint], Entries]] = {
    Lane.CHANNELS: lambda touchpoint: tuple(
        [Item(c.id, c.channel, "channel", "", "primary" if c.primary else "") for c in touchpoint.channels]
    ),
    Lane.PURPOSE: lambda touchpoint: tuple(
        [Item(c.id, c.channel, "key", "", f"purpose.{c.purpose}") for c in touchpoint.channels if c.purpose]
    ),
    Lane.GOAL_VALUE: _goal_values,
    Lane.EXPERIENCE_VALUE: _experience_values,
    Lane.GAP: _gaps,
    Lane.EMOTION: lambda touchpoint: (
        (Item(touchpoint.id, touchpoint.emotion.label),) if touchpoint.emotion.score is not None else ()
    ),
    Lane.REACTIONS: lambda _touchpoint: (),
}
_TEXTS: dict[Lane, str] = {
    Lane.ACTION: "action",
    Lane.CONTEXT: "context",
    Lane.THOUGHTS: "thoughts",
    Lane.EXPECTATION: "expectation",
    Lane.NEEDS: "needs",
    Lane.TIME: "time",
}


def _quotes(document: Map, order: Sequence[Touchpoint]) -> Row:
    """What the emotion names comes first, then what else was collected at the touchpoint."""
    items: dict[str, Item] = {}
    loose: dict[str, list[str]] = {}
    for piece in document.evidence:
        if piece.text:
            kind: Literal["quote", "assumption"] = (
                "assumption" if piece.kind is EvidenceKind.ASSUMPTION else "quote"
            )
            items[piece.id] = Item(
                piece.id, piece.text, kind, piece.source, f"evidence.{piece.kind}", "plain", piece.language
            )
            if piece.touchpoint:
                loose.setdefault(piece.touchpoint, []).append(piece.id)
    return [
        tuple([items[i] for i in dict.fromkeys((*t.emotion.evidence, *loose.get(t.id, ()))) if i in items])
        for t in order
    ]


def _kpis(document: Map, order: Sequence[Touchpoint]) -> Row:
    items = {kpi.id: Item(kpi.id, _kpi_text(kpi)) for kpi in document.kpis}
    return [tuple([items[i] for i in t.kpis if i in items]) for t in order]


def _stakeholders(document: Map, order: Sequence[Touchpoint]) -> Row:
    items = {person.id: Item(person.id, person.name) for person in document.stakeholders}
    return [tuple([items[i] for i in t.stakeholders if i in items]) for t in order]


_LISTED: dict[Lane, Callable[[Map, Sequence[Touchpoint]], Row]] = {
    Lane.EVIDENCE: _quotes,
    Lane.KPIS: _kpis,
    Lane.STAKEHOLDERS: _stakeholders,
}


def entries(document: Map, lane: Lane, order: Sequence[Touchpoint]) -> Row:
    """One lane: the entries at each touchpoint in the author's order; reactions are counted, not listed."""
    if lane in _TEXTS:
        field = _TEXTS[lane]
        return [(Item(t.id, text),) if (text := getattr(t, field)) else () for t in order]
    if lane in _OWN:
        return [_OWN[lane](t) for t in order]
    if lane in _LISTED:
        return _LISTED[lane](document, order)
    held: dict[str | None, list[Item]] = {}
    for touchpoint, item in _FOUND[lane](document):
        held.setdefault(touchpoint, []).append(item)
    return [tuple(held.get(t.id, ())) for t in order]
