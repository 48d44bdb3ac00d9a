"""The shipped texts: complete in four languages, the same in each, written in the script of the language."""

import re
from collections import Counter
from string import Formatter
from typing import Any

import pytest

from apps.curriculum import selectors as curriculum
from apps.journeys.domain.coach import review
from apps.journeys.domain.document import Map
from tests.curriculum.shipped import (
    LANGUAGES,
    OTHERS,
    model_maps,
    pages,
    reference,
    shape,
    spoken,
    strings,
    translations,
)

pytestmark = pytest.mark.unit

# Simplified and Traditional words of the glossary that differ by more than the form of the characters.
TERMS = (
    ("客户", "顧客"), ("人物角色", "人物誌"), ("接触点", "接觸點"), ("渠道", "管道"), ("薄弱环节", "薄弱環節"),
    ("利益相关者", "利害關係人"), ("爽点", "亮點"), ("改进机会", "改善機會"), ("改进措施", "改善措施"),
    ("可视线", "可見線"), ("支持流程", "支援流程"), ("细分群体", "客群"), ("学员", "學員"), ("培训师", "講師"),
    ("培训负责人", "訓練負責人"), ("班级", "班級"), ("评分标准", "評分規準"), ("批注", "註解"), ("反馈", "回饋"),
    ("复核", "複核"), ("看板上", "看板上的"), ("便签", "便利貼"), ("头脑风暴", "腦力激盪"), ("速赢项", "速效方案"),
    ("证书", "證書"), ("酒店", "飯店"), ("点评", "評論"), ("发票", "發票"), ("信息", "資訊"), ("短信", "簡訊"),
)  # fmt: skip
HAN = re.compile(r"[\u3400-\u9fff]")
MIXED = re.compile(r"[A-Za-z][\u0400-\u04ff]|[\u0400-\u04ff][A-Za-z]")


# The course, its lessons, the cases


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_has_the_same_files_and_the_same_front_matter(language: str) -> None:
    english, other = pages("en"), pages(language)
    assert english
    assert list(other) == list(english)
    for name, (head, _body) in english.items():
        assert shape(other[name][0]) == shape(head), name


@pytest.mark.parametrize("language", OTHERS)
def test_names_that_lead_elsewhere_are_the_same_in_every_language(language: str) -> None:
    english = pages("en")
    for name, (head, _body) in pages(language).items():
        for key in ("lessons", "exercise", "case", "map", "competencies"):
            assert head.get(key) == english[name][0].get(key), f"{name}: {key}"
        for key in ("exercise", "step"):
            assert head.get("practice", {}).get(key) == english[name][0].get("practice", {}).get(key), name


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize(
    "mark",
    [r"^## ", r"^### ", r"^> ", r"^- ", r"^\|", r"\*\*[^*]+\*\*"],
    ids=["sections", "parts", "quotes", "items", "rows", "bold"],
)
def test_bodies_have_the_same_parts(language: str, mark: str) -> None:
    english = pages("en")
    for name, (_head, body) in pages(language).items():
        assert _count(mark, body) == _count(mark, english[name][1]), name


def _count(mark: str, text: str) -> int:
    return len(re.findall(mark, text, re.MULTILINE))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty(language: str) -> None:
    for name, (head, body) in pages(language).items():
        assert body.strip(), name
        for place, text in strings(head, name):
            assert text.strip() == text, place
            assert text, place


@pytest.mark.parametrize("language", LANGUAGES)
def test_questions_have_one_right_option_in_the_same_place(language: str) -> None:
    seen = 0
    for course in curriculum.courses(language):
        for slug in course.lessons:
            questions = curriculum.lesson(course.slug, slug, language).questions
            for question, english in zip(
                questions, curriculum.lesson(course.slug, slug, "en").questions, strict=True
            ):
                seen += 1
                right = [option.right for option in question.options]
                assert right == [option.right for option in english.options]
                assert sum(right) == 1
                assert len({option.text for option in question.options}) == len(right)
                assert all(option.feedback for option in question.options)
    assert seen


