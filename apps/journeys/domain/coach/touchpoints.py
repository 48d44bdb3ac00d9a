"""Rules of the touchpoints: every stage has some, each with an action, channels and the people behind them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from apps.journeys.domain.coach.examples import GOOD, broken
from apps.journeys.domain.coach.registry import Hit, Rule, Severity, View, at_touchpoints, filled, names_of
from apps.journeys.domain.document import (
    ROOT_ID,
    Category,
    Kind,
    Lane,
    Layer,
    Media,
    Status,
    Touchpoint,
    TouchpointChannel,
)
from apps.journeys.domain.kinds import lanes_of

CHANNEL_FIELDS = ("owner", "target_action")
CHANNELS_PER_TOUCHPOINT, FEWEST_TOUCHPOINTS = 1.5, 3
FILLED_PERCENT = 60
CONSIDERED = (Status.IN_USE, Status.SHOULD_BE_USED)
WITH_STAFF = frozenset({Category.STAFF, Category.CALL_CENTRE, Category.BRANCH})
PHYSICAL = frozenset({Media.PHYSICAL, Media.BOTH})
DIGITAL = frozenset({Media.DIGITAL, Media.BOTH})
WRITTEN: dict[Lane, str] = {
    Lane.CONTEXT: "context",
    Lane.THOUGHTS: "thoughts",
    Lane.EXPECTATION: "expectation",
    Lane.NEEDS: "needs",
    Lane.TIME: "time",
}
"""Lanes of one text field; a lane that another rule asks to be full, or that notes only what was found, is not here."""
VALUED: dict[Lane, str] = {Lane.GOAL_VALUE: "goal_value", Lane.EXPERIENCE_VALUE: "experience_value"}
LAYERED: dict[Lane, Layer] = {
    Lane.PHYSICAL_EVIDENCE: Layer.PHYSICAL_EVIDENCE,
    Lane.FRONTSTAGE: Layer.FRONTSTAGE,
    Lane.BACKSTAGE: Layer.BACKSTAGE,
    Lane.SUPPORT: Layer.SUPPORT,
}


def has_a_channel(view: View) -> Iterator[Hit]:
    yield from at_touchpoints([cell for cell in view.cells(Lane.CHANNELS) if not cell.channels])


def has_an_action(view: View) -> Iterator[Hit]:
    yield from at_touchpoints([cell for cell in view.cells(Lane.ACTION) if not filled(cell.action)])


def both_states_are_considered(view: View) -> Iterator[Hit]:
    """A day in the life has touchpoints of others, which nobody here uses or should use."""
    if not view.ordered or view.document.kind is Kind.DAY_IN_LIFE:
        return
    states = {touchpoint.status for touchpoint in view.ordered}
    if missing := tuple(state.value for state in CONSIDERED if state not in states):
        yield _about_all(view, "status", missing)


def _about_all(view: View, field: str, missing: tuple[str, ...]) -> Hit:
    """A question about the whole map; the first touchpoint that leaves the field open is opened."""
    first = next((place for place in view.ordered if getattr(place, field) is None), view.ordered[0])
    return Hit((ROOT_ID,), params={"missing": missing, "touchpoint_id": first.id})


def proposals_have_a_reason(view: View) -> Iterator[Hit]:
    yield from at_touchpoints(
        [
            place
            for place in view.ordered
            if place.status is Status.SHOULD_BE_USED
            and not filled(place.reason)
            and next(view.backing(place), None) is None
        ]
    )


def no_stage_is_empty(view: View) -> Iterator[Hit]:
    if not view.ordered:
        stages = tuple(stage.id for stage in view.document.stages)
        yield Hit(stages or (ROOT_ID,), "none", params={"count": len(stages)})
        return
    used = {touchpoint.stage for touchpoint in view.ordered}
    if empty := [stage for stage in view.document.stages if stage.id not in used]:
        params = {"count": len(empty), "stage": empty[0].name, **names_of(stage.name for stage in empty)}
        yield Hit(tuple(stage.id for stage in empty), "empty", params=params)


def channels_have_owner_and_action(view: View) -> Iterator[Hit]:
    open_channels = [
        (touchpoint, channel)
        for touchpoint in view.cells(Lane.CHANNELS)
        for channel in touchpoint.channels
        if not (filled(channel.owner) and filled(channel.target_action))
    ]
    if open_channels:
        channel = open_channels[0][1]
        missing = tuple(name for name in CHANNEL_FIELDS if not filled(getattr(channel, name)))
        yield _at_channels(open_channels, missing[0], missing=missing)


def channels_have_a_purpose(view: View) -> Iterator[Hit]:
    open_channels = [
        (touchpoint, channel)
        for touchpoint in view.cells(Lane.PURPOSE)
        for channel in touchpoint.channels
        if channel.purpose is None
    ]
    if open_channels:
        yield _at_channels(open_channels, "purpose")


def _at_channels(found: list[tuple[Touchpoint, TouchpointChannel]], field: str, **params: object) -> Hit:
    touchpoint, channel = found[0]
    return Hit(
        tuple(channel.id for _, channel in found),
        field=field,
        params={
            "count": len(found),
            "touchpoint": touchpoint.name,
            "channel": channel.channel,
            **names_of(touchpoint.name for touchpoint, _ in found),
            **params,
        },
    )


def channels_are_many(view: View) -> Iterator[Hit]:
    """Fewer touchpoints, more channels. A touchpoint without any is asked about by T1."""
    places = [place for place in view.cells(Lane.CHANNELS) if place.channels]
    channels = sum(len(place.channels) for place in places)
    if len(places) < FEWEST_TOUCHPOINTS or channels >= CHANNELS_PER_TOUCHPOINT * len(places):
        return
    single = [place for place in places if len(place.channels) == 1]
    params = {
        "count": len(places),
        "channels": channels,
        "touchpoint": single[0].name,
        "touchpoint_id": single[0].id,
        **names_of(place.name for place in single),
    }
    yield Hit((ROOT_ID,), params=params)


def both_media_are_used(view: View) -> Iterator[Hit]:
    if not view.ordered:
        return
    media = {touchpoint.media for touchpoint in view.ordered}
    has = {"physical": not PHYSICAL.isdisjoint(media), "digital": not DIGITAL.isdisjoint(media)}
    if missing := tuple(name for name, there in has.items() if not there):
        yield _about_all(view, "media", missing)


def lanes_are_filled(view: View) -> Iterator[Hit]:
    """Asks about the emptiest lane only; the next one comes when this is filled or given up."""
    worst: tuple[int, Lane, list[Touchpoint]] | None = None
    for lane in lanes_of(view.document):
        if lane not in WRITTEN and lane not in VALUED and lane not in LAYERED:
            continue
        cells = view.cells(lane)
        empty = _empty(view, lane, cells)
        percent = 100 * (len(cells) - len(empty)) // len(cells) if cells else 100
        if percent < FILLED_PERCENT and (worst is None or percent < worst[0]):
            worst = percent, lane, empty
    if worst is not None:
        percent, lane, empty = worst
        yield from at_touchpoints(empty, lane=lane.value, percent=percent)


def _empty(view: View, lane: Lane, cells: tuple[Touchpoint, ...]) -> list[Touchpoint]:
    if field := WRITTEN.get(lane):
        return [cell for cell in cells if not filled(getattr(cell, field))]
    if field := VALUED.get(lane):
        return [cell for cell in cells if all(getattr(channel, field) is None for channel in cell.channels)]
    served = view.served[LAYERED[lane]]
    return [cell for cell in cells if cell.id not in served]


def people_are_named(view: View) -> Iterator[Hit]:
    known = {person.id for person in view.document.stakeholders if filled(person.name)}
    yield from at_touchpoints(
        [
            place
            for place in view.cells(Lane.STAKEHOLDERS)
            if (place.media in PHYSICAL or place.category in WITH_STAFF)
            and known.isdisjoint(place.stakeholders)
        ]
    )


def names_are_different(view: View) -> Iterator[Hit]:
    same: dict[str, list[Touchpoint]] = defaultdict(list)
    for touchpoint in view.ordered:
        same[" ".join(touchpoint.name.casefold().split())].append(touchpoint)
    twins = [touchpoint for group in same.values() if len(group) > 1 for touchpoint in group]
    yield from at_touchpoints(twins)


RULES = (
    Rule(
        "T1", Severity.WARNING, 3, (Lane.CHANNELS,), "channels", has_a_channel, GOOD,
        requires=(Lane.CHANNELS,), bad=broken("touchpoints.2.channels", []),
    ),
    Rule(
        "T2", Severity.WARNING, 4, (Lane.ACTION,), "action", has_an_action, GOOD, requires=(Lane.ACTION,),
        bad=broken("touchpoints.0.action", ""),
    ),
    Rule(
        "T3", Severity.HINT, 3, (), "status", both_states_are_considered, GOOD,
        bad=broken("touchpoints.4.status", "in_use"),
    ),
    Rule(
        "T4", Severity.HINT, 3, (), "reason", proposals_have_a_reason, GOOD,
        bad=broken("touchpoints.4.reason", ""),
    ),
    Rule(
        "T5", Severity.ERROR, 3, (), "touchpoints", no_stage_is_empty, GOOD, cases=("none", "empty"),
        bad=broken("stages.3", {"id": "s4", "name": "Remember the stay", "moment": "after"}),
    ),
    Rule(
        "T6", Severity.WARNING, 3, (Lane.CHANNELS,), "owner", channels_have_owner_and_action, GOOD,
        requires=(Lane.CHANNELS,), bad=broken("touchpoints.0.channels.0.owner", ""),
    ),
    Rule(
        "T7", Severity.HINT, 3, (Lane.CHANNELS, Lane.PURPOSE), "purpose", channels_have_a_purpose, GOOD,
        requires=(Lane.PURPOSE,), bad=broken("touchpoints.0.channels.0.purpose", None),
    ),
    Rule(
        "T8", Severity.HINT, 3, (Lane.CHANNELS,), "channels", channels_are_many, GOOD,
        requires=(Lane.CHANNELS,), bad=broken("touchpoints.1.channels.1", None, "touchpoints.4.channels.1", None),
    ),
    Rule(
        "T9", Severity.HINT, 3, (), "media", both_media_are_used, GOOD,
        bad=broken(*(part for place in (1, 2, 3) for part in (f"touchpoints.{place}.media", "digital"))),
    ),
    Rule(
        "T10", Severity.WARNING, 3, (), "name", names_are_different, GOOD,
        bad=broken("touchpoints.2.name", "Check-in"),
    ),
    Rule(
        "T11", Severity.HINT, 4, (*WRITTEN, *VALUED, *LAYERED), "lanes", lanes_are_filled, GOOD,
        bad=broken("lanes.99", "thoughts"),
    ),
    Rule(
        "T12", Severity.HINT, 4, (Lane.STAKEHOLDERS,), "stakeholders", people_are_named, GOOD,
        requires=(Lane.STAKEHOLDERS,), bad=broken("touchpoints.1.stakeholders", []),
    ),
)  # fmt: skip
