"""The cells of the journey table, written as strings.

A template engine would take several lookups and calls for each of some five hundred cells, four times as
long. The frame of the table and the row of emotions are a template.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from apps.common.ui import face, icon
from apps.journeys import words
from apps.journeys.domain.cells import Item
from apps.journeys.domain.document import Lane
from apps.journeys.domain.flow import Way
from apps.journeys.domain.grid import Column, Counts, LaneRow, Mark, Slot

CellKey = tuple[str, str]
_SIMPLE = frozenset({"text", "channel", "pain", "delight", "step"})
_SIGNS = {"wow": "star", "pain": "bolt", "weak": "link"}
_REACTIONS = (("1", "plus", "positive"), ("0", "equal", "neutral"), ("-2", "minus", "negative"))


@dataclass(frozen=True, slots=True)
class Pin:
    """A numbered comment on a cell: ``object_id`` is the touchpoint, ``lane`` its lane."""

    object_id: str
    lane: str
    number: int
    href: str
    label: str
    active: bool = False
    id: str = ""


def pins_by_cell(pins: Sequence[Pin]) -> dict[CellKey, str]:
    """The links of all pins, joined by cell."""
    drawn: dict[CellKey, str] = {}
    for pin in pins:
        key = (pin.object_id, pin.lane)
        shade, name = " on" if pin.active else "", f' id="{escape(pin.id)}"' if pin.id else ""
        drawn[key] = drawn.get(key, "") + (
            f'<a class="pin{shade}" href="{escape(pin.href)}"{name}>'
            f'<span class="sr">{escape(pin.label)} </span>{pin.number}</a>'
        )
    return drawn


def _escaped(texts: list[str]) -> list[str]:
    """All texts escaped at one go: the replacing costs per call. NUL, which parts them, cannot stand in a map."""
    return escape("\0".join(texts)).split("\0") if texts else []


class AddLinks:
    """Links of empty cells to the place where their lane is typed, and to where it is set aside."""

    def __init__(
        self,
        addresses: Mapping[Lane, Sequence[str]],
        asides: Mapping[Lane, Sequence[str]],
        heads: Mapping[Lane, str],
        columns: Sequence[Column],
    ) -> None:
        """``addresses`` and ``asides``: of every lane, in pieces between which the touchpoint's id stands."""
        names = _escaped([column.name for column in columns])
        self._names = dict(zip([column.id for column in columns], names, strict=True))
        self._word = escape(_("Add"))
        add, aside = _("Add: %(lane)s, %(touchpoint)s"), _("Not relevant: %(lane)s, %(touchpoint)s")
        self._adds = {lane: self._parts(addresses[lane], add, head) for lane, head in heads.items()}
        self._asides = {
            lane: self._parts(asides[lane], aside, head) for lane, head in heads.items() if lane in asides
        }

    @staticmethod
    def _parts(address: Sequence[str], label: str, head: str) -> tuple[list[str], str, str]:
        before, after = escape(label % {"lane": head, "touchpoint": "\0"}).split("\0")
        return [escape(piece) for piece in address], before, after

    def link(self, lane: Lane, touchpoint: str) -> str:
        pieces, before, after = self._adds[lane]
        name = self._names[touchpoint]
        add = (
            f'<a class="add" href="{touchpoint.join(pieces)}" '
            f'aria-label="{before}{name}{after}">{self._word}</a>'
        )
        if lane not in self._asides:
            return add
        pieces, before, after = self._asides[lane]
        return f'{add}<a class="na" href="{touchpoint.join(pieces)}" aria-label="{before}{name}{after}"></a>'


