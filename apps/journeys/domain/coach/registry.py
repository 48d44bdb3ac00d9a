"""What a coach rule is, what it may look at, and what it answers."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from hashlib import blake2s
from typing import Any

from apps.journeys.domain.document import (
    ROOT_ID,
    Change,
    Delight,
    Evidence,
    EvidenceKind,
    Lane,
    Layer,
    Map,
    Opportunity,
    Pain,
    Touchpoint,
    Waiver,
)
from apps.journeys.domain.kinds import lanes_of

NAMED = 3
"""How many places a finding names; the rest is counted."""
FLAT, FEWEST_SCORES = 2, 3
"""A curve with a smaller range is flat; fewer scores say nothing about a curve yet."""

LESSONS = (
    "whose-journey", "goal-and-scope", "stages-and-touchpoints", "map-type-and-emotions", "behind-the-scenes",
    "pains-and-causes", "changes-you-can-test",
)  # fmt: skip
"""The lesson of each step, 1 to 7, by its slug; lessons stand above, so nothing here knows whether it exists."""


class Severity(StrEnum):
    """An error blocks submission until mended or waived with a reason; the others never block."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"


@dataclass(frozen=True, slots=True)
class Finding:
    """``params`` holds authors' texts, numbers and vocabulary keys; sentences are made at the edge."""

    rule: str
    severity: Severity
    where: tuple[str, ...]
    params: Mapping[str, Any] = dataclasses.field(hash=False)
    waived: str | None = None

    @property
    def fingerprint(self) -> str:
        """The same for one rule at the same places, however these are called and ordered."""
        return blake2s("\0".join((self.rule, *sorted(self.where))).encode(), digest_size=6).hexdigest()


@dataclass(frozen=True, slots=True)
class Hit:
    """One answer of a rule; ``case`` chooses the question, ``field`` the form field that mends it."""

    where: tuple[str, ...]
    case: str = ""
    field: str = ""
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rule:
    code: str
    severity: Severity
    step: int
    """step of the builder, 1–7, where it is mended"""
    lanes: tuple[Lane, ...]
    """lanes it speaks about"""
    field: str
    """form field to focus, named as in the document"""
    check: Callable[[View], Iterable[Hit]]
    good: Mapping[str, Any]
    bad: Mapping[str, Any]
    """documents: the bad one breaks exactly this rule"""
    requires: tuple[Lane, ...] = ()
    """lanes that must be declared for the rule to count"""
    cases: tuple[str, ...] = ("",)
    beside: Mapping[str, Any] | None = None
    """document of the current map that a rule about a future map compares its examples with"""

    @property
    def lesson(self) -> str:
        """Slug of the lesson that teaches the step in which it is mended."""
        return LESSONS[self.step - 1]


