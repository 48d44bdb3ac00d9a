"""What to do first and what it takes: impact against effort, and resources that fall short, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import ngettext

from apps.common.fixed import gettext as _
from apps.journeys import words
from apps.journeys.domain import analysis, plots
from apps.journeys.domain.document import ChangeState, Map, Opportunity
from apps.journeys.living import figure


@dataclass(frozen=True, slots=True)
class Spot:
    """All opportunities with the same impact and effort; ``label`` is written beside the mark."""

    point: plots.Point
    numbers: tuple[int, ...]

    @property
    def label(self) -> str:
        return ", ".join(str(number) for number in self.numbers)


@dataclass(frozen=True, slots=True)
class OpportunityRow:
    number: int
    text: str
    place: str
    impact: str
    effort: str
    votes: str
    quadrant: str


def quadrant_label(quadrant: analysis.Quadrant) -> str:
    names = {
        analysis.Quadrant.QUICK_WIN: _("Quick win"),
        analysis.Quadrant.LARGE: _("Large and worth it"),
        analysis.Quadrant.SMALL: _("Small and easy"),
        analysis.Quadrant.COSTLY: _("Much effort, little impact"),
    }
    return names[quadrant]


def _ranked(document: Map) -> list[Opportunity]:
    return sorted(
        document.opportunities,
        key=lambda item: (analysis.quadrant(item) is None, -(item.impact or 0), item.effort or 0),
    )


def opportunity_rows(document: Map) -> list[OpportunityRow]:
    """Numbered as in the picture: the highest impact first, then the least effort; ungraded ones last."""
    places = {place.id: place.name for place in document.touchpoints}
    rows = []
    for number, item in enumerate(_ranked(document), start=1):
        found = analysis.quadrant(item)
        rows.append(
            OpportunityRow(
                number,
                item.text,
                places.get(item.touchpoint or "", "–"),
                figure(item.impact),
                figure(item.effort),
                figure(item.votes),
                quadrant_label(found) if found else _("Not graded yet"),
            )
        )
    return rows


def spots(document: Map) -> list[Spot]:
    """The marks of the picture, one for each pair of grades."""
    held: dict[tuple[int, int], list[int]] = {}
    for number, item in enumerate(_ranked(document), start=1):
        if item.effort is not None and item.impact is not None:
            held.setdefault((item.effort, item.impact), []).append(number)
    return [Spot(plots.grade_point(*grades), tuple(numbers)) for grades, numbers in held.items()]


@dataclass(frozen=True, slots=True)
class ResourceRow:
    name: str
    kind: str
    have: str
    need: str
    gap: str
    short: bool
    cost: str
    plan: tuple[str, ...]


def resource_rows(document: Map) -> list[ResourceRow]:
    titles = {
        change.id: change.title for change in document.changes if change.state is not ChangeState.STOPPED
    }
    return [
        ResourceRow(
            item.name,
            words.label(item.kind) if item.kind else "–",
            figure(item.have),
            figure(item.need, item.unit),
            figure(analysis.shortage(item), item.unit) if analysis.shortage(item) else "0",
            analysis.shortage(item) > 0,
            figure(item.cost),
            tuple(titles[name] for name in item.changes if name in titles),
        )
        for item in document.resources
    ]


def gap_sums(document: Map) -> tuple[list[tuple[str, int, int, str]], list[str]]:
    """(kind, resources, of them short, cost) and what is missing in each unit."""
    kinds = [
        (words.label(gap.kind) if gap.kind else _("No kind"), gap.count, gap.short, figure(gap.cost))
        for gap in analysis.gaps_by_kind(document)
    ]
    return kinds, [figure(size, unit) for unit, size in analysis.gaps_by_unit(document).items()]


def resources_heading(rows: Sequence[ResourceRow]) -> str:
    short = [row for row in rows if row.short]
    bare = sum(1 for row in short if not row.plan and row.cost == "–")
    if not rows:
        return _("No resource is listed yet")
    if not short:
        return _("Everything that is needed is there")
    said = ngettext("%(n)s resource falls short", "%(n)s resources fall short", len(short)) % {
        "n": len(short)
    }
    if not bare:
        return said
    open_ones = ngettext(
        "%(n)s of them has neither a plan nor a cost", "%(n)s of them have neither a plan nor a cost", bare
    )
    return _("%(first)s; %(second)s") % {"first": said, "second": open_ones % {"n": bare}}
