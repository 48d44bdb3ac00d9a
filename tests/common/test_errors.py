import logging

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.test import Client, RequestFactory
from django_htmx.middleware import HtmxDetails

from apps.common.access import Actor
from apps.common.denials import explain, sentence_for
from apps.common.errors import Denied, DomainError, NotFound, Stale
from apps.common.middleware import ErrorPages, csrf_failure, page_not_found, permission_denied, server_error
from tests.common.pages import without_token

pytestmark = pytest.mark.unit

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


def ask(path="/en/x/", **headers):
    request = RequestFactory().get(path, headers=headers)
    request.htmx = HtmxDetails(request)
    request.user = AnonymousUser()
    request.actor = Actor()
    return request


def answer(error, **headers):
    return ErrorPages().process_exception(ask(**headers), error)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotFound(), 404),
        (Http404("inside"), 404),
        (Denied("role"), 403),
        (DomainError("nonsense"), 422),
        (Stale(), 409),
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_refusals_become_pages(error, status, headers) -> None:
    page = answer(error, **headers)
    assert page.status_code == status
    assert "inside" not in page.content.decode()
    assert "nonsense" not in page.content.decode()


def test_other_errors_are_not_swallowed() -> None:
    assert answer(ValueError("bug")) is None


def test_not_found_is_one_page_whatever_was_asked() -> None:
    pages = {
        without_token(page_not_found(ask("/en/maps/abc/?q=1"), NotFound())),
        without_token(page_not_found(ask("/en/elsewhere/"), Http404("why"))),
    }
    assert len(pages) == 1


def test_denied_for_htmx_goes_to_the_status_line() -> None:
    explain(test_reason="This draft is private.")
    page = answer(Denied("test_reason"), **HTMX)
    assert page["HX-Retarget"] == "#status"
    assert "This draft is private." in page.content.decode()


def test_unknown_code_has_a_sentence() -> None:
    assert sentence_for("never heard of") == "This cannot be done now."


def test_denied_page_of_django_itself() -> None:
    assert permission_denied(ask()).status_code == 403


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_csrf_failure_speaks_plainly(headers) -> None:
    page = csrf_failure(ask(**headers), reason="CSRF token missing")
    assert page.status_code == 403
    assert "Reload" in page.content.decode()
    assert "token missing" not in page.content.decode()


def test_server_error_shows_a_code_that_is_in_the_log(caplog) -> None:
    with caplog.at_level(logging.ERROR):
        page = server_error(RequestFactory().get("/en/maps/"))
    assert page.status_code == 500
    code = caplog.records[-1].args[0]
    assert f"<code>{code}</code>" in page.content.decode()


@pytest.mark.web
@pytest.mark.django_db
def test_signed_out_meanwhile_keeps_the_page_for_htmx() -> None:
    assert Client().get("/en/people/").status_code == 302
    answer = Client().get("/en/people/", headers=HTMX)
    assert (answer.status_code, answer["HX-Retarget"]) == (401, "#status")


@pytest.mark.web
@pytest.mark.django_db
def test_csrf_is_asked_for() -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post("/en/preferences/", {"theme": "dark"}).status_code == 403


def test_error_text_for_the_log() -> None:
    assert str(DomainError("full", limit=3)) == "full {'limit': 3}"
    assert str(DomainError("full")) == "full"
