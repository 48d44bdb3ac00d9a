"""Real workers on a real queue: one dies by kill -9 in the middle of a job, and no job is lost and none done twice."""

from __future__ import annotations

import os
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from apps.jobs import services
from apps.jobs.models import Job, JobState
from apps.jobs.queue import app
from apps.jobs.services.asking import send
from apps.jobs.services.keeping import SILENT
from cjm_academy import env
from tests.factories.jobs import ask
from tests.factories.journeys import guest
from tests.service.processes import PATIENCE, run, stop, wait_until

pytestmark = [
    pytest.mark.service,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(os.name == "nt", reason="Celery has no worker of its own on Windows"),
]
type Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture(params=["filesystem", "redis"])
def start_worker(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Start]:
    """Starts workers on a queue of this test alone; what the test itself sends goes there too."""
    url = "filesystem://localhost"
    if request.param == "redis":
        url = request.getfixturevalue("redis_url")
    folder = tmp_path / "queue"
    for name in ("messages", "control"):
        (folder / name).mkdir(parents=True)
    variables = {
        "CJM_TEST_BROKER_URL": url,
        "CJM_TEST_QUEUE_DIR": str(folder),
        "CJM_TEST_MEDIA_ROOT": str(settings.MEDIA_ROOT),
    }
    workers: list[subprocess.Popen[str]] = []

    def start(mode: str = "checked") -> subprocess.Popen[str]:
        workers.append(run("-m", "tests.service.job_worker", mode, f"w{len(workers)}@test", **variables))
        return workers[-1]

    with sending_to(url, env.queue_folders(folder)):
        yield start
        for worker in workers:
            stop(worker)


@contextmanager
def sending_to(url: str, options: dict[str, object]) -> Iterator[None]:
    names = ("broker_url", "broker_transport_options", "task_always_eager")
    kept = {name: app.conf[name] for name in names}
    app.conf.update(dict(zip(names, (url, options, False), strict=True)))
    app._after_fork()
    try:
        yield
    finally:
        with app.connection_for_write() as connection:
            connection.default_channel.queue_purge("celery")
        app.conf.update(kept)
        app._after_fork()


def state_of(job: Job) -> str:
    return Job.unscoped.get(pk=job.pk).state


def all_done(jobs: list[Job]) -> Callable[[], bool]:
    return lambda: all(state_of(job) == JobState.DONE for job in jobs)


def test_kill_9_in_the_middle_loses_no_job_and_does_none_twice(start_worker: Start, tmp_path: Path) -> None:
    ledger = tmp_path / "done"
    first = start_worker()
    jobs = [ask(key="0", seconds=PATIENCE, ledger=str(ledger))]
    jobs += [ask(key=str(number), ledger=str(ledger)) for number in range(1, 4)]
    wait_until(lambda: Job.unscoped.get(pk=jobs[0].pk).step == "write", "no worker took the job")
    stop(first)
    assert not ledger.exists()
    assert state_of(jobs[0]) == JobState.RUNNING
    # Before there is a worker whose job could seem as silent at that hour.
    assert jobs[0].pk in services.sweep(now=timezone.now() + SILENT + timedelta(seconds=1))
    start_worker()
    wait_until(all_done(jobs), "a job was lost")
    assert Counter(ledger.read_text().split()) == Counter(job.pk for job in jobs)
    assert [Job.unscoped.get(pk=job.pk).attempt for job in jobs] == [2, 1, 1, 1]


def deliver_many_times(start_worker: Start, ledger: Path, mode: str) -> Job:
    """The same message again and again to two workers, until it and the last of all messages are done."""
    job = ask(key="many", pause=0.5, ledger=str(ledger))
    for _ in range(5):
        send(job.pk)
    for _ in range(2):
        start_worker(mode)
    marker = ask(key="last")
    wait_until(all_done([job, marker]), "not done")
    return job


def times(ledger: Path) -> int:
    return len(ledger.read_text().split())


def test_a_message_that_comes_six_times_to_two_workers_is_done_once(
    start_worker: Start, tmp_path: Path
) -> None:
    job = deliver_many_times(start_worker, tmp_path / "done", "checked")
    # The other worker may hold messages still.
    time.sleep(2)
    assert times(tmp_path / "done") == 1
    assert Job.unscoped.get(pk=job.pk).attempt == 1


def test_without_the_condition_of_the_claim_it_is_done_more_than_once(
    start_worker: Start, tmp_path: Path
) -> None:
    deliver_many_times(start_worker, tmp_path / "done", "unchecked")
    wait_until(lambda: times(tmp_path / "done") > 1, "done once")


def test_an_accident_is_tried_again_by_itself_after_a_while(start_worker: Start) -> None:
    job = ask(fail=1)
    start_worker()
    wait_until(all_done([job]), "not tried again")
    done = Job.unscoped.get(pk=job.pk)
    assert done.attempt == 2
    assert done.started_at is not None
    assert done.started_at - done.created_at >= timedelta(seconds=5)


def test_a_person_stops_a_job_under_way(start_worker: Start) -> None:
    job = ask(seconds=PATIENCE)
    start_worker()
    wait_until(lambda: Job.unscoped.get(pk=job.pk).step == "write", "no worker took the job")
    services.cancel_job(job, actor=guest())
    wait_until(lambda: state_of(job) == JobState.CANCELLED, "not stopped")
