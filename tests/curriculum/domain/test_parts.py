"""A lesson is cut where its map stands, a case at its headings."""

from typing import Any

import pytest

from apps.curriculum.domain.texts import CaseStudy, Section, Word, read_case, read_course, read_lesson

pytestmark = pytest.mark.unit

LESSON: dict[str, Any] = {"title": "First", "lead": "Lead", "minutes": 6, "objectives": ["Read a map"]}
CASE: dict[str, Any] = {"title": "Hotel", "fictional": True, "questions": ["Why?"]}


@pytest.mark.parametrize(
    ("text", "body", "rest"),
    [
        ("One\n\n[map]\n\nTwo", "One", "Two"),
        ("One\n\nTwo", "One\n\nTwo", ""),
        ("One\n\n[map]\n", "One", ""),
        ("One [map] in a line", "One [map] in a line", ""),
        ("", "", ""),
    ],
    ids=["between", "no map", "at the end", "inside a line", "empty"],
)
def test_a_lesson_is_cut_where_its_map_stands(text: str, body: str, rest: str) -> None:
    lesson = read_lesson("first", LESSON, text)
    assert (lesson.body, lesson.rest) == (body, rest)


@pytest.mark.parametrize(
    ("text", "body", "sections"),
    [
        ("## A\n\nOne\n\n## B\n\nTwo", "", (("A", "One"), ("B", "Two"))),
        ("Before\n\n## A\n\nOne", "Before", (("A", "One"),)),
        ("## A\n\n### Part\n\nOne", "", (("A", "### Part\n\nOne"),)),
        ("## A", "", (("A", ""),)),
        ("Only text, ## not a heading", "Only text, ## not a heading", ()),
    ],
    ids=["two", "text before", "deeper heading", "no text", "no heading"],
)
def test_a_case_is_cut_at_its_headings(text: str, body: str, sections: tuple[tuple[str, str], ...]) -> None:
    parts = tuple(Section(*pair) for pair in sections)
    assert read_case("hotel", CASE, text) == CaseStudy("hotel", "Hotel", True, ("Why?",), body, parts)


def test_a_word_may_be_named_by_the_text() -> None:
    word = {"id": "stage", "term": "stages", "text": "A part"}
    assert read_lesson("first", LESSON | {"words": [word]}, "").words == (Word("stages", "A part", "stage"),)


def test_a_course_names_its_case_and_its_audience() -> None:
    head = {"title": "T", "summary": "S", "outcome": "O", "hours": 1, "lessons": []}
    plain, full = (
        read_course("c", head, ""),
        read_course("c", head | {"case": "hotel", "audience": "All"}, ""),
    )
    assert (plain.case, plain.audience) == ("", "")
    assert (full.case, full.audience) == ("hotel", "All")
