"""What has the focus is in sight: no bar of the page lies over it (WCAG 2.4.11)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.e2e.test_keyboard import drawn_map, sign_in
from tests.e2e.world import build

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

SHORT_PHONE = {"width": 390, "height": 700}
# The focused control, and the bars that lie over it by more than a rounding error.
FOCUSED = """() => {
  const control = document.activeElement;
  const box = control.getBoundingClientRect();
  const covered = [...document.querySelectorAll(".form .foot, .tabs, .strip")].filter((bar) => {
    if (bar.contains(control) || !bar.getClientRects().length) return false;
    const over = bar.getBoundingClientRect();
    return box.bottom > over.top + 1 && box.top < over.bottom - 1 && box.right > over.left && box.left < over.right;
  });
  return {
    name: control.name || control.href || control.textContent.trim().slice(0, 40),
    inForm: !!control.closest(".form .body"),
    covered: covered.map((bar) => bar.className),
  };
}"""


@pytest.mark.parametrize("way", ["Tab", "Shift+Tab"])
def test_no_bar_covers_what_has_the_focus_on_a_phone(
    live_server: Any, open_page: Callable[..., Page], way: str
) -> None:
    map_id = drawn_map(build())
    page = open_page(SHORT_PHONE)
    sign_in(page, live_server.url, "learner@example.org")
    page.goto(f"{live_server.url}/en/maps/{map_id}/step/4/")
    page.goto(page.locator("a.tp-b").first.evaluate("link => link.href"))
    page.evaluate("document.querySelectorAll('#form details').forEach((box) => (box.open = true))")
    page.locator("#form" if way == "Tab" else ".tabs a >> nth=-1").focus()
    seen = []
    for _press in range(150):
        page.keyboard.press(way)
        focused = page.evaluate(FOCUSED)
        if not focused["inForm"] and seen:
            break
        if focused["inForm"]:
            assert focused["covered"] == [], focused
            seen.append(focused["name"])
    assert len(seen) > 20
