"""What a worker does with one job: of two with the same id one gets it, and what a lost one writes late is refused."""

import logging
import threading
from contextlib import suppress
from datetime import timedelta
from pathlib import PurePath
from typing import Any, Self

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError, connections, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from apps.common.errors import DomainError
from apps.jobs.kinds import Output, kind_of
from apps.jobs.models import Job, JobState
from apps.jobs.services.asking import send_on_commit

FOLDER = "jobs"
BEAT = 5.0
"""seconds between two signs of life"""

logger = logging.getLogger(__name__)


class _Cancelled(Exception):  # noqa: N818 - named by what happened
    pass


class _Superseded(Exception):  # noqa: N818 - the same
    """The job is no longer this worker's: it was silent for too long."""


def run_job(job_id: str) -> None:
    """Does nothing where the job is taken, ended or not due: a message may come twice."""
    job = claim(job_id)
    if job is None:
        return
    try:
        with _Heart(job):
            finish(job, kind_of(job.kind).run(job, _Report(job)))
    except _Cancelled:
        _end(job, JobState.CANCELLED)
    except _Superseded:
        logger.warning("Job %s went on in another worker; attempt %s gives up", job.pk, job.attempt)
    except DomainError as refusal:
        _end(job, JobState.FAILED, error=refusal.code)
    except Exception:
        logger.exception("Attempt %s of job %s failed", job.attempt, job.pk)
        _put_back(job)


@transaction.atomic
def claim(job_id: str) -> Job | None:
    """The job with a new attempt's number, for whoever comes first."""
    now = timezone.now()
    free = Job.unscoped.filter(pk=job_id, state=JobState.WAITING, run_after__lte=now)
    taken = free.update(
        state=JobState.RUNNING,
        attempt=F("attempt") + 1,
        started_at=now,
        heartbeat_at=now,
        progress=0,
        step="",
        error="",
    )
    return Job.unscoped.get(pk=job_id) if taken else None


def _own(job: Job) -> QuerySet[Job]:
    """The row as long as this attempt holds it."""
    return Job.unscoped.filter(pk=job.pk, state=JobState.RUNNING, attempt=job.attempt)


def finish(job: Job, output: Output) -> bool:
    """Keeps the file and ends the job. False where the attempt no longer holds it; nothing is left behind then."""
    result: dict[str, Any] = dict(output.facts)
    if output.name:
        wanted = f"{FOLDER}/{job.pk}-{job.attempt}{PurePath(output.name).suffix}"
        path = default_storage.save(wanted, ContentFile(output.content))
        size = len(output.content)
        result |= {"file": path, "name": output.name, "content_type": output.content_type, "size": size}
    if _end(job, JobState.DONE, progress=100, result=result):
        return True
    if output.name:
        default_storage.delete(result["file"])
    return False


def _end(job: Job, state: JobState, **values: Any) -> bool:
    return bool(_own(job).update(state=state, finished_at=timezone.now(), step="", **values))


@transaction.atomic
def _put_back(job: Job) -> None:
    """For a later attempt (after 5, 20, 80 … seconds), or for good when there have been enough."""
    if job.attempt >= job.max_attempts:
        _end(job, JobState.FAILED, error="job_broken")
        return
    tried = job.attempt - (job.max_attempts - kind_of(job.kind).max_attempts)
    delay = 5.0 * 4 ** max(tried - 1, 0)
    due = timezone.now() + timedelta(seconds=delay)
    if _own(job).update(state=JobState.WAITING, run_after=due, progress=0, step=""):
        send_on_commit(job.pk, delay=delay)


class _Report:
    """`Progress` of one attempt."""

    def __init__(self, job: Job) -> None:
        self.job = job

    def __call__(self, percent: int, step: str = "") -> None:
        held = _own(self.job)
        told = {"progress": min(max(percent, 0), 99), "step": step, "heartbeat_at": timezone.now()}
        if held.filter(cancel_asked=False).update(**told):
            return
        raise _Cancelled if held.exists() else _Superseded


class _Heart(threading.Thread):
    """Signs of life while the job's own code is busy, on a connection of its own."""

    def __init__(self, job: Job) -> None:
        super().__init__(name=f"job {job.pk}", daemon=True)
        self.job, self.stopped = job, threading.Event()

    def run(self) -> None:
        while not self.stopped.wait(BEAT):
            with suppress(DatabaseError):
                _own(self.job).update(heartbeat_at=timezone.now())
            connections.close_all()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopped.set()
        self.join()
