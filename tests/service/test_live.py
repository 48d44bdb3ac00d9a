"""Two web processes of one installation: what one of them saves, pages of the other hear of, over Redis."""

import http.client
import socket
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from statistics import median
from urllib.parse import urlsplit

import pytest
import redis
from django.conf import settings
from django.test import Client
from django.urls import reverse

from apps.common.access import Role
from apps.journeys.models import JourneyMap
from apps.live.relay import CHANNEL
from tests.factories.journeys import make_map
from tests.factories.organisations import OrganisationFactory, actor_for, person
from tests.service.processes import PATIENCE, free_port, serve, stop, wait_until
from tests.service.test_kill9 import CLIENTS, Saver, savers

pytestmark = [pytest.mark.service, pytest.mark.django_db(transaction=True)]
EDITS = 20


class Page(threading.Thread):
    """Keeps the stream of a map open and notes what it hears, and when."""

    def __init__(self, port: int, path: str, cookie: str) -> None:
        super().__init__(daemon=True)
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self.connection.request("GET", path, headers={"Cookie": cookie})
        self.stream = self.connection.getresponse()
        assert self.stream.readline() == b"retry: 2000\n"
        self.heard: dict[int, float] = {}
        self.told_to_fetch = threading.Event()

    def run(self) -> None:
        # In the end the server is killed.
        with closing(self.connection), closing(self.stream), suppress(OSError, http.client.HTTPException):
            self.listen()

    def listen(self) -> None:
        while line := self.stream.readline():
            if line.startswith(b"id: "):
                self.heard[int(line[4:])] = time.monotonic()
            elif line == b"event: reload\n":
                self.told_to_fetch.set()


@contextmanager
def two_servers(**variables: str) -> Iterator[tuple[int, int]]:
    with ExitStack() as stack:
        ports = (free_port(), free_port())
        for port in ports:
            stack.callback(stop, serve(port, **variables))
        yield ports


def drawn_map() -> tuple[JourneyMap, object]:
    user = person(OrganisationFactory(), Role.LEARNER)
    touchpoints = [
        {"id": f"t{number}", "stage": "s", "name": f"Touchpoint {number}"} for number in range(CLIENTS)
    ]
    document = {"title": "Map", "stages": [{"id": "s", "name": "Stay"}], "touchpoints": touchpoints}
    return make_map(actor_for(user), document=document), user


def open_page(port: int, drawn: JourneyMap, user: object) -> Page:
    browser = Client()
    browser.force_login(user)  # type: ignore[arg-type]
    cookie = f"{settings.SESSION_COOKIE_NAME}={browser.session.session_key}"
    page = Page(port, f"{reverse('live_map', args=[drawn.pk])}?since={drawn.revision}", cookie)
    page.start()
    return page


def listen_and_edit(
    ports: tuple[int, int], ready: Callable[[], object] = lambda: True
) -> tuple[dict[int, float], Page]:
    """A page on the second server, edits on the first: when each revision was saved, and the page that hears."""
    drawn, user = drawn_map()
    page = open_page(ports[1], drawn, user)
    wait_until(ready, "the second server does not hear Redis")
    writer: Saver = savers(user, drawn, ports[0])[0]  # type: ignore[arg-type]
    saved: dict[int, float] = {}
    with closing(http.client.HTTPConnection("127.0.0.1", ports[0], timeout=PATIENCE)) as connection:
        for number in range(1, EDITS + 1):
            writer.revision = number - 1
            assert writer.post(connection, f"Edit {number}") == 200
            saved[number] = time.monotonic()
    return saved, page


def test_pages_of_another_process_hear_of_every_edit_within_a_second(redis_url: str) -> None:
    with (
        redis.Redis.from_url(redis_url) as broker,
        two_servers(CJM_TEST_LIVE_REDIS_URL=redis_url) as ports,
    ):
        saved, page = listen_and_edit(ports, lambda: broker.pubsub_numsub(CHANNEL)[0][1])
        wait_until(lambda: len(page.heard) == EDITS, "not every edit is heard")
    page.join(PATIENCE)
    assert page.heard.keys() == saved.keys()
    # Of most edits: on a busy machine a single one may have to wait for the processor.
    assert median(page.heard[number] - saved[number] for number in saved) < 1


def test_without_redis_the_other_process_hears_nothing() -> None:
    """The negative control of the test above."""
    with two_servers(CJM_TEST_LIVE_REDIS_URL="") as ports:
        _saved, page = listen_and_edit(ports)
        time.sleep(1)
    page.join(PATIENCE)
    assert page.heard == {}


def pump(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65_536):
            target.sendall(data)


@contextmanager
def closed_door_to(redis_url: str) -> Iterator[tuple[str, threading.Event]]:
    """Another address of the Redis server, where nothing gets through until the event is set."""
    behind, opened = urlsplit(redis_url), threading.Event()

    class Through(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            opened.wait(PATIENCE)
            with socket.create_connection((behind.hostname or "", behind.port or 6379)) as inside:
                threading.Thread(target=pump, args=(inside, self.request), daemon=True).start()
                pump(self.request, inside)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Through) as door:
        door.daemon_threads = True
        threading.Thread(target=door.serve_forever, daemon=True).start()
        yield f"redis://127.0.0.1:{door.server_address[1]}/0", opened
        door.shutdown()


def test_a_page_that_was_there_before_redis_answered_is_told_to_fetch(redis_url: str) -> None:
    """What others saved until then was not heard."""
    drawn, user = drawn_map()
    port = free_port()
    with closed_door_to(redis_url) as (url, opened), ExitStack() as stack:
        stack.callback(stop, serve(port, CJM_TEST_LIVE_REDIS_URL=url))
        page = open_page(port, drawn, user)
        opened.set()
        assert page.told_to_fetch.wait(PATIENCE)
    page.join(PATIENCE)
