"""The course "Your first map" as a whole: a lesson for each step, in four languages, figures and words right."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from apps.curriculum import selectors as curriculum
from apps.curriculum.domain.texts import Lesson
from apps.exercises.domain.steps import Step
from apps.journeys.domain.coach import RULES
from apps.journeys.domain.document import Lane
from tests.curriculum.shipped import LANGUAGES, OTHERS, model_maps, pages, reference, spoken, strings

pytestmark = pytest.mark.unit

COURSE = "your-first-map"
LESSONS = (
    "what-a-journey-is",
    "whose-journey",
    "goal-and-scope",
    "stages-and-touchpoints",
    "map-type-and-emotions",
    "behind-the-scenes",
    "pains-and-causes",
    "changes-you-can-test",
    "hand-in-and-improve",
)
CODE = re.compile(r"\b([FTEABCLD]\d{1,2})\b")
LATIN = re.compile(r"[A-Za-z][A-Za-z-]+")
# Names and abbreviations that stand in Latin letters in every language.
KEPT = {
    "CES", "CSAT", "NPS", "KPI", "SCAMPER", "Alan", "Cooper", "Frederick", "Reichheld", "Dixon", "Freeman",
    "Toman", "Kahneman", "Lynn", "Shostack", "Bob", "Eberle",
}  # fmt: skip
# What must not stand where the glossary has a term.
AVOIDED = {
    "en": r"touch[ -]points?|swim ?lanes?|customer journeys? maps|personae|pain-points?",
    "zh-hans": r"(?<!接)触点|旅程图|用户画像|用户旅程|痛苦点|爆点|泳池道|同理心图",
    "zh-hant": r"(?<!接)觸點|旅程圖|使用者旅程|渠道|痛苦點|爽點|同理心圖|人物角色",
    "ru": r"точк\w+ касания|тачпоинт|персонаж|карт\w+ путешествия|инсайт|болев\w+ точк|стейкхолдер|пейн",
}


def lessons(language: str) -> Iterator[Lesson]:
    for slug in curriculum.course(COURSE, language).lessons:
        yield curriculum.lesson(COURSE, slug, language)


def text_of(lesson: Lesson) -> str:
    """All that one reads in a lesson, without the sources."""
    asked = [
        part
        for question in lesson.questions
        for part in (question.text, *(piece for o in question.options for piece in (o.text, o.feedback)))
    ]
    words = [part for word in lesson.words for part in (word.term, word.text)]
    task = lesson.practice.text if lesson.practice else ""
    return "\n".join(
        (lesson.title, lesson.lead, *lesson.objectives, *words, lesson.body, lesson.rest, *asked, task)
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_nine_lessons_in_one_order(language: str) -> None:
    assert curriculum.course(COURSE, language).lessons == LESSONS
    files = {name.rpartition("/")[2] for name in pages(language) if name.startswith("courses/")}
    assert files == {"course.md", *(f"{slug}.md" for slug in LESSONS)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_lessons_lead_through_the_seven_steps(language: str) -> None:
    course = curriculum.course(COURSE, language)
    practices = [lesson.practice for lesson in lessons(language)]
    assert all(practice and practice.exercise == course.exercise for practice in practices)
    steps = [Step(practice.step) for practice in practices if practice]
    assert steps[1:-1] == list(Step)
    assert (steps[0], steps[-1]) == (Step.PERSONA, Step.CHANGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_lesson_is_complete(language: str) -> None:
    competencies = {row["id"] for row in reference()["competencies.yaml"]}
    for lesson in lessons(language):
        assert set(lesson.competencies) <= competencies, lesson.slug
        assert lesson.competencies, lesson.slug
        assert 5 <= lesson.minutes <= 15, lesson.slug
        assert 2 <= len(lesson.questions) <= 4, lesson.slug
        assert len(lesson.objectives) >= 2, lesson.slug
        assert lesson.words, lesson.slug


def test_english_lessons_are_neither_short_nor_long() -> None:
    for lesson in lessons("en"):
        assert 600 <= len(text_of(lesson).split()) <= 1200, lesson.slug
        assert 550 <= len(f"{lesson.body} {lesson.rest}".split()) <= 1000, lesson.slug


@pytest.mark.parametrize(
    ("language", "least", "most"), [("zh-hans", 0.2, 0.5), ("zh-hant", 0.2, 0.5), ("ru", 0.75, 1.4)]
)
def test_translations_say_as_much_as_the_english_text(language: str, least: float, most: float) -> None:
    for lesson, english in zip(lessons(language), lessons("en"), strict=True):
        assert least < len(text_of(lesson)) / len(text_of(english)) < most, lesson.slug


@pytest.mark.parametrize("language", OTHERS)
def test_lessons_name_the_same_coach_rules_in_the_same_order(language: str) -> None:
    for lesson, english in zip(lessons(language), lessons("en"), strict=True):
        assert CODE.findall(lesson.rest) == CODE.findall(english.rest), lesson.slug
        assert CODE.findall(lesson.body) == CODE.findall(english.body), lesson.slug


def test_every_lesson_names_mistakes_that_the_coach_finds() -> None:
    every: set[str] = set()
    for lesson in lessons("en"):
        named = CODE.findall(f"{lesson.body}\n{lesson.rest}")
        assert named, lesson.slug
        every.update(named)
    assert len(every & set(RULES)) >= 15


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize(
    "figure",
    [r"\d+(?=\s?%)", r"(?<![\d:])\d{4}(?!\d)", r"[+−]\d"],
    ids=["percent", "years and sums", "scores"],
)
def test_figures_are_the_same_in_every_language(language: str, figure: str) -> None:
    for lesson, english in zip(lessons(language), lessons("en"), strict=True):
        found, wanted = _figures(figure, text_of(lesson)), _figures(figure, text_of(english))
        assert found == wanted, lesson.slug


def _figures(pattern: str, text: str) -> Counter[str]:
    joined = re.sub(r"(?<=\d)[,\s\u00a0](?=\d{3}\b)", "", text)
    return Counter(re.findall(pattern, joined))


@pytest.mark.parametrize("language", LANGUAGES)
def test_quotes_of_lessons_stand_in_the_case(language: str) -> None:
    """What a lesson quotes as a block is word for word in the research material."""
    case = pages(language)["cases/hotel-stay.md"][1]
    seen = 0
    for lesson in lessons(language):
        for line in re.findall(r"^> ([^—].+)$", f"{lesson.body}\n{lesson.rest}", re.MULTILINE):
            seen += 1
            assert line.rstrip(".。") in case, line
    assert seen


@pytest.mark.parametrize("language", LANGUAGES)
def test_tables_of_the_course_repeat_the_model_map(language: str) -> None:
    """Impact, effort and votes stand in the lesson as they stand on the map."""
    text = curriculum.lesson(COURSE, "changes-you-can-test", language).body
    for item in model_maps(language)["hotel-stay"]["opportunities"]:
        assert f"| {item['text']} | {item['impact']} | {item['effort']} | {item['votes']} |" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_criteria_stand_in_the_last_lesson_as_in_the_rubric(language: str) -> None:
    text = curriculum.lesson(COURSE, "hand-in-and-improve", language).body
    rubric = reference()["rubrics/default.yaml"]
    assert all(f"| {row['title'][language]} |" in text for row in rubric["criteria"])
    assert str(rubric["pass_points"]) in text
    assert str(3 * len(rubric["criteria"])) in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_excerpts_show_known_lanes_with_something_in_each(language: str) -> None:
    document = model_maps(language)["hotel-stay"]
    for lesson in lessons(language):
        if lesson.excerpt is None:
            continue
        assert set(lesson.excerpt.lanes) <= {lane.value for lane in Lane}, lesson.slug
        for lane in ("pains", "delights", "opportunities", "changes"):
            if lane in lesson.excerpt.lanes:
                held = {item.get("touchpoint") for item in document[lane]}
                assert held & set(lesson.excerpt.touchpoints), f"{lesson.slug}: {lane}"


@pytest.mark.parametrize("language", OTHERS)
def test_no_words_of_another_language_are_left(language: str) -> None:
    for lesson in lessons(language):
        text = re.sub(r"\]\(#[a-z-]+\)", "]", text_of(lesson)).replace("[map]", "")
        assert {word for word in LATIN.findall(text) if word not in KEPT} == set(), lesson.slug


@pytest.mark.parametrize("language", LANGUAGES)
def test_terms_of_the_glossary_are_not_varied(language: str) -> None:
    avoided = re.compile(AVOIDED[language], re.IGNORECASE)
    assert [(place, avoided.findall(text)) for place, text in spoken(language) if avoided.search(text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_links_of_lessons_lead_to_words_only(language: str) -> None:
    for lesson in lessons(language):
        targets = re.findall(r"\]\(([^)]+)\)", f"{lesson.body}\n{lesson.rest}")
        assert sorted(targets) == sorted(f"#{word.id}" for word in lesson.words), lesson.slug


def test_russian_lessons_do_not_inflect_the_persona() -> None:
    for lesson in lessons("ru"):
        assert not re.findall(r"\bЛин(?:ы|е|у|ой|ою)\b", text_of(lesson)), lesson.slug


@pytest.mark.parametrize("language", LANGUAGES)
def test_sources_name_a_year(language: str) -> None:
    named = [source for lesson in lessons(language) for source in lesson.sources]
    assert len(named) >= 8
    assert all(re.search(r"(19|20)\d\d", source) for source in named)
    assert not [text for _place, text in strings(list(named)) if text != text.strip()]
