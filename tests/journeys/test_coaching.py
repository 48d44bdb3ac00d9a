"""Words of the coach: complete in four languages, and every sentence comes out whole."""

import re
from collections.abc import Mapping
from string import Formatter
from typing import Any

import pytest
from hypothesis import example, given

from apps.journeys import coaching
from apps.journeys.coaching import LANGUAGES, advise, load_texts, rule_text
from apps.journeys.domain.coach import RULES, review
from apps.journeys.domain.coach.examples import GOOD, TODAY, broken
from apps.journeys.domain.document import Map
from tests.journeys.domain.coach_cases import SPEAKS
from tests.journeys.domain.test_coach_properties import documents

pytestmark = pytest.mark.unit

FIELDS = {"title", "question", "why", "good", "bad", "action"}
WITH_CASES = ("title", "question", "action")


def texts(code: str, language: str) -> dict[tuple[str, str], str]:
    """Every wording by field and case."""
    entry = load_texts()["rules"][code][language]
    return {
        (field, case): value if isinstance(value, str) else value[case]
        for field, value in entry.items()
        for case in (RULES[code].cases if field in WITH_CASES else ("",))
    }


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def advice_of(raw: Mapping[str, Any], language: str, code: str = "") -> list[coaching.Advice]:
    """``code``: the rule whose current map the document is reviewed beside."""
    document = Map.model_validate(raw)
    beside = RULES[code].beside if code else None
    current = Map.model_validate(beside) if beside else None
    return advise(review(document, today=TODAY, current=current), document, language)


def test_there_are_texts_for_the_rules_and_for_nothing_else() -> None:
    assert list(load_texts()["rules"]) == list(RULES)
    assert tuple(load_texts()["words"]) == LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", RULES)
def test_texts_are_complete(code: str, language: str) -> None:
    entry = load_texts()["rules"][code][language]
    assert set(entry) == FIELDS
    assert all(text.strip() == text and text for text in texts(code, language).values())
    for field in WITH_CASES:
        if not isinstance(entry[field], str):
            assert set(entry[field]) == set(RULES[code].cases)


@pytest.mark.parametrize("language", LANGUAGES[1:])
@pytest.mark.parametrize("code", RULES)
def test_placeholders_are_the_same_in_every_language(code: str, language: str) -> None:
    english = {key: placeholders(text) for key, text in texts(code, "en").items()}
    assert {key: placeholders(text) for key, text in texts(code, language).items()} == english


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_are_the_same_kinds_in_every_language(language: str) -> None:
    words = load_texts()["words"]
    assert words[language]["missing"].keys() == words["en"]["missing"].keys()
    assert all(words[language]["missing"].values())
    assert words[language].keys() == words["en"].keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_chinese_sentences_use_full_width_punctuation(language: str) -> None:
    for code in RULES:
        for text in texts(code, language).values():
            if language.startswith("zh"):
                assert not re.search(r"[\u4e00-\u9fff}][,;:?!]|[,;:?!][\u4e00-\u9fff]", text), text
            else:
                assert not re.search(r"[\uff0c\uff1a\uff1f\uff01\u3002\u300c]", text), text


def test_simplified_and_traditional_are_two_translations() -> None:
    said = {
        language: "".join(text for code in RULES for text in texts(code, language).values())
        for language in ("zh-hans", "zh-hant")
    }
    assert not re.search("[们这还为阶触说该见时会绪应爽]", said["zh-hant"])
    assert not re.search("[們這還為階觸說該見時會緒應點顧機]", said["zh-hans"])
    assert "渠道" in said["zh-hans"]
    assert "管道" in said["zh-hant"]


def test_sentences_never_begin_with_the_persona_for_the_customer_has_a_small_letter() -> None:
    for code in RULES:
        for language in ("en", "ru"):
            for text in texts(code, language).values():
                assert not re.search(r"(^|[.?!] )\{persona\}", text), text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("example", [*SPEAKS, *RULES])
def test_every_finding_becomes_whole_sentences(example: str, language: str) -> None:
    code = example if example in RULES else SPEAKS[example][0]
    raw = RULES[example].bad if example in RULES else broken(*SPEAKS[example][1])
    said = advice_of(raw, language, code)
    assert code in [advice.finding.rule for advice in said]
    for advice in said:
        for text in (
            advice.title,
            advice.question,
            advice.why,
            advice.good,
            advice.bad,
            advice.action,
            advice.icon,
        ):
            assert text
            assert not re.search(r"[{}]|None|\.0\b", text)
        assert advice.mood in (-2, -1, 0)
        assert advice.step == RULES[advice.finding.rule].step
        assert advice.field


def test_the_customer_is_called_by_name_or_by_a_word_of_the_language() -> None:
    assert [advice_of(dict(RULES["E7"].bad), language)[0].question for language in LANGUAGES] == [
        "Below zero: “Check-in”. What did Lin expect there?",
        "低于零分：“Check-in”。Lin原本期望什么？",
        "低於零分：「Check-in」。Lin原本期望什麼？",
        "Ниже нуля: «Check-in». Чего там ждёт Lin?",
    ]
    nobody = {**RULES["T1"].bad, "personas": []}
    questions = [advice_of(nobody, language)[1].question for language in LANGUAGES]
    for question, word in zip(questions, ("the customer", "客户", "顧客", "клиент"), strict=True):
        assert word in question


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en", "“Booking page”, “Check-in”, “The room” and more"),
        ("zh-hans", "“Booking page”、“Check-in”、“The room”等"),
        ("zh-hant", "「Booking page」、「Check-in」、「The room」等"),
        ("ru", "«Booking page», «Check-in», «The room» и другие"),
    ],
)
def test_more_places_than_three_are_counted_not_named(language: str, names: str) -> None:
    edits = [part for index in range(5) for part in (f"touchpoints.{index}.action", "")]
    (advice,) = advice_of(broken(*edits), language)
    assert names in advice.question
    assert "5" in advice.title