class View:
    """A document with the indexes that rules ask for, each made at most once per review."""

    def __init__(self, document: Map, *, today: date | None = None, current: Map | None = None) -> None:
        self.document = document
        self.today = today
        self.current = View(current) if current is not None else None
        self.lanes = frozenset(lanes_of(document))
        self.ordered = document.touchpoints_in_order()
        self._skipped = {
            touchpoint.id: frozenset(cell.lane for cell in touchpoint.not_relevant)
            for touchpoint in self.ordered
            if touchpoint.not_relevant
        }

    def relevant(self, touchpoint: str | None, lane: Lane) -> bool:
        return touchpoint is None or lane not in self._skipped.get(touchpoint, ())

    def cells(self, lane: Lane) -> tuple[Touchpoint, ...]:
        """Touchpoints that should have something in this lane; none when the lane is not declared."""
        if lane not in self.lanes:
            return ()
        if not self._skipped:
            return self.ordered
        return tuple(touchpoint for touchpoint in self.ordered if self.relevant(touchpoint.id, lane))

    @cached_property
    def scored(self) -> tuple[tuple[Touchpoint, float], ...]:
        cells = self.cells(Lane.EMOTION)
        return tuple((cell, cell.emotion.score) for cell in cells if cell.emotion.score is not None)

    @cached_property
    def runs(self) -> tuple[tuple[tuple[Touchpoint, float], ...], ...]:
        """Unbroken stretches of scores: a touchpoint without a score ends one."""
        scores = {touchpoint.id: score for touchpoint, score in self.scored}
        runs: list[list[tuple[Touchpoint, float]]] = [[]]
        for touchpoint in self.ordered:
            if touchpoint.id in scores:
                runs[-1].append((touchpoint, scores[touchpoint.id]))
            elif runs[-1]:
                runs.append([])
        return tuple(tuple(run) for run in runs if run)

    @cached_property
    def evidence(self) -> dict[str, Evidence]:
        """What supports a claim: it says something, and it is not an assumption."""
        return {
            item.id: item
            for item in self.document.evidence
            if item.kind is not EvidenceKind.ASSUMPTION and (filled(item.text) or filled(item.source))
        }

    @cached_property
    def _evidence_at(self) -> dict[str, list[Evidence]]:
        found: dict[str, list[Evidence]] = defaultdict(list)
        for item in self.evidence.values():
            if item.touchpoint:
                found[item.touchpoint].append(item)
        return found

    def backing(self, touchpoint: Touchpoint) -> Iterator[Evidence]:
        yield from self._evidence_at.get(touchpoint.id, ())
        for ref in touchpoint.emotion.evidence:
            if ref in self.evidence:
                yield self.evidence[ref]

    @cached_property
    def pains_at(self) -> dict[str, list[Pain]]:
        found: dict[str, list[Pain]] = defaultdict(list)
        for pain in self.document.pains:
            if pain.touchpoint:
                found[pain.touchpoint].append(pain)
        return found

    @cached_property
    def delights_at(self) -> dict[str, list[Delight]]:
        found: dict[str, list[Delight]] = defaultdict(list)
        for delight in self.document.delights:
            if delight.touchpoint:
                found[delight.touchpoint].append(delight)
        return found

    @cached_property
    def served(self) -> dict[Layer, set[str | None]]:
        """Touchpoints that have a step of each layer behind them."""
        found: dict[Layer, set[str | None]] = {layer: set() for layer in Layer}
        for step in self.document.backstage:
            if filled(step.text) or filled(step.actor):
                found[step.layer].add(step.touchpoint)
        return found

    @cached_property
    def extremes(self) -> tuple[tuple[Touchpoint, ...], tuple[Touchpoint, ...]]:
        """Touchpoints of the lowest and of the highest score; none where the curve says nothing yet or is flat."""
        scores = [score for _, score in self.scored]
        if len(scores) < FEWEST_SCORES or max(scores) - min(scores) < FLAT:
            return (), ()
        lowest, highest = min(scores), max(scores)
        return (
            tuple(touchpoint for touchpoint, score in self.scored if score == lowest),
            tuple(touchpoint for touchpoint, score in self.scored if score == highest),
        )

    @cached_property
    def pains(self) -> list[Pain]:
        """Those that count: the lane is declared, and relevant where they stand."""
        if Lane.PAINS not in self.lanes:
            return []
        return [pain for pain in self.document.pains if self.relevant(pain.touchpoint, Lane.PAINS)]

    @cached_property
    def answered(self) -> frozenset[str]:
        """Ids of pains, delights and touchpoints that an opportunity speaks to."""
        found: set[str] = set()
        for opportunity in self.document.opportunities:
            found.update(self.sources_of(opportunity))
            if opportunity.touchpoint:
                found.add(opportunity.touchpoint)
        return frozenset(found)

    def sources_of(self, opportunity: Opportunity) -> tuple[str, ...]:
        """Its pains and delights; one that names none speaks to all that stand at its touchpoint."""
        named = (*opportunity.pains, *opportunity.delights)
        if named or not opportunity.touchpoint:
            return named
        place = opportunity.touchpoint
        return tuple(item.id for item in (*self.pains_at.get(place, ()), *self.delights_at.get(place, ())))

    def felt_by(self, change: Change) -> Iterator[str]:
        """Pains and delights that a change names, or that its opportunities or those of its ideas name."""
        yield from change.pains
        yield from change.delights
        opportunities = set(change.opportunities)
        for idea in self.document.ideas:
            if idea.id in change.ideas:
                opportunities.update(idea.opportunities)
        for opportunity in self.document.opportunities:
            if opportunity.id in opportunities:
                yield from self.sources_of(opportunity)


def filled(text: str) -> bool:
    return bool(text) and not text.isspace()


def names_of(texts: Iterable[str]) -> dict[str, Any]:
    """Parameters ``names`` (the first few, each once) and ``more`` (whether there are others)."""
    unique = list(dict.fromkeys(texts))
    return {"names": tuple(unique[:NAMED]), "more": len(unique) > NAMED}


def at_touchpoints(
    touchpoints: Sequence[Touchpoint], *, case: str = "", field: str = "", **params: Any
) -> Iterator[Hit]:
    """One hit for all these touchpoints together, none for none."""
    if touchpoints:
        yield Hit(
            tuple(touchpoint.id for touchpoint in touchpoints),
            case,
            field,
            {
                "count": len(touchpoints),
                "touchpoint": touchpoints[0].name,
                **names_of(touchpoint.name for touchpoint in touchpoints),
                **params,
            },
        )


def examine(
    rules: Iterable[Rule], view: View, severities: Mapping[str, Severity | str] | None = None
) -> tuple[Finding, ...]:
    """All findings: unwaived first, then by severity, step and order of the rules."""
    waivers: dict[str, list[Waiver]] = defaultdict(list)
    for waiver in view.document.waivers:
        waivers[waiver.rule].append(waiver)
    found: list[tuple[tuple[bool, int, int], Finding]] = []
    for rule in rules:
        if not view.lanes.issuperset(rule.requires):
            continue
        severity = Severity((severities or {}).get(rule.code, rule.severity))
        for hit in rule.check(view):
            where = hit.where or (ROOT_ID,)
            reason = _waived(waivers.get(rule.code, ()), where)
            params = {**hit.params, "case": hit.case, "field": hit.field or rule.field}
            finding = Finding(rule.code, severity, where, params, reason)
            found.append(((reason is not None, _RANK[severity], rule.step), finding))
    return tuple(finding for _, finding in sorted(found, key=lambda pair: pair[0]))


_RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.HINT: 2}


def _waived(waivers: Iterable[Waiver], where: tuple[str, ...]) -> str | None:
    """The reason of the first waiver that covers all these places; some of its own may be mended by now."""
    for waiver in waivers:
        if not waiver.where or set(where) <= set(waiver.where):
            return waiver.reason
    return None
