"""One's own account in a browser: a passkey is added and signs in, two steps by an app, the archive is saved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from apps.accounts.models import User
from apps.accounts.services import create_user
from tests.e2e.conftest import NARROW, WIDE

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

PAGES = (
    "settings/",
    "settings/erase/",
    "privacy/",
    "accessibility/",
    "accounts/sessions/",
    "accounts/email/",
    "accounts/2fa/",
)
EMAIL, PASSWORD = "lina@example.org", "a-long-password"


def lina(language: str = "en") -> User:
    return create_user(email=EMAIL, name="Lina Berg", password=PASSWORD, language=language)


def with_device(page: Page) -> Page:
    """A device with a screen lock whose owner says yes at once."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return page


def sign_in(page: Page, base: str, language: str = "en") -> None:
    type_password(page, base, language)
    page.wait_for_url("**/settings/")


def type_password(page: Page, base: str, language: str = "en") -> None:
    page.goto(f"{base}/{language}/accounts/login/?next=/{language}/settings/")
    page.fill("input[name=login]", EMAIL)
    page.fill("input[name=password]", PASSWORD)
    page.click("main form:not([data-passkey]) button.primary")


def confirm_password(page: Page) -> None:
    page.fill("input[name=password]", PASSWORD)
    page.click("main form button.primary")


def sign_out(page: Page) -> None:
    page.click(".av-b")
    page.click("#user-menu form[action*=logout] button")
    expect(page.locator(".av-b")).to_have_count(0)


def test_a_passkey_is_added_and_signs_in(
    live_server: Any, open_page: Callable[..., Page], check_axe: Callable[[Page], None]
) -> None:
    lina()
    page = with_device(open_page())
    sign_in(page, live_server.url)
    page.goto(f"{live_server.url}/en/settings/")
    check_axe(page)
    page.click("a[href$='/webauthn/add/']")
    confirm_password(page)
    page.fill("input[name=name]", "Work laptop")
    check_axe(page)
    page.click("form[data-passkey=create] button")
    page.wait_for_url("**/recovery-codes/")
    expect(page.locator(".codes li")).to_have_count(10)
    page.goto(f"{live_server.url}/en/accounts/2fa/webauthn/")
    expect(page.locator("main")).to_contain_text("Work laptop")
    check_axe(page)

    sign_out(page)
    page.goto(f"{live_server.url}/en/accounts/login/?next=/en/settings/")
    check_axe(page)
    page.click("form[data-passkey=fetch] button")
    page.wait_for_url("**/en/settings/")

    # The password alone is not enough any more; the passkey is the second step.
    sign_out(page)
    type_password(page, live_server.url)
    page.wait_for_url("**/2fa/authenticate/")
    check_axe(page)
    page.click("form[data-passkey=get] button")
    page.wait_for_url("**/settings/")


def test_without_a_device_the_page_says_so(live_server: Any, open_page: Callable[..., Page]) -> None:
    lina()
    page = open_page()
    page.goto(f"{live_server.url}/en/accounts/login/")
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error()); }")
    page.click("form[data-passkey=fetch] button")
    expect(page.locator("form [data-failed]")).to_be_visible()
    sign_in(page, live_server.url)


def test_the_archive_is_saved_and_the_account_erased(
    live_server: Any, open_page: Callable[..., Page]
) -> None:
    lina()
    page = open_page()
    sign_in(page, live_server.url)
    page.goto(f"{live_server.url}/en/settings/")
    with page.expect_download() as download:
        page.click("form[action$='/settings/export/'] button")
    assert download.value.suggested_filename.endswith(".zip")
    page.click("a[href$='/settings/erase/']")
    page.fill("input[name=password]", PASSWORD)
    page.click("main form.card button.primary")
    page.wait_for_url(f"{live_server.url}/en/")
    assert not User.objects.filter(email=EMAIL).exists()


def test_what_is_wrong_stands_in_its_own_colour_on_a_card(
    live_server: Any, open_page: Callable[..., Page]
) -> None:
    lina()
    page = open_page()
    sign_in(page, live_server.url)
    page.goto(f"{live_server.url}/en/settings/erase/")
    page.fill("input[name=password]", "wrong")
    page.click("main form.card button.primary")
    said = page.locator("form.card p.error-text")
    expect(said).to_be_visible()
    page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<b class=\"error-text\" id=\"alone\">!</b>')"
    )
    colours = {line.evaluate("e => getComputedStyle(e).color") for line in (said, page.locator("#alone"))}
    assert len(colours) == 1


@pytest.mark.parametrize(
    ("language", "viewport", "scheme"),
    [("en", WIDE, "light"), ("zh-hans", NARROW, "dark"), ("zh-hant", WIDE, "light"), ("ru", NARROW, "dark")],
    ids=["en-1440-light", "zh-hans-390-dark", "zh-hant-1440-light", "ru-390-dark"],
)
def test_pages_have_no_axe_violation_and_do_not_scroll_sideways(
    *,
    live_server: Any,
    open_page: Callable[..., Page],
    check_axe: Callable[[Page], None],
    language: str,
    viewport: dict[str, int],
    scheme: str,
) -> None:
    lina(language)
    page = open_page(viewport, scheme)
    sign_in(page, live_server.url, language)
    for path in PAGES:
        page.goto(f"{live_server.url}/{language}/{path}")
        check_axe(page)
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider == 0, path
