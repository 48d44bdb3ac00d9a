"""Each rule: its examples, each of its branches, and the lanes and cells it must leave alone."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from apps.journeys.domain.coach import RULES, Finding, Severity, blocking, review
from apps.journeys.domain.coach.company_words import company_words_in
from apps.journeys.domain.coach.examples import GOOD, TODAY, broken
from apps.journeys.domain.coach.person_words import person_word_in
from apps.journeys.domain.coach.personal_data import may_hold_personal_data, personal_data_in
from apps.journeys.domain.document import Lane, Map
from tests.journeys.domain.coach_cases import (
    BLAMING,
    COMPANY_WORDS,
    CUSTOMER_WORDS,
    IMPERSONAL,
    PERSONAL,
    PROCESSES,
    SILENT,
    SPEAKS,
)

pytestmark = pytest.mark.unit

ERRORS = {"F1", "F5", "F6", "T5", "E1", "A2", "C1"}
WARNINGS = {
    "F2", "F4", "F7", "T1", "T2", "T6", "T10", "E2", "E3", "E4", "E6", "E11", "A1", "A3", "A6", "A8", "B1", "B2",
    "B3", "B4", "B5", "C2", "C4", "L1", "L2", "L3",
}  # fmt: skip
HINTS = {
    "F3", "F8", "F9", "T3", "T4", "T7", "T8", "T9", "T11", "T12", "E5", "E7", "E8", "E9", "E10", "A4", "A5", "A7",
    "A9", "C3", "C5", "C6", "L4",
}  # fmt: skip


def reviewed(document: Mapping[str, Any], code: str = "", *, today: date | None = TODAY) -> list[Finding]:
    """Findings of all rules, beside the current map that the rule ``code`` compares with."""
    beside = RULES[code].beside if code else None
    current = Map.model_validate(beside) if beside else None
    return list(review(Map.model_validate(document), today=today, current=current))


def found(document: Mapping[str, Any], code: str, *, today: date | None = TODAY) -> list[Finding]:
    return [finding for finding in reviewed(document, code, today=today) if finding.rule == code]


def test_the_registry_holds_the_rules_with_the_severities_of_the_specification() -> None:
    assert {code for code, rule in RULES.items() if rule.severity is Severity.ERROR} == ERRORS
    assert {code for code, rule in RULES.items() if rule.severity is Severity.WARNING} == WARNINGS
    assert {code for code, rule in RULES.items() if rule.severity is Severity.HINT} == HINTS
    assert all(1 <= rule.step <= 7 for rule in RULES.values())


def test_every_rule_approves_of_the_good_map() -> None:
    assert reviewed(GOOD) == []


@pytest.mark.parametrize("code", RULES)
def test_the_bad_example_breaks_exactly_its_rule(code: str) -> None:
    assert [finding.rule for finding in reviewed(RULES[code].bad, code)] == [code]
    assert found(RULES[code].good, code) == []


def test_an_empty_map_hears_little() -> None:
    assert [finding.rule for finding in review(Map(title="Empty"))] == ["F1", "F6", "T5", "F5", "F4", "F8"]


@pytest.mark.parametrize(("code", "edits", "case", "where"), SPEAKS.values(), ids=SPEAKS)
def test_a_rule_speaks(code: str, edits: tuple[Any, ...], case: str, where: tuple[str, ...]) -> None:
    findings = found(broken(*edits), code)
    assert [(finding.params["case"], finding.where) for finding in findings] == [(case, where)]
    assert case in RULES[code].cases


@pytest.mark.parametrize(("code", "edits"), SILENT.values(), ids=SILENT)
def test_a_rule_is_silent(code: str, edits: tuple[Any, ...]) -> None:
    assert found(broken(*edits), code) == []


@pytest.mark.parametrize("code", [code for code, rule in RULES.items() if rule.requires])
def test_a_rule_counts_only_declared_lanes(code: str) -> None:
    rule = RULES[code]
    for lane in rule.requires:
        lanes = [name for name in GOOD["lanes"] if name != lane]
        assert found({**rule.bad, "lanes": lanes}, code) == []


def test_what_is_overdue_is_asked_only_where_the_day_is_known() -> None:
    assert found(RULES["C3"].bad, "C3")
    assert found(RULES["C3"].bad, "C3", today=None) == []
    assert found(broken("changes.0.state", "live", "changes.0.due", "2099-01-01"), "C4", today=None)


def test_a_future_map_is_compared_only_beside_the_current_one() -> None:
    future = Map.model_validate(RULES["C6"].bad)
    assert found(RULES["C6"].bad, "C6")
    assert review(future) == ()


def test_pains_that_no_change_touches_are_listed() -> None:
    current = broken("pains.1", {"id": "n2", "text": "Noise", "touchpoint": "t3"}, "changes", [])
    future = broken("kind", "future", "changes", [{"id": "c1", "title": "Key", "pains": ["n1"]}])
    findings = review(Map.model_validate(future), current=Map.model_validate(current))
    asked = [(f.params["case"], f.where, f.params["names"]) for f in findings if f.rule == "C6"]
    assert asked == [("unchanged", ("t2",), ("Check-in",)), ("untouched", ("map",), ("Noise",))]


def test_lanes_of_the_kind_count_where_none_are_declared() -> None:
    assert [finding.rule for finding in review(Map.model_validate({**RULES["E1"].bad, "lanes": []}))] == [
        "E1"
    ]


def test_a_finding_names_the_first_few_places_and_counts_all() -> None:
    edits = [part for index in range(5) for part in (f"touchpoints.{index}.channels", [])]
    (finding,) = found(broken(*edits), "T1")
    assert finding.where == ("t1", "t2", "t3", "t4", "t5")
    assert finding.params["names"] == ("Booking page", "Check-in", "The room")
    assert (finding.params["count"], finding.params["more"]) == (5, True)


def test_places_follow_the_order_of_the_stages() -> None:
    document = broken("touchpoints.0.action", "", "touchpoints.4.action", "")
    document["touchpoints"].reverse()
    (finding,) = found(document, "T2")
    assert finding.where == ("t1", "t5")


@pytest.mark.parametrize(
    ("code", "edits", "missing", "field"),
    [
        ("F2", ("personas.0.needs", "", "personas.0.evidence", []), ("needs", "evidence"), "needs"),
        ("F4", ("scenario", "", "scope_end", ""), ("scenario", "scope_end"), "scenario"),
        ("F6", ("goals.0.target", None, "goals.0.due", None), ("target", "due"), "target"),
        ("F8", ("stages.0.moment", None, "stages.2.moment", None), ("before", "after"), "moment"),
        ("T6", ("touchpoints.0.channels.0.target_action", ""), ("target_action",), "target_action"),
        ("E3", ("touchpoints.3.emotion.note", "", "delights", [], "evidence.2.text", "", "evidence.2.source", ""),
         ("explanation", "testimony"), "emotion.note"),
        ("E3", ("evidence.2.kind", "document"), ("testimony",), "evidence"),
        ("E6", ("touchpoints.0.reactions", []), ("positive", "neutral", "negative"), "reactions"),
        ("C1", ("changes", [{"id": "c1", "title": "Key"}]), ("pains", "kpi", "owner", "due"), "pains"),
        ("T3", ("touchpoints.4.status", "to_retire"), ("should_be_used",), "status"),
        ("T9", tuple(part for n in range(5) for part in (f"touchpoints.{n}.media", None)), ("physical", "digital"),
         "media"),
        ("E11", ("evidence.1.day", None), ("day",), "day"),
        ("E11", ("evidence.1.source", "", "evidence.1.day", None), ("source", "day"), "source"),
        ("A5", ("kpis.0.direction", None, "kpis.0.readings", []), ("direction", "readings"), "direction"),
        ("C4", ("changes.0.state", "live", "changes.0.reviews", [{"id": "v1", "day": "2027-02-01", "before": 1}]),
         ("value_after", "verdict"), "reviews"),
    ],
)  # fmt: skip
def test_a_finding_says_what_is_missing_and_where_to_write_it(
    code: str, edits: tuple[Any, ...], missing: tuple[str, ...], field: str
) -> None:
    (finding,) = found(broken(*edits), code)
    assert (finding.params["missing"], finding.params["field"]) == (missing, field)


def test_a_steep_change_is_measured() -> None:
    (finding,) = found(broken("touchpoints.1.emotion.note", ""), "E8")
    assert {name: finding.params[name] for name in ("previous", "touchpoint", "levels")} == {
        "previous": "Booking page",
        "touchpoint": "Check-in",
        "levels": 3,
    }


def test_backed_emotions_are_counted() -> None:
    (finding,) = found(dict(RULES["E4"].bad), "E4")
    assert [finding.params[name] for name in ("backed", "total", "percent")] == [2, 5, 40]


@pytest.mark.parametrize("name", COMPANY_WORDS)
def test_company_words_are_found(name: str) -> None:
    assert company_words_in(name)


@pytest.mark.parametrize("name", CUSTOMER_WORDS)
def test_customer_words_are_left_alone(name: str) -> None:
    assert company_words_in(name) == ()


@pytest.mark.parametrize("text", PERSONAL)
def test_personal_data_are_found(text: str) -> None:
    assert personal_data_in(text)
    assert may_hold_personal_data(f"Before. {text} After.")


@pytest.mark.parametrize("text", IMPERSONAL)
def test_figures_and_dates_are_not_personal_data(text: str) -> None:
    assert not personal_data_in(text)


@pytest.mark.parametrize(("cause", "word"), BLAMING)
def test_words_that_blame_a_person_are_found(cause: str, word: str) -> None:
    assert person_word_in(cause) == word


@pytest.mark.parametrize("cause", PROCESSES)
def test_processes_are_left_alone(cause: str) -> None:
    assert person_word_in(cause) == ""


def waived(document: dict[str, Any], rule: str, *where: str) -> Finding:
    waiver = {"id": "w1", "rule": rule, "where": list(where), "reason": "Agreed with the trainer"}
    (finding,) = review(Map.model_validate({**document, "waivers": [waiver]}))
    return finding


@pytest.mark.parametrize(
    ("where", "holds"),
    [
        ((), True),
        (("t1", "t3"), True),
        (("t3", "t1"), True),
        (("t1", "t3", "t4"), True),
        (("t1",), False),
        (("x",), False),
    ],
    ids=["everywhere", "same", "other order", "some mended since", "one more since", "elsewhere"],
)
def test_a_waiver_covers_the_places_it_names(where: tuple[str, ...], *, holds: bool) -> None:
    finding = waived(broken("touchpoints.0.action", "", "touchpoints.2.action", ""), "T2", *where)
    assert finding.waived == ("Agreed with the trainer" if holds else None)


def test_a_waiver_of_another_rule_covers_nothing() -> None:
    assert waived(dict(RULES["T2"].bad), "T1").waived is None


def test_only_open_errors_block() -> None:
    document = dict(RULES["F5"].bad)
    assert [finding.rule for finding in blocking(review(Map.model_validate(document)))] == ["F5"]
    assert blocking([waived(document, "F5")]) == ()
    assert blocking(review(Map.model_validate(RULES["T2"].bad))) == ()


def test_unwaived_findings_come_first_and_graver_ones_before_others() -> None:
    document = broken(
        "kind", None, "scenario", "", "touchpoints.0.action", "", "touchpoints.1.expectation", "",
        "waivers", [{"id": "w1", "rule": "F5", "reason": "Later"}],
    )  # fmt: skip
    assert [finding.rule for finding in review(Map.model_validate(document))] == ["F4", "T2", "E7", "F5"]


def test_severities_can_be_changed() -> None:
    document = Map.model_validate(RULES["T2"].bad)
    (finding,) = review(document, severities={"T2": "error", "E1": Severity.HINT, "X9": "hint"})
    assert finding.severity is Severity.ERROR
    assert blocking([finding]) == (finding,)


def test_a_fingerprint_keeps_through_renaming_and_reordering() -> None:
    (before,) = found(broken("touchpoints.0.action", "", "touchpoints.2.action", ""), "T2")
    renamed = broken("touchpoints.0.action", "", "touchpoints.2.action", "", "touchpoints.0.name", "Site")
    renamed["touchpoints"][0]["stage"] = "s3"
    (after,) = found(renamed, "T2")
    assert before.where != after.where
    assert before.fingerprint == after.fingerprint
    (other,) = found(broken("touchpoints.0.action", ""), "T2")
    assert other.fingerprint != before.fingerprint
    assert len({before, other}) == 2


def test_a_finding_cannot_be_changed() -> None:
    (finding,) = review(Map.model_validate(RULES["T2"].bad))
    with pytest.raises(AttributeError):
        finding.rule = "T1"  # type: ignore[misc]


def test_rules_speak_about_lanes_that_exist() -> None:
    assert all(lane in Lane for rule in RULES.values() for lane in (*rule.lanes, *rule.requires))
