"""What the person who waits does: ask, cancel, ask again."""

import logging
from collections.abc import Mapping
from functools import partial
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from kombu.exceptions import ChannelError, OperationalError

from apps.common.access import Actor
from apps.common.errors import DomainError
from apps.common.ids import guest_hash
from apps.jobs.kinds import kind_of
from apps.jobs.models import ENDED, Job, JobState
from apps.jobs.queue import app

TASK = "jobs.run"
AT_ONCE = 10
"""jobs of one person under way"""

logger = logging.getLogger(__name__)


@transaction.atomic
def enqueue(
    kind: str, *, actor: Actor, key: str, args: Mapping[str, Any], organisation_id: str | None = None
) -> Job:
    """The actor's job of that kind and key: a new one, the one under way, or the finished one with its file.

    One that failed, was cancelled or has lost its file starts again. Belongs into the transaction of the change
    that it follows; it is sent when that is committed. `job_too_many` above ten under way.
    """
    guest_key = guest_hash(actor.guest_key) if actor.user_id is None and actor.guest_key else ""
    if actor.user_id is None and not guest_key:
        raise ValueError("a job belongs to somebody")
    job, created = Job.objects.for_actor(actor).get_or_create(
        owner_id=actor.user_id,
        guest_key=guest_key,
        kind=kind,
        key=key,
        defaults={
            "organisation_id": organisation_id,
            "args": dict(args),
            "max_attempts": kind_of(kind).max_attempts,
            "run_after": timezone.now(),
        },
    )
    if created:
        under_way = Job.objects.for_actor(actor).exclude(state__in=ENDED).count()
        if under_way > AT_ONCE:
            raise DomainError("job_too_many")
        send_on_commit(job.pk)
    elif job.can_retry or (job.is_done and job.file and not default_storage.exists(job.file)):
        _restart(job, actor)
    return job


def cancel_job(job: Job, *, actor: Actor) -> None:
    """At once while it waits; while it runs, the worker stops at its next step. `job_ended` when it is too late."""
    mine = Job.objects.for_actor(actor).filter(pk=job.pk)
    waiting = mine.filter(state=JobState.WAITING)
    if waiting.update(state=JobState.CANCELLED, finished_at=timezone.now()):
        return
    if not mine.filter(state=JobState.RUNNING).update(cancel_asked=True):
        raise DomainError("job_ended")


@transaction.atomic
def retry_job(job: Job, *, actor: Actor) -> None:
    """A failed or cancelled job from the beginning; `job_not_ended` for any other."""
    if not (job.can_retry and _restart(job, actor)):
        raise DomainError("job_not_ended")


def _restart(job: Job, actor: Actor) -> bool:
    """Attempts are numbered on, so that a late worker of an earlier one still cannot write."""
    changes = {
        "state": JobState.WAITING,
        "run_after": timezone.now(),
        "cancel_asked": False,
        "progress": 0,
        "step": "",
        "result": {},
        "error": "",
        "finished_at": None,
    }
    attempts = F("attempt") + kind_of(job.kind).max_attempts
    seen = Job.objects.for_actor(actor).filter(pk=job.pk, state=job.state)
    if not seen.update(max_attempts=attempts, **changes):
        return False
    for name, value in changes.items():
        setattr(job, name, value)
    send_on_commit(job.pk)
    return True


def send_on_commit(job_id: str, *, delay: float = 0) -> None:
    transaction.on_commit(partial(send, job_id, delay=delay))


def send(job_id: str, *, delay: float = 0) -> None:
    """To the queue, after ``delay`` seconds. If it cannot be reached, the row waits for the sweeper."""
    try:
        app.signature(TASK, kwargs={"job_id": job_id}).apply_async(countdown=delay)
    except (ChannelError, OperationalError, OSError):
        logger.exception("Job %s could not be sent; the sweeper will send it", job_id)
