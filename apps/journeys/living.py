"""The changes of a living map, in words: what each one is for, how far it is, and what its measure says."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.utils.formats import date_format, localize
from django.utils.translation import get_language

from apps.common.fixed import gettext as _
from apps.journeys import words
from apps.journeys.domain import plots
from apps.journeys.domain.document import Change, ChangeState, Delight, Kpi, Map, Pain, Review, Verdict
from apps.journeys.domain.effect import (
    Effect,
    attainment,
    effect_of,
    is_overdue,
    is_reached,
    last_reading,
    readings_in_order,
)

LARGEST = 1e15
"""larger numbers are written with an exponent"""
TONES = {Verdict.KEEP: "ok", Verdict.ADJUST: "warn", Verdict.DROP: "bad"}


def figure(value: float | None, unit: str = "", *, signed: bool = False) -> str:
    """A number as the reader writes it, at most two decimals, with the unit that the author wrote."""
    if value is None or not math.isfinite(value):
        return "–"
    if abs(value) >= LARGEST:
        return f"{value:.3g} {unit}".rstrip()
    rounded = round(value, 2)
    text = _localized(int(rounded) if rounded == int(rounded) else rounded, get_language())
    return f"{'+' if signed and rounded > 0 else ''}{text} {unit}".rstrip()


@lru_cache(maxsize=4096)
def _localized(value: float, language: str | None) -> str:
    return str(localize(value, use_l10n=True)).replace("-", "−")


def day_text(day: date | None) -> str:
    return _day_text(day, get_language()) if day else ""


@lru_cache(maxsize=4096)
def _day_text(day: date, language: str | None) -> str:
    return date_format(day, "DATE_FORMAT")


@dataclass(frozen=True, slots=True)
class Measure:
    """A KPI beside a change; ``said``: the chart in words."""

    kpi: Kpi
    line: plots.Line
    baseline: str
    last: str
    target: str
    reached: bool | None
    percent: float | None
    said: str

    @property
    def readings(self) -> list[tuple[str, str, str, str]]:
        """Day, value, number of answers, source."""
        return [
            (day_text(item.day) or "–", figure(item.value, self.kpi.unit), figure(item.n), item.source or "–")
            for item in readings_in_order(self.kpi)
        ]


@dataclass(frozen=True, slots=True)
class ReviewRow:
    day: str
    before: str
    after: str
    verdict: str
    tone: str
    note: str
    planned: bool


@dataclass(frozen=True, slots=True)
class ChangeRow:
    change: Change
    state: str
    place: str
    due: str
    overdue: bool
    measure: Measure | None
    effect: str
    tone: str
    answers: tuple[str, ...]
    reviews: tuple[ReviewRow, ...]

    @property
    def latest(self) -> ReviewRow | None:
        """The newest one with a verdict, else the newest."""
        judged = (review for review in self.reviews if review.verdict)
        return next(judged, None) or next(iter(self.reviews), None)


@dataclass(frozen=True, slots=True)
class StateGroup:
    state: ChangeState
    label: str
    rows: tuple[ChangeRow, ...]


def measure_of(kpi: Kpi) -> Measure:
    last = last_reading(kpi)
    readings = readings_in_order(kpi)
    values = ", ".join(figure(reading.value) for reading in readings) or _("no reading yet")
    said = _("%(name)s: %(values)s") % {"name": kpi.name, "values": values}
    if kpi.target is not None:
        said = _("%(said)s; target %(target)s") % {"said": said, "target": figure(kpi.target, kpi.unit)}
    return Measure(
        kpi=kpi,
        line=plots.kpi_line(kpi),
        baseline=figure(kpi.baseline),
        last=figure(last.value if last else None),
        target=figure(kpi.target, kpi.unit),
        reached=is_reached(kpi),
        percent=attainment(kpi),
        said=said,
    )


def review_row(review: Review, unit: str, today: date) -> ReviewRow:
    planned = review.day is not None and review.day > today
    return ReviewRow(
        day=day_text(review.day) or _("no date"),
        before=figure(review.before, unit if review.after is None else ""),
        after=figure(review.after, unit),
        verdict=words.label(review.verdict) if review.verdict else "",
        tone=TONES.get(review.verdict, "") if review.verdict else "",
        note=review.note,
        planned=planned,
    )


def effect_text(effect: Effect, unit: str) -> str:
    return _("%(before)s → %(after)s") % {
        "before": figure(effect.before),
        "after": figure(effect.after, unit),
    }


class Board:
    """The changes of one map with what they refer to, looked up once."""

    def __init__(self, document: Map, today: date) -> None:
        self.document, self.today = document, today
        self._places = {place.id: place.name for place in document.touchpoints}
        self._measures = {kpi.id: kpi for kpi in document.kpis}
        felt: tuple[Pain | Delight, ...] = (*document.pains, *document.delights)
        self._felt = {item.id: item.text for item in felt}

    def groups(self) -> list[StateGroup]:
        """Every state that has changes, in the order of a change's life; inside by due date."""
        found = []
        for state in ChangeState:
            held = [change for change in self.document.changes if change.state is state]
            held.sort(key=lambda change: change.due or date.max)
            if held:
                rows = tuple(self.row(change) for change in held)
                found.append(StateGroup(state, words.label(state), rows))
        return found

    def overdue(self) -> int:
        return sum(1 for change in self.document.changes if is_overdue(change, self.today))

    def row(self, change: Change) -> ChangeRow:
        kpi = self._measures.get(change.kpi or "")
        unit = kpi.unit if kpi else ""
        effect = effect_of(change, kpi)
        tones = {True: "ok", False: "bad", None: ""}
        reviews = sorted(change.reviews, key=lambda review: review.day or date.min, reverse=True)
        return ChangeRow(
            change=change,
            state=words.label(change.state),
            place=self._places.get(change.touchpoint or "", ""),
            due=day_text(change.due),
            overdue=is_overdue(change, self.today),
            measure=measure_of(kpi) if kpi else None,
            effect=effect_text(effect, unit) if effect else "",
            tone=tones[effect.better] if effect else "",
            answers=tuple(
                self._felt[name] for name in (*change.pains, *change.delights) if name in self._felt
            ),
            reviews=tuple(review_row(review, unit, self.today) for review in reviews),
        )
