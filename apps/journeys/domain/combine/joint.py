"""One map made of several: what they share once, what they see differently side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from apps.journeys.domain.combine.align import Alignment, Row, align, name_key
from apps.journeys.domain.combine.links import link_between
from apps.journeys.domain.combine.matching import fresh, pairing, renamed
from apps.journeys.domain.document import (
    MAX_SHORT,
    MAX_TEXT,
    NODE_LISTS,
    ROOT_ID,
    Lane,
    LinkKind,
    Map,
    Node,
    Persona,
    Stage,
    Touchpoint,
)
from apps.journeys.domain.kinds import lanes_of

_TEXTS = ("action", "context", "expectation", "thoughts", "needs", "reason", "weak_link_reason")
_OWN = frozenset({"stages", "touchpoints", "personas", "links", "walkthrough", "waivers", "transitions"})


@dataclass(frozen=True, slots=True)
class Conflict:
    """The maps disagree on one moment. ``values``: (number of the map, score, stage or channels)."""

    kind: Literal["emotion", "stage", "channel"]
    row: int
    name: str
    values: tuple[tuple[int, float | str], ...]


def conflicts(alignment: Alignment) -> tuple[Conflict, ...]:
    """Opposite feelings, another stage, no channel in common; in the order of the journey."""
    return tuple(
        found for number, row in enumerate(alignment.rows) for found in _conflicts(alignment, number, row)
    )


def _conflicts(alignment: Alignment, number: int, row: Row) -> list[Conflict]:
    felt = [(index, score) for index, score in enumerate(row.scores) if score is not None]
    where = [
        (index, alignment.stage_name(stage)) for index, stage in enumerate(row.stages) if stage is not None
    ]
    reached = [
        (index, tuple(channel.channel for channel in item.channels))
        for index, item in enumerate(row.touchpoints)
        if item and item.channels
    ]
    found: list[Conflict] = []
    if any(score > 0 for _, score in felt) and any(score < 0 for _, score in felt):
        found.append(Conflict("emotion", number, row.name, tuple(felt)))
    if len({stage for stage in row.stages if stage is not None}) > 1:
        found.append(Conflict("stage", number, row.name, tuple(where)))
    keys = [{name_key(name) for name in names} for _, names in reached]
    if len(keys) > 1 and not set.intersection(*keys):
        found.append(
            Conflict("channel", number, row.name, tuple((i, ", ".join(names)) for i, names in reached))
        )
    return found


def join(
    documents: Sequence[Map],
    *,
    sources: Sequence[str],
    labels: Sequence[str],
    title: str,
    note: Callable[[Conflict], str],
) -> Map:
    """The joint map, linked with its ``sources``. Feelings are averaged; where they are opposite, ``note`` of the
    conflict stands beside them. Texts that differ follow each other under the ``labels`` of their maps.

    The first map gives kind, language and whatever only one can give.
    """
    plan = _Plan(align(documents), documents)
    rows: list[list[Touchpoint | None]] = [[] for _ in plan.rows]
    joined = documents[0].model_copy(update=dict.fromkeys(NODE_LISTS, ()))
    for number, document in enumerate(documents):
        known = joined.model_copy(update={"touchpoints": _first_of(rows)})
        named = renamed(document, pairing(known, document, plan.places(number), by_id=False))
        joined = _with(joined, named, first=not number)
        own = {item.id: item for item in named.touchpoints}
        for held, name in zip(rows, plan.rows, strict=True):
            held.append(own.get(name))
    opposite = {item.row: note(item) for item in conflicts(plan.alignment) if item.kind == "emotion"}
    touchpoints = [_merged(items, labels, opposite.get(row, "")) for row, items in enumerate(rows)]
    return joined.model_copy(
        update={
            "title": title,
            "lanes": tuple(dict.fromkeys(lane for document in documents for lane in lanes_of(document))),
            "stages": plan.stage_objects(),
            "touchpoints": tuple(plan.in_stage(row, item) for row, item in enumerate(touchpoints)),
            "links": tuple(link_between(LinkKind.JOINT, name) for name in dict.fromkeys(sources)),
            "product": _either(document.product for document in documents),
            "brand": _either(document.brand for document in documents),
            "market": _either(document.market for document in documents),
            "scenario": _labelled([document.scenario for document in documents], labels),
        }
    )


class _Plan:
    """Ids of the joint map's stages and touchpoints: those of the first map that has them, where still free."""

    def __init__(self, alignment: Alignment, documents: Sequence[Map]) -> None:
        used = {ROOT_ID, *(node.id for document in documents for node in document.nodes())}
        places = {node.id for document in documents for node in (*document.stages, *document.touchpoints)}
        self.alignment = alignment
        taken: set[str] = used - places
        self.stages = [_free(found, taken) for found in alignment.stages]
        self.rows = [_free(row.touchpoints, taken) for row in alignment.rows]

    def places(self, number: int) -> dict[str, str]:
        """Of the map of that number: its stages and touchpoints under their new ids."""
        stages = zip((found[number] for found in self.alignment.stages), self.stages, strict=True)
        rows = zip((row.touchpoints[number] for row in self.alignment.rows), self.rows, strict=True)
        return {item.id: name for item, name in (*stages, *rows) if item}

    def stage_objects(self) -> tuple[Stage, ...]:
        found = zip(self.alignment.stages, self.stages, strict=True)
        return tuple(
            next(stage for stage in held if stage).model_copy(update={"id": name}) for held, name in found
        )

    def in_stage(self, row: int, touchpoint: Touchpoint) -> Touchpoint:
        return touchpoint.model_copy(update={"stage": self.stages[self.alignment.rows[row].stage]})


