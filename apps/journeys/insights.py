"""The analysis of a map in words: findings whose headings state them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import ngettext, pgettext

from apps.common.fixed import gettext as _
from apps.journeys import words
from apps.journeys.domain import analysis
from apps.journeys.domain.analysis import Weakness
from apps.journeys.domain.document import Delight, Lane, Map, Pain, Polarity
from apps.journeys.domain.effect import attainment, is_reached, last_reading
from apps.journeys.domain.grid import rounded
from apps.journeys.living import figure

JUMP = 2.0
"""levels between neighbours that are worth a line"""
SHOWN = 10
LABEL = 22
"""characters of a name inside the picture"""
HALF = 50.0


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of a table with a bar: ``percent`` of its length, ``tone`` of ok, warn, bad or none."""

    label: str
    value: str
    percent: float
    tone: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Insight:
    """``id`` is the DOM id. ``column``: what the labels of the bars are, ``measured``: what their values are."""

    id: str
    title: str
    heading: str
    text: str = ""
    column: str = ""
    measured: str = ""
    bars: tuple[Bar, ...] = ()
    more: int = 0
    """rows beyond those that are shown"""


@dataclass(frozen=True, slots=True)
class CurvePoint:
    name: str
    score: str
    mood: str
    x: float
    y: float
    level: int | None
    extreme: str
    """``highest``, ``lowest`` or nothing"""

    @property
    def anchor(self) -> str:
        """So that a name at the edge stays in the picture."""
        return "start" if self.x < 20 else "end" if self.x > 80 else "middle"

    @property
    def short(self) -> str:
        return self.name if len(self.name) <= LABEL else f"{self.name[: LABEL - 1].rstrip()}…"


def insights(document: Map) -> list[Insight]:
    """What the map tells, besides its curve."""
    return [
        _jumps(document),
        _felt("pains", analysis.ranked_pains(document)),
        _felt("delights", analysis.ranked_delights(document)),
        _weak_link(document),
        _wow(document),
        _reactions(document),
        _evidence(document),
        _measures(document),
    ]


def curve_heading(document: Map) -> str:
    found = analysis.extremes(document)
    if found.lowest is None or found.highest is None:
        return _("No feelings are noted yet")
    if found.lowest.emotion.score == found.highest.emotion.score:
        return _("The mood is the same everywhere")
    return _("Highest: %(highest)s. Lowest: %(lowest)s.") % {
        "highest": found.highest.name,
        "lowest": found.lowest.name,
    }


def curve_points(document: Map) -> list[CurvePoint]:
    """In percent of the chart's box."""
    order = document.touchpoints_in_order()
    found = analysis.extremes(document)
    marked = {found.lowest.id: "lowest"} if found.lowest else {}
    marked |= {found.highest.id: "highest"} if found.highest else {}
    return [
        CurvePoint(
            place.name,
            figure(place.emotion.score, signed=True),
            _mood(place.emotion.score),
            round(100 * (index + 0.5) / len(order), 3),
            analysis.height(place.emotion.score or 0),
            rounded(place.emotion.score),
            marked.get(place.id, ""),
        )
        for index, place in enumerate(order)
    ]


def _mood(score: float | None) -> str:
    level = rounded(score)
    return "" if level is None else words.mood_label(level)


def _jumps(document: Map) -> Insight:
    found = analysis.jumps(document, at_least=JUMP)
    bars = tuple(
        Bar(
            _("%(before)s → %(after)s") % {"before": jump.before.name, "after": jump.after.name},
            figure(jump.size, signed=True),
            25 * abs(jump.size),
            "bad" if jump.size < 0 else "ok",
            jump.after.emotion.note,
        )
        for jump in found[:SHOWN]
    )
    heading = _("The mood never changes by two levels at once")
    if found:
        largest = found[0]
        names = {
            "before": largest.before.name,
            "after": largest.after.name,
            "size": figure(abs(largest.size)),
        }
        said = (
            _("The deepest fall: %(before)s → %(after)s, %(size)s levels")
            if largest.size < 0
            else _("The steepest rise: %(before)s → %(after)s, %(size)s levels")
        )
        heading = said % names
    more = len(found) - len(bars)
    return Insight(
        "jumps", _("Jumps"), heading, column=_("From, to"), measured=_("Levels"), bars=bars, more=more
    )


def _felt(kind: str, found: Sequence[Pain | Delight]) -> Insight:
    pains = kind == "pains"
    sizes = [(item, item.severity if isinstance(item, Pain) else item.strength) for item in found]
    bars = tuple(
        Bar(item.text, figure(size), 20 * (size or 0), "bad" if pains else "ok", item.frequency)
        for item, size in sizes[:SHOWN]
    )
    if not found:
        heading = _("No pain is noted yet") if pains else _("No delight is noted yet")
    else:
        said = _("The gravest pain: %(text)s") if pains else _("The strongest delight: %(text)s")
        heading = said % {"text": found[0].text}
    title = _("Pains") if pains else _("Delights")
    measured = _("Severity, 1 to 5") if pains else _("Strength, 1 to 5")
    return Insight(
        kind, title, heading, column=title, measured=measured, bars=bars, more=len(found) - len(bars)
    )


