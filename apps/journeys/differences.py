"""The diff of two maps in words: one line for each object added, removed or moved, and for each changed field."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_  # noqa: N812 - marks texts that are translated later

from apps.journeys import words
from apps.journeys.domain.combine import differences
from apps.journeys.domain.diff import FieldChange
from apps.journeys.domain.document import (
    CHILD_LISTS,
    NODE_LISTS,
    ROOT_ID,
    Map,
    Node,
    NotRelevant,
    Part,
)

LONGEST = 160

_NOUNS = {
    "personas": N_("Persona"),
    "goals": N_("Goal"),
    "stages": N_("Stage"),
    "touchpoints": N_("Touchpoint"),
    "channels": N_("Channel"),
    "reactions": N_("Reaction"),
    "readings": N_("Readings"),
    "evidence": N_("Evidence"),
    "stakeholders": N_("Stakeholder"),
    "kpis": N_("Measure"),
    "pains": N_("Pain"),
    "delights": N_("Delight"),
    "causes": N_("Cause"),
    "children": N_("Cause"),
    "opportunities": N_("Opportunity"),
    "risks": N_("Risk"),
    "ideas": N_("Idea"),
    "resources": N_("Resource"),
    "changes": N_("Change"),
    "reviews": N_("Reviews"),
    "backstage": N_("Behind this touchpoint"),
    "policies": N_("Policy"),
    "technologies": N_("Technology"),
    "processes": N_("Process"),
    "transitions": N_("Flow"),
    "walkthrough": N_("Walk-through"),
    "waivers": N_("A hint set aside"),
}
# Fields that have a word of their own; the others are details.
_FIELDS = {
    "name": N_("Name"),
    "title": N_("Title"),
    "text": N_("Text"),
    "statement": N_("Text"),
    "channel": N_("Name"),
    "kind": N_("Kind"),
    "language": N_("Language"),
    "market": N_("Market"),
    "product": N_("Product or service"),
    "brand": N_("Brand"),
    "scenario": N_("Scenario"),
    "scope_start": N_("The journey starts when"),
    "scope_end": N_("The journey ends when"),
    "lanes": N_("Lanes"),
    "sources": N_("Sources"),
    "segment": N_("Segment"),
    "role": N_("Role"),
    "quote": N_("Quote"),
    "context": N_("Context"),
    "goals": N_("Goals"),
    "needs": N_("Unmet needs"),
    "preferred_channels": N_("Preferred channels"),
    "empathy.says": N_("Says"),
    "empathy.thinks": N_("Thinks"),
    "empathy.does": N_("Does"),
    "empathy.feels": N_("Feels"),
    "empathy.pains": N_("Pains"),
    "empathy.gains": N_("Gains"),
    "target": N_("Target"),
    "unit": N_("Unit"),
    "due": N_("Due"),
    "day": N_("Date"),
    "value": N_("Value"),
    "source": N_("Source"),
    "moment": N_("Moment"),
    "stage": N_("Stage"),
    "action": N_("Action"),
    "category": N_("Category"),
    "media": N_("Physical or digital"),
    "status": N_("Status"),
    "reason": N_("Reason"),
    "time": N_("Time"),
    "expectation": N_("Expectation"),
    "thoughts": N_("Thoughts"),
    "owner": N_("Owner"),
    "frequency": N_("How often"),
    "wow_tasks": N_("Wow"),
    "weak_link": N_("Weak link"),
    "weak_link_reason": N_("Weak link"),
    "not_relevant": N_("Not relevant"),
    "emotion.score": N_("Emotion"),
    "emotion.note": N_("Why this feeling?"),
    "emotion.evidence": N_("Evidence"),
    "evidence": N_("Evidence"),
    "stakeholders": N_("Stakeholders"),
    "kpis": N_("Measures"),
    "kpi": N_("Measure"),
    "primary": N_("Main channel"),
    "purpose": N_("Purpose"),
    "goal_value": N_("Goal"),
    "experience_value": N_("Experience"),
    "touchpoint": N_("Touchpoint"),
    "severity": N_("Severity, 1 to 5"),
    "strength": N_("Strength, 1 to 5"),
    "pains": N_("Pains"),
    "delights": N_("Delights"),
    "opportunities": N_("Opportunities"),
    "ideas": N_("Ideas"),
    "impact": N_("Impact"),
    "effort": N_("Effort"),
    "probability": N_("Probability"),
    "have": N_("Have"),
    "need": N_("Need"),
    "cost": N_("Cost"),
    "state": N_("State"),
    "before": N_("Before"),
    "after": N_("After"),
    "verdict": N_("Verdict"),
}
_MOODS = frozenset({"emotion.score", "goal_value", "experience_value"})


@dataclass(frozen=True, slots=True)
class Line:
    """``kind``: added, removed, moved or changed; ``what``: the object or the field; values empty where none is."""

    kind: str
    place: str
    what: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class _Known:
    node: Node
    field: str
    parent: str


def difference_lines(a: Map, b: Map) -> list[Line]:
    """From ``a`` to ``b``, the map first, then in the order of the journey. What stands inside an added or removed
    object is not told again, and links to other maps are no part of the journey.
    """
    found, matched = differences(a, b)
    before, after = _known(a), _known(matched)
    order = [item.id for item in (*matched.touchpoints_in_order(), *a.touchpoints_in_order())]
    added, removed = set(found.added), set(found.removed)
    lines: list[tuple[int, Line]] = []
    for kind, names, known, same in (
        ("added", found.added, after, added),
        ("removed", found.removed, before, removed),
        ("moved", found.moved, after, set[str]()),
    ):
        for name in names:
            if known[name].parent not in same and known[name].field != "links":
                place = _place(known, name)
                lines.append((_rank(order, place), Line(kind, _name(known, place), _object(known[name]))))
    lines.extend(
        _changed(change, before, after, order)
        for change in found.changed
        if change.id == ROOT_ID or after[change.id].field != "links"
    )
    return [line for _rank_of, line in sorted(lines, key=lambda pair: pair[0])]


def _changed(
    change: FieldChange, before: dict[str, _Known], after: dict[str, _Known], order: list[str]
) -> tuple[int, Line]:
    place = _place(after, change.id)
    what = _field(change.field)
    if change.id not in {ROOT_ID, place}:
        what = words.keyed(_object(after[change.id]), what)
    was = _value(change.field, change.before, before)
    now = _value(change.field, change.after, after)
    return _rank(order, place), Line("changed", _name(after, place), what, was, now)


def _known(document: Map) -> dict[str, _Known]:
    found: dict[str, _Known] = {}

    def learn(part: Part, field: str, parent: str) -> None:
        for node in getattr(part, field):
            found[node.id] = _Known(node, field, parent)
            for inner in CHILD_LISTS.get(type(node), ()):
                learn(node, inner, node.id)

    for field in NODE_LISTS:
        learn(document, field, ROOT_ID)
    return found


def _owners(known: dict[str, _Known], name: str) -> Iterator[str]:
    while name in known:
        yield name
        name = known[name].parent


def _place(known: dict[str, _Known], name: str) -> str:
    """The touchpoint, stage or persona where an object stands; the map where it stands at none."""
    for owner in _owners(known, name):
        at = getattr(known[owner].node, "touchpoint", None)
        if at in known:
            return str(at)
        if known[owner].field in {"touchpoints", "stages", "personas"}:
            return owner
    return ROOT_ID


def _rank(order: list[str], place: str) -> int:
    """The map and what is no touchpoint stand before the journey."""
    return order.index(place) + 1 if place in order else 0


def _name(known: dict[str, _Known], place: str) -> str:
    return _text(known[place].node) if place in known else _("Map")


def _text(node: Node) -> str:
    found = next(
        (
            text
            for name in ("name", "text", "title", "statement", "channel")
            if (text := getattr(node, name, ""))
        ),
        "",
    )
    return _short(str(found))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"


def _object(known: _Known) -> str:
    noun, text = _(_NOUNS[known.field]), _text(known.node)
    return words.keyed(noun, text) if text else noun


def _field(field: str) -> str:
    return _(_FIELDS[field]) if field in _FIELDS else _("Other details")


def _value(field: str, value: Any, known: dict[str, _Known]) -> str:
    """A value as the reader would write it; references by the names of what they point at."""
    if value in (None, "", ()):
        return ""
    if isinstance(value, tuple):
        return _short(", ".join(_value(field, item, known) for item in value))
    if isinstance(value, NotRelevant):
        return words.label(value.lane)
    if isinstance(value, Enum):
        return words.label(value)
    if isinstance(value, date):
        return date_format(value, "SHORT_DATE_FORMAT")
    return _plain(field, value, known)


def _plain(field: str, value: Any, known: dict[str, _Known]) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, int | float):
        return words.score_label(value) if field in _MOODS else number_format(value)
    return _text(known[value].node) if value in known else _short(str(value))
