"""The mails that let people in: in the language of whoever gets them, the same answer whether the address is known."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.account.adapter import get_adapter
from allauth.core import context as allauth_context
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.test import Client, RequestFactory
from django.utils import translation

from tests.common.pages import without_token
from tests.factories.accounts import UserFactory

pytestmark = [pytest.mark.web, pytest.mark.django_db]

SITE = "https://academy.example"
LANGUAGES = ["en", "zh-hans", "zh-hant", "ru"]


def html_of(message: Any) -> str:
    assert isinstance(message, EmailMultiAlternatives)
    [(content, kind)] = message.alternatives
    assert kind == "text/html"
    return str(content)


def asked_for(email: str, language: str = "en", **headers: str) -> Any:
    """What comes by mail when a new password is asked for on a page of that language."""
    answer = Client(headers=headers).post(f"/{language}/accounts/password/reset/", {"email": email})
    assert answer.status_code == 302
    [message] = mail.outbox
    mail.outbox.clear()
    return message


def links_in(text: str) -> set[str]:
    return set(re.findall(r"https?://[^\s\"<]+", text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_reset_is_in_the_language_of_the_account(language: str) -> None:
    UserFactory.create(email="mei@example.org", language=language)
    page_language = "ru" if language == "en" else "en"
    message = asked_for("mei@example.org", page_language)
    for part in (message.body, html_of(message)):
        [link] = [link for link in links_in(part) if "reset/key" in link]
        assert link.startswith(f"{SITE}/{language}/accounts/password/reset/key/")
        assert links_in(part) == {link, f"{SITE}/{language}/"}
    reset = Client().get(link.removeprefix(SITE), follow=True)
    assert reset.context["form"].fields.keys() >= {"password1"}
    with translation.override(language):
        assert translation.gettext("Choose a new password") == message.subject
        assert translation.gettext("Choose a new password") in html_of(message)


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_an_account_the_page_decides(language: str) -> None:
    message = asked_for("nobody@example.org", language)
    for part in (message.body, html_of(message)):
        assert links_in(part) == {f"{SITE}/{language}/accounts/signup/", f"{SITE}/{language}/"}


def test_the_page_answers_the_same_for_every_address() -> None:
    UserFactory.create(email="mei@example.org")
    answers = []
    for email in ("mei@example.org", "nobody@example.org"):
        page = Client().post("/en/accounts/password/reset/", {"email": email}, follow=True)
        answers.append((page.status_code, page.redirect_chain, without_token(page)))
    assert answers[0] == answers[1]
    assert len(mail.outbox) == 2


def test_links_lead_to_the_site_whatever_host_was_asked() -> None:
    UserFactory.create(email="mei@example.org")
    message = asked_for("mei@example.org", host="localhost")
    assert "localhost" not in str(message.body) + html_of(message)


@pytest.mark.parametrize("language", LANGUAGES)
def test_confirming_an_address(language: str) -> None:
    user = UserFactory.create(language=language)
    client = Client()
    client.force_login(user)
    client.post(f"/{language}/accounts/email/", {"email": "new@example.org"})
    if not mail.outbox:  # asks for the password first
        client.post(f"/{language}/accounts/reauthenticate/", {"password": "a-long-enough-password"})
        client.post(f"/{language}/accounts/email/", {"email": "new@example.org"})
    [message] = mail.outbox
    assert message.to == ["new@example.org"]
    for part in (message.body, html_of(message)):
        assert any(link.startswith(f"{SITE}/{language}/accounts/confirm-email/") for link in links_in(part))


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_account_that_exists(language: str) -> None:
    UserFactory.create(email="mei@example.org", language=language)
    request = RequestFactory().get("/en/")
    with allauth_context.request_context(request):
        get_adapter(request).send_account_already_exists_mail("mei@example.org")
    [message] = mail.outbox
    for part in (message.body, html_of(message)):
        assert links_in(part) == {f"{SITE}/{language}/accounts/password/reset/", f"{SITE}/{language}/"}


def test_mails_about_work_are_switched_off_and_on_in_the_settings() -> None:
    user = UserFactory.create(language="en")
    client = Client()
    client.force_login(user)
    sent = {"name": "Mei", "language": "en", "theme": "system"}
    for given, wanted in (({}, False), ({"mail_about_work": "on"}, True)):
        client.post("/en/settings/", sent | given)
        user.refresh_from_db()
        assert user.mail_about_work is wanted
    client.post("/en/preferences/", {"theme": "dark"})
    user.refresh_from_db()
    assert user.mail_about_work