@pytest.mark.parametrize("language", LANGUAGES)
def test_courses_name_lessons_exercises_and_touchpoints_that_exist(language: str) -> None:
    exercises = {row["slug"]: row for row in reference()["exercises.yaml"]}
    for course in curriculum.courses(language):
        assert course.exercise in exercises
        curriculum.case_study(exercises[course.exercise]["case"], language)
        for slug in course.lessons:
            excerpt = curriculum.lesson(course.slug, slug, language).excerpt
            if excerpt is not None:
                document = Map.model_validate(curriculum.model_map(excerpt.case, language))
                assert set(excerpt.touchpoints) <= {item.id for item in document.touchpoints}


# The model maps


def ids(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["id"]] if "id" in value else []
        return own + [found for item in value.values() for found in ids(item)]
    return [found for item in value for found in ids(item)] if isinstance(value, list) else []


@pytest.mark.parametrize("language", LANGUAGES)
def test_model_maps_are_valid_and_leave_the_coach_nothing_to_ask(language: str) -> None:
    assert set(model_maps(language)) == set(model_maps("en")) != set()
    for name, raw in model_maps(language).items():
        document = Map.model_validate(raw)
        open_findings = [finding.rule for finding in review(document) if finding.waived is None]
        assert open_findings == [], name
        assert raw["language"] == language


@pytest.mark.parametrize("language", OTHERS)
def test_model_maps_are_one_map_in_four_languages(language: str) -> None:
    english = model_maps("en")
    for name, raw in model_maps(language).items():
        assert ids(raw) == ids(english[name])
        assert shape(raw) == shape(english[name])
        assert not [place for place, text in strings(raw) if not text.strip()]


# Reference texts


@pytest.mark.parametrize("name", reference())
def test_reference_texts_are_complete_in_four_languages(name: str) -> None:
    found = list(translations(reference()[name], name))
    assert found
    for place, texts in found:
        assert set(texts) - {"icon"} == set(LANGUAGES), place
        for language in LANGUAGES:
            assert shape(texts[language]) == shape(texts["en"]), f"{place}: {language}"
            assert all(text.strip() for _, text in strings(texts[language])), f"{place}: {language}"


def placeholders(text: str) -> Counter[str]:
    return Counter(name for _, name, _, _ in Formatter().parse(text) if name is not None)


@pytest.mark.parametrize("name", ["exercises.yaml", "coach.yaml", "rubrics/default.yaml"])
def test_placeholders_are_the_same_in_every_language(name: str) -> None:
    for place, texts in translations(reference()[name], name):
        english = dict(strings(texts["en"]))
        for language in OTHERS:
            for key, text in strings(texts[language]):
                assert set(placeholders(text)) == set(placeholders(english[key])), f"{place}{key}: {language}"


# Scripts


@pytest.mark.parametrize(
    ("language", "own", "other"), [("zh-hans", 0, 1), ("zh-hant", 1, 0)], ids=["zh-hans", "zh-hant"]
)
def test_chinese_texts_use_the_words_of_their_own_side(language: str, own: int, other: int) -> None:
    for place, text in spoken(language):
        for pair in TERMS:
            foreign = pair[other]
            assert foreign not in text or foreign in pair[own], f"{place}: {foreign}"


@pytest.mark.parametrize(("language", "charset"), [("zh-hans", "gb2312"), ("zh-hant", "big5")])
def test_chinese_texts_use_the_characters_of_their_own_side(language: str, charset: str) -> None:
    """GB 2312 holds no character that only Traditional has, Big5 none that only Simplified has."""
    strange = {
        (character, place)
        for place, text in spoken(language)
        for character in HAN.findall(text)
        if character.encode(charset, "ignore") == b""
    }
    assert strange == set()


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "ru"])
def test_texts_are_translated(language: str) -> None:
    script = HAN if language.startswith("zh") else re.compile(r"[\u0400-\u04ff]")
    for name, (head, body) in pages(language).items():
        assert script.search(head["title"]), name
        assert len(script.findall(body)) > len(re.findall(r"[A-Za-z]", body)), name


def test_russian_words_have_no_latin_look_alikes() -> None:
    assert [(place, MIXED.findall(text)) for place, text in spoken("ru") if MIXED.search(text)] == []


@pytest.mark.parametrize("language", ["en", "ru"])
def test_no_chinese_signs_elsewhere(language: str) -> None:
    signs = re.compile(r"[\u3000-\u303f\uff00-\uffef\u3400-\u9fff]")
    assert [place for place, text in spoken(language) if signs.search(text)] == []
