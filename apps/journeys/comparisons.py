"""Several maps in one picture and one table: curves over each other and the average experience, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from apps.common.jinja import draw
from apps.common.ui import face
from apps.journeys import words
from apps.journeys.domain.analysis import curve_path, height
from apps.journeys.domain.cells import signed
from apps.journeys.domain.combine import (
    Alignment,
    Average,
    Conflict,
    Overlay,
    Spread,
    band_path,
    beside_today,
    conflicts,
)
from apps.journeys.domain.document import Kind, Map
from apps.journeys.domain.grid import rounded
from apps.journeys.selectors import Comparable

# How far marks of one height stand apart, in CSS pixels.
APART_PX = 9
# One shape for each curve, drawn round the origin.
_MARKS = (
    '<circle class="dot s0" r="6"/>',
    '<rect class="dot s1" x="-5.5" y="-5.5" width="11" height="11"/>',
    '<path class="dot s2" d="M0-7L7 5.5H-7Z"/>',
    '<path class="dot s3" d="M0-7.5L7.5 0L0 7.5L-7.5 0Z"/>',
    '<path class="dot s4" d="M-6.5-2.5H-2.5V-6.5H2.5V-2.5H6.5V2.5H2.5V6.5H-2.5V2.5H-6.5Z"/>',
)


@dataclass(frozen=True, slots=True)
class Dot:
    """A mark at ``x`` and ``y`` per cent; ``aside``: pixels beside the middle of its column."""

    series: int
    x: str
    y: str
    aside: float


@dataclass(frozen=True, slots=True)
class TableCell:
    """``text`` says it all; ``mood`` gives it a face; ``name``: what this map calls the touchpoint, if not the same."""

    text: str
    mood: int | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class TableRow:
    series: int | None
    """number of its mark; None: a row of figures"""
    label: str
    cells: tuple[TableCell, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Curves above the table that says the same. ``lines``: (number of the series, SVG path)."""

    caption: str
    stages: tuple[tuple[int, str, int], ...]
    """number, name, columns"""
    columns: tuple[str, ...]
    lines: tuple[tuple[int, str], ...]
    dots: tuple[Dot, ...]
    rows: tuple[TableRow, ...]
    band: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """Highest, lowest and mean moment of one map."""

    series: int
    label: str
    highest: str
    lowest: str
    mean: str
    count: str


def labels_of(found: Sequence[Comparable]) -> list[str]:
    """What each side is called: its title, with the version where it is one; equal ones are numbered."""
    labels: list[str] = []
    for item in found:
        label = item.title
        if item.at is not None:
            parts = {
                "title": item.title,
                "version": item.version,
                "day": date_format(item.at, "SHORT_DATE_FORMAT"),
            }
            label = _("%(title)s: %(version)s, %(day)s") % parts
        labels.append(label)
    return numbered(labels)


def numbered(labels: Sequence[str]) -> list[str]:
    return [
        f"{label} ({labels[: place + 1].count(label)})" if labels.count(label) > 1 else label
        for place, label in enumerate(labels)
    ]


def personas_of(documents: Sequence[Map]) -> list[str]:
    """How texts of a joint map are marked: by whose journey it was, else by the title."""
    return numbered([words.customer(item.owner.name) if item.owner else item.title for item in documents])


def overlay_chart(found: Overlay, labels: Sequence[str]) -> Chart:
    names = [row.name for row in found.alignment.rows]
    return Chart(
        caption=_("Emotion curves of %(n)s maps over each other") % {"n": len(labels)},
        stages=_stages(found.alignment),
        columns=tuple(names),
        lines=tuple((number, one.path.line) for number, one in enumerate(found.series)),
        dots=_dots([one.scores for one in found.series]),
        rows=tuple(
            TableRow(
                number, label, tuple(_feeling(found.alignment, number, row) for row in range(len(names)))
            )
            for number, label in enumerate(labels)
        ),
    )


def _feeling(alignment: Alignment, number: int, row: int) -> TableCell:
    touchpoint = alignment.rows[row].touchpoints[number]
    if touchpoint is None:
        return TableCell(_("Not in this map"))
    name = "" if touchpoint.name == alignment.rows[row].name else touchpoint.name
    score = touchpoint.emotion.score
    return TableCell(
        words.score_label(score) if score is not None else _("No emotion yet"), rounded(score), name
    )


def _stages(alignment: Alignment) -> tuple[tuple[int, str, int], ...]:
    held = [row.stage for row in alignment.rows]
    return tuple(
        (number + 1, alignment.stage_name(number), held.count(number))
        for number in range(len(alignment.stages))
        if number in held
    )


def _dots(series: Sequence[Sequence[float | None]]) -> tuple[Dot, ...]:
    """One mark for each score; marks of one height stand side by side."""
    found: list[Dot] = []
    for place in range(len(series[0]) if series else 0):
        x = f"{100 * (place + 0.5) / len(series[0]):.3f}%"
        held = [
            (number, score) for number, scores in enumerate(series) if (score := scores[place]) is not None
        ]
        for number, score in held:
            same = [other for other, value in held if abs(value - score) < 0.3]
            aside = APART_PX * (same.index(number) - (len(same) - 1) / 2)
            found.append(Dot(number, x, f"{height(score):.1f}%", aside))
    return tuple(found)


