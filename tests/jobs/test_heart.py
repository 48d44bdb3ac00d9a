"""A worker that is busy with one long step is not taken for dead."""

import threading
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from apps.jobs.models import Job, JobState
from apps.jobs.services import running
from tests.factories.jobs import ask

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]


def test_a_long_step_shows_signs_of_life_and_they_end_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "BEAT", 0.05)
    job = ask()
    old = timezone.now() - timedelta(hours=1)
    row = Job.unscoped.filter(pk=job.pk)
    row.update(state=JobState.RUNNING, attempt=1, heartbeat_at=old)
    with running._Heart(row.get()):
        time.sleep(0.5)
    beaten = row.get().heartbeat_at
    assert beaten is not None
    assert beaten > old
    assert not [thread for thread in threading.enumerate() if thread.name == f"job {job.pk}"]


def test_a_worker_that_has_lost_its_job_gives_no_sign_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "BEAT", 0.05)
    job = ask()
    old = timezone.now() - timedelta(hours=1)
    row = Job.unscoped.filter(pk=job.pk)
    row.update(state=JobState.RUNNING, attempt=1, heartbeat_at=old)
    lost = row.get()
    row.update(attempt=2)
    with running._Heart(lost):
        time.sleep(0.3)
    assert row.get().heartbeat_at == old
