"""A map as slides: which tables, curves and lines stand where, in points. The edge draws them with native shapes.

Heights are worked out from measured text, so nothing is clipped or shrunk: what does not fit goes on on a further
slide under the same heads. Only heads end with a mark when they are very long; the notes hold all of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from apps.journeys.domain.document import Delight, Map, Pain
from apps.journeys.domain.formats.pages import around, cut
from apps.journeys.domain.formats.slides.flow import plain_table
from apps.journeys.domain.formats.slides.lanes import SheetSlides
from apps.journeys.domain.formats.slides.parts import (
    COLUMNS,
    EDGE,
    WIDTH,
    Cover,
    Deck,
    Slide,
    SlideWords,
    one_line,
)
from apps.journeys.domain.grid import bands, build_grid
from apps.journeys.domain.layout import wrap


class _Maker:
    def __init__(self, document: Map, words: SlideWords) -> None:
        self.document, self.words, self.labels = document, words, words.labels

    def deck(self) -> Deck:
        return Deck(self._cover(), (*self._person(), *self._grid(), *self._opportunities(), *self._changes()))

    def _told(self) -> list[tuple[str, str]]:
        document, owner = self.document, self.document.owner
        fields = ("role", "context", "goals", "needs", "frustrations", "quote")
        about = [(name, getattr(owner, name)) for name in fields] if owner else []
        about += [
            ("scenario", document.scenario),
            ("starts", document.scope_start),
            ("ends", document.scope_end),
        ]
        about += [("goal", goal.statement) for goal in document.goals]
        return [(self.labels[name], text) for name, text in about if text.strip()]

    def _cover(self) -> Cover:
        document, owner = self.document, self.document.owner
        told = [f"{label}: {text}" for label, text in self._told()]
        return Cover(
            title=wrap(document.title, 560, 34, bold=True, lines=4),
            kind=self.words.kind,
            persona=one_line(owner.name, 560, 20) if owner else "",
            role="".join(wrap(owner.role, 560, 14, lines=1)) if owner else "",
            scenario=wrap(document.scenario, 560, 14, lines=6),
            notes="\n".join([document.title, owner.name if owner else "", *told]).strip(),
        )

    def _person(self) -> list[Slide]:
        title, name = self.labels["persona"], self.document.owner.name if self.document.owner else ""
        heading = f"{title} · {name}" if name else self.labels["scenario"]
        shown = one_line(heading, WIDTH - 2 * EDGE, 20)
        return plain_table(shown, ("", ""), (1, 5), self._told())

    def _grid(self) -> Iterator[Slide]:
        lanes = tuple(row.lane for band in bands(build_grid(self.document)) for row in band.rows)
        pieces = list(cut(self.document.model_copy(update={"lanes": lanes}), COLUMNS))
        for number, sheet in enumerate(pieces):
            names = (
                f"{place} {stage.name}"
                for place, stage in enumerate(sheet.document.stages, sheet.stages_before + 1)
            )
            title = one_line(" · ".join(names), WIDTH - 2 * EDGE - 40, 20)
            yield from SheetSlides(self.document, sheet, around(pieces, number), self.words, title).slides()

    def _names(self, ids: Iterable[str | None]) -> str:
        known = {point.id: point.name for point in self.document.touchpoints}
        return "\n".join(known[name] for name in ids if name in known)

    def _opportunities(self) -> list[Slide]:
        labels = self.labels
        answered: tuple[Pain | Delight, ...] = (*self.document.pains, *self.document.delights)
        pains = {item.id: item.text for item in answered}
        heads = [labels[name] for name in ("opportunity", "touchpoint", "answers", "impact", "effort")]
        rows = (
            (
                found.text,
                self._names([found.touchpoint]),
                "\n".join(pains[name] for name in (*found.pains, *found.delights) if name in pains),
                f"{found.impact}/5" if found.impact else "",
                f"{found.effort}/5" if found.effort else "",
            )
            for found in self.document.opportunities
        )
        return plain_table(labels["opportunities"], heads, (4, 2, 3, 1, 1), rows)

    def _changes(self) -> list[Slide]:
        labels = self.labels
        heads = [labels[name] for name in ("change", "state", "owner", "due", "metric")]
        kpis = {kpi.id: kpi.name for kpi in self.document.kpis}
        rows = (
            (
                found.title,
                self.words.states[found.state],
                found.owner,
                found.due.isoformat() if found.due else "",
                kpis.get(found.kpi or "", ""),
            )
            for found in self.document.changes
        )
        return plain_table(labels["changes"], heads, (4, 1.5, 2, 1.2, 2.3), rows)


def plan_slides(document: Map, words: SlideWords) -> Deck:
    """The cover, the person and the scenario, the grid, what could be better and what is to change."""
    return _Maker(document, words).deck()
