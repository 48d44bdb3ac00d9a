"""Two people on one map: what one types stands in the map of the other within a second, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from statistics import median

import pytest
from playwright.sync_api import Page, expect

from apps.accounts.models import User
from apps.accounts.services import create_user
from apps.common.access import Role
from apps.journeys.models import JourneyMap, MapEdit
from apps.journeys.selectors import load_document
from apps.journeys.services import add_coauthor
from apps.organisations.models import Organisation
from apps.organisations.services import add_member
from tests.e2e.road import Road
from tests.e2e.world import PASSWORD, build
from tests.factories.journeys import make_map
from tests.factories.organisations import actor_for
from tests.service.processes import free_port, serve, stop

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

MAP = {
    "title": "A night",
    "kind": "current",
    "stages": [{"id": "s", "name": "Stay"}],
    "touchpoints": [
        {"id": "t", "stage": "s", "name": "Front desk"},
        {"id": "u", "stage": "s", "name": "Room"},
    ],
}
# Milliseconds from the answer to the one's save until the other page shows it; both clocks are the machine's.
SAVED = """() => new Promise((done) => document.addEventListener("htmx:after:request", (event) => {
  if (event.target.id === "form") done(Date.now());
}))"""
SHOWN = """(text) => new Promise((done) => {
  const map = document.getElementById("map");
  const look = () => map.textContent.includes(text) && (done(Date.now()), seen.disconnect());
  const seen = new MutationObserver(look);
  seen.observe(map, { childList: true, subtree: true, characterData: true });
  look();
})"""


@pytest.fixture
def base() -> Iterator[str]:
    """The product's own server: the streams need its event loop."""
    port = free_port()
    server = serve(port)
    yield f"http://127.0.0.1:{port}"
    stop(server)


def together() -> tuple[JourneyMap, User, User]:
    """A map of the learner, with a classmate as co-author."""
    owner = build().learner
    organisation = Organisation.objects.get(slug="lakeside")
    friend = create_user(email="friend@example.org", name="Oleg", password=PASSWORD, language="en")
    add_member(organisation, friend, role=Role.LEARNER)
    map = make_map(actor_for(owner), document=MAP, organisation_id=organisation.pk)
    add_coauthor(map, actor=actor_for(owner), called=friend.email)
    return map, owner, friend


def open_at(road: Road, map: JourneyMap, touchpoint: str) -> None:
    with road.page.expect_response(lambda answer: "/live/maps/" in answer.url):
        road.open(f"/maps/{map.pk}/step/4/?tp={touchpoint}")


def watch(page: Page, script: str, name: str, argument: str | None = None) -> None:
    """Begins to wait in the page; `window[name]` is the promise of the moment, broken after a minute."""
    late = f"new Promise((_, broken) => setTimeout(() => broken(new Error('{name}: a minute')), 60000))"
    page.evaluate(
        f"([argument]) => {{ window.{name} = Promise.race([({script})(argument), {late}]); }}", [argument]
    )


def test_two_people_see_each_other_write_and_lose_nothing(base: str, open_page: Callable[..., Page]) -> None:
    map, owner, friend = together()
    here, there = Road(open_page(), base, "en"), Road(open_page(), base, "en")
    for road, user, touchpoint in ((here, owner, "t"), (there, friend, "u")):
        road.sign_in(user.email)
        open_at(road, map, touchpoint)
    delays = []
    for number in range(5):
        writer, reader = (here, there) if number % 2 == 0 else (there, here)
        text = f"Sentence {number} of {'Mei' if writer is here else 'Oleg'}"
        watch(reader.page, SHOWN, "shown", text)
        watch(writer.page, SAVED, "saved")
        writer.type_in("action", text)
        delays.append(reader.page.evaluate("shown") - writer.page.evaluate("saved"))
    assert median(delays) < 1000, delays

    # Both at once, different fields: neither waits for the other.
    for number in range(6):
        here.type_in("action", f"Asks for the key {number}")
        there.type_in("action", f"Opens the window {number}")
    for road in (here, there):
        expect(road.page.locator("#map")).to_contain_text("Asks for the key 5")
        expect(road.page.locator("#map")).to_contain_text("Opens the window 5")
    stored = load_document(JourneyMap.unscoped.get(pk=map.pk))
    assert [touchpoint.action for touchpoint in stored.touchpoints] == [
        "Asks for the key 5",
        "Opens the window 5",
    ]
    assert set(MapEdit.unscoped.values_list("actor", flat=True)) == {owner.pk, friend.pk}


def test_whoever_is_removed_is_out_at_once(base: str, open_page: Callable[..., Page]) -> None:
    map, owner, friend = together()
    here, there = Road(open_page(), base, "en"), Road(open_page(), base, "en")
    here.sign_in(owner.email)
    there.sign_in(friend.email)
    there.open("/maps/")
    expect(there.page.locator("main")).to_contain_text("Owner of the map: Mei Lin")
    here.open(f"/maps/{map.pk}/share/")
    here.page.locator(f"form[action$='/share/people/{friend.pk}/'] button").click()
    expect(here.page.locator("#messages")).to_contain_text("Oleg no longer draws on this map.")
    there.open(f"/maps/{map.pk}/")
    expect(there.page.locator("h1")).to_have_text("Page not found")
    here.page.locator("#messages").get_by_role("button", name="Undo").click()
    expect(here.page.locator("main")).to_contain_text("Co-author")
    there.open(f"/maps/{map.pk}/")
    expect(there.page.locator("h1")).to_have_text("A night")
