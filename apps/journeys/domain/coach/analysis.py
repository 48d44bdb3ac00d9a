"""Rules of the analysis: why it hurts, what could be done, where the chain is weakest, who walked it."""

from __future__ import annotations

from collections.abc import Iterator

from apps.journeys.domain.coach import measures, whys
from apps.journeys.domain.coach.examples import GOOD, UNANSWERED, broken
from apps.journeys.domain.coach.registry import Hit, Rule, Severity, View, at_touchpoints, names_of
from apps.journeys.domain.document import ROOT_ID, Lane, Touchpoint


def pain_has_a_cause(view: View) -> Iterator[Hit]:
    pains = [pain for pain in view.pains if not pain.causes and view.relevant(pain.touchpoint, Lane.CAUSES)]
    if pains:
        params = {"count": len(pains), "pain": pains[0].text, **names_of(pain.text for pain in pains)}
        yield Hit(tuple(pain.id for pain in pains), params=params)


def pain_has_an_opportunity(view: View) -> Iterator[Hit]:
    """At a negative peak that has pains of its own, these are asked about and the peak is not asked twice."""
    pains = [
        pain
        for pain in view.pains
        if pain.id not in view.answered and view.relevant(pain.touchpoint, Lane.OPPORTUNITIES)
    ]
    peaks = [place for place in _negative_peaks(view) if view.relevant(place.id, Lane.OPPORTUNITIES)]
    where = (*(pain.id for pain in pains), *(place.id for place in peaks))
    if where:
        names = [*(pain.text for pain in pains), *(place.name for place in peaks)]
        params = {"count": len(where), "first": names[0], **names_of(names)}
        yield Hit(where, "pain" if pains else "peak", params=params)


def _negative_peaks(view: View) -> Iterator[Touchpoint]:
    """The first touchpoint of each dip below zero that neither an opportunity nor a pain speaks about."""
    counted = {pain.touchpoint for pain in view.pains}
    for run in view.runs:
        for dip in _dips([score for _, score in run]):
            touchpoints = [run[index][0] for index in dip]
            if not any(place.id in view.answered or place.id in counted for place in touchpoints):
                yield touchpoints[0]


def _dips(scores: list[float]) -> Iterator[range]:
    """Stretches of one score below zero with nothing lower beside them."""
    start = 0
    for index, score in enumerate(scores):
        if index and score != scores[index - 1]:
            start = index
        last = index + 1 == len(scores)
        if score >= 0 or (not last and scores[index + 1] <= score):
            continue
        if start == 0 or scores[start - 1] > score:
            yield range(start, index + 1)


def weak_link_is_named(view: View) -> Iterator[Hit]:
    if view.document.no_weak_link or not view.ordered or any(place.weak_link for place in view.ordered):
        return
    lowest = min(view.scored, key=lambda pair: pair[1], default=None)
    if lowest is None:
        yield Hit((ROOT_ID,), "unknown")
    else:
        yield Hit((ROOT_ID,), "lowest", params={"touchpoint": lowest[0].name, "touchpoint_id": lowest[0].id})


def journey_is_walked(view: View) -> Iterator[Hit]:
    answered = {step.touchpoint for step in view.document.walkthrough if step.answer}
    yield from at_touchpoints([place for place in view.ordered if place.id not in answered])


RULES = (
    Rule(
        "A1", Severity.WARNING, 6, (Lane.PAINS, Lane.CAUSES), "causes", pain_has_a_cause, GOOD,
        requires=(Lane.PAINS,), bad=broken("pains.0.causes", []),
    ),
    Rule(
        "A2", Severity.ERROR, 6, (Lane.PAINS, Lane.EMOTION, Lane.OPPORTUNITIES), "opportunities",
        pain_has_an_opportunity, GOOD, cases=("pain", "peak"),
        bad=broken("pains.1", UNANSWERED),
    ),
    Rule(
        "A3", Severity.WARNING, 6, (Lane.EMOTION, Lane.PAINS), "weak_link", weak_link_is_named, GOOD,
        cases=("lowest", "unknown"), bad=broken("touchpoints.1.weak_link", False),
    ),
    *measures.RULES,
    *whys.RULES,
    Rule(
        "A9", Severity.HINT, 6, (), "walkthrough", journey_is_walked, GOOD, bad=broken("walkthrough.4", None),
    ),
)  # fmt: skip
