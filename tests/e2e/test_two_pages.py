"""One map in two open pages: what is typed in one stands in the map of the other a moment later."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.road import Road
from tests.e2e.world import build
from tests.factories.journeys import make_map
from tests.factories.organisations import actor_for
from tests.service.processes import free_port, serve, stop

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

MAP = {
    "title": "A night",
    "kind": "current",
    "stages": [{"id": "s", "name": "Stay"}],
    "touchpoints": [{"id": "t", "stage": "s", "name": "Front desk"}],
}


@pytest.fixture
def base() -> Iterator[str]:
    """The product's own server: the streams need its event loop."""
    port = free_port()
    server = serve(port)
    yield f"http://127.0.0.1:{port}"
    stop(server)


def test_two_pages_show_the_same_map(base: str, open_page: Callable[..., Page]) -> None:
    academy = build()
    map = make_map(actor_for(academy.learner), document=MAP)
    here = Road(open_page(), base, "en")
    here.sign_in("learner@example.org")
    there = Road(here.page.context.new_page(), base, "en")
    for road, number in ((here, 4), (there, 1)):
        with road.page.expect_response(lambda answer: "/live/maps/" in answer.url):
            road.open(f"/maps/{map.pk}/step/{number}/?tp=t")
    there.page.locator("#form input[name$=':name']").first.fill("Lin")
    expect(here.page.locator("#bar")).to_contain_text("Lin")
    here.page.bring_to_front()
    there_map = there.page.locator("#map")
    here.type_in("action", "Asks for the key")
    expect(there_map).to_contain_text("Asks for the key")
    expect(there.page.locator("#form input[name$=':name']").first).to_have_value("Lin")
