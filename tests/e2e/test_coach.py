"""The help about the coach in a browser: from a hint to the page of its rule, and readable by everybody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
PAGES = ("coach/", "coach/A8/", "coach/F5/")


@pytest.mark.parametrize(
    ("language", "viewport", "scheme"),
    [("en", WIDE, "light"), ("zh-hans", NARROW, "dark"), ("zh-hant", WIDE, "light"), ("ru", NARROW, "dark")],
    ids=["en-1440-light", "zh-hans-390-dark", "zh-hant-1440-light", "ru-390-dark"],
)
def test_the_help_has_no_axe_violation_and_does_not_scroll_sideways(
    *,
    live_server: Any,
    open_page: Callable[..., Page],
    check_axe: Callable[[Page], None],
    language: str,
    viewport: dict[str, int],
    scheme: str,
) -> None:
    page = open_page(viewport, scheme)
    for path in PAGES:
        page.goto(f"{live_server.url}/{language}/{path}")
        check_axe(page)
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider == 0, path


def test_a_hint_leads_to_its_rule_and_from_there_to_all(
    live_server: Any, open_page: Callable[..., Page]
) -> None:
    page = open_page()
    page.goto(f"{live_server.url}/en/")
    page.fill("input[name=title]", "A stay")
    page.keyboard.press("Enter")
    page.wait_for_url("**/step/**")
    page.locator(".hint summary").first.click()
    page.locator(".hint a[href$='/coach/F1/']").click()
    expect(page.locator("h1")).to_have_text("Nobody owns this journey yet")
    page.click("main a[href$='/coach/#F1']")
    expect(page.locator("#F1")).to_be_in_viewport()
