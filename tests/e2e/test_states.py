"""What stands in the way, and what the page says then: no connection, not allowed, not found, broken; and paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from django.test import RequestFactory
from django.utils.translation import override
from playwright.sync_api import Browser, Page, Route, expect

from apps.common.middleware import server_error, too_many_requests
from apps.journeys.models import JourneyMap
from tests.e2e.conftest import NARROW, PATIENCE, WIDE, at_rest, violations
from tests.e2e.pages import LANGUAGES, LEARNER, client_of, rich_world
from tests.e2e.test_all_pages import bring_cookies
from tests.e2e.test_narrow import too_wide

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

LOOKS = pytest.mark.parametrize(
    ("language", "viewport", "scheme"),
    [("en", WIDE, "light"), ("zh-hans", NARROW, "dark"), ("zh-hant", WIDE, "dark"), ("ru", NARROW, "light")],
    ids=LANGUAGES,
)
# A small sheet of paper, upright.
SHEET = {"width": 600, "height": 800}
NAME = "#form input[name$=':name']"


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    """A tab of its own: a lost connection fills the console, which would fail the tests of `open_page`."""
    context = browser.new_context(viewport=WIDE)  # type: ignore[arg-type]
    page = context.new_page()
    context.set_default_timeout(PATIENCE)
    yield page
    context.close()


def draw(page: Page, base: str) -> JourneyMap:
    """A guest's new map, open at the persona."""
    page.goto(f"{base}/en/")
    page.fill("input[name=title]", "A stay")
    page.keyboard.press("Enter")
    page.wait_for_url("**/step/1/")
    return JourneyMap.unscoped.get()


def persona(map: JourneyMap) -> list[str]:
    map.refresh_from_db()
    return [one["name"] for one in map.document.get("personas", [])]


def test_what_is_typed_without_a_connection_is_sent_when_it_returns(live_server: Any, tab: Page) -> None:
    map = draw(tab, live_server.url)
    tab.context.set_offline(True)
    expect(tab.locator("#offline")).to_be_visible()
    tab.fill(NAME, "Lina, 34")
    expect(tab.locator("#status")).to_contain_text("Not saved yet")
    expect(tab.locator(NAME)).to_have_value("Lina, 34")
    assert persona(map) == []
    tab.context.set_offline(False)
    expect(tab.locator("#offline")).to_be_hidden()
    expect(tab.locator("#bar")).to_contain_text("Lina, 34")
    assert persona(map) == ["Lina, 34"]


def test_what_is_typed_without_a_connection_outlives_a_reload(live_server: Any, tab: Page) -> None:
    """The page comes from the network again while what it sends does not arrive yet."""
    map = draw(tab, live_server.url)
    tab.route("**/edit/**", lambda route: route.abort())
    tab.fill(NAME, "Lina, 34")
    expect(tab.locator("#offline")).to_be_visible()
    tab.reload()
    expect(tab.locator(NAME)).to_have_value("Lina, 34")
    expect(tab.locator("#offline")).to_be_visible()
    assert persona(map) == []
    tab.unroute("**/edit/**")
    # The page tries again by itself every four seconds.
    expect(tab.locator("#bar")).to_contain_text("Lina, 34")
    assert persona(map) == ["Lina, 34"]


def show(body: str, route: Route) -> None:
    route.fulfill(body=body, content_type="text/html")


@LOOKS
def test_refusals_look_right(
    *, live_server: Any, open_page: Callable[..., Page], language: str, viewport: dict[str, int], scheme: str
) -> None:
    world = rich_world()
    helper = world.manager.name
    page = open_page(viewport, scheme)
    bring_cookies(page, client_of(world, LEARNER), live_server.url)
    base = f"{live_server.url}/{language}/"
    request = RequestFactory().post("/", {"name": "Spring B"})
    with override(language):
        broken, often = server_error(request), too_many_requests(request, wait=120)
    for path, answer in (("broken/", broken), ("often/", often)):
        page.route(base + path, partial(show, answer.content.decode()))
    for path in ("nowhere/", "teach/", "broken/", "often/"):
        page.goto(base + path)
        assert (path, violations(page)) == (path, [])
        assert (path, too_wide(page)) == (path, [])
        expect(page.locator("main a.btn")).to_have_attribute("href", "/")
        if path == "teach/":
            expect(page.locator("main")).to_contain_text(helper)


def test_on_paper_stands_the_content_alone(live_server: Any, open_page: Callable[..., Page]) -> None:
    """Light although the screen is dark, no navigation, no button, and the whole map on the width of its sheet."""
    world = rich_world()
    page = open_page(SHEET, "dark")
    bring_cookies(page, client_of(world, LEARNER), live_server.url)
    page.emulate_media(media="print", color_scheme="dark")
    map_id = world.get("map_id")
    for path in (f"maps/{map_id}/", f"maps/{map_id}/feedback/", "learn/your-first-map/what-a-journey-is/"):
        page.goto(f"{live_server.url}/en/{path}")
        expect(page.locator("html")).to_have_css("color-scheme", "light")
        shown = page.locator("nav:visible, .btn:visible, .top:visible, .foot-l:visible, form.foot:visible")
        assert (path, shown.all_inner_texts()) == (path, [])
        expect(page.locator("h1")).to_be_visible()
        cut = "[...document.querySelectorAll('.map-scroll')].some((box) => box.scrollWidth > box.clientWidth + 1)"
        expect(page.locator(".map")).to_have_count(1)
        assert (path, at_rest(page).evaluate(cut)) == (path, False)
