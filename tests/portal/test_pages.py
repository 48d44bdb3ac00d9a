"""The front door and the home page, through HTTP."""

import pytest
from django.test import Client

pytestmark = [pytest.mark.web, pytest.mark.django_db]

LANGUAGES = ("en", "zh-hans", "zh-hant", "ru")


@pytest.mark.parametrize("language", LANGUAGES)
def test_landing_is_open_and_draws_the_example(client: Client, language: str) -> None:
    response = client.get(f"/{language}/")
    html = response.content.decode()
    assert response.status_code == 200
    assert html.count('class="pt"') == 5
    assert html.count('role="status"') == 1
    assert f'action="/{language}/try/"' in html


def test_landing_asks_nothing_of_the_database_for_a_stranger(
    client: Client, django_assert_num_queries
) -> None:
    client.get("/en/")
    with django_assert_num_queries(0):
        client.get("/en/")


def test_lang_attribute_and_theme_are_rendered(client: Client) -> None:
    client.cookies["theme"] = "dark"
    html = client.get("/zh-hant/").content.decode()
    assert '<html lang="zh-Hant" data-theme="dark">' in html


def test_an_unknown_theme_is_left_out(client: Client) -> None:
    client.cookies["theme"] = '"><script>'
    html = client.get("/en/").content.decode()
    assert '<html lang="en">' in html


def test_policy_allows_only_own_scripts_and_styles(client: Client) -> None:
    policy = client.get("/en/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_home_asks_to_sign_in(client: Client) -> None:
    response = client.get("/en/home/")
    assert response.status_code == 302
    assert "/login/" in response.url
