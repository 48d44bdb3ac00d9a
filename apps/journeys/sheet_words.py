"""Words of spreadsheets: headings, sheets and values in the reader's language, and all that is understood in any."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from apps.journeys import words
from apps.journeys.domain.document import (
    Category,
    ChangeState,
    Direction,
    EvidenceKind,
    Kind,
    KpiKind,
    Lane,
    Layer,
    Media,
    Moment,
    Mood,
    Polarity,
    Purpose,
    ResourceKind,
    Status,
    TransitionKind,
    Verdict,
    Wow,
)
from apps.journeys.domain.formats.sheet_columns import (
    EVIDENCE_KEY,
    FIELDS,
    ID_KEY,
    INNER,
    MAP,
    ROW_KEYS,
    ROW_LISTS,
    VOCABULARIES,
    Words,
    fold,
)
from apps.journeys.sheet_synonyms import COLUMNS, FLAGS

_LABELLED = {
    vocabulary.__name__: vocabulary
    for vocabulary in (
        Category, ChangeState, Direction, EvidenceKind, Kind, KpiKind, Lane, Layer, Media, Moment, Polarity,
        Purpose, ResourceKind, Status, TransitionKind, Verdict, Wow,
    )
}  # fmt: skip


def _sheets() -> dict[str, str]:
    return {
        MAP: _("Map"), "touchpoints": _("Touchpoints"), "personas": _("Personas"), "goals": _("Goals"),
        "stages": _("Stages"), "channels": _("Channels"), "reactions": _("Reactions"),
        "evidence": _("Evidence"), "stakeholders": _("Stakeholders"), "kpis": _("Measures"),
        "readings": _("Readings"), "pains": _("Pains"), "delights": _("Delights"),
        "causes": _("Root causes"), "opportunities": _("Opportunities"), "risks": _("Risks"),
        "ideas": _("Ideas"), "resources": _("Resources"), "changes": _("Changes"), "reviews": _("Reviews of changes"),
        "backstage": _("Behind the touchpoints"), "policies": _("Policies"), "technologies": _("Technologies"),
        "processes": _("Processes"), "transitions": _("Ways between touchpoints"), "links": _("Linked maps"),
        "walkthrough": _("Walk-through"), "waivers": _("Hints set aside"),
    }  # fmt: skip


def _map_fields() -> dict[str, str]:
    return {
        "title": _("Title"), "kind": _("Kind of map"), "language": _("Language"), "market": _("Market"),
        "product": _("Product"), "brand": _("Brand"), "time_axis.label": _("Time axis"),
        "time_axis.unit": _("Unit of the time axis"), "scenario": _("Scenario"),
        "scope_start": _("The journey starts when"), "scope_end": _("The journey ends when"),
        "depth": _("Depth"), "view_axis": _("View"), "process": _("Course of the journey"),
        "sources": _("Sources"), "no_weak_link": _("There is no weak link"), "lanes": _("Lanes"),
    }  # fmt: skip


def _persona_fields() -> dict[str, str]:
    return {
        "portrait": _("Portrait"), "segment": _("Segment"), "role": _("Role"), "quote": _("Quote"),
        "demographics": _("Demographics"), "context": _("Context"), "goals": _("Goals"),
        "needs": pgettext("of a persona", "Needs"), "motivations": _("Motivations"),
        "frustrations": pgettext("of a persona", "Frustrations"), "preferred_channels": _("Preferred channels"),
        "share_of_base": _("Share of customers in percent"), "is_most_common": _("Most common persona"),
        "empathy.says": _("Says"), "empathy.thinks": _("Thinks"), "empathy.does": _("Does"),
        "empathy.feels": _("Feels"), "empathy.pains": _("Pains"), "empathy.gains": _("Gains"),
    }  # fmt: skip


def _touchpoint_fields() -> dict[str, str]:
    return {
        "moment": _("Before, during or after"), "customer_goal": _("Goal of the customer"), "starts": _("Starts"),
        "duration": _("Duration"), "action": _("Action"), "category": _("Category"),
        "media": _("Physical or digital"), "status": _("Status"), "reason": _("Reason"), "time": _("Time"),
        "expectation": _("Expectation"), "thoughts": _("Thoughts"), "frequency": _("Frequency"),
        "wow_tasks": _("Wow"), "weak_link": _("Weak link"), "weak_link_reason": _("Why it is the weak link"),
        "emotion.score": _("Emotion"), "emotion.label": _("Emotion in a word"),
        "emotion.note": _("Note on the emotion"), "emotion.original": _("Emotion on its first scale"),
        "emotion.evidence": _("Evidence for the emotion"), "not_relevant": _("Not relevant"),
        "channel": _("Channel"), "primary": _("Main channel"), "purpose": _("Purpose"),
        "goal_value": _("Goal value"), "experience_value": _("Experience value"), "visits": _("Visits"),
        "exits": _("Exits"), "target_action": _("Target action"), "polarity": _("Polarity"),
        "share": _("Share in percent"),
    }  # fmt: skip


def _other_fields() -> dict[str, str]:
    return {
        "id": "ID", "parent": _("Belongs to"), "field": _("Field"), "value": _("Value"), "name": _("Name of the entry"),
        "text": _("Text"), "title": _("Title"), "kind": _("Kind"), "language": _("Language"), "owner": _("Owner"),
        "touchpoint": _("Touchpoint"), "evidence": _("Evidence"), "statement": _("Goal"), "decision": _("Decision"),
        "metric": _("Measure"), "baseline": pgettext("of a measure", "Today"), "target": _("Target"),
        "unit": _("Unit"), "due": _("Due"), "source": _("Source"), "day": _("Date"), "n": _("Number of people"),
        "sentiment": _("Sentiment"), "role": _("Role"), "side": _("Side"), "direction": _("Direction"),
        "goal": _("Goal"), "channel": _("Channel"), "severity": pgettext("of a pain", "Severity"),
        "strength": pgettext("of a delight", "Strength"), "frequency": _("Frequency"), "join": _("Joined by"),
        "controllable": _("Controllable"), "pains": _("Pains"), "delights": _("Delights"), "impact": _("Impact"),
        "effort": _("Effort"), "votes": _("Votes"), "probability": _("Probability"), "response": _("Response"),
        "method": _("Method"), "principle": _("Principle"), "board": _("Board"), "card": _("Card"),
        "opportunities": _("Opportunities"), "have": _("Have"), "need": _("Need"), "cost": _("Cost"),
        "changes": _("Changes"), "touchpoints": _("Touchpoints"), "ideas": _("Ideas"), "kpi": _("Measure"),
        "state": _("State"), "prototype": _("Prototype"), "before": pgettext("a value", "Before"),
        "after": pgettext("a value", "After"), "verdict": _("Verdict"), "note": _("Note"), "layer": _("Layer"),
        "actor": _("Who"), "policies": _("Policies"), "technologies": _("Technologies"),
        "processes": _("Processes"), "condition": _("Condition"), "map": _("Map"), "answer": _("Answer"),
        "at": _("Place"), "rule": _("Rule"), "where": _("Where"), "reason": _("Reason"),
    }  # fmt: skip


def _fields() -> dict[str, dict[str, str]]:
    shared = _touchpoint_fields() | _other_fields()
    own = {MAP: _map_fields(), "personas": _persona_fields()}
    ends = {"source": _("From touchpoint"), "target": _("To touchpoint")}
    found = {name: {path: (shared | own.get(name, {}))[path] for path in paths}
             for name, paths in FIELDS.items() if name != "touchpoints"}  # fmt: skip
    found["transitions"] |= ends
    found[MAP] |= {"field": shared["field"], "value": shared["value"]}
    for name in INNER:
        found[name]["parent"] = shared["parent"]
    return found


def _columns() -> dict[str, str]:
    shared, sheets = _touchpoint_fields() | _other_fields(), _sheets()
    found = {
        "stages.name": _("Stage"),
        "touchpoints.name": _("Touchpoint"),
        "touchpoints.context": _("Context"),
        "touchpoints.needs": _("Unmet needs"),
        ID_KEY: "ID",
        EVIDENCE_KEY: shared["emotion.evidence"],
        "stakeholders": sheets["stakeholders"],
        "kpis": sheets["kpis"],
        "reactions_positive": _("Positive reactions"),
        "reactions_neutral": _("Neutral reactions"),
        "reactions_negative": _("Negative reactions"),
        **{f"backstage_{layer}": words.label(layer) for layer in Layer},
    }
    for group in ROW_LISTS:
        title = found.setdefault(group.key, sheets.get(group.key, ""))
        found |= {key: words.keyed(title, shared[path]) for key, path in group.columns[1:]}
    for key in ROW_KEYS:
        head, _dot, path = key.partition(".")
        plain = shared.get(path, "")
        found.setdefault(key, words.keyed(_("Stage"), plain) if head == "stages" else plain)
    return found


def _plain_values() -> dict[str, dict[str, str]]:
    """Words of vocabularies that no page of a map shows."""
    return {
        "Map.depth": {"overview": _("Overview"), "standard": _("Standard"), "detailed": _("Detailed")},
        "Map.view_axis": {
            "customer_journey": _("Customer journey"),
            "customer_life_cycle": _("Customer life cycle"),
            "brand_life_cycle": _("Brand life cycle"),
        },
        "Map.process": {"linear": _("Linear"), "non_linear": _("Non-linear")},
        "Stakeholder.side": {"internal": _("Internal"), "external": _("External")},
        "WalkStep.answer": {"evidence": _("Evidence"), "guess": _("Guess")},
        "Mood": {str(mood.value): words.label(mood) for mood in Mood},
    }


def _values() -> dict[str, dict[str, str]]:
    found = {name: {value: str(value) for value in values} for name, values in VOCABULARIES.items()}
    for name, vocabulary in _LABELLED.items():
        found[name] = {member: words.label(member) for member in vocabulary}
    return found | _plain_values()


def sheet_words() -> Words:
    """In the language of the moment."""
    return _sheet_words(translation.get_language() or "en")


@lru_cache(maxsize=8)
def _sheet_words(language: str) -> Words:
    with translation.override(language):
        return Words(
            columns=_columns(),
            fields=_fields(),
            sheets=_sheets(),
            values=_values(),
            known_columns=_known(lambda: [(word, key) for key, word in _columns().items()], COLUMNS),
            known_fields={
                name: _known(lambda name=name: [(word, path) for path, word in _fields()[name].items()])  # type: ignore[misc]
                for name in FIELDS
                if name != "touchpoints"
            },
            known_sheets=_known(lambda: [(word, name) for name, word in _sheets().items()]),
            known_values={name: _known_values(name) for name in _values()},
            yes=_("Yes"),
            no=_("No"),
            known_flags=FLAGS,
            default_stage=pgettext("heading", "Journey"),
        )


def _known(
    pairs: Callable[[], Iterable[tuple[str, str]]], more: dict[str, str] | None = None
) -> dict[str, str]:
    """Folded words of all languages; those of the language of the moment count first."""
    here = translation.get_language() or "en"
    found: dict[str, str] = {}
    for language in dict.fromkeys((here, *(code for code, _name in settings.LANGUAGES))):
        with translation.override(language):
            for word, key in pairs():
                found.setdefault(fold(word), key)
    return {fold(word): key for word, key in (more or {}).items()} | found


def _known_values(name: str) -> dict[str, str]:
    raw = {fold(value): str(value) for value in VOCABULARIES.get(name, ())}
    return raw | _known(lambda: [(word, str(value)) for value, word in _values()[name].items()])
