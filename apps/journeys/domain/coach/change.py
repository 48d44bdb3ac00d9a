"""Rules of the changes: each answers something, is measured, is done by a date, and is looked at again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from apps.journeys.domain.analysis import shortage
from apps.journeys.domain.coach.examples import GOOD, broken
from apps.journeys.domain.coach.registry import Hit, Rule, Severity, View, at_touchpoints, filled, names_of
from apps.journeys.domain.document import (
    ROOT_ID,
    Change,
    ChangeState,
    Idea,
    Kind,
    Lane,
    Opportunity,
    Touchpoint,
)

REVIEW_WITHIN = timedelta(days=92)
"""three months at their longest"""
UNDER_WAY = frozenset({ChangeState.IN_PROGRESS, ChangeState.LIVE})


def change_is_traced(view: View) -> Iterator[Hit]:
    felt = {item.id for item in (*view.document.pains, *view.document.delights)}
    kpis = {kpi.id for kpi in view.document.kpis}
    open_changes = [
        (change, missing)
        for change in view.document.changes
        if (missing := _missing_of(view, change, felt, kpis))
    ]
    if open_changes:
        missing = open_changes[0][1]
        yield _at_changes([change for change, _ in open_changes], missing[0], missing=missing)


def _missing_of(view: View, change: Change, felt: set[str], kpis: set[str]) -> tuple[str, ...]:
    has = {
        "pains": not felt.isdisjoint(view.felt_by(change)),
        "kpi": change.kpi in kpis,
        "owner": filled(change.owner),
        "due": change.due is not None,
    }
    return tuple(name for name, there in has.items() if not there)


def _at_changes(changes: list[Change], field: str, **params: object) -> Hit:
    return Hit(
        tuple(change.id for change in changes),
        field=field,
        params={
            "count": len(changes),
            "change": changes[0].title,
            **names_of(change.title for change in changes),
            **params,
        },
    )


def shortage_has_a_plan(view: View) -> Iterator[Hit]:
    """A change that brings the resource is a plan; a cost says at least what one would take."""
    if not view.document.resources:
        return
    changes = {change.id for change in view.document.changes}
    short = [
        resource
        for resource in view.document.resources
        if shortage(resource) > 0 and resource.cost is None and changes.isdisjoint(resource.changes)
    ]
    if short:
        params = {
            "count": len(short),
            "resource": short[0].name,
            "need": short[0].need or 0,
            "have": short[0].have or 0,
            **names_of(resource.name for resource in short),
        }
        yield Hit(tuple(resource.id for resource in short), params=params)


def reviews_follow_each_other(view: View) -> Iterator[Hit]:
    """From the last review, else from the date a live change was due; a planned one counts if it comes in time."""
    today = view.today
    if today is None:
        return
    late = [
        change
        for change in view.document.changes
        if change.state in UNDER_WAY and (last := _last_look(change, today)) and _is_late(change, last, today)
    ]
    if late:
        yield _at_changes(late, "reviews", days=max((today - (_last_look(late[0], today) or today)).days, 0))


def _last_look(change: Change, today: date) -> date | None:
    held = [review.day for review in change.reviews if review.day and review.day <= today]
    if held:
        return max(held)
    return change.due if change.state is ChangeState.LIVE and change.due and change.due <= today else None


def _is_late(change: Change, last: date, today: date) -> bool:
    planned = [review.day for review in change.reviews if review.day and review.day > today]
    return min(planned, default=today) - last > REVIEW_WITHIN


def effect_is_measured(view: View) -> Iterator[Hit]:
    """A live change whose date is still to come is not finished yet."""
    blind = [
        (change, missing)
        for change in view.document.changes
        if change.state is ChangeState.LIVE
        and not (view.today and change.due and change.due > view.today)
        and (missing := _unread(change))
    ]
    if blind:
        missing = blind[0][1]
        yield _at_changes([change for change, _ in blind], "reviews", missing=missing)


def _unread(change: Change) -> tuple[str, ...]:
    """What its fullest review lacks."""
    lacking = [
        tuple(
            name
            for name, value in (
                ("value_before", review.before),
                ("value_after", review.after),
                ("verdict", review.verdict),
            )
            if value is None
        )
        for review in change.reviews
    ]
    return min(lacking, key=len, default=("value_before", "value_after", "verdict"))


def choice_was_weighed(view: View) -> Iterator[Hit]:
    if not view.document.ideas:
        return
    chosen = {idea for change in view.document.changes for idea in change.ideas}
    weighed = {opportunity.id for opportunity in view.document.opportunities if _is_weighed(opportunity)}
    unweighed: list[Idea] = [
        idea for idea in view.document.ideas if idea.id in chosen and weighed.isdisjoint(idea.opportunities)
    ]
    if unweighed:
        names = names_of(idea.text for idea in unweighed)
        params = {"count": len(unweighed), "idea": unweighed[0].text, **names}
        yield Hit(tuple(idea.id for idea in unweighed), params=params)


def _is_weighed(opportunity: Opportunity) -> bool:
    return bool(opportunity.votes) or (opportunity.impact is not None and opportunity.effort is not None)


def future_follows_the_changes(view: View) -> Iterator[Hit]:
    """Beside the current map: what a change names looks different, and what no change touches is said aloud."""
    current = view.current
    if current is None or view.document.kind is not Kind.FUTURE:
        return
    changes = [
        (side, change)
        for side in (current, view)
        for change in side.document.changes
        if change.state is not ChangeState.STOPPED
    ]
    felt = {name for side, change in changes for name in side.felt_by(change)}
    named = {change.touchpoint for _, change in changes}
    named.update(pain.touchpoint for pain in current.document.pains if pain.id in felt)
    yield from at_touchpoints(_unchanged(view, current, named), case="unchanged", field="action")
    untouched = [pain for pain in current.pains if pain.id not in felt]
    if untouched:
        names = names_of(pain.text for pain in untouched)
        params = {"count": len(untouched), "pain": untouched[0].text, **names}
        yield Hit((ROOT_ID,), "untouched", "changes", params)


def _unchanged(view: View, current: View, named: Iterable[str | None]) -> list[Touchpoint]:
    """Named touchpoints that both maps draw alike; a copy keeps its ids, else the name tells which is meant."""
    places = set(named)
    before = {place.id: place for place in current.ordered if place.id in places}
    names = {place.name.casefold(): place for place in before.values()}
    return [
        place
        for place in view.ordered
        if (was := before.get(place.id) or names.get(place.name.casefold())) and _drawn(place) == _drawn(was)
    ]


def _drawn(place: Touchpoint) -> tuple[object, ...]:
    """What a reader of the map would see change."""
    channels = tuple((item.channel, item.target_action, item.experience_value) for item in place.channels)
    return place.name, place.action, place.emotion.score, place.expectation, place.status, channels


RULES = (
    Rule(
        "C1", Severity.ERROR, 7, (Lane.CHANGES, Lane.KPIS), "owner", change_is_traced, GOOD,
        bad=broken("changes.0.kpi", None),
    ),
    Rule(
        "C2", Severity.WARNING, 5, (Lane.RESOURCES, Lane.CHANGES), "cost", shortage_has_a_plan, GOOD,
        bad=broken("resources.0.changes", []),
    ),
    Rule(
        "C3", Severity.HINT, 7, (Lane.CHANGES,), "reviews", reviews_follow_each_other, GOOD,
        bad=broken(
            "changes.0.state", "in_progress", "changes.0.reviews", [{"id": "v1", "day": "2026-10-01"}]
        ),
    ),
    Rule(
        "C4", Severity.WARNING, 7, (Lane.CHANGES, Lane.KPIS), "reviews", effect_is_measured, GOOD,
        bad=broken("changes.0.state", "live"),
    ),
    Rule(
        "C5", Severity.HINT, 6, (Lane.OPPORTUNITIES, Lane.CHANGES), "impact", choice_was_weighed, GOOD,
        bad=broken("opportunities.0.impact", None),
    ),
    Rule(
        "C6", Severity.HINT, 7, (Lane.CHANGES, Lane.PAINS), "changes", future_follows_the_changes,
        broken("kind", "future", "touchpoints.1.action", "I open the door with my phone."),
        cases=("unchanged", "untouched"), bad=broken("kind", "future"), beside=GOOD,
    ),
)  # fmt: skip
