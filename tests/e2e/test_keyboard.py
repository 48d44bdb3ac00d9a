"""The same road without a mouse: sign in, draw, submit, grade, read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from apps.curriculum.selectors import model_map
from apps.exercises.models import Exercise
from apps.exercises.services import attach_exercise
from apps.journeys.services import create_map
from apps.organisations.actors import actor_of_user
from tests.e2e.road import Keys, grade, write_remark
from tests.e2e.world import PASSWORD, Academy, build

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

OpenPage = Callable[..., Page]


def sign_in(page: Page, base: str, email: str) -> Keys:
    keys = Keys(page)
    page.goto(f"{base}/en/accounts/login/")
    keys.write("input[name=login]", email)
    keys.write("input[name=password]", PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    return keys


def drawn_map(academy: Academy) -> str:
    """The worked map of the case as the learner's own, with the goal's date taken away."""
    actor = actor_of_user(academy.learner.pk)
    document = model_map("hotel-stay", "en")
    map = create_map(
        actor=actor,
        organisation_id=academy.assignment.organisation_id,
        title="Stay",
        language="en",
        document=document,
    )
    attach_exercise(map, exercise=Exercise.objects.get(pk="hotel-stay"))
    return str(map.pk)


def test_the_road_without_a_mouse(live_server: Any, open_page: OpenPage) -> None:
    academy = build()
    map_id = drawn_map(academy)
    page = open_page()
    keys = sign_in(page, live_server.url, "learner@example.org")

    page.goto(f"{live_server.url}/en/maps/{map_id}/step/4/")
    keys.press("a.tp-b")
    keys.reach(".moods input")
    page.keyboard.press("ArrowRight")
    keys.write("textarea[name$=':expectation']", " at once")
    expect(page.locator("#map")).to_contain_text("at once")
    keys.press("#form .foot .primary")
    expect(page.locator(".pager small")).to_contain_text("2")

    keys.press("a[href$='/submit/']")
    keys.reach("main input[name=assignment]")
    page.keyboard.press("Space")
    keys.press("main form button.primary")

    bench = open_page()
    hands = sign_in(bench, live_server.url, "trainer@example.org")
    bench.goto(f"{live_server.url}/en/teach/")
    hands.press("main article a[href*='/teach/assignments/']")
    hands.press("main a[href*='/teach/grading/']")
    bench.keyboard.press("ArrowRight")
    bench.wait_for_url("**tp=**")
    write_remark(bench, "Who says so?")
    hands.reach("#new button:not(.chip)")
    bench.keyboard.press("Enter")
    expect(bench.locator(".map .pin").first).to_be_visible()
    bench.locator("body").press("Escape")
    bench.evaluate("document.activeElement.blur()")
    grade(bench, 3, 3, 2, 3, 2, 3)
    with bench.expect_navigation():
        bench.keyboard.press("Control+Enter")

    page.goto(f"{live_server.url}/en/maps/{map_id}/feedback/")
    expect(page.locator("main")).to_contain_text("Who says so?")
    keys.press("a[href*='/step/'][href*='tp=']")
    expect(page.locator("#form")).to_be_visible()
