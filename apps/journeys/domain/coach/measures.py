"""Rules of what is measured: a KPI where it matters, and every channel against its goal."""

from __future__ import annotations

from collections.abc import Iterator

from apps.journeys.domain.analysis import channel_gap, channel_spread
from apps.journeys.domain.coach.examples import GOOD, broken
from apps.journeys.domain.coach.registry import Hit, Rule, Severity, View, at_touchpoints, names_of
from apps.journeys.domain.document import Kpi, Lane, Touchpoint, TouchpointChannel

WIDE = 2
"""levels of experience between the channels of one touchpoint that are too many"""


def touchpoint_is_measured(view: View) -> Iterator[Hit]:
    """A measure of one of its channels is a measure of the touchpoint."""
    known = {kpi.id for kpi in view.document.kpis}
    channels = {kpi.channel for kpi in view.document.kpis if kpi.channel}
    yield from at_touchpoints(
        [
            cell
            for cell in view.cells(Lane.KPIS)
            if known.isdisjoint(cell.kpis) and channels.isdisjoint(channel.id for channel in cell.channels)
        ]
    )


def measure_is_readable(view: View) -> Iterator[Hit]:
    """Wherever a measure hangs: changes and goals are judged by it whatever the lanes."""
    unread = [(kpi, missing) for kpi in view.document.kpis if (missing := _missing_of(kpi))]
    if unread:
        first, missing = unread[0]
        params = {
            "count": len(unread),
            "kpi": first.name,
            "missing": missing,
            **names_of(kpi.name for kpi, _ in unread),
        }
        yield Hit(tuple(kpi.id for kpi, _ in unread), field=missing[0], params=params)


def _missing_of(kpi: Kpi) -> tuple[str, ...]:
    read = any(reading.value is not None for reading in kpi.readings) if kpi.readings else False
    return (*(() if kpi.direction else ("direction",)), *(() if read else ("readings",)))


def gaps_are_known_and_answered(view: View) -> Iterator[Hit]:
    measured: set[str] = set()
    counted: dict[str, None] = {}
    negative: list[tuple[Touchpoint, TouchpointChannel, float]] = []
    for cell in view.cells(Lane.GAP):
        counted[cell.stage] = None
        for channel in cell.channels:
            gap = channel_gap(channel)
            if gap is not None:
                measured.add(cell.stage)
                if gap < 0 and not _is_answered(view, cell):
                    negative.append((cell, channel, gap))
    unknown = [stage for stage in view.document.stages if stage.id in counted and stage.id not in measured]
    if unknown:
        names = names_of(stage.name for stage in unknown)
        params = {"count": len(unknown), "stage": unknown[0].name, **names}
        yield Hit(tuple(stage.id for stage in unknown), "unknown", "goal_value", params)
    if negative:
        cell, channel, gap = min(negative, key=lambda found: found[2])
        params = {
            "count": len(negative),
            "touchpoint": cell.name,
            "touchpoint_id": cell.id,
            "channel": channel.channel,
            "levels": -gap,
        }
        yield Hit(tuple(channel.id for _, channel, _ in negative), "negative", "opportunities", params)


def _is_answered(view: View, place: Touchpoint) -> bool:
    """An opportunity speaks to the touchpoint, or to a pain that is felt there."""
    return place.id in view.answered or any(
        pain.id in view.answered for pain in view.pains_at.get(place.id, ())
    )


def channels_feel_alike(view: View) -> Iterator[Hit]:
    wide = [
        (cell, spread)
        for cell in view.cells(Lane.EXPERIENCE_VALUE)
        if len(cell.channels) > 1 and (spread := channel_spread(cell)) is not None and spread > WIDE
    ]
    if wide:
        place, spread = max(wide, key=lambda found: found[1])
        known = [channel for channel in place.channels if channel.experience_value is not None]
        known.sort(key=lambda channel: channel.experience_value or 0)
        yield Hit(
            (place.id, *(cell.id for cell, _ in wide if cell is not place)),
            params={
                "count": len(wide),
                "touchpoint": place.name,
                "worst": known[0].channel,
                "best": known[-1].channel,
                "levels": spread,
            },
        )


_GAPS = (Lane.GAP, Lane.GOAL_VALUE, Lane.EXPERIENCE_VALUE)
RULES = (
    Rule(
        "A4", Severity.HINT, 4, (Lane.KPIS,), "kpis", touchpoint_is_measured, GOOD, requires=(Lane.KPIS,),
        bad=broken("touchpoints.2.kpis", []),
    ),
    Rule(
        "A5", Severity.HINT, 7, (Lane.KPIS,), "direction", measure_is_readable, GOOD,
        bad=broken("kpis.0.readings", []),
    ),
    Rule(
        "A6", Severity.WARNING, 6, (*_GAPS, Lane.OPPORTUNITIES), "goal_value", gaps_are_known_and_answered,
        GOOD, requires=(Lane.GAP,), cases=("unknown", "negative"),
        bad=broken("touchpoints.2.channels.0.experience_value", 0),
    ),
    Rule(
        "A7", Severity.HINT, 6, _GAPS, "experience_value", channels_feel_alike, GOOD,
        requires=(Lane.EXPERIENCE_VALUE,),
        bad=broken("touchpoints.1.channels.1.experience_value", 1.5),
    ),
)  # fmt: skip
