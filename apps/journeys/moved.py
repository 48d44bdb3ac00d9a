"""What has moved, in words: the curve at earlier versions, finished changes, measures over time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import pgettext

from apps.common.fixed import gettext as _
from apps.journeys import words
from apps.journeys.domain import analysis
from apps.journeys.domain.document import Change, ChangeState, Map
from apps.journeys.domain.effect import effect_of, last_reading, mean, scores_at
from apps.journeys.living import Measure, day_text, figure, measure_of
from apps.journeys.models import Snapshot
from apps.journeys.selectors import load_document


@dataclass(frozen=True, slots=True)
class Version:
    """One curve over the touchpoints of today; ``number`` picks its line, 0 is today's."""

    number: int
    name: str
    day: date
    scores: tuple[float | None, ...]
    line: str

    @property
    def when(self) -> str:
        return day_text(self.day)

    @property
    def shown(self) -> tuple[str, ...]:
        return tuple(figure(score, signed=True) for score in self.scores)


@dataclass(frozen=True, slots=True)
class Finished:
    """A live change: its measure before and after, and the mood at its touchpoint then and now."""

    change: Change
    measure: str
    before: str
    after: str
    word: str
    tone: str
    place: str
    then: str
    now: str
    verdict: str


@dataclass(frozen=True, slots=True)
class EffectPage:
    versions: tuple[Version, ...]
    """the oldest first, today's last"""
    names: tuple[str, ...]
    curve: str
    """heading"""
    finished: tuple[Finished, ...]
    measures: tuple[Measure, ...]

    @property
    def read_once(self) -> list[Measure]:
        return [measure for measure in self.measures if len(measure.line.points) == 1]

    @property
    def table(self) -> list[tuple[str, list[str]]]:
        rows = zip(*(version.shown for version in self.versions), strict=True)
        return [(name, list(row)) for name, row in zip(self.names, rows, strict=True)]


def effect_page(document: Map, snapshots: Sequence[Snapshot]) -> EffectPage:
    """``snapshots``: versions over time, the oldest first."""
    order = document.touchpoints_in_order()
    ids = [place.id for place in order]
    versions = []
    for number, frozen in enumerate(snapshots, start=1):
        scores = scores_at(load_document(frozen), ids)
        name = frozen.name or frozen.get_kind_display()
        day = timezone.localtime(frozen.created_at).date()
        versions.append(Version(number, name, day, scores, analysis.curve_path(scores).line))
    now = scores_at(document, ids)
    versions.append(
        Version(
            0,
            pgettext("among versions of a map", "Today"),
            timezone.localdate(),
            now,
            analysis.curve_path(now).line,
        )
    )
    return EffectPage(
        versions=tuple(versions),
        names=tuple(place.name for place in order),
        curve=_curve_heading(versions),
        finished=tuple(_finished(document, versions, ids)),
        measures=tuple(measure_of(kpi) for kpi in document.kpis if last_reading(kpi)),
    )


def _curve_heading(versions: Sequence[Version]) -> str:
    """Compared is only where both versions say how the customer feels."""
    first, today = versions[0], versions[-1]
    both = [
        (a, b) for a, b in zip(first.scores, today.scores, strict=True) if a is not None and b is not None
    ]
    if len(versions) == 1:
        return _("Name a version or submit the map, and its curve stays here to compare")
    before, after = mean(a for a, _b in both), mean(b for _a, b in both)
    if before is None or after is None:
        return _("The first version and today share no feeling to compare")
    params = {"size": figure(abs(after - before)), "version": first.name}
    if round(after - before, 2) == 0:
        return _("Compared with “%(version)s”, the mood is the same on average") % params
    if after > before:
        return _("Compared with “%(version)s”, the mood is %(size)s higher on average") % params
    return _("Compared with “%(version)s”, the mood is %(size)s lower on average") % params


def _finished(document: Map, versions: Sequence[Version], ids: Sequence[str]) -> list[Finished]:
    kpis = {kpi.id: kpi for kpi in document.kpis}
    names = {place.id: place.name for place in document.touchpoints}
    found = []
    for change in document.changes:
        if change.state is not ChangeState.LIVE:
            continue
        kpi = kpis.get(change.kpi or "")
        effect = effect_of(change, kpi)
        better = {True: (_("Better"), "ok"), False: (_("Worse"), "bad"), None: ("", "")}
        word, tone = better[effect.better if effect else None]
        unit = kpi.unit if kpi else ""
        then, now = _mood_then_and_now(change, versions, ids)
        judged = [review for review in change.reviews if review.verdict]
        newest = max(judged, key=lambda review: review.day or date.min, default=None)
        found.append(
            Finished(
                change,
                kpi.name if kpi else "–",
                figure(effect.before if effect else None, unit if effect else ""),
                figure(effect.after if effect else None, unit if effect else ""),
                word,
                tone,
                names.get(change.touchpoint or "", "–"),
                then,
                now,
                words.label(newest.verdict) if newest and newest.verdict else "–",
            )
        )
    return found


def _mood_then_and_now(change: Change, versions: Sequence[Version], ids: Sequence[str]) -> tuple[str, str]:
    """The mood at its touchpoint in the last version from before the change was due, and today."""
    if change.touchpoint not in ids:
        return "–", "–"
    place = ids.index(change.touchpoint)
    earlier = [item for item in versions[:-1] if change.due and item.day <= change.due]
    then = earlier[-1].scores[place] if earlier else None
    return figure(then, signed=True), figure(versions[-1].scores[place], signed=True)
