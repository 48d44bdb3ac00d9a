"""The map as a Markdown summary to paste into a page, a mail or a ticket.

CommonMark with the tables of GitHub. No text of an author can end a cell, open a heading or smuggle in HTML: signs
that mean something are written as entities or behind a backslash, and a text stays on its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from apps.journeys.domain import analysis
from apps.journeys.domain.cells import number_text, signed
from apps.journeys.domain.document import (
    Cause,
    Change,
    Delight,
    Goal,
    Map,
    Opportunity,
    Pain,
    Persona,
    Touchpoint,
)
from apps.journeys.domain.grid import rounded

_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "|": "&#124;"})
_SIGNS = re.compile(r"([\\`*_\[\]~$!#])")
_START = re.compile(r"^([+=:-]|[0-9]{1,9}(?=[.)](?: |$)))")


@dataclass(frozen=True, slots=True)
class MarkdownWords:
    """Words of the interface, translated. ``labels`` by the name of a heading or a field; ``moods`` from −2 to +2;
    ``pair`` with {name} and {value}, for a label and its text.
    """

    labels: Mapping[str, str]
    moods: Mapping[int, str]
    moments: Mapping[str, str]
    states: Mapping[str, str]
    kind: str
    pair: str


def escaped(text: str) -> str:
    """The text on one line, as itself and nothing else."""
    line = _SIGNS.sub(r"\\\1", " ".join(text.split())).translate(_ENTITIES)
    found = _START.match(line)
    if not found:
        return line
    sign = found[1]
    return f"{sign}\\{line[len(sign) :]}" if sign[0].isdigit() else f"\\{line}"


class _Summary:
    def __init__(self, document: Map, words: MarkdownWords) -> None:
        self.document, self.words = document, words
        self.names = {point.id: point.name for point in document.touchpoints}
        self.parts: list[str] = []

    def write(self) -> str:
        document = self.document
        self._block(f"# {escaped(document.title)}")
        self._block(escaped(self.words.kind))
        if document.owner:
            self._persona(document.owner)
        self._scenario()
        self._list("goals", (self._goal(goal) for goal in document.goals))
        self._journey()
        self._list("highs_lows", self._moments())
        self._list("pains", (line for pain in analysis.ranked_pains(document) for line in self._pain(pain)))
        ranked = analysis.ranked_delights(document)
        self._list("delights", (line for delight in ranked for line in self._delight(delight)))
        self._list("opportunities", map(self._opportunity, document.opportunities))
        self._list("changes", map(self._change, document.changes))
        return "\n\n".join(self.parts) + "\n"

    def _block(self, text: str) -> None:
        if text:
            self.parts.append(text)

    def _label(self, key: str) -> str:
        return self.words.labels[key]

    def _heading(self, key: str) -> None:
        self._block(f"## {escaped(self._label(key))}")

    def _list(self, key: str, lines: Iterable[str]) -> None:
        """A heading and its list, or nothing at all."""
        items = list(lines)
        if items:
            self._heading(key)
            self._block("\n".join(items))

    def _pair(self, key: str, value: str) -> str:
        return self.words.pair.format(name=escaped(self._label(key)), value=escaped(value)) if value else ""

    def _noted(self, text: str, *notes: str) -> str:
        told = " · ".join(note for note in notes if note)
        return f"- {escaped(text)} ({told})" if told else f"- {escaped(text)}"

    def _pairs(self, pairs: Iterable[tuple[str, str]]) -> str:
        return "\n".join(f"- {self._pair(key, value)}" for key, value in pairs if value.strip())

    def _persona(self, persona: Persona) -> None:
        self._heading("persona")
        self._block(escaped(persona.name))
        fields = ("role", "context", "goals", "needs", "frustrations", "quote")
        self._block(self._pairs((field, getattr(persona, field)) for field in fields))

    def _scenario(self) -> None:
        document = self.document
        told = self._pairs((("starts", document.scope_start), ("ends", document.scope_end)))
        if document.scenario.strip() or told:
            self._heading("scenario")
            self._block(escaped(document.scenario))
            self._block(told)

    def _goal(self, goal: Goal) -> str:
        unit = f" {goal.unit}" if goal.unit else ""
        values = [
            self._pair(key, f"{number_text(value)}{unit}")
            for key, value in (("baseline", goal.baseline), ("target", goal.target))
            if value is not None
        ]
        due = goal.due.isoformat() if goal.due else ""
        return self._noted(goal.statement, self._pair("metric", goal.metric), *values, self._pair("due", due))

    def _journey(self) -> None:
        if not self.document.stages:
            return
        self._heading("journey")
        heads = [escaped(self._label(key)) for key in ("touchpoint", "action", "channels", "emotion")]
        for number, stage in enumerate(self.document.stages, start=1):
            moment = f" ({escaped(self.words.moments[stage.moment])})" if stage.moment else ""
            self._block(f"### {number} {escaped(stage.name)}{moment}")
            rows = [self._row(point) for point in self.document.touchpoints if point.stage == stage.id]
            if rows:
                self._block("\n".join([_table_row(heads), _table_row(["---"] * len(heads)), *rows]))

    def _row(self, point: Touchpoint) -> str:
        channels = ", ".join(channel.channel for channel in point.channels)
        felt = self._feeling(point)
        return _table_row([escaped(text) for text in (point.name, point.action, channels, felt)])

    def _feeling(self, point: Touchpoint) -> str:
        score = point.emotion.score
        if score is None:
            return "—"
        mood = self.words.moods[rounded(score) or 0]
        return " · ".join(text for text in (f"{signed(score)} {mood}", point.emotion.label) if text)

    def _moments(self) -> Iterator[str]:
        found = analysis.extremes(self.document)
        for key, point in (("highest", found.highest), ("lowest", found.lowest)):
            if point is not None:
                note = f" – {escaped(point.emotion.note)}" if point.emotion.note.strip() else ""
                yield f"- {self._pair(key, point.name)} ({escaped(self._feeling(point))}){note}"
        for point in self.document.touchpoints_in_order():
            if point.weak_link:
                note = f" – {escaped(point.weak_link_reason)}" if point.weak_link_reason.strip() else ""
                yield f"- {self._pair('weak', point.name)}{note}"

    def _at(self, touchpoint: str | None) -> str:
        return self._pair("at", self.names.get(touchpoint or "", ""))

    def _grade(self, key: str, grade: int | None) -> str:
        return self._pair(key, "" if grade is None else f"{grade}/5")

    def _pain(self, pain: Pain) -> Iterator[str]:
        yield self._noted(pain.text, self._at(pain.touchpoint), self._grade("severity", pain.severity))
        yield from _causes(pain.causes, 1)

    def _delight(self, delight: Delight) -> Iterator[str]:
        yield self._noted(
            delight.text, self._at(delight.touchpoint), self._grade("strength", delight.strength)
        )
        yield from _causes(delight.causes, 1)

    def _opportunity(self, found: Opportunity) -> str:
        answered: tuple[Pain | Delight, ...] = (*self.document.pains, *self.document.delights)
        texts = {item.id: item.text for item in answered}
        answers = "; ".join(texts[name] for name in (*found.pains, *found.delights) if name in texts)
        grades = [self._grade("impact", found.impact), self._grade("effort", found.effort)]
        return self._noted(found.text, self._at(found.touchpoint), *grades, self._pair("answers", answers))

    def _change(self, change: Change) -> str:
        due = change.due.isoformat() if change.due else ""
        state = self._pair("state", self.words.states[change.state])
        return self._noted(change.title, state, self._pair("owner", change.owner), self._pair("due", due))


def _causes(causes: Sequence[Cause], depth: int) -> Iterator[str]:
    for cause in causes:
        yield f"{'  ' * depth}- {escaped(cause.text)}"
        yield from _causes(cause.children, depth + 1)


def _table_row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell or ' ' for cell in cells)} |"


def write_markdown(document: Map, words: MarkdownWords) -> str:
    """The whole summary; what the map does not hold is left out."""
    return _Summary(document, words).write()
