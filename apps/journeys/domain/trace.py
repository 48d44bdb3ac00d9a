"""The chains of a map: pain or delight → cause → opportunity → idea → change → measure → measured effect.

Every chain is told from its beginning, with each link that is missing; what hangs on no chain is listed apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from apps.journeys.domain.analysis import ranked_delights, ranked_pains
from apps.journeys.domain.document import (
    Cause,
    Change,
    ChangeState,
    Delight,
    Idea,
    Kpi,
    Map,
    Opportunity,
    Pain,
)
from apps.journeys.domain.effect import Effect, effect_of


class Part(StrEnum):
    """Links of a chain in their order."""

    FELT = "felt"
    CAUSE = "cause"
    OPPORTUNITY = "opportunity"
    IDEA = "idea"
    CHANGE = "change"
    KPI = "kpi"
    EFFECT = "effect"


Presence = Literal["there", "missing", "later"]
"""``later``: it cannot be there yet, as the effect of a change that is not live"""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a chain; ``id`` is the object, or where a link is missing the object that lacks it."""

    part: Part
    depth: int
    id: str
    text: str = ""
    presence: Presence = "there"
    state: ChangeState | None = None
    effect: Effect | None = None


@dataclass(frozen=True, slots=True)
class Chain:
    felt: Pain | Delight
    entries: tuple[Entry, ...]

    @property
    def whole(self) -> bool:
        """It leads to a measured effect, and nothing is missing."""
        return all(entry.presence == "there" for entry in self.entries)

    @property
    def missing(self) -> tuple[Part, ...]:
        """Kinds of links that are missing somewhere in the chain, in their order."""
        gaps = {entry.part for entry in self.entries if entry.presence == "missing"}
        return tuple(part for part in Part if part in gaps)


@dataclass(frozen=True, slots=True)
class Trace:
    chains: tuple[Chain, ...]
    strays: tuple[Entry, ...]
    """opportunities, ideas and changes that lead back to no pain and no delight"""


def trace(document: Map) -> Trace:
    """Pains from the most severe, then delights from the strongest. Linear in objects and references."""
    known = _Known(document)
    felt: list[Pain | Delight] = [*ranked_pains(document), *ranked_delights(document)]
    chains = tuple(Chain(item, tuple(known.lines(item))) for item in felt)
    told = {entry.id for chain in chains for entry in chain.entries}
    return Trace(chains, tuple(entry for entry in known.outside() if entry.id not in told))


class _Known:
    """The references of a document, turned round once."""

    def __init__(self, document: Map) -> None:
        self.document = document
        self.kpis: dict[str, Kpi] = {kpi.id: kpi for kpi in document.kpis}
        self.opportunities: dict[str, list[Opportunity]] = {}
        self.ideas: dict[str, list[Idea]] = {}
        self.changes: dict[str, list[Change]] = {}
        for opportunity in document.opportunities:
            for name in dict.fromkeys((*opportunity.pains, *opportunity.delights)):
                self.opportunities.setdefault(name, []).append(opportunity)
        for idea in document.ideas:
            for name in dict.fromkeys(idea.opportunities):
                self.ideas.setdefault(name, []).append(idea)
        for change in document.changes:
            named = (*change.pains, *change.delights, *change.opportunities, *change.ideas)
            for name in dict.fromkeys(named):
                self.changes.setdefault(name, []).append(change)

    def lines(self, felt: Pain | Delight) -> Iterator[Entry]:
        yield Entry(Part.FELT, 0, felt.id, felt.text)
        roots = list(_roots(felt.causes))
        yield from (Entry(Part.CAUSE, 1, cause.id, cause.text) for cause in roots)
        if not roots:
            yield Entry(Part.CAUSE, 1, felt.id, presence="missing")
        opportunities = self.opportunities.get(felt.id, [])
        told: dict[str, Change] = {}
        thought_of = any(opportunity.id in self.ideas for opportunity in opportunities)
        for opportunity in opportunities:
            yield Entry(Part.OPPORTUNITY, 1, opportunity.id, opportunity.text)
            if not thought_of and opportunity is opportunities[0]:
                yield Entry(Part.IDEA, 2, opportunity.id, presence="missing")
            yield from self._taken_up(opportunity, told)
        if not opportunities:
            yield Entry(Part.OPPORTUNITY, 1, felt.id, presence="missing")
        yield from self._changes(felt.id, 1, told)
        # A stopped change answers nothing any more.
        if all(change.state is ChangeState.STOPPED for change in told.values()):
            yield Entry(Part.CHANGE, 2 if opportunities else 1, felt.id, presence="missing")

    def _taken_up(self, opportunity: Opportunity, told: dict[str, Change]) -> Iterator[Entry]:
        for idea in self.ideas.get(opportunity.id, []):
            yield Entry(Part.IDEA, 2, idea.id, idea.text)
            yield from self._changes(idea.id, 3, told)
        yield from self._changes(opportunity.id, 2, told)

    def _changes(self, name: str, depth: int, told: dict[str, Change]) -> Iterator[Entry]:
        """The changes that name an object and have not been told in this chain."""
        for change in self.changes.get(name, []):
            if change.id not in told:
                told[change.id] = change
                yield from self._change(change, depth)

    def _change(self, change: Change, depth: int) -> Iterator[Entry]:
        yield Entry(Part.CHANGE, depth, change.id, change.title, state=change.state)
        if change.state is ChangeState.STOPPED:
            return
        kpi = self.kpis.get(change.kpi or "")
        if kpi is None:
            yield Entry(Part.KPI, depth + 1, change.id, presence="missing")
        else:
            yield Entry(Part.KPI, depth + 1, kpi.id, kpi.name)
        effect = effect_of(change, kpi)
        due = change.state is ChangeState.LIVE
        presence: Presence = "there" if effect else "missing" if due else "later"
        yield Entry(Part.EFFECT, depth + 2, change.id, presence=presence, effect=effect)

    def outside(self) -> Iterator[Entry]:
        document = self.document
        yield from (Entry(Part.OPPORTUNITY, 0, item.id, item.text) for item in document.opportunities)
        yield from (Entry(Part.IDEA, 0, item.id, item.text) for item in document.ideas)
        yield from (Entry(Part.CHANGE, 0, item.id, item.title, state=item.state) for item in document.changes)


def _roots(causes: Iterable[Cause]) -> Iterator[Cause]:
    """The deepest "why" of each branch."""
    for cause in causes:
        if cause.children:
            yield from _roots(cause.children)
        else:
            yield cause
