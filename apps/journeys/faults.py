"""Sentences for what is wrong with a map: beside a field of the form, and in the list of a refused file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_  # noqa: N812 - marks texts that are translated later

from apps.journeys.domain.problems import Problem

_SENTENCES = {
    "required": N_("Fill this in, then it can be saved."),
    "too_long": N_("This is too long. Up to %(max)s characters can be saved."),
    "too_many": N_("There are too many entries here. Up to %(max)s can be saved."),
    "control_character": N_("This text holds a character that cannot be shown. Remove it."),
    "out_of_range": N_("This value is outside the range that is possible here."),
    "unknown_value": N_("This value is not one of those that are possible here."),
    "unknown_field": N_("This field does not belong to a map."),
    "unknown_stage": N_("This touchpoint names a stage that does not exist."),
    "duplicate_id": N_("This id is used twice."),
    "duplicate_name": N_("The name “%(name)s” stands here more than once. Keep one."),
    "duplicate_lane": N_("This value is not written as it should be."),
    "malformed": N_("This value is not written as it should be."),
    "invalid_date": N_("Write a date, for example 2026-05-31."),
    "wrong_type": N_("This value does not fit here."),
    "not_a_number": N_("Write a number, for example 12.5."),
    "not_a_integer": N_("Write a whole number."),
    "not_a_day": N_("Write a date, for example 2026-05-31."),
    "parent_missing": N_("Fill in the line above first."),
    "stage_not_empty": N_("This stage still holds touchpoints. Move or remove them first."),
    "too_large": N_("This is larger than 5 MB."),
    "too_deep": N_("This is nested too deeply."),
    "not_json": N_("This is not JSON: line %(line)s, column %(column)s."),
    "not_utf8": N_("This is not UTF-8 text: byte %(position)s."),
    "not_a_map": N_("This is not a map."),
    "zoom_cycle": N_("A map cannot zoom into itself: this link would lead in a circle."),
    "no_journey": N_("Line %(line)s: a Mermaid diagram of a journey begins with the word “journey”."),
    "not_a_task": N_("Line %(line)s: write a touchpoint as “name: score: who”, for example “Pay: 4: Lin”."),
    "no_score": N_("Line %(line)s: “%(score)s” is not a score. Write a number from 1 to 5."),
    "score_out_of_range": N_("Line %(line)s: the score %(score)s is outside 1 to 5."),
    "line_too_long": N_("Line %(line)s: a text here is longer than %(max)s characters."),
    "line_control_character": N_("Line %(line)s holds a character that cannot be shown. Remove it."),
    "too_many_sections": N_("Line %(line)s: a map has up to %(max)s stages."),
    "too_many_tasks": N_("Line %(line)s: a map has up to %(max)s touchpoints."),
    "brace_not_closed": N_("Line %(line)s: the description is not closed with “}”."),
}
KNOWN = frozenset(_SENTENCES)
_UNTOLD = {"max": "?", "min": "?", "line": "?", "column": "?", "position": "?", "name": "?", "score": "?"}


def fault_text(code: str, params: Mapping[str, Any] | None = None) -> str:
    """One sentence that says what to do; an unknown code is answered too."""
    text = _SENTENCES.get(code)
    return _(text) % (_UNTOLD | dict(params or {})) if text else _("This cannot be saved. Check the value.")


def fault_lines(problems: Iterable[Problem], *, at_most: int = 50) -> list[str]:
    """What is wrong and where, one line each, in the order of the file."""
    lines = []
    for problem in list(problems)[:at_most]:
        place = problem.params.get("path") or ".".join(part for part in (problem.id, problem.field) if part)
        text = fault_text(problem.code, problem.params)
        lines.append(f"{place}: {text}" if place else text)
    return lines
