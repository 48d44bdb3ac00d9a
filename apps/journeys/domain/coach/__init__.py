"""The coach: rules that ask about a map and never edit it. Findings are data; words are made at the edge."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from apps.journeys.domain.coach import analysis, blueprint, change, emotion, flow, frame, touchpoints
from apps.journeys.domain.coach.registry import Finding, Rule, Severity, View, examine
from apps.journeys.domain.document import Map

__all__ = ["RULES", "Finding", "Rule", "Severity", "blocking", "review"]

RULES: dict[str, Rule] = {
    rule.code: rule
    for rule in (
        *frame.RULES,
        *touchpoints.RULES,
        *emotion.RULES,
        *analysis.RULES,
        *blueprint.RULES,
        *change.RULES,
        *flow.RULES,
    )
}


def review(
    document: Map,
    *,
    severities: Mapping[str, Severity | str] | None = None,
    today: date | None = None,
    current: Map | None = None,
    only: Collection[str] | None = None,
) -> tuple[Finding, ...]:
    """Everything the coach would ask, unwaived findings first; ``severities`` are by code of the rule.

    ``only`` these rules are asked, where given.

    Without ``today`` nothing is asked about what is overdue. ``current`` is the map of today's journey that a
    future map starts from; without it nothing is compared.
    """
    rules = RULES.values() if only is None else [rule for code, rule in RULES.items() if code in only]
    return examine(rules, View(document, today=today, current=current), severities)


def blocking(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings that hold back a submission: errors that are neither mended nor waived."""
    return tuple(found for found in findings if found.severity is Severity.ERROR and found.waived is None)
