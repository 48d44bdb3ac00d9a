"""What every test may use, and the closing lines that say which kinds ran and which were skipped, and why."""

import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from django.utils import translation
from hypothesis import HealthCheck, settings

from cjm_academy import prepare, testing
from cjm_academy.bootstrap import SetUpError

KINDS = ("unit", "db", "web", "e2e", "service")
WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")

settings.register_profile("dev", max_examples=50, deadline=None)
# The same examples at each run: a change is judged by what it does, new examples are for whoever writes it.
settings.register_profile(
    "ci",
    max_examples=200,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("ci" if os.environ.get("CI") else "dev")


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        prepare.compile_messages()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The kinds `db` and `web` have the database without saying it twice."""
    for item in items:
        if item.get_closest_marker("django_db") is None and any(map(item.get_closest_marker, ("db", "web"))):
            item.add_marker(pytest.mark.django_db)


def missing(reason: str) -> None:
    """What a developer's machine may lack, the machine that decides about a change may not."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def browser_path() -> str:
    """A Chromium of the system, for Playwright's executable_path."""
    path = testing.find_browser()
    if path is None:
        missing(testing.how_to_get_a_browser())
    return str(path)


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """A PostgreSQL server on which a test may make databases of its own."""
    try:
        with testing.postgresql() as url:
            yield url
    except SetUpError as error:
        missing(str(error))


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """A Redis server; unless REDIS_URL names one, it belongs to this process of the suite alone."""
    try:
        with testing.redis() as url:
            yield url
    except SetUpError as error:
        missing(str(error))


@pytest.fixture
def assert_no_writes() -> Callable[[], AbstractContextManager[None]]:
    """`with assert_no_writes(): client.get(…)`: pages and previews only read."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    @contextmanager
    def watch() -> Iterator[None]:
        with CaptureQueriesContext(connection) as queries:
            yield
        written = [query["sql"] for query in queries if query["sql"].lstrip().upper().startswith(WRITES)]
        assert not written, written

    return watch


@pytest.fixture(scope="session", autouse=True)
def _own_media() -> Iterator[None]:
    """The folder bears the number of the process, and such numbers come again."""
    from django.conf import settings

    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
    yield
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """The language of one test's request must not become the language of the next test."""
    with translation.override("en"):
        yield


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    ran: Counter[str] = Counter()
    reasons: Counter[tuple[str, str]] = Counter()
    for outcome, reports in terminalreporter.stats.items():
        for report in reports:
            if not isinstance(report, pytest.TestReport):
                continue
            kind = next((name for name in KINDS if name in report.keywords), "unmarked")
            if outcome == "skipped":
                reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
                reasons[kind, reason.removeprefix("Skipped: ")] += 1
            elif report.when == "call" or outcome == "error":
                ran[kind] += 1
    tell = terminalreporter.line
    terminalreporter.section("kinds of tests")
    tell("ran: " + (", ".join(f"{ran[kind]} {kind}" for kind in (*KINDS, "unmarked") if ran[kind]) or "none"))
    for (kind, reason), count in reasons.items():
        tell(f"skipped: {count} {kind}: {reason}")
    if not reasons:
        tell("skipped: none")
