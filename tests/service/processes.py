"""Programs of the product beside the tests, on the database of the tests."""

import http.client
import os
import random
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import quote

from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 300
"""Seconds that a slow machine may take for one step; what happens sooner is not waited for."""


def wait_until(happened: Callable[[], object], otherwise: str) -> None:
    end = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < end, otherwise
        time.sleep(0.1)


def copy_of_the_product(folder: Path) -> Path:
    """Its own files, without what earlier runs left and what other tests are writing just now."""
    left_out = (".*", "var", "tests", "*.mo", "*.mo.*", "__pycache__")
    return Path(shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*left_out)))


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
    process.wait(PATIENCE)
    for pipe in (process.stdin, process.stdout):
        if pipe:
            pipe.close()


def free_port() -> int:
    """Below the ports that systems hand out by themselves: no connection takes it before the server does."""
    for port in random.sample(range(20_000, 30_000), 100):
        with socket.socket() as listener, suppress(OSError):
            listener.bind(("127.0.0.1", port))
            return port
    raise AssertionError("no port is free")


def serve(port: int, **variables: str) -> subprocess.Popen[str]:
    """The web server, answering; ``variables`` stand above its environment."""
    quiet = ("--log-level", "error", "--no-access-log")
    server = run("-m", "uvicorn", "cjm_academy.asgi:application", "--port", str(port), *quiet, **variables)
    try:
        wait_until(lambda: answers(port, server), "the server does not answer")
    except AssertionError:
        stop(server)
        raise
    return server


def answers(port: int, server: subprocess.Popen[str]) -> bool:
    assert server.poll() is None, "the server has ended"
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as asked, suppress(OSError):
        asked.request("GET", "/healthz")
        asked.getresponse().read()
        return True
    return False
