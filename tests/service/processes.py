"""Programs of the product beside the tests, on the database of the tests."""

import http.client
import os
import socket
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]


def environment() -> dict[str, str]:
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        url = f"sqlite://{Path(str(settings['NAME'])).resolve()}"
    else:
        user, password, host = (quote(str(settings[key]), safe="") for key in ("USER", "PASSWORD", "HOST"))
        secret = f":{password}" if password else ""
        port = f":{settings['PORT']}" if settings["PORT"] else ""
        url = f"postgresql://{user}{secret}@{host}{port}/{quote(str(settings['NAME']), safe='')}"
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "cjm_academy.settings.test",
        "CJM_TEST_DATABASE_URL": url,
        "PYTHONPATH": str(ROOT),
    }


def run(*arguments: str, **variables: str) -> subprocess.Popen[str]:
    """A Python program that can be talked to."""
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment() | variables,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def stop(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.wait(10)
    for pipe in (process.stdin, process.stdout):
        if pipe:
            pipe.close()


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def serve(port: int, **variables: str) -> subprocess.Popen[str]:
    """The web server, answering; ``variables`` stand above its environment."""
    quiet = ("--log-level", "error", "--no-access-log")
    server = run("-m", "uvicorn", "cjm_academy.asgi:application", "--port", str(port), *quiet, **variables)
    for _ in range(300):
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as asked:
            try:
                asked.request("GET", "/healthz")
                asked.getresponse().read()
            except OSError:
                time.sleep(0.1)
            else:
                return server
    stop(server)
    pytest.fail("the server does not answer")
