"""Waiting for a picture: the page tells how far it is without being asked, and keeps the focus where it was."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from apps.accounts.models import User
from apps.common.access import Role
from apps.jobs import services
from apps.jobs.kinds import Output
from apps.jobs.models import Job
from apps.journeys.services import order_picture
from tests.e2e.conftest import NARROW, WIDE
from tests.factories.jobs import ask
from tests.factories.journeys import make_map, photo
from tests.factories.maps import small_map
from tests.factories.organisations import OrganisationFactory, actor_for, person

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
type Visit = Callable[..., Page]
type Look = tuple[str, dict[str, int], str]
LOOKS = pytest.mark.parametrize(
    "look",
    [("en", WIDE, "light"), ("ru", NARROW, "dark"), ("zh-hant", NARROW, "light"), ("zh-hans", WIDE, "dark")],
    ids=["en", "ru", "zh-hant", "zh-hans"],
)


@pytest.fixture
def actor() -> Any:
    return actor_for(person(OrganisationFactory.create(), Role.LEARNER))


@pytest.fixture
def visit(live_server: Any, open_page: Callable[..., Page], actor: Any) -> Visit:
    """Opens a page as the learner; given a page, goes on in it."""

    def make(path: str, viewport: dict[str, int] = WIDE, scheme: str = "light", page: Any = None) -> Page:
        if page is None:
            browser = Client()
            browser.force_login(User.objects.get(pk=actor.user_id))
            page = open_page(viewport, scheme)
            session = browser.cookies["sessionid"].value
            page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page.goto(f"{live_server.url}{path}")
        opened: Page = page
        return opened

    return make


@LOOKS
def test_the_page_of_a_job(
    visit: Visit,
    check_axe: Callable[[Page], None],
    actor: Any,
    look: Look,
) -> None:
    language, viewport, scheme = look
    done = order_picture(make_map(actor), actor=actor, form="pdf", language=language)
    Job.unscoped.filter(pk=done.pk).update(state="waiting", result={})
    page = visit(f"/{language}/jobs/{done.pk}/", viewport, scheme)
    check_axe(page)
    page.locator("#job-cancel").focus()
    taken = services.claim(done.pk)
    assert taken is not None
    Job.unscoped.filter(pk=done.pk).update(progress=40, step="draw")
    expect(page.locator("#job-progress")).to_have_attribute("value", "40")
    expect(page.locator("#job-cancel")).to_be_focused()
    services.finish(taken, Output(b"%PDF", "Map.pdf", "application/pdf"))
    download = page.locator("a[download]")
    expect(download).to_be_visible()
    expect(page.locator("#job-poll")).to_have_count(0)
    check_axe(page)
    with page.expect_download() as file:
        download.click()
    assert file.value.suggested_filename == "Map.pdf"
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]


def test_cancel_in_the_page(visit: Visit, actor: Any) -> None:
    job = ask(actor, key="never taken")
    Job.unscoped.filter(pk=job.pk).update(state="waiting", result={}, attempt=0)
    page = visit(f"/en/jobs/{job.pk}/")
    page.locator("#job-cancel").click()
    expect(page.get_by_text("Cancelled. Nothing was made.")).to_be_visible()


@LOOKS
def test_portrait_and_sketch(
    visit: Visit,
    check_axe: Callable[[Page], None],
    actor: Any,
    tmp_path: Path,
    look: Look,
) -> None:
    language, viewport, scheme = look
    map = make_map(actor, document=small_map())
    (tmp_path / "photo.jpg").write_bytes(photo((900, 600)))
    page = visit(f"/{language}/maps/{map.pk}/images/", viewport, scheme)
    page.locator("#id_portrait-file").set_input_files(tmp_path / "photo.jpg")
    page.locator("#id_portrait-alt").fill("Lin at a desk")
    page.locator("section[aria-labelledby=portrait-h] .btn.primary").click()
    image = page.get_by_alt_text("Lin at a desk")
    expect(image).to_be_visible()
    expect(image).to_have_js_property("naturalWidth", 512)
    check_axe(page)
    visit(f"/{language}/maps/{map.pk}/", page=page)
    expect(page.get_by_alt_text("Lin at a desk")).to_be_attached()
    page.locator("[popovertarget=download-menu]").click()
    check_axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
