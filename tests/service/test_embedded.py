"""`manage.py start` does its jobs itself: nothing stands beside it, and it stops when it is told to."""

from __future__ import annotations

import http.cookiejar
import os
import re
import signal
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

from tests.service.processes import PATIENCE, ROOT, copy_of_the_product, free_port, wait_until

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
        with self.opener.open(self.root + path, data if fields else None, timeout=PATIENCE) as answer:
            content: bytes = answer.read()
            where = urllib.parse.urlsplit(answer.url).path
        found = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', content)
        self.token = found[1].decode() if found else self.token
        return where, content


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the product with data of its own."""
    copy = copy_of_the_product(tmp_path / "academy")
    (copy / ".venv").symlink_to(ROOT / ".venv")
    return copy


def test_a_picture_is_drawn_by_the_server_that_was_asked(checkout: Path) -> None:
    port = free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "CJM_"))}
    command = [sys.executable, "manage.py", "start", "--port", str(port)]
    begun = time.monotonic()
    with subprocess.Popen(command, cwd=checkout, env=kept, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            while "Ctrl+C" not in (line := server.stdout.readline()):
                assert line, "the server did not start"
            started = time.monotonic() - begun
            visitor = Visitor(port)
            visitor.ask("/en/")
            step, _ = visitor.ask("/en/try/", title="Stay at a hotel")
            page, _ = visitor.ask(f"{step.partition('step')[0]}picture/", form="pdf")
            wait_until(lambda: b"/file/" in visitor.ask(page)[1], "nobody draws the picture")
            assert visitor.ask(f"{page}file/")[1].startswith(b"%PDF")
            begun = time.monotonic()
            server.send_signal(signal.SIGTERM)
            server.wait(PATIENCE)
        finally:
            server.kill()
    assert server.returncode == 0
    # On a machine that takes longer to start it, stopping may take as long.
    assert time.monotonic() - begun < max(8, started)
    assert list((checkout / "var/media/jobs").iterdir())
