"""A Celery worker of the product, as `celery -A cjm_academy worker` starts it: `job_worker {checked,unchecked} NAME`.

Knows the kinds of the tests as well. `unchecked` takes a job without asking whether somebody has it,
and without a number of its own by which the other would know that it was overtaken.
"""

import sys

import django

django.setup()

from django.utils import timezone  # noqa: E402 - needs the settings

from apps.jobs.models import Job, JobState  # noqa: E402 - the same
from apps.jobs.services import running  # noqa: E402 - the same
from cjm_academy.celery import app  # noqa: E402 - the same
from tests.factories import jobs  # noqa: E402, F401 - registers its kind


def claim_unchecked(job_id: str) -> Job | None:
    row = Job.unscoped.filter(pk=job_id)
    row.update(state=JobState.RUNNING, attempt=1, heartbeat_at=timezone.now())
    return row.get()


def main(mode: str, name: str) -> None:
    if mode == "unchecked":
        running.claim = claim_unchecked
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "critical"]
    app.worker_main(["worker", "--pool", "solo", "--hostname", name, *quiet])


main(sys.argv[1], sys.argv[2])
