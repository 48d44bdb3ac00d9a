"""Reading front matter and Markdown into courses, lessons and cases."""

from typing import Any

import pytest

from apps.curriculum.domain.texts import (
    Excerpt,
    Option,
    Practice,
    Question,
    Word,
    read_case,
    read_course,
    read_lesson,
    split_front_matter,
)

pytestmark = pytest.mark.unit

COURSE = {
    "title": "Maps",
    "summary": "In short",
    "outcome": "A map",
    "level": "beginner",
    "hours": 3,
    "lessons": ["first", "second"],
}
LESSON: dict[str, Any] = {"title": "First", "lead": "Lead", "minutes": 12, "objectives": ["Read a map"]}


@pytest.mark.parametrize(
    ("text", "head", "body"),
    [
        ("---\ntitle: A\n---\n\nWords\n", "title: A", "Words"),
        ("---\r\ntitle: A\r\n---\r\nWords", "title: A", "Words"),
        (" --- \ntitle: A\n---  \n", "title: A", ""),
        ("---\n---\nWords", "", "Words"),
        ("---\ntitle: A\n---\nOne\n\n---\n\nTwo", "title: A", "One\n\n---\n\nTwo"),
    ],
    ids=["plain", "windows", "blanks", "empty head", "rule in the body"],
)
def test_front_matter_is_split_from_the_body(text: str, head: str, body: str) -> None:
    assert split_front_matter(text) == (head, body)


@pytest.mark.parametrize("text", ["", "Words", "title: A\n---\nWords", "---\ntitle: A\nWords"])
def test_a_file_without_front_matter_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no_front_matter"):
        split_front_matter(text)


def test_a_course_keeps_the_order_of_its_lessons() -> None:
    course = read_course("maps", COURSE, "Body")
    assert (course.slug, course.title, course.body) == ("maps", "Maps", "Body")
    assert course.lessons == ("first", "second")
    assert (course.hours, course.exercise) == (3.0, "")
    assert read_course("maps", COURSE | {"exercise": "hotel"}, "").exercise == "hotel"


def test_a_lesson_needs_neither_words_nor_map_nor_questions() -> None:
    lesson = read_lesson("first", LESSON, "Body")
    assert (lesson.minutes, lesson.objectives, lesson.body) == (12, ("Read a map",), "Body")
    assert (lesson.words, lesson.excerpt, lesson.questions) == ((), None, ())
    assert (lesson.competencies, lesson.practice, lesson.sources) == ((), None, ())


def test_a_lesson_with_everything() -> None:
    options = [
        {"text": "Yes", "right": True, "feedback": "Right"},
        {"text": "No", "right": False, "feedback": "Look again"},
    ]
    head = LESSON | {
        "words": [{"term": "stage", "text": "A part"}],
        "map": {"case": "hotel", "touchpoints": ["t1", "t2"]},
        "questions": [{"question": "Which?", "options": options}],
        "competencies": ["stages"],
        "practice": {"exercise": "hotel", "step": "persona", "text": "Draw"},
        "sources": ["A book, 1999"],
    }
    lesson = read_lesson("first", head, "")
    assert lesson.words == (Word("stage", "A part"),)
    assert lesson.excerpt == Excerpt("hotel", ("t1", "t2"))
    answers = (Option("Yes", True, "Right"), Option("No", False, "Look again"))
    assert lesson.questions == (Question("Which?", answers),)
    assert lesson.practice == Practice("hotel", "persona", "Draw")
    assert (lesson.competencies, lesson.sources) == (("stages",), ("A book, 1999",))


def test_an_excerpt_may_name_its_lanes() -> None:
    excerpt = {"case": "hotel", "touchpoints": ["t1"]}
    assert read_lesson("first", LESSON | {"map": excerpt}, "").excerpt == Excerpt("hotel", ("t1",))
    named = read_lesson("first", LESSON | {"map": excerpt | {"lanes": ["pains", "changes"]}}, "").excerpt
    assert named == Excerpt("hotel", ("t1",), ("pains", "changes"))


def test_a_case_says_whether_it_is_made_up() -> None:
    case = read_case("hotel", {"title": "Hotel", "fictional": True, "questions": ["Why?"]}, "Body")
    assert (case.slug, case.title, case.fictional, case.questions) == ("hotel", "Hotel", True, ("Why?",))


@pytest.mark.parametrize("missing", ["title", "lead", "minutes", "objectives"])
def test_a_lesson_without_a_needed_field_is_refused(missing: str) -> None:
    with pytest.raises(KeyError, match=missing):
        read_lesson("first", {key: value for key, value in LESSON.items() if key != missing}, "")
