"""The product's own server in a process of its own, and one client that keeps its connection."""

from __future__ import annotations

import http.client
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[2]
HOST, PORT = "127.0.0.1", 47613
SERVER = "import sys; from cjm_academy.serve import claim, serve; s = claim(int(sys.argv[1])); s.listen(); serve(s)"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
SERVER_KEEPS = 4  # seconds; the server closes a connection that rests for five
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


@contextmanager
def serving(port: int = PORT) -> Iterator[int]:
    """Serves with the settings and the database of this process's environment; gives the server's process id."""
    process = subprocess.Popen([sys.executable, "-c", SERVER, str(port)], cwd=ROOT, env=os.environ.copy())
    try:
        wait_for(process, port)
        yield process.pid
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(200):
        if process.poll() is not None:
            raise SystemExit(f"The server ended with {process.returncode}: see the lines above.")
        try:
            connection = http.client.HTTPConnection(HOST, port, timeout=5)
            connection.request("GET", "/healthz")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            connection.close()
            return
    raise SystemExit("The server does not answer.")


def cpu_of(process: int) -> float:
    """CPU time of another process in milliseconds; 0 where the system does not tell."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    location: str
    content: bytes
    milliseconds: float
    """from the first byte sent to the last byte read"""

    @property
    def text(self) -> str:
        return self.content.decode()


class InProcess:
    """The same requests without a server, to count their queries."""

    def __init__(self, email: str) -> None:
        from django.test import Client

        from apps.accounts.models import User

        self.client = Client(HTTP_HOST=HOST)
        backend = "django.contrib.auth.backends.ModelBackend"
        self.client.force_login(User.objects.get(email=email), backend=backend)

    def get(self, path: str) -> Answer:
        return self._answer(self.client.get(path), 200)

    def post(self, path: str, pairs: list[tuple[str, str]], *, live: bool = False) -> Answer:
        headers = HTMX if live else {}
        form = "application/x-www-form-urlencoded"
        return self._answer(self.client.post(path, urlencode(pairs), form, headers=headers), 200)

    def _answer(self, response: Any, status: int) -> Answer:
        if response.status_code != status:
            raise SystemExit(f"{response.request['PATH_INFO']} answered {response.status_code}")
        return Answer(response.status_code, "", response.content, 0)

    @staticmethod
    def queries(ask: Callable[[], Any]) -> int:
        """Of the second time: the first one may fill caches."""
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        ask()
        with CaptureQueriesContext(connection) as caught:
            ask()
        return len(caught)


class Browser:
    def __init__(self, port: int = PORT) -> None:
        self.connection = http.client.HTTPConnection(HOST, port, timeout=30)
        self.cookies: dict[str, str] = {}
        self.used = 0.0

    def send(self, method: str, path: str, body: str = "", headers: dict[str, str] | None = None) -> Answer:
        sent = {"Cookie": "; ".join(f"{key}={value}" for key, value in self.cookies.items())} | (
            headers or {}
        )
        if body:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        if time.monotonic() - self.used > SERVER_KEEPS:
            self.connection.close()
        begun = time.perf_counter()
        self.connection.request(method, path, body.encode() or None, sent)
        response = self.connection.getresponse()
        content = response.read()
        taken = (time.perf_counter() - begun) * 1000
        self.used = time.monotonic()
        for cookie in response.headers.get_all("Set-Cookie") or []:
            self.cookies |= {key: morsel.value for key, morsel in SimpleCookie(cookie).items()}
        return Answer(response.status, response.headers.get("Location", ""), content, taken)

    def get(self, path: str) -> Answer:
        answer = self.send("GET", path)
        if answer.status != 200:
            raise SystemExit(f"GET {path} answered {answer.status} {answer.location}")
        return answer

    def post(self, path: str, pairs: list[tuple[str, str]], *, live: bool = False) -> Answer:
        answer = self.send("POST", path, urlencode(pairs), HTMX if live else None)
        if answer.status not in ({200} if live else {200, 302}):
            raise SystemExit(f"POST {path} answered {answer.status}: {answer.text[:400]}")
        return answer

    def sign_in(self, email: str, password: str) -> None:
        page = "/en/accounts/login/"
        token = TOKEN.search(self.get(page).text)
        given = [("csrfmiddlewaretoken", token[1] if token else ""), ("login", email), ("password", password)]
        if self.post(page, given).status != 302:
            raise SystemExit(f"{email} cannot sign in")
