"""Learner → trainer → learner, in a browser: lesson, map, submission, grading, feedback, improved map."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import NARROW, WIDE
from tests.e2e.road import Road, grade
from tests.e2e.world import build

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

OpenPage = Callable[..., Page]


@pytest.mark.parametrize(
    ("language", "viewport", "scheme"),
    [("en", WIDE, "light"), ("zh-hans", NARROW, "dark")],
    ids=["english-1440-light", "chinese-390-dark"],
)
def test_the_road(
    *,
    live_server: Any,
    open_page: OpenPage,
    check_axe: Callable[[Page], None],
    shoot: Callable[[Page, str], None],
    language: str,
    viewport: dict[str, int],
    scheme: str,
) -> None:
    build(language)
    learner = Road(open_page(viewport, scheme), live_server.url, language)
    learner.sign_in("learner@example.org")
    learner.read_the_lesson()
    learner.draw()
    learner.step(4)
    check_axe(learner.page)
    shoot(learner.page, f"builder-{language}")
    learner.submit()

    trainer = Road(open_page(WIDE, scheme), live_server.url, language)
    trainer.sign_in("trainer@example.org")
    trainer.to_the_bench()
    trainer.pin("Who says so?")
    grade(trainer.page, 3, 3, 2, 3, 2, 3)
    check_axe(trainer.page)
    shoot(trainer.page, f"grading-{language}")
    with trainer.page.expect_navigation():
        trainer.page.keyboard.press("Control+Enter")

    map_id = learner.page.url.split("/maps/")[1].split("/")[0]
    learner.open(f"/maps/{map_id}/feedback/")
    expect(learner.page.locator("main")).to_contain_text("Who says so?")
    expect(learner.page.locator(".map .pin").first).to_be_attached()
    check_axe(learner.page)
    shoot(learner.page, f"feedback-{language}")
    learner.page.locator("a[href*='/step/'][href*='tp=']").last.click()
    learner.page.wait_for_url("**/step/**tp=**")
    learner.improve()
    learner.submit()
    expect(learner.page.locator("main, header").first).to_be_visible()


def test_typing_saves_itself_and_moves_the_curve(live_server: Any, open_page: OpenPage) -> None:
    """No button is pressed: 0.15 s after typing stops the map and the status line change."""
    page = open_page()
    page.goto(f"{live_server.url}/en/")
    page.fill("input[name=title]", "Stay in a hotel")
    page.keyboard.press("Enter")
    page.wait_for_url("**/step/1/")
    page.locator("#form input.in").first.fill("Lina, 34")
    expect(page.locator("#bar")).to_contain_text("Lina, 34")
    page.reload()
    expect(page.locator("#form input.in").first).to_have_value("Lina, 34")


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant", "ru"])
def test_the_landing_page_has_no_axe_violation(
    live_server: Any, open_page: OpenPage, check_axe: Callable[[Page], None], language: str
) -> None:
    dark = language in ("zh-hant", "ru")
    page = open_page(NARROW if dark else WIDE, "dark" if dark else "light")
    page.goto(f"{live_server.url}/{language}/")
    check_axe(page)
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider == 0
