"""Choices of the builder's inputs, in the language of the moment."""

from __future__ import annotations

from enum import Enum

from apps.common.fixed import gettext as _
from apps.exercises.domain.steps import Step
from apps.journeys import words
from apps.journeys.domain.document import Kind, Lane, Map, Mood, Wow
from apps.journeys.domain.kinds import lanes_of

Choice = tuple[str, str]


def option(value: str, text: str) -> Choice:
    return value, text


def choices(vocabulary: type[Enum], *, blank: bool = True) -> list[Choice]:
    """Every value of a vocabulary, with an empty one first."""
    start = [("", "—")] if blank else []
    return [*start, *((str(member.value), words.label(member)) for member in vocabulary)]


def kind_choices() -> list[Choice]:
    return choices(Kind, blank=False)


def lane_choices(document: Map) -> list[Choice]:
    """The lanes in force first and in their order, because the order of the boxes is the order of the lanes."""
    shown = lanes_of(document)
    rest = [lane for lane in Lane if lane not in shown]
    return [(lane.value, words.label(lane)) for lane in (*shown, *rest)]


def wow_choices() -> list[Choice]:
    return choices(Wow, blank=False)


def mood_choices() -> list[Choice]:
    return choices(Mood, blank=False)


def mood_select_choices() -> list[Choice]:
    return choices(Mood)


def yes_no_choices() -> list[Choice]:
    return [("", "—"), ("1", _("Yes")), ("0", _("No"))]


def depth_choices() -> list[Choice]:
    return [("", "—"), ("overview", _("Overview")), ("standard", _("Standard")), ("detailed", _("Detailed"))]


def walk_choices() -> list[Choice]:
    return [("evidence", _("There is evidence")), ("guess", _("It is a guess"))]


def persona_name(document: Map) -> str:
    """How the form calls the customer: the owner persona's name, never inflected."""
    return words.customer(document.owner.name if document.owner else "")


def step_name(step: Step) -> str:
    names = {
        Step.PERSONA: _("Persona"),
        Step.GOALS: _("Goals"),
        Step.TOUCHPOINTS: _("Touchpoints"),
        Step.MAP_TYPE: _("Map type"),
        Step.RESOURCES: _("Resources"),
        Step.ANALYSIS: _("Analysis"),
        Step.CHANGES: _("Changes"),
    }
    return names[step]