def figures(found: Overlay, labels: Sequence[str]) -> list[Figures]:
    return [
        Figures(
            number,
            label,
            _moment(found, number, one.highest),
            _moment(found, number, one.lowest),
            words.score_label(one.mean) if one.mean is not None else "",
            str(sum(score is not None for score in one.scores)),
        )
        for number, (one, label) in enumerate(zip(found.series, labels, strict=True))
    ]


def _moment(found: Overlay, number: int, row: int | None) -> str:
    if row is None:
        return ""
    touchpoint, score = found.alignment.rows[row].touchpoints[number], found.series[number].scores[row]
    return words.keyed(touchpoint.name, words.score_label(score)) if touchpoint and score is not None else ""


def apart(found: Overlay, labels: Sequence[str], *, at_most: int = 5) -> list[str]:
    """Who differs most where, one sentence each."""
    return [
        _("%(place)s: %(high)s for “%(one)s”, %(low)s for “%(other)s”.")
        % {
            "place": found.alignment.rows[item.row].name,
            "one": labels[item.high],
            "high": words.score_label(found.series[item.high].scores[item.row] or 0),
            "other": labels[item.low],
            "low": words.score_label(found.series[item.low].scores[item.row] or 0),
        }
        for item in found.differences[:at_most]
    ]


def conflict_lines(alignment: Alignment, labels: Sequence[str]) -> list[str]:
    return [conflict_line(item, labels) for item in conflicts(alignment)]


def conflict_line(conflict: Conflict, labels: Sequence[str]) -> str:
    """One disagreement in a sentence: what each map says."""
    sentences = {
        "emotion": _("Opposite feelings at “%(place)s”: %(values)s."),
        "stage": _("“%(place)s” stands in different stages: %(values)s."),
        "channel": _("No channel in common at “%(place)s”: %(values)s."),
    }
    values = "; ".join(
        words.keyed(labels[number], value if isinstance(value, str) else words.score_label(value))
        for number, value in conflict.values
    )
    return sentences[conflict.kind] % {"place": conflict.name, "values": values}


def average_chart(found: Average) -> Chart:
    """The mean curve in the band of the middle half, with what was counted at each touchpoint."""
    means = [point.mean for point in found.points]
    if found.alignment:
        names, stages = [row.name for row in found.alignment.rows], _stages(found.alignment)
    else:
        names = [_("Touchpoint %(number)s") % {"number": number + 1} for number in range(len(means))]
        stages = ((1, _("By position"), len(means)),) if means else ()
    return Chart(
        caption=_("Average experience of %(n)s maps") % {"n": found.n},
        stages=stages,
        columns=tuple(names),
        lines=((0, curve_path(means).line),),
        dots=_dots([means]),
        band=band_path(found.points),
        rows=(
            TableRow(0, _("Mean"), tuple(_mean(point) for point in found.points)),
            TableRow(None, _("Middle half"), tuple(TableCell(_half(point)) for point in found.points)),
            TableRow(None, _("Maps counted"), tuple(TableCell(str(point.n)) for point in found.points)),
        ),
    )


def _mean(point: Spread) -> TableCell:
    if point.mean is None:
        return TableCell(_("Too few"))
    return TableCell(words.score_label(point.mean), rounded(point.mean))


def _half(point: Spread) -> str:
    if point.low is None or point.high is None:
        return _("Too few")
    return _("%(low)s to %(high)s") % {
        "low": signed(round(point.low, 1)),
        "high": signed(round(point.high, 1)),
    }


@dataclass(frozen=True, slots=True)
class Pair:
    """Two sides whose differences can be asked for by ``name`` in the address."""

    name: str
    before: int
    after: int
    label: str


def pairs_of(labels: Sequence[str]) -> list[Pair]:
    return [
        Pair(
            f"{one}-{other}",
            one,
            other,
            _("%(one)s → %(other)s") % {"one": labels[one], "other": labels[other]},
        )
        for one, other in combinations(range(len(labels)), 2)
    ]


@dataclass(frozen=True, slots=True)
class Change:
    title: str
    answers: str
    where: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Future:
    changes: tuple[Change, ...]
    untouched: tuple[str, ...]


def future_of(a: Map, b: Map) -> Future | None:
    """What the changes name and what stays untouched, where one of the two is the future of the other."""
    if (a.kind is Kind.FUTURE) == (b.kind is Kind.FUTURE):
        return None
    found = beside_today(b, a) if a.kind is Kind.FUTURE else beside_today(a, b)
    changes = [
        Change(
            item.change.title,
            "; ".join(pain.text for pain in item.pains),
            "; ".join(item.touchpoints),
            item.differs,
        )
        for item in found.changes
    ]
    return Future(tuple(changes), tuple(pain.text for pain in found.untouched))


def mark(series: int) -> SafeString:
    """Circle, square, triangle, diamond, cross: a curve is known by its shape, its dashes and its colour."""
    return SafeString(_MARKS[series])


def render_chart(chart: Chart) -> SafeString:
    """The curves and their table; both say the same, so the picture is hidden from those who hear the page."""
    moods = {mood: words.mood_label(mood) for mood in (2, 0, -2)}
    return draw("journeys/curves", {"chart": chart, "mark": mark, "face": face, "moods": moods})
