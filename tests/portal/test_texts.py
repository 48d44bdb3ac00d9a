"""Privacy and accessibility: whole in every language, and in step with what the code does."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from apps.accounts.preferences import YEAR
from apps.jobs.services.keeping import KEPT

LANGUAGES = ("en", "zh-hans", "zh-hant", "ru")
SLUGS = ("privacy", "accessibility")
EACH = pytest.mark.parametrize("language", LANGUAGES)
BOTH = pytest.mark.parametrize("slug", SLUGS)


def source(slug: str, language: str) -> str:
    return Path(settings.BASE_DIR, "fixtures/pages", language, f"{slug}.md").read_text(encoding="utf-8")


def shape(text: str) -> list[str]:
    """Headings, list marks, names in code and facts, without the words."""
    return [
        *("#" * len(mark) for mark in re.findall(r"^(#+) ", text, re.MULTILINE)),
        *re.findall(r"^- ", text, re.MULTILINE),
        *re.findall(r"`\w+`|\{\w+\}", text),
    ]


@pytest.mark.unit
@BOTH
@EACH
def test_every_language_says_the_same_number_of_things(slug: str, language: str) -> None:
    assert shape(source(slug, language)) == shape(source(slug, "en"))


@pytest.mark.web
@BOTH
@EACH
def test_page_is_open_and_linked_from_the_foot(client: Client, slug: str, language: str) -> None:
    answer = client.get(f"/{language}/{slug}/")
    html = answer.content.decode()
    title = source(slug, language).partition("\n")[0].removeprefix("# ")
    assert answer.status_code == 200
    assert f"<h1>{title}</h1>" in html
    assert not re.search(r"\{\w+\}|\*\*", html.partition("<main")[2].partition("</main>")[0])
    assert f'href="/{language}/{slug}/"' in client.get(f"/{language}/").content.decode()


@pytest.mark.web
@EACH
def test_figures_are_those_of_the_code(client: Client, settings: Any, language: str) -> None:
    settings.GUEST_MAP_DAYS = 4321
    settings.SESSION_COOKIE_AGE = 876 * 24 * 60 * 60
    html = client.get(f"/{language}/privacy/").content.decode()
    for figure in (4321, 876, YEAR // 86_400, KEPT.days):
        assert re.search(rf"(?<!\d){figure}(?!\d)", html), figure
    for cookie in ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "LANGUAGE_COOKIE_NAME"):
        assert f"<code>{getattr(settings, cookie)}</code>" in html


@pytest.mark.web
@BOTH
@EACH
def test_contact_is_the_address_of_the_operator(
    client: Client, settings: Any, slug: str, language: str
) -> None:
    nobody = client.get(f"/{language}/{slug}/").content.decode()
    assert "mailto:" not in nobody
    settings.CJM_CONTACT_EMAIL = "help@academy.example"
    assert 'href="mailto:help@academy.example"' in client.get(f"/{language}/{slug}/").content.decode()
