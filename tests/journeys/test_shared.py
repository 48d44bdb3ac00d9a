"""Links to read a map: what their readers see, how long, and what nobody learns from them."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from apps.accounts.models import User
from apps.common.access import Role
from apps.journeys.models import JourneyMap, ShareLink
from apps.journeys.services import Lasts, add_coauthor, make_link, revoke_link
from tests.common.pages import without_token
from tests.factories.journeys import make_map
from tests.factories.maps import small_map
from tests.factories.organisations import OrganisationFactory, actor_for, person
from tests.journeys.pages import Page, set_

pytestmark = [pytest.mark.web, pytest.mark.django_db]

UNKNOWN = "z" * 32


@pytest.fixture
def owner() -> User:
    return person(OrganisationFactory.create(), Role.LEARNER, name="Mei Lin Ownername")


@pytest.fixture
def map(owner: User) -> JourneyMap:
    persona = {"id": "p", "name": "Lina, 34", "quote": "I need sleep.", "goals": "Arrive without waiting"}
    return make_map(actor_for(owner), document={**small_map(), "personas": [persona]})


@pytest.fixture
def link(map: JourneyMap, owner: User) -> ShareLink:
    return make_link(map, actor=actor_for(owner), lasts=Lasts.WEEK, embed=False)


def read(link: ShareLink, rest: str = "", **more: Any) -> HttpResponse:
    return Client().get(f"/en/shared/{link.token}/{rest}", **more)


def browser_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def ended(link: ShareLink, way: str) -> ShareLink:
    if way == "revoked":
        revoke_link(link)
    else:
        ShareLink.unscoped.filter(pk=link.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    return link


@pytest.mark.parametrize(
    ("lasts", "days"), [(Lasts.WEEK, 7), (Lasts.MONTH, 30), (Lasts.NEVER, None)], ids=str
)
def test_a_link_is_made_once_and_lasts_as_chosen(
    map: JourneyMap, owner: User, lasts: Lasts, days: int | None
) -> None:
    browser, make = browser_of(owner), reverse("journeys:add_link", args=[map.pk])
    for _twice in range(2):
        page = browser.post(make, {"lasts": lasts.value, "key": "k"}, follow=True)
    link = ShareLink.unscoped.get()
    assert link.token in page.content.decode()
    assert (link.embed, link.created_by_id, link.is_working) == (False, owner.pk, True)
    if days is None:
        assert link.expires_at is None
    else:
        assert link.expires_at is not None
        left = link.expires_at - timezone.now()
        assert timedelta(days=days, minutes=-5) < left <= timedelta(days=days)


@pytest.mark.parametrize("lasts", ["", "century", "\x00"])
def test_another_time_is_refused_beside_the_field(map: JourneyMap, owner: User, lasts: str) -> None:
    page = browser_of(owner).post(
        reverse("journeys:add_link", args=[map.pk]), {"lasts": lasts, "embed": "on"}
    )
    assert page.status_code == 422
    assert page.context["form"].errors == {"lasts": ["Choose how long the link works."]}
    assert re.search(r'<input type="checkbox" name="embed"[^>]*checked', page.content.decode())
    assert not ShareLink.unscoped.exists()


def test_everybody_with_the_link_reads_the_map_as_it_is_now(
    map: JourneyMap, owner: User, link: ShareLink, assert_no_writes: Any
) -> None:
    with assert_no_writes():
        html = read(link).content.decode()
    assert "Social post" in html
    assert "Lina, 34" in html
    assert "Arrive without waiting" in html
    assert "Draw a map of your own" in html
    Page(map.pk, "a", actor_for(owner)).edit(set_("t0", "name", "Renamed since"))
    assert "Renamed since" in read(link).content.decode()
    listed = read(link, "?view=list").content.decode()
    assert "Renamed since" in listed
    assert '<article id="tp-t0">' in listed


def test_readers_learn_no_names_no_hints_no_history(map: JourneyMap, owner: User, link: ShareLink) -> None:
    friend = person(map.organisation, Role.LEARNER, name="Oleg Friendname")
    add_coauthor(map, actor=actor_for(owner), called=friend.email)
    Page(map.pk, "a", actor_for(friend)).edit(set_("t0", "action", "Scrolls"))
    for html in (read(link).content.decode(), read(link, "?view=list").content.decode()):
        for secret in (
            owner.name,
            owner.email,
            friend.name,
            friend.email,
            map.organisation.name,
            map.pk,
            "/step/",
        ):
            assert secret not in html
        assert 'class="coach"' not in html


@pytest.mark.parametrize("rest", ["", "?view=list"])
def test_a_reader_takes_one_query(link: ShareLink, django_assert_num_queries: Any, rest: str) -> None:
    read(link, rest)
    with django_assert_num_queries(1):
        assert read(link, rest).status_code == 200


def test_robots_caches_and_other_sites_are_told_nothing(link: ShareLink) -> None:
    answer = read(link)
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert '<meta name="robots" content="noindex, nofollow">' in answer.content.decode()


@pytest.mark.parametrize("way", ["revoked", "expired"])
@pytest.mark.parametrize("rest", ["", "?view=list", "embed/"])
def test_an_ended_link_is_as_unknown_as_any_other(link: ShareLink, way: str, rest: str) -> None:
    ShareLink.unscoped.update(embed=True)
    assert read(link, rest).status_code == 200
    ended(link, way)
    unknown = Client().get(f"/en/shared/{UNKNOWN}/{rest}")
    gone = read(link, rest)
    assert gone.status_code == unknown.status_code == 404
    assert without_token(gone) == without_token(unknown)
    told = [{**answer.headers, "X-Request-ID": ""} for answer in (gone, unknown)]
    assert told[0] == told[1]


@pytest.mark.parametrize("token", ["a\x00b", "x" * 300, "%F0%9F%91%A9", "..%2f"])
def test_a_strange_token_is_unknown(token: str) -> None:
    assert Client().get(f"/en/shared/{token.replace(chr(0), '%00')}/").status_code == 404


def test_a_frame_is_for_links_that_allow_it(map: JourneyMap, owner: User, link: ShareLink) -> None:
    refused = read(link, "embed/")
    assert refused.status_code == 404
    assert "frame-ancestors 'none'" in refused["Content-Security-Policy"]
    assert without_token(refused) == without_token(Client().get(f"/en/shared/{UNKNOWN}/embed/"))
    framed = make_link(map, actor=actor_for(owner), lasts=Lasts.NEVER, embed=True)
    answer = read(framed, "embed/")
    assert "Social post" in answer.content.decode()
    assert "frame-ancestors *" in answer["Content-Security-Policy"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer
    assert not answer.cookies
    assert "<form" not in answer.content.decode()
    assert "<script" not in answer.content.decode()
    # The page of the same link stays out of frames.
    assert "frame-ancestors 'none'" in read(framed)["Content-Security-Policy"]


def test_the_page_has_the_link_and_the_frame_to_copy(map: JourneyMap, owner: User, link: ShareLink) -> None:
    framed = make_link(map, actor=actor_for(owner), lasts=Lasts.NEVER, embed=True)
    browser, share = browser_of(owner), reverse("journeys:share", args=[map.pk])
    html = browser.get(share).content.decode()
    assert f'value="http://testserver/en/shared/{link.token}/"' in html
    frame = f'<iframe src="http://testserver/en/shared/{framed.token}/embed/" title="{escape(map.title)}"'
    assert escape(frame) in html
    browser.post(reverse("journeys:revoke", args=[map.pk, link.pk]))
    html = browser.get(share).content.decode()
    assert link.token not in html
    assert "Revoked" in html
    assert read(link).status_code == 404


def test_the_link_of_another_map_is_not_revoked(owner: User, link: ShareLink) -> None:
    other = make_map(actor_for(owner), document=small_map())
    answer = browser_of(owner).post(reverse("journeys:revoke", args=[other.pk, link.pk]))
    assert answer.status_code == 404
    assert read(link).status_code == 200


def test_guessing_ends_for_right_and_wrong_alike(
    link: ShareLink, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.RATE_LIMITED = True
    cache.clear()
    for _guess in range(100):
        assert Client().get(f"/en/shared/{UNKNOWN}/").status_code == 404
    assert Client().get(f"/en/shared/{UNKNOWN}/").status_code == 429
    assert read(link).status_code == 429
    assert read(link, REMOTE_ADDR="192.0.2.44").status_code == 200
    cache.clear()


def test_readers_are_not_counted(link: ShareLink, settings: Any) -> None:
    settings.RATE_LIMITED = True
    cache.clear()
    for _reader in range(101):
        assert read(link, "embed/" if link.embed else "").status_code == 200
    cache.clear()
