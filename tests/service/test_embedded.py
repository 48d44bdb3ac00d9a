"""`manage.py start` does its jobs itself: nothing stands beside it, and it stops when it is told to."""

from __future__ import annotations

import http.cookiejar
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

from tests.service.processes import ROOT, free_port

pytestmark = [
    pytest.mark.service,
    pytest.mark.skipif(os.name == "nt", reason="another signal ends the server there"),
]


class Visitor:
    """Follows redirects, keeps cookies, sends the token of the last page."""

    def __init__(self, port: int) -> None:
        self.root = f"http://127.0.0.1:{port}"
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(jar)
        self.token = ""

    def ask(self, path: str, **fields: str) -> tuple[str, bytes]:
        data = urllib.parse.urlencode({"csrfmiddlewaretoken": self.token, **fields}).encode()
        with self.opener.open(self.root + path, data if fields else None, timeout=30) as answer:
            content: bytes = answer.read()
            where = urllib.parse.urlsplit(answer.url).path
        found = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', content)
        self.token = found[1].decode() if found else self.token
        return where, content


def wait_for_picture(visitor: Visitor, page: str) -> None:
    end = time.monotonic() + 60
    while b"/file/" not in visitor.ask(page)[1]:
        assert time.monotonic() < end, "nobody draws the picture"
        time.sleep(0.2)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the product with data of its own."""
    left_out = (".git", ".venv", "var", "tests", "*.mo", "__pycache__", ".*_cache")
    copy = tmp_path / "academy"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*left_out))
    (copy / ".venv").symlink_to(ROOT / ".venv")
    return copy


def test_a_picture_is_drawn_by_the_server_that_was_asked(checkout: Path) -> None:
    port = free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "CJM_"))}
    command = [sys.executable, "manage.py", "start", "--port", str(port)]
    with subprocess.Popen(command, cwd=checkout, env=kept, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            while "Ctrl+C" not in (line := server.stdout.readline()):
                assert line, "the server did not start"
            visitor = Visitor(port)
            visitor.ask("/en/")
            step, _ = visitor.ask("/en/try/", title="Stay at a hotel")
            page, _ = visitor.ask(f"{step.partition('step')[0]}picture/", form="pdf")
            wait_for_picture(visitor, page)
            assert visitor.ask(f"{page}file/")[1].startswith(b"%PDF")
        finally:
            begun = time.monotonic()
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=15)
    assert server.returncode == 0
    assert time.monotonic() - begun < 8
    assert list((checkout / "var/media/jobs").iterdir())
