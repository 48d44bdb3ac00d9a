"""Rules of the emotion curve: scores everywhere, extremes explained, feelings backed by evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from apps.journeys.domain.coach.examples import GOOD, broken
from apps.journeys.domain.coach.personal_data import may_hold_personal_data, personal_data_in
from apps.journeys.domain.coach.registry import (
    FEWEST_SCORES,
    FLAT,
    Hit,
    Rule,
    Severity,
    View,
    at_touchpoints,
    filled,
    names_of,
)
from apps.journeys.domain.document import Evidence, EvidenceKind, Kind, Lane, Polarity, Status, Touchpoint

# Levels between two neighbours that want a note; letters of a quote that name it in a question.
JUMP, QUOTED = 3, 40
TESTIMONY = frozenset(
    {
        EvidenceKind.QUOTE,
        EvidenceKind.INTERVIEW,
        EvidenceKind.SURVEY,
        EvidenceKind.REVIEW,
        EvidenceKind.SOCIAL_MEDIA,
        EvidenceKind.SUPPORT_TICKET,
    }
)
"""Evidence in which customers speak for themselves."""
SPOKEN_TODAY = frozenset(
    {
        EvidenceKind.QUOTE,
        EvidenceKind.REVIEW,
        EvidenceKind.SOCIAL_MEDIA,
        EvidenceKind.SUPPORT_TICKET,
    }
)
"""Testimony about what there is already; interviews and surveys may be about a test of what will be."""


def is_scored(view: View) -> Iterator[Hit]:
    yield from at_touchpoints([cell for cell in view.cells(Lane.EMOTION) if cell.emotion.score is None])


def is_not_flat(view: View) -> Iterator[Hit]:
    """Two scores say nothing about a curve yet."""
    if len(view.scored) < FEWEST_SCORES:
        return
    scores = [score for _, score in view.scored]
    if max(scores) - min(scores) < FLAT:
        yield from at_touchpoints(
            [touchpoint for touchpoint, _ in view.scored], lowest=min(scores), highest=max(scores)
        )


def extremes_are_explained(view: View) -> Iterator[Hit]:
    """Of touchpoints that share an extreme, one explained and backed is enough; a flat curve has none."""
    for case, touchpoints in zip(("lowest", "highest"), view.extremes, strict=True):
        lacks = [_lacks(view, touchpoint, case) for touchpoint in touchpoints]
        if lacks and all(lacks):
            nearest = min(range(len(lacks)), key=lambda index: len(lacks[index]))
            field = "emotion.note" if "explanation" in lacks[nearest] else "evidence"
            yield from at_touchpoints([touchpoints[nearest]], case=case, field=field, missing=lacks[nearest])


def _lacks(view: View, touchpoint: Touchpoint, extreme: str) -> tuple[str, ...]:
    """A pain explains the lowest point and a delight the highest as well as a note does.

    What is only planned nobody can have testified; there a test or a goal backs it.
    """
    found = (view.pains_at if extreme == "lowest" else view.delights_at).get(touchpoint.id)
    explained = filled(touchpoint.emotion.note) or bool(found)
    asked = Lane.EVIDENCE in view.lanes and view.relevant(touchpoint.id, Lane.EVIDENCE)
    planned = view.document.kind is Kind.FUTURE
    backed = not asked or any(planned or item.kind in TESTIMONY for item in view.backing(touchpoint))
    return (*(() if explained else ("explanation",)), *(() if backed else ("testimony",)))


def half_is_backed(view: View) -> Iterator[Hit]:
    scored = [touchpoint for touchpoint, _ in view.scored if view.relevant(touchpoint.id, Lane.EVIDENCE)]
    guessed = [touchpoint for touchpoint in scored if next(view.backing(touchpoint), None) is None]
    if len(guessed) * 2 > len(scored):
        backed = len(scored) - len(guessed)
        percent = backed * 100 // len(scored)
        yield from at_touchpoints(guessed, backed=backed, total=len(scored), percent=percent)


def testimony_agrees(view: View) -> Iterator[Hit]:
    """Where people disagree among themselves, the score may follow either side."""
    if not any(item.sentiment for item in view.document.evidence):
        return
    against = []
    for touchpoint, score in view.scored:
        if score:
            same, other = (_POSITIVE, _NEGATIVE) if score > 0 else (_NEGATIVE, _POSITIVE)
            said = {item.sentiment for item in view.backing(touchpoint) if item.kind in TESTIMONY}
            if other in said and same not in said and view.relevant(touchpoint.id, Lane.EVIDENCE):
                against.append((touchpoint, score))
    if against:
        case = "high" if against[0][1] > 0 else "low"
        yield from at_touchpoints([touchpoint for touchpoint, _ in against], case=case)


def reactions_are_balanced(view: View) -> Iterator[Hit]:
    lacking = [place for place in view.cells(Lane.REACTIONS) if len(_heard(place)) < len(Polarity)]
    if lacking:
        heard = _heard(lacking[0])
        missing = tuple(polarity.value for polarity in Polarity if polarity not in heard)
        yield from at_touchpoints(lacking, missing=missing)


def _heard(touchpoint: Touchpoint) -> set[Polarity]:
    return {item.polarity for item in touchpoint.reactions if filled(item.text) or item.share}


def expectation_is_known(view: View) -> Iterator[Hit]:
    yield from at_touchpoints(
        [
            place
            for place, score in view.scored
            if score < 0 and not filled(place.expectation) and view.relevant(place.id, Lane.EXPECTATION)
        ]
    )


def jumps_have_a_note(view: View) -> Iterator[Hit]:
    """Only between neighbours: where a score is missing nobody knows how the mood changed."""
    jumps = [
        (before, after, step)
        for run in view.runs
        for before, after, step in _steps(run)
        if abs(step) >= JUMP and not filled(after.emotion.note)
    ]
    if jumps:
        before, after, step = max(jumps, key=lambda jump: abs(jump[2]))
        yield Hit(
            (after.id, *(touchpoint.id for _, touchpoint, _ in jumps if touchpoint is not after)),
            "drop" if step < 0 else "rise",
            params={
                "count": len(jumps),
                "previous": before.name,
                "touchpoint": after.name,
                "levels": abs(step),
                **names_of((after.name, *(touchpoint.name for _, touchpoint, _ in jumps))),
            },
        )


def future_rests_on_tests(view: View) -> Iterator[Hit]:
    """A touchpoint that is in use already may be felt as customers say today."""
    if view.document.kind is Kind.FUTURE:
        yield from at_touchpoints(
            [
                touchpoint
                for touchpoint, _ in view.scored
                if touchpoint.status is not Status.IN_USE
                and view.relevant(touchpoint.id, Lane.EVIDENCE)
                and any(item.kind in SPOKEN_TODAY for item in view.backing(touchpoint))
            ]
        )


def highest_is_understood(view: View) -> Iterator[Hit]:
    """Of touchpoints that share the highest score, one understood is enough; zero is no delight."""
    highest = view.extremes[1]
    if not highest or (highest[0].emotion.score or 0) <= 0:
        return
    places = [place for place in highest if view.relevant(place.id, Lane.DELIGHTS)]
    known = any(delight.causes for place in places for delight in view.delights_at.get(place.id, ()))
    if not known:
        yield from at_touchpoints(places[:1])


def evidence_is_fit_to_show(view: View) -> Iterator[Hit]:
    """Whatever the lanes: evidence stands behind personas too, and everybody who opens the map may read it."""
    personal: list[Evidence] = []
    unsourced: list[Evidence] = []
    everything = "\n".join([text for item in view.document.evidence for text in (item.text, item.source)])
    suspicious = may_hold_personal_data(everything)
    for item in view.document.evidence:
        if suspicious and (personal_data_in(item.text) or personal_data_in(item.source)):
            personal.append(item)
        elif item.kind in TESTIMONY and filled(item.text) and not (filled(item.source) and item.day):
            unsourced.append(item)
    for case, found in (("personal", personal), ("unsourced", unsourced)):
        if found:
            first = found[0]
            missing = tuple(
                name for name in ("source", "day") if case != "personal" and not getattr(first, name)
            )
            yield Hit(
                tuple(item.id for item in found),
                case,
                missing[0] if missing else "text",
                {"count": len(found), "missing": missing, **names_of(_said(item) for item in found)},
            )


def _said(item: Evidence) -> str:
    """What names the evidence in a question: its source where that tells more than its words may."""
    return item.source if filled(item.source) and not personal_data_in(item.source) else item.text[:QUOTED]


def _steps(run: Sequence[tuple[Touchpoint, float]]) -> Iterator[tuple[Touchpoint, Touchpoint, float]]:
    for (before, low), (after, high) in pairwise(run):
        yield before, after, high - low


_POSITIVE, _NEGATIVE = Polarity.POSITIVE, Polarity.NEGATIVE
_EMOTION = (Lane.EMOTION,)
_BACKED = (Lane.EMOTION, Lane.EVIDENCE)
RULES = (
    Rule(
        "E1", Severity.ERROR, 4, _EMOTION, "emotion.score", is_scored, GOOD, requires=_EMOTION,
        bad=broken("touchpoints.4.emotion.score", None),
    ),
    Rule(
        "E2", Severity.WARNING, 4, _EMOTION, "emotion.score", is_not_flat, GOOD, requires=_EMOTION,
        bad=broken("touchpoints.1.emotion.score", 0, "touchpoints.3.emotion.score", 1),
    ),
    Rule(
        "E3", Severity.WARNING, 4, _BACKED, "emotion.note", extremes_are_explained, GOOD, requires=_EMOTION,
        cases=("lowest", "highest"), bad=broken("evidence.2.kind", "observation"),
    ),
    Rule(
        "E4", Severity.WARNING, 4, _BACKED, "evidence", half_is_backed, GOOD, requires=_BACKED,
        bad=broken("evidence.0.touchpoint", None),
    ),
    Rule(
        "E5", Severity.HINT, 4, _BACKED, "emotion.score", testimony_agrees, GOOD, requires=_BACKED,
        cases=("high", "low"), bad=broken("evidence.1.sentiment", "positive"),
    ),
    Rule(
        "E6", Severity.WARNING, 4, (Lane.REACTIONS,), "reactions", reactions_are_balanced, GOOD,
        requires=(Lane.REACTIONS,), bad=broken("touchpoints.0.reactions.1", None),
    ),
    Rule(
        "E7", Severity.HINT, 4, (Lane.EXPECTATION, Lane.EMOTION), "expectation", expectation_is_known, GOOD,
        requires=_EMOTION, bad=broken("touchpoints.1.expectation", ""),
    ),
    Rule(
        "E8", Severity.HINT, 4, _EMOTION, "emotion.note", jumps_have_a_note, GOOD, requires=_EMOTION,
        cases=("drop", "rise"), bad=broken("touchpoints.2.emotion.note", ""),
    ),
    Rule(
        "E9", Severity.HINT, 4, _BACKED, "evidence", future_rests_on_tests, GOOD, requires=_EMOTION,
        bad=broken("kind", "future", "touchpoints.4.emotion.evidence", ["e3"]),
    ),
    Rule(
        "E10", Severity.HINT, 6, (Lane.DELIGHTS, Lane.EMOTION), "delights", highest_is_understood, GOOD,
        requires=(Lane.EMOTION, Lane.DELIGHTS), bad=broken("delights.0.causes", []),
    ),
    Rule(
        "E11", Severity.WARNING, 4, (Lane.EVIDENCE,), "source", evidence_is_fit_to_show, GOOD,
        cases=("personal", "unsourced"), bad=broken("evidence.1.day", None),
    ),
)  # fmt: skip
