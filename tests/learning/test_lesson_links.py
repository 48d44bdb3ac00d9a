"""Links to lessons from pages that know only their slug."""

import pytest
from django.test import Client
from django.utils.translation import override

from apps.journeys.domain.coach import RULES
from apps.learning.templatetags.lessons import lesson_called

LANGUAGES = ("en", "zh-hans", "zh-hant", "ru")


@pytest.mark.unit
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_of_the_coach_is_taught(language: str) -> None:
    with override(language):
        links = {rule.lesson: lesson_called(rule.lesson) for rule in RULES.values()}
    for slug, link in links.items():
        assert link is not None, slug
        assert link.url == f"/{language}/learn/your-first-map/{slug}/"
        assert link.title


@pytest.mark.unit
def test_a_lesson_that_nobody_has_written_has_no_link() -> None:
    assert lesson_called("not-written-yet") is None


@pytest.mark.web
def test_the_page_of_a_rule_names_the_lesson(client: Client) -> None:
    with override("en"):
        link = lesson_called(RULES["A1"].lesson)
    assert link is not None
    text = client.get("/en/coach/A1/").content.decode()
    assert f'<a href="{link.url}">Read the lesson “{link.title}”</a>' in text
