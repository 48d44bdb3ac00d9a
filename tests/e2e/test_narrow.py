"""At 320 px nothing scrolls sideways, in any language: the pages of somebody with every role, and a guest's."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from apps.common.access import Role
from apps.organisations.actors import actor_of_user
from apps.organisations.models import Membership, Organisation
from apps.organisations.services import add_member, invite_people
from tests.e2e.conftest import at_rest
from tests.e2e.road import Road
from tests.e2e.world import build

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

NARROWEST = {"width": 320, "height": 640}
LANGUAGES = ("en", "zh-hans", "zh-hant", "ru")
PAGES = ("/home/", "/teach/", "/org/lakeside/people/", "/org/lakeside/cohorts/", "/courses/", "/maps/")

# The page itself, and everything that may not be pushed out of it; tables and maps have regions of their own.
TOO_WIDE = """() => {
  const width = document.documentElement.clientWidth;
  const found = document.documentElement.scrollWidth > width ? ["the page"] : [];
  const nav = document.querySelector(".tabs2");
  if (nav && nav.scrollWidth > nav.clientWidth) found.push("navigation");
  for (const link of document.querySelectorAll(".top a, .top button"))
    if (link.getBoundingClientRect().right > width) found.push(link.textContent.trim());
  return found;
}"""


def too_wide(page: Page) -> list[str]:
    found: list[str] = at_rest(page).evaluate(TOO_WIDE)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_role_at_once_fits(live_server, open_page: Callable[..., Page], language: str) -> None:
    academy = build(language)
    organisation = Organisation.objects.get(slug="lakeside")
    for role in Role:
        add_member(organisation, academy.trainer, role=role)
    invite_people(organisation, actor=actor_of_user(academy.trainer.pk), role=Role.LEARNER)
    assert Membership.unscoped.filter(user=academy.trainer).count() == len(Role)
    cohort = f"/org/lakeside/cohorts/{academy.assignment.cohort_id}/"
    page = open_page(NARROWEST)
    road = Road(page, live_server.url, language)
    road.sign_in(academy.trainer.email)
    found = {}
    for path in (*PAGES, cohort):
        road.open(path)
        expect(page.locator(".tabs2 a")).to_have_count(5)
        found[path] = too_wide(page)
    assert {path: wide for path, wide in found.items() if wide} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_guest_fits(live_server, open_page: Callable[..., Page], language: str) -> None:
    page = open_page(NARROWEST)
    road = Road(page, live_server.url, language)
    road.open("/")
    assert too_wide(page) == []
    page.click(".try button.primary")
    page.wait_for_url("**/step/1/")
    expect(page.locator(".notice a")).to_be_visible()
    assert too_wide(page) == []