class CellWriter:
    """Writes the cells of the lanes; every text of the author is escaped here."""

    def __init__(
        self,
        texts: Mapping[str, str],
        moods: Mapping[int, str],
        *,
        selected: str | None,
        changed: frozenset[CellKey],
        pins: Mapping[CellKey, str],
        ghosts: Mapping[str, int],
        adds: AddLinks | None = None,
        new: frozenset[CellKey] = frozenset(),
    ) -> None:
        self._ghosts, self._adds = ghosts, adds
        self._selected, self._changed, self._pins = selected, changed, pins
        self._framed_cells, self._new = changed.union(pins), new
        self._safe = {name: escape(text) for name, text in texts.items()}
        self._moods = {
            mood: f'{face(mood)}<span class="sr">{escape(text)}</span>' for mood, text in moods.items()
        }
        self._was = {mood: escape(texts["earlier"] % {"mood": text}) for mood, text in moods.items()}
        self._empty = (
            f'<span class="empty" aria-hidden="true">—</span><span class="sr">{self._safe["empty"]}</span>'
        )
        self._reactions = [
            f'<span data-mood="{mood}">{icon(sign)}<span class="sr">{self._safe[word]} </span>'
            for mood, sign, word in _REACTIONS
        ]
        self._labels: dict[str, str] = {}
        self._keyed = escape(words.keyed("{name}", "{value}"))

    def heads(
        self, slots: Sequence[Slot], links: Callable[[str], str] | None, zooms: Mapping[str, str]
    ) -> SafeString:
        """The ``th`` elements of the touchpoints; ``zooms``: addresses of sub-journeys by touchpoint."""
        parts: list[str] = []
        for column, _place in slots:
            if column is None:
                parts.append(
                    f'<th class="tp" scope="col"><span class="empty">{self._safe["no_touchpoint"]}</span></th>'
                )
                continue
            shade, current = (" sel", ' aria-current="true"') if column.id == self._selected else ("", "")
            tag, link = ("a", f' href="{escape(links(column.id))}"') if links else ("span", "")
            parts.append(
                f'<th class="tp{shade}" scope="col"><{tag} class="tp-b"{link}{current if links else ""}>'
                f'<span class="ch">{icon(column.icon)}</span><small dir="auto">{escape(column.channel)}</small>'
                f'<b dir="auto">{escape(column.name)}</b></{tag}>{self._zoom(column, zooms)}</th>'
            )
        return SafeString("".join(parts))

    def _zoom(self, column: Column, zooms: Mapping[str, str]) -> str:
        if column.id not in zooms:
            return ""
        name = f'<span class="sr">: {escape(column.name)}</span>'
        return (
            f'<a class="zoom" href="{escape(zooms[column.id])}">{icon("eye")}{self._safe["zoom"]}{name}</a>'
        )

    def ways(self, slots: Sequence[Slot], ways: Mapping[str, Sequence[Way]]) -> SafeString:
        """The ``td`` elements of the flow: where one goes from each touchpoint, in words."""
        parts: list[str] = []
        for column, _place in slots:
            found = ways.get(column.id, ()) if column else ()
            texts = [f'<span class="it way" dir="auto">{escape(words.way_text(way))}</span>' for way in found]
            parts.append(f"<td>{''.join(texts)}</td>")
        return SafeString("".join(parts))

    def row(self, row: LaneRow, slots: Sequence[Slot]) -> SafeString:
        """The ``td`` elements of one lane."""
        bodies, lane, names = self._bodies(row), row.lane.value, row.touchpoints
        cells = [f"<td>{body}</td>" for body in bodies]
        framed = {touchpoint for touchpoint, name in self._framed_cells if name == lane} | {self._selected}
        for touchpoint in framed.intersection(names):
            place = names.index(touchpoint)
            cells[place] = self._framed((names[place], lane), bodies[place])
        if len(slots) > len(cells):
            cells = ["<td></td>" if place < 0 else cells[place] for _column, place in slots]
        return SafeString("".join(cells))

    def _bodies(self, row: LaneRow) -> list[str]:
        """The insides of the cells. Most lanes hold one shape of entry, a text alone, and are written the short way."""
        entries = row.entries
        texts = iter(_escaped([item[1] for items in entries for item in items]))
        shapes = {item[2] for items in entries for item in items}
        if len(shapes) != 1 or not shapes <= _SIMPLE:
            # zip asks the items first, so no text of the next cell is taken.
            return [
                "".join([self._item(item, text) for item, text in zip(items, texts, strict=False)])
                or self._bare(row, place)
                for place, items in enumerate(entries)
            ]
        opening = f'<span class="it {shapes.pop()}" dir="auto">'
        joint = f"</span>{opening}"
        return [
            f"{opening}{joint.join([next(texts) for _item in items])}</span>"
            if items
            else self._bare(row, place)
            for place, items in enumerate(entries)
        ]

    def emotions(self, row: LaneRow, slots: Sequence[Slot], curve: str) -> SafeString:
        """The ``td`` elements of the emotions: a face with its marks each; the curve lies in the first."""
        parts: list[str] = []
        for column, place in slots:
            body = "" if column is None else self._felt(column, row.reasons.get(place))
            body, curve = f"{curve}{body}", ""
            key = (column.id if column else "", row.lane.value)
            plain = key[0] != self._selected and key not in self._changed
            parts.append(f"<td>{body}</td>" if plain else self._framed(key, body, pin=""))
        return SafeString("".join(parts))

    def _felt(self, column: Column, reason: str | None) -> str:
        safe, earlier = self._safe, self._ghosts.get(column.id)
        if column.mood is not None:
            marks = self._marks(column.marks) if column.marks else ""
            body = f'<span class="pt" data-mood="{column.mood}">{self._moods[column.mood]}{marks}</span>'
        elif reason is not None:
            body = self._left_out(reason)
        elif self._adds:
            body = self._adds.link(Lane.EMOTION, column.id)
        else:
            body = f'<span class="sr">{safe["no_score"]}</span>'
        ghost = "" if earlier is None else self._ghost(earlier)
        return f'<span class="cell">{self._pins.get((column.id, "emotion"), "")}{ghost}{body}</span>'

    def _ghost(self, mood: int) -> str:
        return f'<span class="gh" data-y="{mood}"><span class="sr">{self._was[mood]} </span></span>'

    def _marks(self, marks: Sequence[Mark]) -> str:
        """Wow stands above the face, pain below it, the weak link below that."""
        parts, place = [], "below"
        for mark in marks:
            where = "above" if mark.kind == "wow" else place
            place = "below second" if mark.kind == "pain" else place
            parts.append(
                f'<span class="mk {mark.kind} {where}">{icon(_SIGNS[mark.kind])}{self._safe[mark.kind]}</span>'
            )
        return "".join(parts)

    def _framed(self, key: CellKey, body: str, pin: str | None = None) -> str:
        touched = key in self._changed
        shades = " ".join(
            name for name, wanted in (("sel", key[0] == self._selected), ("chg", touched)) if wanted
        )
        opening = f'<td class="{shades}">' if shades else "<td>"
        word = self._safe["new" if key in self._new else "changed"]
        note = f'<span class="chb">{word}</span>' if touched else ""
        return f"{opening}{self._pins.get(key, '') if pin is None else pin}{body}{note}</td>"

    def _bare(self, row: LaneRow, place: int) -> str:
        """A cell without entries: reactions counted, left out for a reason, or empty."""
        counts = row.counts.get(place)
        if counts and any(counts):
            return self._counted(counts)
        reason = row.reasons.get(place)
        if reason is None:
            return self._adds.link(row.lane, row.touchpoints[place]) if self._adds else self._empty
        return self._left_out(reason)

    def _left_out(self, reason: str) -> str:
        return f'<span class="nr">{self._safe["not_relevant"]}: <i dir="auto">{escape(reason)}</i></span>'

    def _counted(self, counts: Counts) -> str:
        spans = [f"{opening}{count}</span>" for opening, count in zip(self._reactions, counts, strict=True)]
        return f'<span class="rx">{"".join(spans)}</span>'

    def _item(self, item: Item, text: str) -> str:
        """One entry of any shape; ``text`` is its text, escaped."""
        _id, _text, kind, source, key, tone, lang = item
        if kind in _SIMPLE:
            return f'<span class="it {kind}" dir="auto">{text}</span>'
        if kind == "key":
            named = self._keyed.format(name=text, value=self._label(key))
            return f'<span class="it" dir="auto">{named}</span>'
        if kind == "number":
            return f'<span class="it num" dir="auto">{text} <b class="t-{tone}">{source}</b></span>'
        spoken = f' lang="{escape(lang)}"' if lang else ""
        quote = f'<span class="quote"><q dir="auto"{spoken}>{text}</q></span>'
        if kind == "assumption":
            return f'{quote}<span class="src guess">{self._safe["assumption"]}</span>'
        return f'{quote}<span class="src" dir="auto">{escape(source)}</span>' if source else quote

    def _label(self, key: str) -> str:
        found = self._labels.get(key)
        if found is None:
            found = self._labels[key] = escape(words.key_label(key))
        return found
