"""Bad input, everywhere: each field of each form of each page is given each class of hostile text.

The answer is never an error of the server, markup is never taken over unescaped, and what is refused stands in the
page again.
"""

from __future__ import annotations

import re
from html import escape
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import Resolver404, resolve

from tests.architecture.routes import ROUTES, Route
from tests.architecture.test_permissions import READING, WRITING, address, client_of
from tests.architecture.world import World
from tests.common.page_forms import PageForm, forms_of
from tests.factories.journeys import make_map
from tests.factories.maps import small_map

pytestmark = [pytest.mark.web, pytest.mark.django_db]

MARK = "Zq7"
HOSTILE = {
    "nul": f"{MARK}\0end",
    "control": f"{MARK}\x01\x02\x1b[31m\x7f",
    "long": f"{MARK}" + "x" * 100_000,
    "right to left": f"{MARK}\u202eשלום\u2066مرحبا",
    "emoji": f"{MARK}👩🏽‍🚀🏴‍☠️\U0010fffd",
    "combining": f"{MARK}" + "e\u0301\u0327" * 200,
    "markup": f"{MARK}<script>alert(1)</script>\"'><img src=x onerror=alert(1)>",
    "template": f"{MARK}{{{{ 7*7 }}}}{{% load i18n %}}%(name)s%s{{0}}",
    "sql": f"{MARK}'; DROP TABLE accounts_user; --",
    "number": "9" * 400,
    "not a number": "NaN",
    "negative": "-1",
    "path": "../../../../etc/passwd",
    "newlines": f"{MARK}\r\n\r\nSet-Cookie: a=b",
    "empty": "",
    "blank": " \t\u00a0\u3000 ",
}
RAW = re.compile(r"<script>alert\(1\)|<img src=x onerror")
FOREIGN = ("/admin/",)


def send(client: Client, path: str, pairs: list[tuple[str, str]]) -> Any:
    """With the bytes as they are: a test client would refuse some of them by itself."""
    return client.post(path, urlencode(pairs), content_type="application/x-www-form-urlencoded")


def kind_of(form: PageForm, name: str) -> tuple[str, str]:
    """One place in the code: the view that takes the form, and the field without the ids in its name."""
    try:
        view = resolve(form.action.partition("?")[0]).view_name
    except Resolver404:
        view = form.action
    return view, re.sub(r"[a-z0-9]{10}|\d+", "*", re.sub(r"^(f|new):.*:", r"\1:*:", name))


@pytest.fixture(scope="module")
def seen() -> set[tuple[str, str]]:
    """The same form stands on many pages; it is tried once."""
    return set()


@READING
def test_no_text_breaks_a_form(route: Route, seen: set[tuple[str, str]]) -> None:
    world = World()
    client = client_of(world, route.member_with)
    where = address(route, world)
    page = client.get(where)
    if not page.headers.get("Content-Type", "").startswith("text/html"):
        return
    try_page(client, where, page.content.decode(), seen)


@pytest.mark.parametrize("number", range(1, 8))
def test_no_text_breaks_a_step_of_a_rich_map(number: int, seen: set[tuple[str, str]]) -> None:
    world = World()
    touchpoint = "?tp=t2" if number == 4 else ""
    map = make_map(world.actor("learner"), document=small_map())
    where = f"/en/maps/{map.pk}/step/{number}/{touchpoint}"
    client = client_of(world, "learner")
    try_page(client, where, client.get(where).content.decode(), seen)


def try_page(client: Client, where: str, page: str, seen: set[tuple[str, str]]) -> None:
    for form in forms_of(page):
        form.action = form.action or where
        if form.method != "post" or form.action.startswith(FOREIGN):
            continue
        for name in dict.fromkeys(form.typed):
            if kind_of(form, name) not in seen:
                seen.add(kind_of(form, name))
                try_all(client, form, name)


def try_all(client: Client, form: PageForm, name: str) -> None:
    rest = [pair for pair in form.fields if pair[0] != name]
    for kind, text in HOSTILE.items():
        what = f"{form.action} {name}: {kind}"
        answer = send(client, form.action, [*rest, (name, text)])
        assert answer.status_code < 500, what
        if answer.status_code in (301, 302, 303):
            answer = client.get(answer["Location"])
            assert answer.status_code < 500, what
        shown = answer.content.decode() if not answer.streaming else ""
        assert not RAW.search(shown), what
        if answer.status_code == 422 and kind == "long" and "password" not in name:
            assert escape(text) in shown, f"{what}: what was typed is lost"


@WRITING
def test_a_change_without_the_token_of_its_page_is_refused(route: Route) -> None:
    """A form on somebody else's site cannot act for a visitor."""
    world = World()
    client = Client(enforce_csrf_checks=True)
    if route.member_with != "anonymous":
        client.force_login(getattr(world, route.member_with))
    data = urlencode({key: world.get(name) for key, name in route.data.items()})
    answer = client.post(address(route, world), data, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 403


def test_the_pages_have_forms_to_try() -> None:
    """What the test above walks is there: a reader that finds nothing would find no fault either."""
    world = World()
    route = next(route for route in ROUTES if route.name == "exercises:step")
    page = client_of(world, route.member_with).get(address(route, world)).content.decode()
    form = next(form for form in forms_of(page) if "/edit/" in form.action)
    assert len(form.typed) > 5
    assert {"csrfmiddlewaretoken", "revision", "client"} <= {name for name, _value in form.fields}
