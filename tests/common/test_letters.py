"""Every letter in every language: a subject of one line, both parts, links that work outside."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from apps.common.letters import compose, one_line, page

pytestmark = pytest.mark.unit

LANGUAGES = [code for code, _ in settings.LANGUAGES]
NASTY = 'Lake & <script>alert("x")</script>\r\nBcc: all@example.org'
LETTERS: dict[str, dict[str, Any]] = {
    "invited": {
        "organisation": NASTY,
        "inviter": NASTY,
        "role": "Learner",
        "cohort": NASTY,
        "until": datetime(2026, 12, 1, tzinfo=UTC),
    },
    "submitted": {"learner": NASTY, "assignment": NASTY, "cohort": NASTY, "turn": 2},
    "graded": {"assignment": NASTY, "map": NASTY, "returned": False},
}
ALL = [(name, language) for name in LETTERS for language in LANGUAGES]


def written(name: str, language: str, **changes: Any) -> EmailMultiAlternatives:
    given = LETTERS[name] | {"link": page(language, "portal:home")} | changes
    return compose(name, to="mei@example.org", language=language, context=given, key="abc")


def html_of(message: EmailMultiAlternatives) -> str:
    [(content, kind)] = message.alternatives
    assert (kind, isinstance(content, str)) == ("text/html", True)
    return str(content)


@pytest.mark.parametrize(("name", "language"), ALL)
def test_names_are_plain_in_text_and_escaped_in_html(name: str, language: str) -> None:
    message = written(name, language)
    html = html_of(message)
    assert '<script>alert("x")</script>' in message.body
    assert "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;" in html
    assert "<script" not in html
    for part in (message.body, html):
        assert not re.search(r"\{\{|\{%|%\(", part)


@pytest.mark.parametrize(("name", "language"), ALL)
def test_the_subject_is_one_line_and_no_header_is_added(name: str, language: str) -> None:
    message = written(name, language)
    assert "\n" not in message.subject
    assert "\r" not in message.subject
    assert '<script>alert("x")</script> Bcc: all@example.org' in message.subject
    sent = message.message()
    assert sent["Bcc"] is None
    assert sent["To"] == "mei@example.org"
    assert sent["Message-ID"] == "<abc@academy.example>"


@pytest.mark.parametrize(("name", "language"), ALL)
def test_links_are_whole_and_in_the_readers_language(name: str, language: str) -> None:
    message = written(name, language, settings_link=page(language, "portal:settings"))
    for part in (message.body, html_of(message)):
        links = set(re.findall(r"https?://[^\s\"<]+", part))
        assert links == {f"https://academy.example/{language}/{path}" for path in ("", "home/", "settings/")}
    assert not re.findall(r'(?:href|src)="(?!https://academy\.example/)', html_of(message))


@pytest.mark.parametrize("name", LETTERS)
def test_every_language_has_its_own_words(name: str) -> None:
    plain = {key: value if key == "until" else 1 for key, value in LETTERS[name].items()}
    messages = [written(name, language, **plain) for language in LANGUAGES]
    assert len({message.subject for message in messages}) == len(LANGUAGES)
    assert len({message.body for message in messages}) == len(LANGUAGES)


@pytest.mark.parametrize("name", LETTERS)
def test_who_cannot_switch_it_off_is_not_told_to(name: str) -> None:
    message = written(name, "en")
    assert "Switch such mails off" not in str(message.body) + html_of(message)


@pytest.mark.parametrize(("name", "language"), ALL)
def test_html_fetches_nothing(name: str, language: str) -> None:
    html = html_of(written(name, language))
    assert not re.search(r"<(img|link|script|iframe|object|video|audio)\b|url\(|@import", html)


@pytest.mark.parametrize("line", ["\r\n", "\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_one_line(line: str) -> None:
    assert one_line(f"A{line}Bcc: b@example.org{line}") == "A Bcc: b@example.org"
