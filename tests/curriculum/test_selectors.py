"""Only what is shipped can be read, and what is written in a text never becomes markup of the page."""

from collections.abc import Callable
from typing import Any

import pytest

from apps.common.errors import NotFound
from apps.curriculum.selectors import case_study, course, courses, lesson, model_map, render_markdown

pytestmark = pytest.mark.unit

COURSE, LESSON, CASE = "your-first-map", "what-a-journey-is", "hotel-stay"
LANGUAGES = ("en", "zh-hans", "zh-hant", "ru")
TRICKS = (
    "",
    "nothing-like-it",
    ".",
    "..",
    "../courses",
    "../../en/courses/your-first-map",
    "%2e%2e",
    "/etc/passwd",
    "Your-First-Map",
    "your-first-map\n",
    "your-first-map\x00",
    "your-first-map/course.md",
    "..\\courses",
    "a" * 61,
    "карта",
)
READERS: dict[str, Callable[[str], Any]] = {
    "course": lambda text: course(text, "en"),
    "lesson of a course": lambda text: lesson(text, LESSON, "en"),
    "lesson": lambda text: lesson(COURSE, text, "en"),
    "case": lambda text: case_study(text, "en"),
    "map": lambda text: model_map(text, "en"),
    "language of a course": lambda text: course(COURSE, text),
    "language of a lesson": lambda text: lesson(COURSE, LESSON, text),
    "language of a case": lambda text: case_study(CASE, text),
    "language of a map": lambda text: model_map(CASE, text),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_shipped_can_be_read(language: str) -> None:
    assert [item.slug for item in courses(language)] == [COURSE]
    assert course(COURSE, language).lessons[0] == LESSON
    assert lesson(COURSE, LESSON, language).title
    assert case_study(CASE, language).fictional
    assert model_map(CASE, language)["language"] == language


@pytest.mark.parametrize("text", TRICKS, ids=repr)
@pytest.mark.parametrize("reader", READERS)
def test_unknown_names_and_path_tricks_are_not_found(reader: str, text: str) -> None:
    with pytest.raises(NotFound):
        READERS[reader](text)


def test_the_page_of_a_course_is_no_lesson() -> None:
    with pytest.raises(NotFound):
        lesson(COURSE, "course", "en")


@pytest.mark.parametrize("language", ["xx", "..", "../../fixtures/curriculum/en"])
def test_an_unknown_language_has_no_courses(language: str) -> None:
    assert courses(language) == ()


def test_markdown_becomes_html() -> None:
    html = render_markdown("## Title\n\n**Bold**\n\n> Quote\n\n| a | b |\n|---|---|\n| 1 | 2 |")
    for tag in ("<h2>Title</h2>", "<strong>Bold</strong>", "<blockquote", "<table", ">1</td>"):
        assert tag in html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        "a <b>bold</b> word",
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "![x](javascript:alert(1))",
        '<a href="https://example.org" onclick="x()">x</a>',
        "<style>*{display:none}</style>",
        "<!-- hidden -->",
    ],
)
def test_html_in_markdown_stays_text(text: str) -> None:
    html = render_markdown(text)
    for part in ("<script", "<img", "<b>", "<style", "<!--", "<a ", "<iframe"):
        assert part not in html
    assert html.strip() not in {"", "<p></p>"}
