"""From pain to measured effect, in words: every link of every chain, and where a missing one is typed."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import ngettext, pgettext

from apps.common.fixed import gettext as _
from apps.journeys import words
from apps.journeys.domain.document import ChangeState, Delight, Map, Opportunity, Pain
from apps.journeys.domain.trace import Chain, Entry, Part, Trace
from apps.journeys.living import effect_text


@dataclass(frozen=True, slots=True)
class TraceLine:
    """One link of a chain; ``step``, ``place`` and ``anchor``: where it is typed in the builder, 0 on no step."""

    entry: Entry
    kind: str
    text: str
    step: int
    place: str
    anchor: str
    tag: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class TraceChain:
    chain: Chain
    text: str
    rank: str
    lines: tuple[TraceLine, ...]
    missing: str


_STEPS = {
    Part.FELT: (6, "s-pains"),
    Part.CAUSE: (6, "s-pains"),
    Part.OPPORTUNITY: (6, "s-opportunities"),
    Part.IDEA: (6, "s-opportunities"),
    Part.CHANGE: (7, "s-changes"),
    Part.KPI: (7, "s-changes"),
    Part.EFFECT: (0, ""),
}


def part_labels() -> dict[Part, str]:
    return {
        Part.FELT: _("Pain or delight"),
        Part.CAUSE: _("Root cause"),
        Part.OPPORTUNITY: _("Opportunity"),
        Part.IDEA: _("Idea"),
        Part.CHANGE: _("Change"),
        Part.KPI: _("Measure (KPI)"),
        Part.EFFECT: _("Measured effect"),
    }


def gap_texts() -> dict[Part, str]:
    return {
        Part.CAUSE: _("Nobody has asked why yet."),
        Part.OPPORTUNITY: _("No opportunity answers it yet."),
        Part.IDEA: _("No idea is noted."),
        Part.CHANGE: _("No change takes it up."),
        Part.KPI: _("No measure shows whether it works."),
        Part.EFFECT: _("Nothing has been measured before and after."),
    }


class TraceWords:
    """A trace in the reader's language."""

    def __init__(self, document: Map, found: Trace) -> None:
        self.found = found
        self._labels, self._gaps = part_labels(), gap_texts()
        self._places: dict[str, str] = {}
        rooted: tuple[Pain | Delight | Opportunity, ...] = (
            *document.pains,
            *document.delights,
            *document.opportunities,
        )
        for item in rooted:
            self._places[item.id] = item.touchpoint or ""
        for idea in document.ideas:
            self._places[idea.id] = self._places.get(next(iter(idea.opportunities), ""), "")
        self._delights = {delight.id for delight in document.delights}
        units = {kpi.id: kpi.unit for kpi in document.kpis}
        self._units = {change.id: units.get(change.kpi or "", "") for change in document.changes}

    def chains(self) -> list[TraceChain]:
        return [self._chain(chain) for chain in self.found.chains]

    def strays(self) -> list[TraceLine]:
        return [self._line(entry, delight=False) for entry in self.found.strays]

    def heading(self) -> str:
        """The finding in one sentence."""
        chains = self.found.chains
        whole = sum(1 for chain in chains if chain.whole)
        said = ngettext(
            "%(whole)s of %(n)s chain leads to a measured effect without a gap",
            "%(whole)s of %(n)s chains lead to a measured effect without a gap",
            len(chains),
        )
        return said % {"whole": whole, "n": len(chains)}

    def _chain(self, chain: Chain) -> TraceChain:
        delight = chain.felt.id in self._delights
        size = chain.felt.strength if delight else chain.felt.severity  # type: ignore[union-attr]
        said = _("Strength %(n)s of 5") if delight else _("Severity %(n)s of 5")
        separator = pgettext("between the items of a list", ", ")
        return TraceChain(
            chain,
            chain.felt.text,
            said % {"n": size} if size else "",
            tuple(self._line(entry, delight=delight) for entry in chain.entries[1:]),
            separator.join(self._labels[part] for part in chain.missing),
        )

    def _line(self, entry: Entry, *, delight: bool) -> TraceLine:
        step, anchor = _STEPS[entry.part]
        anchor = "s-delights" if delight and anchor == "s-pains" else anchor
        place = self._places.get(entry.id, "") if step == 6 else ""
        if entry.presence == "missing":
            return TraceLine(entry, self._labels[entry.part], self._gaps[entry.part], step, place, anchor)
        text, tag, tone = entry.text, "", ""
        if entry.state is not None:
            tag, tone = words.label(entry.state), "accent" if entry.state is ChangeState.LIVE else ""
        if entry.presence == "later":
            text = _("Comes when the change is live.")
        elif entry.effect is not None:
            text = effect_text(entry.effect, self._units.get(entry.id, ""))
            better = {True: (_("Better"), "ok"), False: (_("Worse"), "bad"), None: ("", "")}
            tag, tone = better[entry.effect.better]
        return TraceLine(entry, self._labels[entry.part], text, step, place, anchor, tag, tone)
