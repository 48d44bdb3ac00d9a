from pathlib import Path

import pytest
from django.test import RequestFactory
from django_htmx.middleware import HtmxDetails

from apps.common.pages import go, notice, render_page, safe_next

pytestmark = pytest.mark.unit

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture(autouse=True)
def _probe(settings) -> None:
    engines = [dict(engine) for engine in settings.TEMPLATES]
    engines[1]["DIRS"] = [Path(__file__).parent / "templates"]
    engines[1]["OPTIONS"] = {"context_processors": []}
    settings.TEMPLATES = engines


def ask(path="/", **headers):
    request = RequestFactory().get(path, headers=headers)
    request.htmx = HtmxDetails(request)
    return request


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"HX-Request": "true", "HX-Request-Type": "full"},
        HTMX | {"HX-Boosted": "true"},
        HTMX | {"HX-History-Restore-Request": "true"},
    ],
)
def test_whole_page(headers) -> None:
    answer = render_page(ask(**headers), "probe.html", {"word": "<b>"}, partial="one", status=422)
    assert answer.status_code == 422
    assert answer.content.decode().startswith("<html>")
    assert "&lt;b&gt;" in answer.content.decode()
    assert "HX-Request" in answer["Vary"]


def test_one_fragment_is_bare() -> None:
    answer = render_page(ask(**HTMX), "probe.html", {"word": "1"}, partial="one")
    assert answer.content.decode() == '<p id="one">1</p>'


def test_several_fragments_name_their_targets() -> None:
    answer = render_page(ask(**HTMX), "probe.html", {"word": "<"}, partial=("one", "two"))
    assert answer.content.decode().splitlines() == [
        '<hx-partial hx-target="#one" hx-swap="innerMorph"><p id="one">&lt;</p></hx-partial>',
        '<hx-partial hx-target="#two" hx-swap="innerMorph"><p id="two">2</p></hx-partial>',
    ]


def test_a_page_without_partials_is_whole_for_htmx_too() -> None:
    assert render_page(ask(**HTMX), "probe.html").content.decode().startswith("<html>")


def test_after_a_change() -> None:
    assert go(ask(), "/x/")["Location"] == "/x/"
    answer = go(ask(**HTMX), "/x/")
    assert (answer.status_code, answer["HX-Redirect"]) == (204, "/x/")


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        ("/en/maps/?tp=1", "/en/maps/?tp=1"),
        ("http://testserver/en/", "http://testserver/en/"),
        ("", "/d"),
        ("https://evil.example/", "/d"),
        ("//evil.example", "/d"),
        ("///evil.example", "/d"),
        ("/\\evil.example", "/d"),
        ("javascript:alert(1)", "/d"),
        ("http:evil.example", "/d"),
    ],
)
def test_next_stays_with_us(wanted: str, given: str) -> None:
    request = RequestFactory().post("/", {"next": wanted})
    assert safe_next(request, "/d") == given


def test_notice_goes_to_the_status_line() -> None:
    answer = notice(ask(**HTMX), "<no>", status=409)
    assert (answer.status_code, answer["HX-Retarget"]) == (409, "#status")
    assert "&lt;no&gt;" in answer.content.decode()
