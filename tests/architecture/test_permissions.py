"""Walks every address: each view says who may, and the table of `routes.py` is what really happens."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth.decorators import login_not_required
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils.translation import override

from tests.architecture.routes import FOREIGN_PREFIXES, LOGIN, ROUTES, Answer, Route
from tests.architecture.world import World
from tests.common.pages import without_token

pytestmark = [pytest.mark.web, pytest.mark.django_db]

READING = pytest.mark.parametrize("route", [r for r in ROUTES if r.method == "get"], ids=str)
WRITING = pytest.mark.parametrize("route", [r for r in ROUTES if r.method != "get"], ids=str)
FENCED = pytest.mark.parametrize("route", [r for r in ROUTES if r.ids and r.stranger == 404], ids=str)


def walk(
    node: URLResolver, space: str = "", held: frozenset[str] = frozenset()
) -> Iterator[tuple[str, Any, Any]]:
    for entry in node.url_patterns:
        ids = held | frozenset(entry.pattern.converters)
        if isinstance(entry, URLResolver):
            yield from walk(entry, f"{space}{entry.namespace}:" if entry.namespace else space, ids)
        elif isinstance(entry, URLPattern):
            yield f"{space}{entry.name or entry.pattern}", ids, entry.callback


def ours() -> list[tuple[str, frozenset[str], Callable[..., Any]]]:
    return [found for found in walk(get_resolver()) if not found[0].startswith(FOREIGN_PREFIXES)]


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    found = {(name, ids) for name, ids, _ in ours()}
    rows = {route.key for route in ROUTES}
    assert len(rows) == len(ROUTES), "two rows for one route"
    assert sorted(map(str, found - rows)) == [], "routes without a row in routes.py"
    assert sorted(map(str, rows - found)) == [], "rows without a route"


def test_every_view_says_who_may() -> None:
    silent = [
        name for name, _, view in ours() if not (hasattr(view, "perm") or getattr(view, "public_reason", ""))
    ]
    assert silent == [], "views without @requires or @public(reason)"


def test_no_view_is_open_by_another_way() -> None:
    opened = [
        name
        for name, _, view in ours()
        if not getattr(view, "login_required", True)
        and not (getattr(view, "public_reason", "") or _guests(view))
    ]
    assert opened == []
    assert login_not_required


def _guests(view: Callable[..., Any]) -> bool:
    from apps.common.access import rule_of

    return hasattr(view, "perm") and rule_of(view.perm).guests


def address(route: Route, world: World) -> str:
    with override("en"):
        return reverse(route.name, kwargs={key: world.get(name) for key, name in route.ids.items()})


def client_of(world: World, who: str) -> Client:
    client = Client(headers={"X-Request-ID": "walk"})
    if who != "anonymous":
        client.force_login(getattr(world, who))
    return client


def ask(route: Route, world: World, who: str) -> Any:
    client, where = client_of(world, who), address(route, world)
    if route.method == "get":
        return client.get(where)
    data = urlencode({key: world.get(name) for key, name in route.data.items()})
    return client.post(where, data, content_type="application/x-www-form-urlencoded")


def assert_answer(route: Route, world: World, who: str, expected: Answer) -> None:
    if expected is None:
        return
    answer = ask(route, world, who)
    if expected == LOGIN:
        assert answer.status_code == 302
        assert answer["Location"].startswith("/en/accounts/login/")
    else:
        allowed = expected if isinstance(expected, tuple) else (expected,)
        assert answer.status_code in allowed, f"{who}: {answer.status_code}"


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_who_gets_what(route: Route) -> None:
    world = World()
    assert_answer(route, world, "anonymous", route.anonymous)
    assert_answer(route, world, "stranger", route.stranger)
    assert_answer(route, world, route.member_without, route.without)
    assert_answer(route, world, route.member_with, route.allowed)


@FENCED
def test_foreign_and_unknown_are_the_same_bytes(route: Route) -> None:
    world, nowhere = World(), World()
    foreign = ask(route, world, "stranger")
    nowhere.made = {name: _unknown(world.get(name)) for name in route.ids.values() if name[0] != "="}
    nowhere.made |= {name: world.get(name) for name in route.data.values()}
    nowhere.__dict__["stranger"] = world.stranger
    unknown = ask(route, nowhere, "stranger")
    assert foreign.status_code == unknown.status_code == 404
    assert without_token(foreign) == without_token(unknown)
    assert dict(foreign.headers) == dict(unknown.headers)


def _unknown(value: Any) -> Any:
    return 2_000_000_000 if isinstance(value, int) else "zzzzzzzzzz"


@WRITING
def test_changes_are_asked_for_by_post(route: Route) -> None:
    world = World()
    answer = client_of(world, route.member_with).get(address(route, world))
    assert answer.status_code == 405


@READING
def test_reading_changes_nothing(
    route: Route, assert_no_writes: Callable[[], AbstractContextManager[None]]
) -> None:
    world = World()
    where, client = address(route, world), client_of(world, route.member_with)
    with assert_no_writes():
        client.get(where)