def _free(found: Sequence[Stage | Touchpoint | None], taken: set[str]) -> str:
    name = fresh(next(item.id for item in found if item), taken)
    taken.add(name)
    return name


def _first_of(rows: Iterable[Sequence[Touchpoint | None]]) -> tuple[Touchpoint, ...]:
    return tuple(item for held in rows if (item := next((item for item in held if item), None)))


def _with(joined: Map, named: Map, *, first: bool) -> Map:
    """What the joint map does not hold yet is added: an object that says the same already has the same id."""
    added: dict[str, Any] = {"personas": (*joined.personas, *_personas(joined, named, first=first))}
    for field in set(NODE_LISTS) - _OWN:
        held = {node.id for node in getattr(joined, field)}
        added[field] = (*getattr(joined, field), *(n for n in getattr(named, field) if n.id not in held))
    ways = {(item.source, item.target, item.kind) for item in joined.transitions}
    added["transitions"] = (
        *joined.transitions,
        *(item for item in named.transitions if (item.source, item.target, item.kind) not in ways),
    )
    return joined.model_copy(update=added)


def _personas(joined: Map, named: Map, *, first: bool) -> list[Persona]:
    """The one whose journey it is, of each map; the joint map's owner is that of the first (rule F1)."""
    held = {persona.id for persona in joined.personas}
    found = (named.owner,) if named.owner else named.personas[:1]
    return [item.model_copy(update={"owner": first, "portrait": ""}) for item in found if item.id not in held]


def _merged(items: Sequence[Touchpoint | None], labels: Sequence[str], conflict: str) -> Touchpoint:
    held = [(item, label) for item, label in zip(items, labels, strict=True) if item]
    places, first = [item for item, _ in held], held[0][0]
    scores = [item.emotion.score for item in places if item.emotion.score is not None]
    notes = _labelled([item.emotion.note for item in places], [label for _, label in held])
    emotion = first.emotion.model_copy(
        update={
            "score": sum(scores) / len(scores) if scores else None,
            "original": None,
            "note": "\n".join(part for part in (conflict, notes) if part)[:MAX_TEXT],
            "evidence": _union(item.emotion.evidence for item in places),
        }
    )
    texts = {
        field: _labelled([getattr(item, field) for item in places], [label for _, label in held])
        for field in _TEXTS
    }
    return first.model_copy(
        update={
            **texts,
            "emotion": emotion,
            "wow_tasks": _union(item.wow_tasks for item in places),
            "weak_link": any(item.weak_link for item in places),
            "not_relevant": tuple(entry for entry in first.not_relevant if _agreed(entry.lane, places)),
            "channels": _once(item for place in places for item in place.channels),
            "reactions": _once(item for place in places for item in place.reactions),
            "stakeholders": _union(item.stakeholders for item in places),
            "kpis": _union(item.kpis for item in places),
        }
    )


def _once[T: Node](nodes: Iterable[T]) -> tuple[T, ...]:
    held: dict[str, T] = {}
    for node in nodes:
        held.setdefault(node.id, node)
    return tuple(held.values())


def _agreed(lane: Lane, places: Iterable[Touchpoint]) -> bool:
    return all(lane in {entry.lane for entry in place.not_relevant} for place in places)


def _union[T](lists: Iterable[Iterable[T]]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(item for listed in lists for item in listed))


def _labelled(texts: Sequence[str], labels: Sequence[str]) -> str:
    """One text where all that say something say the same, else each under its label."""
    said = [(text.strip(), label) for text, label in zip(texts, labels, strict=True) if text.strip()]
    if len({text for text, _ in said}) < 2:
        return said[0][0] if said else ""
    return "\n".join(f"{label}: {text}" for text, label in said)[:MAX_TEXT]


def _either(words: Iterable[str]) -> str:
    return " / ".join(dict.fromkeys(word for word in words if word))[:MAX_SHORT]
