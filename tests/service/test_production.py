"""The commands of a real installation, as an operator types them."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from psycopg import sql

from cjm_academy.bootstrap import ROOT
from tests.service.processes import PATIENCE, answers, environment, free_port, wait_until

pytestmark = pytest.mark.service


def get(port: int, path: str, **headers: str) -> tuple[int, str]:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as asked:
        asked.request("GET", path, headers=headers)
        answer = asked.getresponse()
        return answer.status, answer.read().decode()


@contextmanager
def serving(figures: Path, variables: dict[str, str]) -> Iterator[tuple[int, subprocess.Popen[str]]]:
    figures.mkdir()
    port = free_port()
    command = [sys.executable, "manage.py", "serve", "--port", str(port), "--workers", "2"]
    variables = variables | {"PROMETHEUS_MULTIPROC_DIR": str(figures)}
    with (
        log_of(figures).open("w") as log,
        subprocess.Popen(command, cwd=ROOT, env=variables, stderr=log, text=True) as server,
    ):
        try:
            wait_until(lambda: answers(port, server), "the server does not answer")
            yield port, server
            server.send_signal(signal.SIGTERM)
            server.wait(PATIENCE)
        finally:
            server.kill()


def log_of(figures: Path) -> Path:
    return figures.with_suffix(".log")


def children(server: subprocess.Popen[str]) -> set[int]:
    """The processes that answer."""
    found = set()
    for status in Path("/proc").glob("[0-9]*/status"):
        with suppress(OSError):
            command = status.with_name("cmdline").read_bytes()
            if f"PPid:\t{server.pid}\n" in status.read_text() and b"spawn_main" in command:
                found.add(int(status.parent.name))
    return found


def counted(port: int) -> float:
    status, text = get(port, "/metrics")
    assert status == 200
    found = re.search(r'cjm_requests_total\{method="GET",status="200",view="healthz"\} (\S+)', text)
    return float(found[1]) if found else 0.0


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="finds processes in /proc")
@pytest.mark.django_db(transaction=True)
def test_two_processes_count_as_one_and_a_dead_one_is_replaced(tmp_path):
    with serving(tmp_path / "figures", environment()) as (port, server):

        def both_answer() -> bool:
            get(port, "/healthz")
            files = (tmp_path / "figures").glob("counter_*.db")
            return sum(b'"healthz"' in file.read_bytes() for file in files) == 2

        wait_until(both_answer, "one process answers everything")
        workers = children(server)
        before = counted(port)
        for _ in range(60):
            assert get(port, "/healthz")[0] == 200
        assert {counted(port) for _ in range(6)} == {before + 60}
        os.kill(min(workers), signal.SIGKILL)
        wait_until(lambda: children(server) - workers, "the dead process is not replaced")
        assert get(port, "/healthz")[0] == 200
        assert counted(port) == before + 61


@pytest.mark.django_db(transaction=True)
def test_small_answers_come_at_once(tmp_path):
    """Several on one connection, as a proxy asks: without TCP_NODELAY each would take 40 ms."""
    with (
        serving(tmp_path / "figures", environment()) as (port, _),
        closing(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as asked,
    ):
        times = []
        for _ in range(120):
            begun = time.perf_counter()
            asked.request("GET", "/healthz")
            asked.getresponse().read()
            times.append(time.perf_counter() - begun)
    # The first answers of a connection are quick in any case; of the others not one would be.
    assert min(times[20:]) < 0.03


@pytest.fixture
def empty_database(postgresql_url) -> Iterator[str]:
    name = f"cjm_upgrade_{os.getpid()}"
    with psycopg.connect(postgresql_url, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield urlunsplit(urlsplit(postgresql_url)._replace(path=f"/{name}"))
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def manage(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CJM_", "DJANGO_"))}
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=kept | variables, capture_output=True, text=True, check=False
    )


def rows(url: str, *tables: str) -> list[int]:
    with psycopg.connect(url) as server:
        return [server.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables]


def test_upgrade_makes_all_that_is_needed_and_may_be_repeated(empty_database, redis_url, tmp_path):
    variables = {
        "CJM_SECRET_KEY": "kingfisher" * 6,
        "CJM_ALLOWED_HOSTS": "academy.example",
        "CJM_DATABASE_URL": empty_database,
        "CJM_REDIS_URL": redis_url,
        "CJM_EMAIL_HOST": "mail.example",
        "CJM_EMAIL_FROM": "academy@academy.example",
        "CJM_STATIC_ROOT": str(tmp_path / "static"),
        "CJM_MEDIA_ROOT": str(tmp_path / "media"),
    }
    tables = (
        "django_migrations",
        "exercises_exercise",
        "assessment_rubricversion",
        "organisations_organisation",
    )
    first = manage("upgrade", **variables)
    assert first.returncode == 0, first.stderr
    made = rows(empty_database, *tables)
    assert all(made)
    assert rows(empty_database, "accounts_user") == [0]
    manifest = json.loads((tmp_path / "static/staticfiles.json").read_text())
    assert "css/ui.css" in manifest["paths"]
    second = manage("upgrade", **variables)
    assert second.returncode == 0, second.stderr
    assert rows(empty_database, *tables) == made

    environ = {name: value for name, value in os.environ.items() if not name.startswith(("CJM_", "DJANGO_"))}
    with serving(tmp_path / "figures", environ | variables) as (port, _):
        assert get(port, "/readyz") == (200, "ok\n")
        status, page = get(port, "/en/", Host="academy.example", **{"X-Forwarded-Proto": "https"})
        assert status == 200
        style = re.search(r'href="(/static/css/ui\.[0-9a-f]+\.css)"', page)
        assert style, "styles are served under a name that changes with them"
        assert get(port, style[1], **{"X-Forwarded-Proto": "https"})[0] == 200
        assert get(port, "/en/", Host="elsewhere.example")[0] == 400
        assert get(port, "/metrics", **{"X-Forwarded-For": "203.0.113.9"})[0] == 404
    log = [json.loads(line) for line in log_of(tmp_path / "figures").read_text().splitlines()]
    assert any(line.get("path") == "/en/" and line["status"] == 200 for line in log)


def test_upgrade_names_what_is_wrong(tmp_path):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        url = f"postgresql://cjm@127.0.0.1:{nobody.getsockname()[1]}/cjm"
        done = manage(
            "upgrade",
            CJM_SECRET_KEY="kingfisher" * 6,
            CJM_ALLOWED_HOSTS="academy.example",
            CJM_DATABASE_URL=url,
            CJM_REDIS_URL="redis://127.0.0.1:1/0",
            CJM_EMAIL_HOST="mail.example",
            CJM_EMAIL_FROM="academy@academy.example",
            CJM_STATIC_ROOT=str(tmp_path),
        )
    assert done.returncode == 1
    assert "The database does not answer" in done.stderr
    assert "Traceback" not in done.stderr
