"""Who asks too often waits, is told how long in their language, and loses nothing that was typed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory, override_settings

from apps.common import limits
from apps.common.limits import TooMany, count, limited
from apps.journeys.models import JourneyMap
from tests.factories.accounts import UserFactory
from tests.factories.organisations import InvitationFactory

pytestmark = [pytest.mark.web, pytest.mark.django_db]

NOW = 1_000_000_400.0  # 400 s before the end of a window of 600 s
BROWSER, ADDRESS = 30, 300


@pytest.fixture(autouse=True)
def _counting(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(limits, "time", SimpleNamespace(time=lambda: NOW))
    cache.clear()
    with override_settings(RATE_LIMITED=True):
        yield
    cache.clear()


def later(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    monkeypatch.setattr(limits, "time", SimpleNamespace(time=lambda: NOW + seconds))


def used_up(client: Client) -> Client:
    """A browser that has drawn as many maps as it may."""
    client.get("/en/")
    for number in range(BROWSER):
        assert client.post("/en/try/", {"title": f"Map {number}"}).status_code == 302
    return client


def test_counting_begins_anew_with_the_window(monkeypatch: pytest.MonkeyPatch) -> None:
    wait = 600 - NOW % 600
    for _ in range(3):
        count("knock", most=3, seconds=600)
    count("another door", most=3, seconds=600)
    with pytest.raises(TooMany) as refusal:
        count("knock", most=3, seconds=600)
    assert refusal.value.wait == wait
    later(monkeypatch, wait - 0.5)
    with pytest.raises(TooMany) as refusal:
        count("knock", most=3, seconds=600)
    assert refusal.value.wait == 1
    later(monkeypatch, wait)
    count("knock", most=3, seconds=600)


@pytest.mark.parametrize("url", ["/ru/try/", "/ru/maps/new/"])
def test_a_title_sent_too_often_is_kept_on_the_page(
    client: Client, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    used_up(client)
    title = 'Снять "номер" & <b>жить</b> 🏨'
    page = client.post(url, {"title": title, "key": "k"})
    html = page.content.decode()
    assert page.status_code == 429
    assert page["Retry-After"] == "400"
    assert '<html lang="ru"' in html
    typed = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', html.split("<main")[1]))
    token = typed.pop("csrfmiddlewaretoken")
    assert token
    assert {name: unescape(value) for name, value in typed.items()} == {"title": title, "key": "k"}
    assert f'action="{url}"' in html
    assert JourneyMap.unscoped.count() == BROWSER
    later(monkeypatch, 400)
    assert client.post(url, {"title": title, "key": "k"}).status_code == 302
    assert JourneyMap.unscoped.filter(title=title).exists()


def test_a_file_is_counted_with_the_titles(client: Client) -> None:
    used_up(client)
    page = client.post("/en/maps/import/", {"file": SimpleUploadedFile("x.json", b"{}")})
    assert page.status_code == 429
    assert "Go back in your browser" in page.content.decode()


def test_reading_is_not_counted(client: Client) -> None:
    used_up(client)
    assert client.get("/en/maps/new/").status_code == 200
    assert client.get("/en/maps/import/").status_code == 200


def test_the_browser_beside_it_goes_on(client: Client) -> None:
    used_up(client)
    neighbour = Client()
    neighbour.get("/en/")
    assert neighbour.post("/en/try/", {"title": "Stay"}).status_code == 302


def ask(ip: str, secret: str) -> Any:
    request = RequestFactory().post("/", REMOTE_ADDR=ip)
    request.META["CSRF_COOKIE"] = secret
    return limited("probe", browser=1, address=2)(lambda _request: "let in")(request)


def test_one_address_has_a_limit_of_its_own_however_many_browsers() -> None:
    assert ask("192.0.2.1", "a") == ask("192.0.2.1", "b") == ask("192.0.2.2", "c") == "let in"
    with pytest.raises(TooMany):
        ask("192.0.2.1", "d")


def test_a_refused_browser_does_not_use_up_its_neighbours_share() -> None:
    assert ask("192.0.2.1", "a") == "let in"
    for _ in range(5):
        with pytest.raises(TooMany):
            ask("192.0.2.1", "a")
    assert ask("192.0.2.1", "b") == "let in"


def test_one_household_of_ipv6_counts_as_one_address() -> None:
    assert ask("2001:db8::1", "a") == ask("2001:db8::2", "b") == ask("2001:db8:0:1::1", "c") == "let in"
    with pytest.raises(TooMany):
        ask("2001:db8::3", "d")


def test_joining_is_limited(client: Client) -> None:
    client.force_login(UserFactory.create())
    client.get("/en/")
    address = f"/en/join/{InvitationFactory.create().token}/"
    assert {client.post(address).status_code for _ in range(20)} == {302}
    assert client.post(address).status_code == 429


def test_htmx_gets_a_line_and_leaves_the_form_alone(client: Client) -> None:
    used_up(client)
    headers = {"HX-Request": "true", "HX-Request-Type": "partial"}
    answer = client.post("/en/try/", {"title": "Stay"}, headers=headers)
    assert (answer.status_code, answer["HX-Retarget"]) == (429, "#status")
    assert answer["Retry-After"] == "400"


@override_settings(ACCOUNT_RATE_LIMITS={"login": "1/m/ip", "reset_password": "1/m/ip"})
def test_signing_in_and_resetting_too_often_have_the_same_page(client: Client) -> None:
    for url, form in (
        ("/zh-hant/accounts/login/", {"login": "lin@example.org", "password": "secret-word"}),
        ("/zh-hant/accounts/password/reset/", {"email": "lin@example.org"}),
    ):
        client.post(url, form)
        page = client.post(url, form)
        html = page.content.decode()
        assert (page.status_code, page["Retry-After"]) == (429, "60")
        assert '<html lang="zh-Hant"' in html
        assert "<p></p>" not in html
        assert 'value="lin@example.org"' in html
        assert "secret-word" not in html