def test_long_names_are_cut_and_lines_joined() -> None:
    long = "A name\nthat goes on " + "and on " * 20
    (advice,) = advice_of(broken("touchpoints.0.name", long, "touchpoints.0.action", ""), "en")
    assert "“A name that goes on and on and on and o…”" in advice.question


def test_what_authors_write_is_never_taken_for_a_placeholder() -> None:
    (advice,) = advice_of(broken("touchpoints.0.name", "{persona} {0}", "touchpoints.0.action", ""), "en")
    assert "“{persona} {0}”" in advice.question


def test_numbers_follow_the_language() -> None:
    raw = broken("touchpoints.1.emotion.score", 0.5, "touchpoints.4.emotion.score", 0.5)
    assert "от +0,5 до +2" in advice_of(raw, "ru")[0].question
    assert "between +0.5 and +2" in advice_of(raw, "en")[0].question
    below = broken("touchpoints", [{**place, "emotion": {"score": -1}} for place in GOOD["touchpoints"]])
    assert any("between −1 and −1" in advice.question for advice in advice_of(below, "en"))
    fall = broken("touchpoints.1.emotion.note", "", "touchpoints.0.emotion.score", 1.5)
    assert "на 3,5" in advice_of(fall, "ru")[0].question


def test_a_missing_part_is_said_in_words() -> None:
    raw = broken("changes.0.owner", "", "changes.0.due", None)
    assert "lacks: owner, date." in advice_of(raw, "en")[0].question
    assert "还缺：负责人、期限。" in advice_of(raw, "zh-hans")[0].question


@pytest.mark.parametrize(
    ("edits", "place"),
    [
        (("touchpoints.3.action", ""), "t4"),
        (("touchpoints.3.channels.0.owner", ""), "t4"),
        (("pains.0.causes", []), "t2"),
        (("changes.0.kpi", None), "t2"),
        (("changes.0.kpi", None, "changes.0.touchpoint", "gone"), ""),
        (("stages.1.name", "Pipeline"), "t2"),
        (("touchpoints.1.weak_link", False), "t2"),
        (("kind", None), ""),
        (("touchpoints.3.status", None, "touchpoints.4.status", "in_use"), "t4"),
        (("evidence.1.day", None), "t2"),
        (
            ("evidence.0.day", None, "evidence.0.touchpoint", None, "touchpoints.0.emotion.evidence", ["e1"]),
            "t1",
        ),
        (("kpis.0.direction", None), "t2"),
        (("delights.0.causes", []), "t4"),
        (("resources.0.changes", [], "resources.0.touchpoints", ["t3"]), "t3"),
        (
            (
                "process",
                "non_linear",
                "transitions",
                [{"id": "x", "source": "t4", "target": "t3", "kind": "loop"}],
            ),
            "t4",
        ),
    ],
    ids=[
        "touchpoint",
        "channel",
        "pain",
        "change",
        "change elsewhere",
        "stage",
        "suggested weak link",
        "whole map",
        "a touchpoint without status",
        "evidence",
        "evidence of an emotion",
        "measure",
        "delight",
        "resource",
        "transition",
    ],
)
def test_advice_opens_the_touchpoint_concerned(edits: tuple[Any, ...], place: str) -> None:
    (advice,) = advice_of(broken(*edits), "en")
    assert advice.touchpoint_id == place


@pytest.mark.parametrize(
    ("language", "lane"),
    [("en", "“Unmet needs”"), ("zh-hans", "“"), ("zh-hant", "「"), ("ru", "«")],
)
def test_a_lane_is_called_by_its_name_in_the_language_of_the_hint(language: str, lane: str) -> None:
    (advice,) = advice_of(broken("lanes.99", "needs"), language)
    assert advice.question.startswith(lane)
    assert ("Unmet needs" in advice.question) == (language == "en")


def test_moods_follow_severity() -> None:
    assert [advice_of(dict(RULES[code].bad), "en")[0].mood for code in ("E1", "T1", "E7")] == [-2, -1, 0]


def test_a_russian_heading_keeps_short_words_with_the_next() -> None:
    (advice,) = advice_of(dict(RULES["F1"].bad), "ru")
    assert advice.title == "У\N{NO-BREAK SPACE}пути больше одного хозяина"
    assert "\N{NO-BREAK SPACE}" not in advice_of(dict(RULES["F1"].bad), "en")[0].title


def test_other_languages_are_answered_in_english_and_case_does_not_matter() -> None:
    raw = dict(RULES["F5"].bad)
    assert advice_of(raw, "fr")[0].title == advice_of(raw, "en")[0].title
    assert advice_of(raw, "zh-Hans")[0].title == advice_of(raw, "zh-hans")[0].title


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", RULES)
def test_a_rule_can_be_explained_without_a_map(code: str, language: str) -> None:
    text = rule_text(code, language)
    assert text.code == code
    assert text.title
    assert not re.search(r"[{}…:：]$|[{}]", text.title)
    assert text.why == texts(code, language)["why", ""]


def test_an_unknown_rule_is_not_explained() -> None:
    with pytest.raises(KeyError):
        rule_text("X1", "en")


def test_texts_are_read_once() -> None:
    assert load_texts() is load_texts()


@given(documents())
@example({"title": "Map", "resources": [{"id": "r", "name": "Locks", "have": -1}]})
def test_whatever_is_found_in_any_document_can_be_said(raw: dict[str, Any]) -> None:
    document = Map.model_validate(raw)
    findings = review(document, today=TODAY)
    for language in LANGUAGES:
        assert len(advise(findings, document, language)) == len(findings)
