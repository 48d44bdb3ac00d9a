"""Which touchpoints are used most: a proposal of those that are worth a place on the map (rule F9)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from apps.journeys.domain.document import Map, Touchpoint

MOST = 25
"""touchpoints that one map carries"""


class Sign(StrEnum):
    """What tells how often a touchpoint is used."""

    VISITS = "visits"
    FREQUENCY = "frequency"
    CHANNELS = "channels"
    REACTIONS = "reactions"
    PAINS = "pains"
    EVIDENCE = "evidence"


@dataclass(frozen=True, slots=True)
class Candidate:
    """``parts``: each sign as a part of the highest value on the map, 0…1; ``use`` is their mean in percent."""

    place: int
    touchpoint: Touchpoint
    values: Mapping[Sign, float]
    parts: Mapping[Sign, float]
    use: float
    kept: bool


@dataclass(frozen=True, slots=True)
class Shortlist:
    """The most used first; ``signs`` are those that say something on this map."""

    candidates: tuple[Candidate, ...]
    signs: tuple[Sign, ...]

    @property
    def kept(self) -> tuple[Candidate, ...]:
        return tuple(item for item in self.candidates if item.kept)

    @property
    def left(self) -> tuple[Candidate, ...]:
        return tuple(item for item in self.candidates if not item.kept)


def shortlist(document: Map, *, most: int = MOST) -> Shortlist:
    """Touchpoints by use; equal ones stay in the order of the journey, so nothing is left out by chance."""
    order = document.touchpoints_in_order()
    values = _values(document, order)
    tops = {sign: max((row[sign] for row in values.values()), default=0.0) for sign in Sign}
    signs = tuple(sign for sign in Sign if tops[sign] > 0)
    parts = {name: {sign: row[sign] / tops[sign] for sign in signs} for name, row in values.items()}
    use = {name: 100 * sum(row.values()) / len(signs) if signs else 0.0 for name, row in parts.items()}
    ranked = sorted(order, key=lambda touchpoint: -use[touchpoint.id])
    candidates = tuple(
        Candidate(place, item, values[item.id], parts[item.id], use[item.id], place <= most)
        for place, item in enumerate(ranked, start=1)
    )
    return Shortlist(candidates, signs)


def _values(document: Map, order: tuple[Touchpoint, ...]) -> dict[str, dict[Sign, float]]:
    pains = Counter(pain.touchpoint for pain in document.pains)
    evidence = Counter(piece.touchpoint for piece in document.evidence)
    return {
        touchpoint.id: {
            Sign.VISITS: float(sum(channel.visits or 0 for channel in touchpoint.channels)),
            Sign.FREQUENCY: float(touchpoint.frequency or 0),
            Sign.CHANNELS: float(len(touchpoint.channels)),
            Sign.REACTIONS: _reactions(touchpoint),
            Sign.PAINS: float(pains[touchpoint.id]),
            Sign.EVIDENCE: float(evidence[touchpoint.id]),
        }
        for touchpoint in order
    }


def _reactions(touchpoint: Touchpoint) -> float:
    """Percent of the customers who say something here; a reaction without a share counts as one of a hundred."""
    said = [reaction for reaction in touchpoint.reactions if reaction.text.strip() or reaction.share]
    return sum(1.0 if reaction.share is None else reaction.share for reaction in said)
