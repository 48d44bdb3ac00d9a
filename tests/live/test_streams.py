"""The stream of a map: who may hear it, what it says first, and what it leaves out."""

import asyncio
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import connections, transaction
from django.test import AsyncClient, Client
from django.urls import reverse

from apps.common.access import Role
from apps.journeys.models import JourneyMap
from apps.journeys.services import apply_operations
from apps.live.hub import hub
from tests.factories.journeys import make_map
from tests.factories.organisations import OrganisationFactory, actor_for, person
from tests.live.loops import PATIENCE, run

pytestmark = [pytest.mark.web, pytest.mark.django_db(transaction=True)]


def edited(map: JourneyMap, actor: Any, title: str, client: str) -> None:
    map.refresh_from_db()
    operations = [{"op": "set", "id": "map", "field": "title", "value": title}]
    apply_operations(map, operations, base_revision=map.revision, actor=actor, client=client, sequence=1)


@pytest.fixture
def drawn() -> tuple[JourneyMap, Any, Any]:
    organisation = OrganisationFactory()
    user = person(organisation, Role.LEARNER)
    actor = actor_for(user)
    return make_map(actor), user, actor


async def lines(response: Any, count: int) -> list[str]:
    """That many events, pings and the opening line left out."""
    found: list[str] = []
    stream = response.streaming_content
    while len(found) < count:
        piece = (await asyncio.wait_for(anext(stream), PATIENCE)).decode()
        found += [piece] if piece.startswith(("id:", "event:")) else []
    return found


def follow(user: Any, path: str, during: Any, count: int, headers: dict[str, str] | None = None) -> list[str]:
    async def listened() -> list[str]:
        client = AsyncClient()
        await client.aforce_login(user)
        response = await client.get(path, headers=headers or {})
        assert response["Content-Type"] == "text/event-stream"
        opening = await anext(response.streaming_content)
        assert opening == b"retry: 2000\n\n"
        await sync_to_async(during)()
        try:
            return await lines(response, count)
        finally:
            await sync_to_async(connections.close_all)()

    return run(listened())


def test_another_page_hears_of_an_edit_and_the_own_page_does_not(drawn):
    map, user, actor = drawn
    path = f"{reverse('live_map', args=[map.pk])}?since={map.revision}&client=mine"

    def during() -> None:
        edited(map, actor, "Mine", "mine")
        edited(map, actor, "Theirs", "theirs")

    assert follow(user, path, during, 1) == ["id: 2\nevent: map\ndata: 2\n\n"]


@pytest.mark.parametrize("told", ["query", "header"])
def test_who_comes_back_late_is_told_at_once(drawn, told):
    map, user, actor = drawn
    edited(map, actor, "While away", "theirs")
    path = reverse("live_map", args=[map.pk])
    path, headers = (
        (f"{path}?since=0", {}) if told == "query" else (f"{path}?since=9", {"last-event-id": "0"})
    )
    assert follow(user, path, lambda: None, 1, headers) == ["id: 1\nevent: map\ndata: 1\n\n"]


def test_an_edit_that_is_taken_back_by_its_transaction_is_not_told(drawn):
    map, user, actor = drawn

    def during() -> None:
        with transaction.atomic():
            edited(map, actor, "Never", "theirs")
            transaction.set_rollback(True)
        edited(map, actor, "Kept", "theirs")

    path = f"{reverse('live_map', args=[map.pk])}?since={map.revision}"
    assert follow(user, path, during, 1) == ["id: 1\nevent: map\ndata: 1\n\n"]


def test_a_draft_is_followed_by_its_author_alone(drawn):
    map, _user, _actor = drawn
    stranger = person(OrganisationFactory(), Role.TRAINER)

    async def ask() -> Any:
        client = AsyncClient()
        await client.aforce_login(stranger)
        try:
            return await client.get(reverse("live_map", args=[map.pk]))
        finally:
            await sync_to_async(connections.close_all)()

    assert run(ask()).status_code == 404
    assert hub._of(f"map:{map.pk}") == []


def test_a_server_without_an_event_loop_has_no_stream(drawn):
    map, user, _actor = drawn
    client = Client()
    client.force_login(user)
    assert client.get(reverse("live_map", args=[map.pk])).status_code == 204


def test_the_page_asks_for_what_changed_and_its_form_stays(drawn):
    map, user, _actor = drawn
    client = Client()
    client.force_login(user)
    url = reverse("exercises:step", args=[map.pk, 1])
    page = client.get(url).content.decode()
    assert f"/live/maps/{map.pk}/?since={map.revision}&amp;client=" in page
    piece = client.get(url, headers={"HX-Request": "true", "HX-Request-Type": "partial"}).content.decode()
    assert 'hx-target="#map"' in piece
    assert '<form class="form"' not in piece
    assert 'name="revision"' not in piece