def _weak_link(document: Map) -> Insight:
    found = analysis.weak_link(document)
    title = _("Weak link")
    if found is None:
        said = document.no_weak_link
        heading = _("The author says: no weak link") if said else _("No figure points to a weak link")
        return Insight("weak", title, heading)
    place = found.touchpoint
    if place.weak_link:
        heading = _("Weak link: %(name)s") % {"name": place.name}
        return Insight("weak", title, heading, place.weak_link_reason, *_factor_heads(), _factors(found))
    heading = _("Nobody has marked a weak link; the figures point to: %(name)s") % {"name": place.name}
    text = _("Suggested from risk, low emotion and the share of visitors who leave. You decide.")
    return Insight("weak", title, heading, text, *_factor_heads(), _factors(found))


def _factor_heads() -> tuple[str, str]:
    return _("What makes it weak"), _("Size")


def _factors(found: Weakness) -> tuple[Bar, ...]:
    score, share = found.touchpoint.emotion.score, found.exit_share
    return (
        Bar(
            words.label(Lane.EMOTION),
            figure(score, signed=True),
            25 * (2 - (score if score is not None else 2)),
            "bad",
            _mood(score),
        ),
        Bar(
            _("Risk"),
            figure(found.risk),
            4 * found.risk,
            "warn",
            _("Probability × impact, at most 25"),
        ),
        Bar(
            _("Visitors who leave here"),
            "–" if share is None else _("%(n)s%%") % {"n": figure(100 * share)},
            100 * (share or 0),
            "warn",
        ),
    )


def _wow(document: Map) -> Insight:
    coverage = analysis.wow_coverage(document)
    done = sum(1 for count in coverage.values() if count)
    heading = _("%(done)s of 4 wow tasks are done somewhere on the way") % {"done": done}
    most = max([*coverage.values(), 1])
    separator = pgettext("between the items of a list", ", ")
    names = {
        wow: [place.name for place in document.touchpoints_in_order() if wow in place.wow_tasks]
        for wow in coverage
    }
    bars = tuple(
        Bar(words.label(wow), figure(count), 100 * count / most, "ok", separator.join(names[wow][:5]))
        for wow, count in coverage.items()
    )
    return Insight("wow", _("Wow"), heading, column=_("Wow task"), measured=_("Touchpoints"), bars=bars)


def _reactions(document: Map) -> Insight:
    counts = [0, 0, 0]
    for place in document.touchpoints:
        for index, count in enumerate(analysis.reaction_balance(place)):
            counts[index] += count
    positive, _neutral, negative = counts
    total = sum(counts)
    figures = {"positive": figure(positive), "negative": figure(negative)}
    if not total:
        heading = _("No reactions are noted yet")
    elif positive == negative:
        heading = _("Praise and complaint are even: %(positive)s to %(negative)s") % figures
    elif positive > negative:
        heading = _("Praise outweighs complaint: %(positive)s to %(negative)s") % figures
    else:
        heading = _("Complaint outweighs praise: %(negative)s to %(positive)s") % figures
    tones = (("ok", Polarity.POSITIVE), ("", Polarity.NEUTRAL), ("bad", Polarity.NEGATIVE))
    bars = tuple(
        Bar(words.label(polarity), figure(count), 100 * count / total, tone)
        for (tone, polarity), count in zip(tones, counts, strict=True)
        if total
    )
    title = words.label(Lane.REACTIONS)
    return Insight("reactions", title, heading, column=title, measured=_("Heard"), bars=bars)


def _evidence(document: Map) -> Insight:
    percent = analysis.evidence_coverage(document)
    channels = analysis.channels_per_touchpoint(document)
    title = _("Evidence")
    if percent is None:
        return Insight("evidence", title, _("No feeling is noted that evidence could back"))
    heading = _("%(n)s%% of the feelings rest on evidence") % {"n": figure(round(percent))}
    text = _("Below one half the map is a hypothesis.") if percent < HALF else ""
    bars = [
        Bar(
            _("Feelings backed by evidence"),
            _("%(n)s%%") % {"n": figure(round(percent))},
            percent,
            "ok" if percent >= HALF else "warn",
        )
    ]
    if channels is not None:
        note = _("Fewer touchpoints with more channels reach further.")
        bars.append(
            Bar(
                _("Channels at a touchpoint, on average"), figure(channels), min(20 * channels, 100), "", note
            )
        )
    return Insight("evidence", title, heading, text, _("What rests on what"), _("How much"), tuple(bars))


def _measures(document: Map) -> Insight:
    rated = [(kpi, is_reached(kpi)) for kpi in document.kpis]
    judged = [reached for _kpi, reached in rated if reached is not None]
    if not judged:
        heading = _("No measure can be judged yet: it takes a target and a reading")
    else:
        said = ngettext(
            "%(reached)s of %(n)s measure has reached its target",
            "%(reached)s of %(n)s measures have reached their targets",
            len(judged),
        )
        heading = said % {"reached": sum(judged), "n": len(judged)}
    bars = []
    for kpi, reached in rated[:SHOWN]:
        last, way = last_reading(kpi), attainment(kpi)
        note = _("Last reading %(last)s, target %(target)s") % {
            "last": figure(last.value if last else None),
            "target": figure(kpi.target, kpi.unit),
        }
        value = "–" if way is None else _("%(n)s%%") % {"n": figure(round(way))}
        tone = {True: "ok", False: "warn", None: ""}[reached]
        bars.append(Bar(kpi.name, value, max(0.0, min(way or 0.0, 100.0)), tone, note))
    return Insight(
        "measures",
        _("Measures"),
        heading,
        column=_("Measure"),
        measured=_("Way to the target"),
        bars=tuple(bars),
        more=len(rated) - len(bars),
    )
