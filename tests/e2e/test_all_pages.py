"""Every page there is: no violation of axe, no fault in the console, nothing that scrolls sideways.

Pairwise: each page at 1440 light in one language and at 390 dark in another.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page

from tests.e2e.conftest import NARROW, WIDE, violations
from tests.e2e.pages import client_of, groups, html_or_none, rich_world
from tests.e2e.test_narrow import too_wide

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

# The width at which a page is looked at, and the outermost one at which it must not scroll sideways.
LOOKS = ((WIDE, "light", 1920), (NARROW, "dark", 320))


@pytest.mark.parametrize("group", sorted(groups()))
def test_every_page(*, live_server: Any, open_page: Callable[..., Page], group: str) -> None:
    world = rich_world()
    faults = []
    for look, (viewport, scheme, outermost) in enumerate(LOOKS):
        pages = groups()[group]
        client = client_of(world, pages[0].readers[look])
        window = open_page(viewport, scheme)
        bring_cookies(window, client, live_server.url)
        for page in pages:
            where = html_or_none(client, page.address(world, page.languages[look]))
            if where is not None:
                window.goto(f"{live_server.url}{where}")
                faults += [f"{where} ({scheme}): {fault}" for fault in faults_of(window, outermost)]
    assert not faults, "\n".join(faults)


def bring_cookies(window: Page, client: Client, base: str) -> None:
    for name, cookie in client.cookies.items():
        window.context.add_cookies([{"name": name, "value": cookie.value, "url": base}])


def faults_of(window: Page, outermost: int) -> list[str]:
    """What is wrong with the page as it stands, in words."""
    found = [f"axe {rule}: {html}" for rule, html in violations(window)]
    shown = window.viewport_size
    assert shown is not None
    window.set_viewport_size({"width": outermost, "height": shown["height"]})
    found += [f"too wide at {outermost}: {what}" for what in too_wide(window)]
    window.set_viewport_size(shown)
    return found
