"""What the coach says, in words: findings in, sentences in the reader's language out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import override

from apps.journeys.domain.coach import RULES, Finding, Severity
from apps.journeys.domain.document import BackstageStep, Change, Delight, Evidence, Lane, Map, Pain
from apps.journeys.words import label

TEXTS = Path(__file__).resolve().parents[2] / "fixtures" / "reference" / "coach.yaml"
LANGUAGES = ("en", "zh-hans", "zh-hant", "ru")
LONGEST_NAME = 40
MOODS = {Severity.ERROR: -2, Severity.WARNING: -1, Severity.HINT: 0}
"""Mood that colours a hint; +2 is for praise."""

_NAMES = frozenset(
    {
        "best",
        "change",
        "channel",
        "first",
        "goal",
        "idea",
        "kpi",
        "pain",
        "previous",
        "resource",
        "stage",
        "step",
        "touchpoint",
        "word",
        "worst",
    }
)
_SCORES = ("lowest", "highest")


@dataclass(frozen=True, slots=True)
class RuleText:
    """What is said about a rule whatever the map: "why this hint" and the help page."""

    code: str
    title: str
    why: str
    good: str
    bad: str
    occasions: tuple[str, ...]
    """what it may say, one for each of its cases"""


@dataclass(frozen=True, slots=True)
class Advice:
    finding: Finding
    title: str
    question: str
    why: str
    good: str
    bad: str
    action: str
    """label of the link to ``field`` of ``step``"""
    icon: str
    mood: int
    touchpoint_id: str
    """touchpoint to open; empty when the finding is about the whole map"""
    step: int
    field: str


@lru_cache(maxsize=1)
def load_texts() -> dict[str, Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    texts: dict[str, Any] = yaml.load(TEXTS.read_text("utf-8"), Loader=loader)  # noqa: S506 - a safe loader, in C where built
    return texts


def advise(findings: Iterable[Finding], document: Map, language: str) -> list[Advice]:
    """Advice for each finding, in their order; an unknown language is answered in English."""
    language = _known(language)
    words = load_texts()["words"][language]
    owner = document.owner
    persona = _short(owner.name) if owner else words["customer"]
    places = _places(document)
    return [_advice(finding, language, persona, places) for finding in findings]


def rule_text(code: str, language: str) -> RuleText:
    """Raises KeyError for an unknown rule."""
    language = _known(language)
    texts = load_texts()["rules"][code][language]
    values = {"persona": load_texts()["words"][language]["customer"], "count": "…"}
    said = [_of_case(texts["title"], case).format_map(values) for case in RULES[code].cases]
    titles = tuple(_tied(title.removesuffix(": …").removesuffix("：…"), language) for title in said)
    return RuleText(code, titles[0], texts["why"], texts["good"], texts["bad"], tuple(dict.fromkeys(titles)))


def listed(texts: Iterable[str], language: str) -> str:
    """Joined as the language lists things."""
    separator: str = load_texts()["words"][_known(language)]["separator"]
    return separator.join(texts)


def _advice(finding: Finding, language: str, persona: str, places: Mapping[str, str]) -> Advice:
    rule = RULES[finding.rule]
    entry = load_texts()["rules"][finding.rule]
    texts = entry[language]
    values = {**_values(finding.params, language), "persona": persona}
    case = finding.params["case"]
    return Advice(
        finding=finding,
        title=_tied(_of_case(texts["title"], case).format_map(values), language),
        question=_of_case(texts["question"], case).format_map(values),
        why=texts["why"],
        good=texts["good"],
        bad=texts["bad"],
        action=_of_case(texts["action"], case),
        icon=entry["icon"],
        mood=MOODS[finding.severity],
        touchpoint_id=finding.params.get("touchpoint_id") or _place(finding, places),
        step=rule.step,
        field=finding.params["field"],
    )


def _of_case(text: str | Mapping[str, str], case: str) -> str:
    return text if isinstance(text, str) else text[case]


def _values(params: Mapping[str, Any], language: str) -> dict[str, str]:
    """Parameters as they stand in a sentence: names quoted, lists joined, numbers the language's way."""
    words = load_texts()["words"][language]
    values: dict[str, str] = {}
    for name, value in params.items():
        if name in _NAMES:
            values[name] = _quoted(value, words)
        elif name == "names":
            joined = words["separator"].join(_quoted(text, words) for text in value)
            values[name] = words["more"].format(joined) if params.get("more") else joined
        elif name == "lane":
            values[name] = words["quote"].format(_lane(value, language))
        elif name == "missing":
            values[name] = listed([words["missing"][key] for key in value], language)
        elif isinstance(value, int | float):
            values[name] = _number(value, language, signed=name in _SCORES)
    return values


def _lane(value: str, language: str) -> str:
    with override(language):
        return label(Lane(value))


def _number(value: float, language: str, *, signed: bool) -> str:
    text = f"{value:+.2f}" if signed and value else f"{value:.2f}"
    text = text.rstrip("0").rstrip(".").replace("-", "−")
    return text.replace(".", ",") if language == "ru" else text


def _quoted(text: str, words: Mapping[str, Any]) -> str:
    quote: str = words["quote"]
    return quote.format(_short(text))


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_NAME else text[: LONGEST_NAME - 1].rstrip() + "…"


def _tied(title: str, language: str) -> str:
    """A Russian heading does not leave a short word at the end of a line."""
    return re.sub(r"(?<!\w)([А-Яа-яё]{1,2}) ", "\\1\N{NO-BREAK SPACE}", title) if language == "ru" else title


def _known(language: str) -> str:
    return language.lower() if language.lower() in LANGUAGES else LANGUAGES[0]


def _places(document: Map) -> dict[str, str]:
    """The touchpoint at which each object stands; a stage opens at its first."""
    places = {touchpoint.stage: touchpoint.id for touchpoint in reversed(document.touchpoints)}
    standing: list[tuple[str, str | None]] = [(way.id, way.source) for way in document.transitions]
    for touchpoint in document.touchpoints:
        places[touchpoint.id] = touchpoint.id
        places.update((channel.id, touchpoint.id) for channel in touchpoint.channels)
        standing += ((name, touchpoint.id) for name in (*touchpoint.emotion.evidence, *touchpoint.kpis))
    felt: tuple[Pain | Delight, ...] = (*document.pains, *document.delights)
    held: tuple[Change | Evidence | BackstageStep, ...] = (
        *document.changes,
        *document.evidence,
        *document.backstage,
    )
    standing += ((item.id, item.touchpoint) for item in (*felt, *held))
    standing += ((item.id, next(iter(item.touchpoints), None)) for item in document.resources)
    for name, place in standing:
        if place in places:
            places.setdefault(name, places[place])
    return places


def _place(finding: Finding, places: Mapping[str, str]) -> str:
    return next((places[where] for where in finding.where if where in places), "")
