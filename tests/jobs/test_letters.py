"""A letter is never lost, never sent twice for one event, and nobody's job."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.db import transaction
from django.test import Client
from django.utils import timezone, translation
from kombu.exceptions import ChannelError

from apps.common.access import Actor, Role
from apps.common.letters import compose
from apps.jobs import services
from apps.jobs.letters import ATTEMPTS, letter
from apps.jobs.models import Job, JobState
from apps.jobs.selectors import job_by_id
from apps.jobs.services import asking
from apps.jobs.services.keeping import OVERDUE
from tests.factories.jobs import ask
from tests.factories.organisations import OrganisationFactory, actor_for, person
from tests.jobs.mailers import Unreachable

pytestmark = [pytest.mark.db, pytest.mark.django_db]


@letter("note")
def note(job: Job) -> EmailMessage | None:
    if job.args.get("gone"):
        return None
    context = {"assignment": "Final map", "map": "Hotel", "link": "https://academy.example/en/"}
    language = job.args["language"]
    return compose("graded", to=job.args["to"], language=language, context=context, key=job.pk)


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Any) -> Any:
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def organisation_id() -> str:
    key: str = OrganisationFactory.create().pk
    return key


def post(organisation_id: str, key: str = "event", **args: Any) -> Job:
    given = {"to": "mei@example.org"} | args
    services.send_letters("note", {key: given}, organisation_id=organisation_id)
    return Job.unscoped.get(kind="letter_note", key=key)


def now_of(job: Job) -> Job:
    return Job.unscoped.get(pk=job.pk)


def due_again(job: Job) -> None:
    Job.unscoped.filter(pk=job.pk).update(run_after=timezone.now() - timedelta(seconds=1))
    services.run_job(job.pk)


def test_a_letter_goes_out_when_the_change_is_committed(committed: Any, organisation_id: str) -> None:
    with committed():
        job = post(organisation_id)
        assert mail.outbox == []
    [message] = mail.outbox
    assert message.to == ["mei@example.org"]
    assert message.extra_headers["Message-ID"] == f"<{job.pk}@academy.example>"
    assert (now_of(job).state, now_of(job).result) == (JobState.DONE, {"sent": True})


def test_it_is_in_the_language_of_the_page_that_sends_it(organisation_id: str) -> None:
    with translation.override("zh-hant"):
        assert post(organisation_id).args["language"] == "zh-hant"
    assert post(organisation_id, "other", language="ru").args["language"] == "ru"


def test_one_event_is_one_letter(committed: Any, organisation_id: str) -> None:
    for _ in range(2):
        with committed():
            job = post(organisation_id)
    services.run_job(job.pk)
    assert len(mail.outbox) == 1
    with committed():
        post(organisation_id, "another")
    assert len(mail.outbox) == 2


def test_nothing_is_sent_of_what_was_taken_back(committed: Any, organisation_id: str) -> None:
    def change_that_fails() -> None:
        with transaction.atomic():
            post(organisation_id)
            raise RuntimeError

    with committed(), pytest.raises(RuntimeError):
        change_that_fails()
    assert mail.outbox == []
    assert not Job.unscoped.exists()


def test_a_letter_that_is_no_longer_true_is_not_sent(committed: Any, organisation_id: str) -> None:
    with committed():
        job = post(organisation_id, gone=True)
    assert mail.outbox == []
    assert (now_of(job).state, now_of(job).result) == (JobState.DONE, {"sent": False})


def test_it_is_tried_again_when_the_mail_server_does_not_answer(
    committed: Any, organisation_id: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MAILERS = {"default": {"BACKEND": "tests.jobs.mailers.Unreachable"}}
    monkeypatch.setattr(Unreachable, "refusals", 1)
    with committed():
        job = post(organisation_id)
    assert mail.outbox == []
    waiting = now_of(job)
    assert waiting.state == JobState.WAITING
    assert timedelta(0) < waiting.run_after - timezone.now() < timedelta(seconds=6)
    due_again(job)
    assert now_of(job).state == JobState.DONE
    assert len(mail.outbox) == 1


def test_it_is_tried_for_hours(
    committed: Any, organisation_id: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MAILERS = {"default": {"BACKEND": "tests.jobs.mailers.Unreachable"}}
    monkeypatch.setattr(Unreachable, "refusals", ATTEMPTS - 1)
    with committed():
        job = post(organisation_id)
    waits = timedelta(0)
    for _ in range(ATTEMPTS - 1):
        waits += now_of(job).run_after - timezone.now()
        due_again(job)
    assert timedelta(hours=4) < waits < timedelta(hours=12)
    assert now_of(job).state == JobState.DONE
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("error", [OSError("no disk"), ChannelError("no folder")])
def test_the_change_succeeds_without_a_queue_and_the_sweeper_sends_later(
    error: Exception, committed: Any, organisation_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object, **options: object) -> None:
        raise error

    with monkeypatch.context() as without_queue:
        without_queue.setattr("celery.canvas.Signature.apply_async", broken)
        with committed():
            job = post(organisation_id)
    assert now_of(job).state == JobState.WAITING
    assert services.sweep(now=timezone.now() + OVERDUE + timedelta(seconds=1)) == [job.pk]
    assert len(mail.outbox) == 1


def test_letters_do_not_count_among_a_persons_jobs(organisation_id: str) -> None:
    learner = actor_for(person(OrganisationFactory.create(), Role.LEARNER))
    letters = {str(number): {"to": "mei@example.org"} for number in range(asking.AT_ONCE + 1)}
    services.send_letters("note", letters, organisation_id=organisation_id)
    assert Job.unscoped.count() == asking.AT_ONCE + 1
    assert ask(learner).state == JobState.WAITING


def test_nobody_sees_letters_as_jobs(organisation_id: str, client: Client) -> None:
    job = post(organisation_id)
    manager = person(OrganisationFactory.create(), Role.MANAGER, is_staff=True)
    for actor in (actor_for(manager), Actor(guest_key="a"), Actor(guest_key=""), Actor()):
        assert job_by_id(actor, job_id=job.pk) is None
    client.force_login(manager)
    assert client.get(f"/en/jobs/{job.pk}/").status_code == 404
