"""The server dies by kill -9 while six clients save: what it has acknowledged is there afterwards."""

import http.client
import secrets
import threading
from contextlib import closing
from dataclasses import dataclass, field
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.common.access import Role
from apps.journeys.models import JourneyMap
from apps.journeys.selectors import load_document
from tests.factories.journeys import make_map
from tests.factories.organisations import OrganisationFactory, actor_for, person
from tests.service.processes import PATIENCE, free_port, serve, stop, wait_until

pytestmark = [pytest.mark.service, pytest.mark.django_db(transaction=True)]
CLIENTS, ROUNDS, EACH = 6, 2, 4
STAGES = [{"id": "s", "name": "Stay"}]
TOUCHPOINTS = [
    {"id": f"t{number}", "stage": "s", "name": f"Touchpoint {number}"} for number in range(CLIENTS)
]


@dataclass
class Saver(threading.Thread):
    """One person typing into the action of one touchpoint: every edit adds a word."""

    port: int
    path: str
    cookie: str
    token: str
    number: int
    revision: int
    text: str = ""
    saved: list[str] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        super().__init__(daemon=True)

    def __hash__(self) -> int:
        return id(self)

    def run(self) -> None:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)) as connection:
            self.type_on(connection)

    def type_on(self, connection: http.client.HTTPConnection) -> None:
        word = 0
        while not self.stopped.is_set():
            typed = f"{self.text} {self.number}.{word}".strip()
            try:
                status = self.post(connection, typed)
            except (OSError, http.client.HTTPException):
                return
            if status not in {200, 302}:
                self.saved.append(f"status {status}")
                return
            self.saved.append(typed)
            self.text, word = typed[-200:], word + 1

    def post(self, connection: http.client.HTTPConnection, typed: str) -> int:
        fields = {
            f"f:t{self.number}:action": typed,
            "revision": self.revision,
            "client": f"c{self.number}-{self.revision}",
            "step": "4",
            "tp": f"t{self.number}",
        }
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": self.cookie,
            "X-CSRFToken": self.token,
            "HX-Request": "true",
        }
        connection.request("POST", self.path, urlencode(fields), headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status


def savers(user: User, drawn: JourneyMap, port: int) -> list[Saver]:
    browser = Client()
    browser.force_login(user)
    token = secrets.token_hex(16)
    cookie = f"{settings.SESSION_COOKIE_NAME}={browser.session.session_key}; csrftoken={token}"
    path = reverse("exercises:edit", args=[drawn.pk])
    texts = [touchpoint.action for touchpoint in load_document(drawn).touchpoints]
    return [
        Saver(port, path, cookie, token, number, drawn.revision, texts[number]) for number in range(CLIENTS)
    ]


def wait_for(typing: list[Saver]) -> None:
    """Until everybody has saved a few times; the server is then in the middle of the next edits."""
    wait_until(
        lambda: not any(saver.is_alive() and len(saver.saved) < EACH for saver in typing),
        "the server is too slow",
    )


def test_no_acknowledged_edit_is_lost() -> None:
    user = person(OrganisationFactory(), Role.LEARNER)
    document = {"title": "Map", "stages": STAGES, "touchpoints": TOUCHPOINTS}
    drawn = make_map(actor_for(user), document=document)
    for _ in range(ROUNDS):
        port = free_port()
        server = serve(port)
        typing = savers(user, drawn, port)
        for saver in typing:
            saver.start()
        wait_for(typing)
        stop(server)
        for saver in typing:
            saver.stopped.set()
            saver.join(PATIENCE)
        drawn = JourneyMap.unscoped.get(pk=drawn.pk)
        logged = {operation["value"] for edit in drawn.edits.all() for operation in edit.operations}
        stored = load_document(drawn).touchpoints
        for saver in typing:
            assert len(saver.saved) >= EACH
            assert set(saver.saved) <= logged
            # Where only the answer got lost on its way, the map holds one word more.
            assert saver.text in stored[saver.number].action
