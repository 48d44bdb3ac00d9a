"""What a text may ask of the page beyond plain Markdown: words of the lesson, sources of quotes, tables."""

import re

import pytest

from apps.curriculum import selectors as curriculum
from tests.curriculum.shipped import LANGUAGES, pages

pytestmark = pytest.mark.unit


def test_a_link_to_a_word_opens_it() -> None:
    html = curriculum.render_markdown("A [stage](#stage-one) here, [out](https://example.org).")
    assert '<button class="term" type="button" popovertarget="word-stage-one">stage</button>' in html
    assert 'href="https://example.org"' in html


def test_a_quote_ends_with_its_source() -> None:
    html = curriculum.render_markdown("> Words\n>\n> — Interview 1")
    assert '<blockquote class="quote">' in html
    assert '<p class="src">Interview 1</p></blockquote>' in html
    assert '<p class="src">' not in curriculum.render_markdown("— Not a source")


def test_a_table_scrolls_and_takes_the_keyboard() -> None:
    html = curriculum.render_markdown("| a |\n|---|\n| 1 |")
    assert html.count('<div class="table-scroll" tabindex="0"><table class="table">') == 1
    assert html.rstrip().endswith("</table></div>")


def test_short_cells_stay_on_one_line_and_long_ones_break() -> None:
    html = curriculum.render_markdown("| a | b |\n|---|---|\n| 21:50 | A sentence with many words |")
    assert '<td class="nowrap">21:50</td>' in html
    assert "<td>A sentence with many words</td>" in html


def test_no_blank_follows_a_full_width_sign() -> None:
    assert "<strong>行为：</strong>她" in curriculum.render_markdown("- **行为：** 她")
    assert "<strong>Action:</strong> she" in curriculum.render_markdown("- **Action:** she")


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_of_a_lesson_and_links_to_them_fit(language: str) -> None:
    for course in curriculum.courses(language):
        for slug in course.lessons:
            lesson = curriculum.lesson(course.slug, slug, language)
            html = curriculum.render_markdown(lesson.body) + curriculum.render_markdown(lesson.rest)
            known = [word.id for word in lesson.words]
            assert all(known)
            assert len(set(known)) == len(known)
            assert sorted(re.findall(r'popovertarget="word-([^"]+)"', html)) == sorted(known)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_lesson_with_a_map_says_where_it_stands(language: str) -> None:
    for name, (head, body) in pages(language).items():
        assert body.count("\n[map]\n") == (1 if "map" in head else 0), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_cases_of_courses_exist_and_say_that_they_are_made_up(language: str) -> None:
    for course in curriculum.courses(language):
        case = curriculum.case_study(course.case, language)
        assert case.fictional
        assert len(case.sections) >= 5
        assert len(case.questions) >= 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_quote_of_a_case_has_a_source_with_a_date(language: str) -> None:
    _head, body = pages(language)["cases/hotel-stay.md"]
    sources = re.findall(r"^> — (.+)$", body, re.MULTILINE)
    assert len(sources) == len(re.findall(r"^>$", body, re.MULTILINE)) == 8
    assert all("2025" in source for source in sources)


@pytest.mark.parametrize("language", LANGUAGES)
def test_quotes_of_the_model_map_stand_in_the_case(language: str) -> None:
    """What the worked map quotes, the learner can find in the research material."""
    _head, body = pages(language)["cases/hotel-stay.md"]
    quoted = [
        item["text"]
        for item in curriculum.model_map("hotel-stay", language)["evidence"]
        if item["kind"] in {"interview", "review", "quote"}
    ]
    assert len(quoted) >= 8
    assert [text for text in quoted if text.rstrip(".。») ") not in body] == []
