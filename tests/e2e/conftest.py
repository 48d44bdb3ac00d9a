"""A real browser on a real server."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
# Milliseconds that a slow machine may take for one step; what happens sooner is not waited for.
PATIENCE = 60_000
expect.set_options(timeout=PATIENCE)
# Fonts arrive after the page and change widths; a transition passes through colours that are nobody's.
AT_REST = """async () => {
  await document.fonts.ready;
  await Promise.allSettled(document.getAnimations().map((moving) => moving.finished));
}"""


@pytest.fixture(scope="session")
def _playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(_playwright: Playwright, browser_path: str) -> Iterator[Browser]:
    running = _playwright.chromium.launch(
        executable_path=browser_path,
        args=[
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
        ],
    )
    yield running
    running.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[object]:
    """A factory of pages; every message of the browser's console that is an error fails the test."""
    contexts, errors = [], []

    def make(viewport: dict[str, int] = WIDE, scheme: str = "light") -> Page:
        context = browser.new_context(viewport=viewport, color_scheme=scheme)  # type: ignore[arg-type]
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(f"{page.url}: {error}"))
        page.on(
            "console", lambda said: errors.append(f"{page.url}: {said.text}") if said.type == "error" else 0
        )
        return page

    yield make
    for context in contexts:
        context.close()
    unexpected = [text for text in errors if "status of 4" not in text]
    assert unexpected == []


def at_rest(page: Page) -> Page:
    """The page once it is loaded and what is measured on it no longer changes by itself."""
    page.wait_for_load_state()
    page.evaluate(AT_REST)
    return page


def violations(page: Page) -> list[tuple[str, str]]:
    """What axe finds, each violation with its first place.

    On phones in a window taller than the page: in a short one a sticky footer covers part of some field, wherever
    the page happens to be scrolled, and axe counts what is left of it as a target that is too small.
    """
    shown = page.viewport_size or WIDE
    if shown["width"] < WIDE["width"]:
        page.set_viewport_size({"width": shown["width"], "height": 7000})
    wanted = {"runOnly": {"type": "tag", "values": AXE_TAGS}, "resultTypes": ["violations"]}
    results = Axe().run(at_rest(page), options=wanted)
    page.set_viewport_size({"width": shown["width"], "height": shown["height"]})
    return [(v["id"], v["nodes"][0]["html"][:200]) for v in results.response["violations"]]


@pytest.fixture
def check_axe() -> object:
    """Fails on the page's first violations."""

    def run(page: Page) -> None:
        assert violations(page) == []

    return run


@pytest.fixture
def shoot(request: pytest.FixtureRequest) -> object:
    """Saves a picture under var/screenshots, named by test and moment."""
    folder = Path(__file__).resolve().parents[2] / "var" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)

    def save(page: Page, name: str) -> None:
        page.screenshot(path=folder / f"{name}.png")

    return save
