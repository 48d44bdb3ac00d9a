"""What nobody waits for: lost jobs come back, old results go."""

import logging
from datetime import datetime, timedelta
from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from apps.common.access import Actor
from apps.jobs.models import ENDED, Job, JobState
from apps.jobs.services.asking import send, send_on_commit
from apps.jobs.services.running import FOLDER

SILENT = timedelta(seconds=30)
"""a worker that has shown no sign of life for so long is dead: six missed beats"""
OVERDUE = timedelta(seconds=30)
"""a job that is due for so long and has not been taken was lost on its way"""
AT_ONCE = 200
KEPT = timedelta(days=7)

logger = logging.getLogger(__name__)


def sweep(*, now: datetime | None = None) -> list[str]:
    """Ids of the jobs that were sent again: taken by a worker that died, or lost before a worker saw them."""
    now = now or timezone.now()
    silent = Job.unscoped.filter(state=JobState.RUNNING, heartbeat_at__lt=now - SILENT)
    silent.filter(cancel_asked=True).update(state=JobState.CANCELLED, finished_at=now, step="")
    tried = silent.filter(attempt__gte=F("max_attempts"))
    tried.update(state=JobState.FAILED, finished_at=now, step="", error="job_lost")
    again = list(silent.values_list("pk", flat=True)[:AT_ONCE])
    with transaction.atomic():
        for pk in again:
            if silent.filter(pk=pk).update(state=JobState.WAITING, progress=0, step=""):
                send_on_commit(pk)
    overdue = Job.unscoped.filter(state=JobState.WAITING, run_after__lt=now - OVERDUE).exclude(pk__in=again)
    lost = list(overdue.order_by("run_after").values_list("pk", flat=True)[:AT_ONCE])
    for pk in lost:
        send(pk)
    if again or lost:
        logger.warning("Sent again: %s jobs of silent workers, %s overdue", len(again), len(lost))
    return again + lost


def delete_old_results(*, now: datetime | None = None) -> int:
    """Jobs that ended a week ago go with their files, and files that no job knows. How many jobs went."""
    now = now or timezone.now()
    gone = _delete(list(Job.unscoped.filter(state__in=ENDED, finished_at__lt=now - KEPT)))
    for name in _files():
        job = Job.unscoped.filter(pk=name.partition("-")[0]).first()
        if job is None or (job.file != f"{FOLDER}/{name}" and job.state != JobState.RUNNING):
            default_storage.delete(f"{FOLDER}/{name}")
    return gone


def keep_guest_jobs(guest: Actor, *, user_id: int, organisation_id: str | None = None) -> int:
    """The guest's jobs are the person's, like the maps they speak of, and lie in the same organisation. How many.

    A job that the person has asked for already stays their only one of that key; the guest's goes after a week.
    """
    if guest.user_id is not None:
        raise ValueError("A job that has an owner keeps it.")
    same = Job.objects.for_actor(Actor(user_id=user_id)).filter(kind=OuterRef("kind"), key=OuterRef("key"))
    place = {"organisation": organisation_id} if organisation_id else {}
    jobs = Job.objects.for_actor(guest).exclude(Exists(same))
    return jobs.update(owner=user_id, guest_key="", **place)


def forget_jobs(*, user_id: int) -> int:
    """All jobs of a person who leaves, with their files; before the account is deleted."""
    return _delete(list(Job.unscoped.filter(owner=user_id)))


def _delete(jobs: list[Job]) -> int:
    """The rows, and their files when that is committed."""
    for job in jobs:
        path = job.file
        job.delete()
        if path:
            transaction.on_commit(partial(default_storage.delete, path))
    return len(jobs)


def _files() -> list[str]:
    try:
        return default_storage.listdir(FOLDER)[1]
    except FileNotFoundError:
        return []
