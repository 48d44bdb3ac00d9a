"""Help about the coach: every rule with its reason and examples, made from the registry and the coach's texts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_  # noqa: N812 - marks texts that are translated later

from apps.journeys.coaching import RuleText, listed, rule_text
from apps.journeys.domain.coach import RULES, Rule, Severity
from apps.journeys.words import label

GROUPS = {
    "F": N_("Frame"),
    "T": N_("Touchpoints"),
    "E": N_("Emotion"),
    "A": N_("Analysis"),
    "B": N_("Blueprint"),
    "C": N_("Changes"),
    "L": N_("Flow"),
}
SEVERITIES = {Severity.ERROR: N_("Error"), Severity.WARNING: N_("Warning"), Severity.HINT: N_("Hint")}
STEPS = (
    N_("Persona"),
    N_("Goals"),
    N_("Touchpoints"),
    N_("Map type"),
    N_("Resources"),
    N_("Analysis"),
    N_("Changes"),
)


@dataclass(frozen=True, slots=True)
class RuleHelp:
    text: RuleText
    severity: Severity
    severity_name: str
    group: str
    step: int
    step_name: str
    lanes: str
    """names of the lanes that must be declared for the rule to count"""
    lesson: str
    """slug of the lesson that teaches it; whether there is one is known above"""

    @property
    def code(self) -> str:
        return self.text.code


@dataclass(frozen=True, slots=True)
class Chapter:
    name: str
    rules: tuple[RuleHelp, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One rule between its neighbours; None at the ends."""

    rule: RuleHelp
    previous: RuleHelp | None
    following: RuleHelp | None


@lru_cache(maxsize=8)
def chapters(language: str) -> tuple[Chapter, ...]:
    """All rules by group, in the order of the registry; ``language`` is the one in force."""
    return tuple(
        Chapter(name, tuple(rules)) for name, rules in groupby(_rules(language), key=lambda rule: rule.group)
    )


def page(code: str, language: str) -> Page | None:
    """None for a rule that does not exist."""
    rules = [rule for chapter in chapters(language) for rule in chapter.rules]
    place = next((index for index, rule in enumerate(rules) if rule.code == code), None)
    if place is None:
        return None
    around = [None, *rules, None]
    return Page(rules[place], around[place], around[place + 2])


def _rules(language: str) -> Iterator[RuleHelp]:
    for rule in RULES.values():
        yield _help(rule, language)


def _help(rule: Rule, language: str) -> RuleHelp:
    return RuleHelp(
        text=rule_text(rule.code, language),
        severity=rule.severity,
        severity_name=_(SEVERITIES[rule.severity]),
        group=_(GROUPS[rule.code[0]]),
        step=rule.step,
        step_name=_(STEPS[rule.step - 1]),
        lanes=listed([label(lane) for lane in rule.requires], language),
        lesson=rule.lesson,
    )
