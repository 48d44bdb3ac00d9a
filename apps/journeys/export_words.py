"""Words of the files that people download: summaries and slides, in the language of the moment."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from apps.journeys import words
from apps.journeys.domain.document import ChangeState, Map, Moment, Mood
from apps.journeys.domain.formats.markdown import MarkdownWords
from apps.journeys.domain.formats.slides.parts import SlideWords


def _persona_labels() -> dict[str, str]:
    return {
        "persona": _("Persona"),
        "role": _("Role"),
        "context": _("Context"),
        "goals": _("Goals"),
        "needs": pgettext("of a persona", "Needs"),
        "frustrations": pgettext("of a persona", "Frustrations"),
        "quote": _("Quote"),
        "scenario": _("Scenario"),
        "goal": _("Goal"),
        "starts": _("The journey starts when"),
        "ends": _("The journey ends when"),
        "metric": _("Measure"),
        "baseline": pgettext("of a measure", "Today"),
        "target": _("Target"),
        "due": _("Due"),
    }


def _journey_labels() -> dict[str, str]:
    return {
        "journey": pgettext("heading", "Journey"),
        "touchpoint": _("Touchpoint"),
        "action": _("Action"),
        "channels": _("Channels"),
        "emotion": _("Emotion"),
        "highs_lows": _("Highs and lows"),
        "highest": _("Highest moment"),
        "lowest": _("Lowest moment"),
        "weak": _("Weak link"),
        "pains": _("Pains"),
        "delights": _("Delights"),
        "severity": pgettext("of a pain", "Severity"),
        "strength": pgettext("of a delight", "Strength"),
        "at": _("Touchpoint"),
        "opportunity": _("Opportunity"),
        "opportunities": _("Opportunities"),
        "impact": _("Impact"),
        "effort": _("Effort"),
        "answers": pgettext("of an opportunity", "Answers"),
        "change": _("Change"),
        "changes": _("Changes"),
        "state": _("State"),
        "owner": _("Owner"),
    }


def markdown_words(document: Map) -> MarkdownWords:
    return MarkdownWords(
        labels=_persona_labels() | _journey_labels(),
        moods={mood.value: words.label(mood) for mood in Mood},
        moments={moment.value: words.label(moment) for moment in Moment},
        states={state.value: words.label(state) for state in ChangeState},
        kind=words.kind_label(document.kind),
        pair=words.keyed("{name}", "{value}"),
    )


def slide_words(document: Map) -> SlideWords:
    return SlideWords(
        picture=words.svg_words(document.owner.name if document.owner else "", document.kind),
        labels=_persona_labels() | _journey_labels(),
        states={state.value: words.label(state) for state in ChangeState},
        kind=words.kind_label(document.kind),
    )
