"""One JSON line per request: enough to find out, nothing about people but their number."""

import json
import logging
import time

import pytest
from django.core import mail
from django.db import DatabaseError
from django.http import HttpRequest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.common import health
from apps.common.access import Role
from apps.operate.logs import LONGEST, LONGEST_PATH, JsonLine, without_secrets
from tests.factories.organisations import OrganisationFactory, person

pytestmark = pytest.mark.web

PASSWORD = "kingfisher-on-the-pier"


class Lines(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(JsonLine())
        self.text: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.text.append(self.format(record))

    def of(self, logger: str) -> list[dict]:
        return [line for line in map(json.loads, self.text) if line["logger"] == logger]


@pytest.fixture
def lines():
    """What a server writes with CJM_LOG_LEVEL=DEBUG, the most that can be asked for."""
    handler, root, django = Lines(), logging.getLogger(), logging.getLogger("django")
    level = root.level
    root.addHandler(handler)
    django.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield handler
    root.setLevel(level)
    root.removeHandler(handler)
    django.removeHandler(handler)


def test_a_line_per_request(client, lines):
    user = person(OrganisationFactory(), Role.LEARNER)
    client.force_login(user)
    client.get("/en/maps/?q=Lin", headers={"X-Request-ID": "abc-1.2"})
    (line,) = lines.of("cjm.request")
    assert line.pop("time").endswith("+00:00")
    assert line.pop("ms") > 0
    assert line.pop("queries") > 0
    assert line == {
        "level": "INFO",
        "logger": "cjm.request",
        "message": "GET /en/maps/ 200",
        "request_id": "abc-1.2",
        "user_id": user.pk,
        "method": "GET",
        "path": "/en/maps/",
        "view": "journeys:maps",
        "status": 200,
    }


@pytest.mark.parametrize("sent", ["", "a b", "x" * 65, 'x"}', "文"])
def test_an_id_that_could_forge_a_line_is_replaced(client, sent):
    answer = client.get("/healthz", HTTP_X_REQUEST_ID=sent)
    assert answer["X-Request-ID"] != sent
    assert len(answer["X-Request-ID"]) == 16


def test_an_id_of_the_proxy_is_kept_and_sent_back(client):
    assert client.get("/healthz", headers={"X-Request-ID": "r-7"})["X-Request-ID"] == "r-7"


def test_each_request_has_its_own_id(client):
    assert client.get("/healthz")["X-Request-ID"] != client.get("/healthz")["X-Request-ID"]


def test_the_code_on_the_page_is_the_code_in_the_log(lines, monkeypatch):
    def broken(request: HttpRequest) -> str:
        raise DatabaseError("duplicate key\nDETAIL:  Key (email)=(mei@example.org) already exists.")

    monkeypatch.setattr(health, "what_is_missing", lambda: broken(HttpRequest()))
    page = Client(raise_request_exception=False).get("/readyz", headers={"X-Request-ID": "r-9"})
    assert page.status_code == 500
    (request,), (shown,), (raised,) = map(
        lines.of, ("cjm.request", "apps.common.middleware", "django.request")
    )
    assert f"<code>{request['code']}</code>" in page.content.decode()
    assert request["code"] == shown["code"] == raised["code"]
    assert request["level"] == "ERROR"
    assert {line["request_id"] for line in (request, shown, raised)} == {"r-9"}
    assert "in broken" in raised["traceback"]
    assert "duplicate key" in raised["traceback"]
    assert "mei@" not in raised["traceback"]


def test_good_answers_to_machines_are_no_news(client, lines):
    client.get("/healthz")
    client.get("/metrics")
    assert {line["level"] for line in lines.of("cjm.request")} == {"DEBUG"}


def test_nothing_about_people_reaches_the_log(client, lines):
    client.post(
        "/en/accounts/signup/",
        {"email": "mei.tanaka@example.org", "name": "Mei Tanaka", "password1": PASSWORD},
    )
    user = User.objects.get(email="mei.tanaka@example.org")
    client.post("/en/accounts/logout/")
    client.post("/en/accounts/login/", {"login": "mei.tanaka@example.org", "password": PASSWORD})
    client.post("/en/accounts/login/", {"login": "mei.tanaka@example.org", "password": "wrong-" + PASSWORD})
    client.post("/en/accounts/password/reset/", {"email": "mei.tanaka@example.org"})
    key = mail.outbox[-1].body.split("/reset/key/")[1].split("/")[0]
    client.get(f"/en/accounts/password/reset/key/{key}/")
    with_token = reverse("organisations:join", args=["secrettokenofaninvitation"])
    client.get(with_token)
    client.get(f"{with_token}more")
    client.get(with_token.removeprefix("/en"))
    client.get(f"{with_token}?from=mail")
    client.post(with_token, {"name": "Mei Tanaka"}, HTTP_COOKIE="sessionid=abcdef0123456789")
    Client(enforce_csrf_checks=True).post(with_token)
    assert len(lines.of("cjm.request")) >= 10
    text = "\n".join(lines.text)
    assert f'"user_id": {user.pk}' in text
    secrets = ("mei.tanaka", "Tanaka", PASSWORD, key, "secrettokenofaninvitation", "abcdef0123456789")
    assert [secret for secret in secrets if secret in text] == []


def test_of_an_unknown_address_only_the_beginning_is_written(client, lines):
    client.get("/join/secrettokenofaninvitation/")
    (line,) = lines.of("cjm.request")
    assert line["path"] == "/join/…"
    assert line["message"] == f"GET /join/… {line['status']}"


def test_a_visitor_does_not_choose_how_long_a_line_is(client, lines):
    """A pattern that goes on without an end would search 60,000 characters for half a minute."""
    began = time.perf_counter()
    client.get("/" + "a" * 60_000)
    assert len(without_secrets("a" * 60_000)) == LONGEST
    assert time.perf_counter() - began < 5
    (line,) = lines.of("cjm.request")
    assert len(line["path"]) <= LONGEST_PATH
    assert all(len(text) < 2 * LONGEST for text in lines.text)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("postgresql://cjm:p%40ss@db/cjm", "postgresql://…@db/cjm"),
        ("Connected to redis://:**@127.0.0.1:7391/0", "Connected to redis://…@127.0.0.1:7391/0"),
        ("mail to <mei@example.org> failed", "mail to <(mail)> failed"),
        ("password='x y'", "password=… y'"),
        ('{"token": "abc"}', '{"token": …'),
        ("Authorization: Bearer", "Authorization: …"),
        ('Cannot assign "<User: Mei Tanaka>"', 'Cannot assign "<User>"'),
        ("keyboard: none", "keyboard: none"),
        ("GET /en/maps/abc/ 200", "GET /en/maps/abc/ 200"),
    ],
)
def test_what_looks_like_a_secret_is_taken_out(text, written):
    assert without_secrets(text) == written


def test_other_things_that_a_library_adds_to_a_record_are_left_out():
    record = logging.makeLogRecord({"msg": "Sent", "to": "mei@example.org", "status": 200})
    line = json.loads(JsonLine().format(record))
    assert "to" not in line
    assert line["status"] == 200
