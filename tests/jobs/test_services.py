"""One job is done once, whoever gets its id how often; what is lost comes back; what was cancelled stays undone."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.common.access import Actor, Role
from apps.common.errors import DomainError
from apps.jobs import services
from apps.jobs.kinds import Output, kind_of
from apps.jobs.models import Job, JobState
from apps.jobs.services import asking, running
from apps.jobs.services.keeping import KEPT, OVERDUE, SILENT
from tests.factories.jobs import ask, done_job
from tests.factories.journeys import guest
from tests.factories.organisations import OrganisationFactory, actor_for, person

pytestmark = [pytest.mark.db, pytest.mark.django_db]


def now_of(job: Job) -> Job:
    return Job.unscoped.get(pk=job.pk)


def learner() -> Actor:
    return actor_for(person(OrganisationFactory.create(), Role.LEARNER))


def read(job: Job) -> bytes:
    with default_storage.open(now_of(job).file) as file:
        content: bytes = file.read()
    return content


def take(job: Job) -> Job:
    taken = services.claim(job.pk)
    assert taken is not None
    return taken


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, float]]:
    """What went to the queue, instead of the queue."""
    messages: list[tuple[str, float]] = []

    def keep(signature: Any, *, countdown: float = 0) -> None:
        messages.append((signature.kwargs["job_id"], countdown))

    monkeypatch.setattr("celery.canvas.Signature.apply_async", keep)
    return messages


def test_a_job_is_done_and_leaves_its_file(django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        job = ask(text="Hello")
        assert now_of(job).state == JobState.WAITING
    done = now_of(job)
    assert (done.state, done.progress, done.attempt, done.step) == (JobState.DONE, 100, 1, "")
    assert read(job) == b"Hello"
    assert done.result["name"] == "Note.txt"
    assert done.result["size"] == 5
    assert done.result["attempt"] == 1


def test_it_is_sent_when_the_change_it_follows_is_committed(sent: list[Any]) -> None:
    def change_that_fails() -> None:
        with transaction.atomic():
            ask()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        change_that_fails()
    assert sent == []
    assert not Job.unscoped.exists()


def test_two_workers_with_one_id_do_it_once() -> None:
    job = ask()
    first, second = services.claim(job.pk), services.claim(job.pk)
    assert first is not None
    assert second is None
    services.run_job(job.pk)
    assert now_of(job).attempt == 1


def test_a_message_that_comes_again_after_the_end_changes_nothing() -> None:
    job = ask(text="once")
    services.run_job(job.pk)
    before = now_of(job)
    services.run_job(job.pk)
    after = now_of(job)
    assert (after.attempt, after.finished_at, after.file) == (before.attempt, before.finished_at, before.file)


def test_an_id_that_nobody_knows_is_nothing() -> None:
    services.run_job("zzzzzzzzzz")


@pytest.mark.parametrize("who", [guest, learner], ids=["guest", "learner"])
def test_asked_for_twice_it_is_one_job(
    who: Any, sent: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    actor = who()
    with django_capture_on_commit_callbacks(execute=True):
        jobs = [ask(actor), ask(actor), ask(actor, key="other")]
    assert jobs[0] == jobs[1] != jobs[2]
    assert sent == [(jobs[0].pk, 0), (jobs[2].pk, 0)]


def test_two_people_with_one_key_have_two_jobs() -> None:
    assert len({ask(learner()).pk, ask(learner()).pk, ask(guest("a")).pk, ask(guest("b")).pk}) == 4


@pytest.mark.parametrize("who", [guest, learner], ids=["guest", "learner"])
def test_the_database_holds_the_key_too(who: Any) -> None:
    job = ask(who())
    job.pk, job._state.adding = "another", True
    with pytest.raises(IntegrityError):
        job.save(force_insert=True)


def test_a_job_belongs_to_somebody() -> None:
    with pytest.raises(ValueError, match="belongs"):
        ask(Actor())


def test_a_finished_job_is_given_again_and_made_anew_without_its_file(
    sent: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    actor = learner()
    job = done_job(actor)
    again = services.enqueue(job.kind, actor=actor, key=job.key, args=job.args)
    assert (again.pk, again.state) == (job.pk, JobState.DONE)
    default_storage.delete(job.file)
    with django_capture_on_commit_callbacks(execute=True):
        again = services.enqueue(job.kind, actor=actor, key=job.key, args=job.args)
    assert (again.pk, now_of(job).state, now_of(job).result) == (job.pk, JobState.WAITING, {})
    assert sent == [(job.pk, 0)]


def test_nobody_fills_the_queue_alone() -> None:
    for number in range(asking.AT_ONCE):
        ask(key=str(number))
    with pytest.raises(DomainError, match="job_too_many"):
        ask(key="one more")
    assert Job.unscoped.count() == asking.AT_ONCE
    ask(learner())


def test_a_waiting_job_is_cancelled_at_once() -> None:
    job = ask()
    services.cancel_job(job, actor=guest())
    services.run_job(job.pk)
    done = now_of(job)
    assert (done.state, done.attempt, done.result) == (JobState.CANCELLED, 0, {})


def test_a_running_job_stops_at_its_next_step() -> None:
    job = take(ask())
    services.cancel_job(job, actor=guest())
    assert now_of(job).state == JobState.RUNNING
    report = running._Report(job)
    with pytest.raises(running._Cancelled):
        report(50, "write")
    assert now_of(job).progress == 0


def test_a_job_that_is_cancelled_while_it_works_leaves_nothing() -> None:
    job = ask(meanwhile={"cancel_asked": True})
    services.run_job(job.pk)
    assert (now_of(job).state, now_of(job).file) == (JobState.CANCELLED, "")


def test_what_has_ended_is_not_cancelled_and_what_runs_is_not_begun_again() -> None:
    job = ask()
    with pytest.raises(DomainError, match="job_not_ended"):
        services.retry_job(job, actor=guest())
    services.run_job(job.pk)
    with pytest.raises(DomainError, match="job_ended"):
        services.cancel_job(now_of(job), actor=guest())
    with pytest.raises(DomainError, match="job_not_ended"):
        services.retry_job(now_of(job), actor=guest())


def test_others_neither_cancel_nor_retry() -> None:
    job = ask()
    with pytest.raises(DomainError, match="job_ended"):
        services.cancel_job(job, actor=learner())
    services.cancel_job(job, actor=guest())
    with pytest.raises(DomainError, match="job_not_ended"):
        services.retry_job(now_of(job), actor=learner())


def test_a_refusal_is_final_and_can_be_tried_again_by_the_person(
    sent: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    job = ask(refuse="job_gone")
    services.run_job(job.pk)
    failed = now_of(job)
    assert (failed.state, failed.error, failed.attempt) == (JobState.FAILED, "job_gone", 1)
    with django_capture_on_commit_callbacks(execute=True):
        services.retry_job(failed, actor=guest())
    again = now_of(job)
    assert (again.state, again.error, again.finished_at) == (JobState.WAITING, "", None)
    assert again.max_attempts == 1 + kind_of("note").max_attempts
    assert sent == [(job.pk, 0)]


def test_an_accident_is_tried_again_later(
    sent: list[Any], django_capture_on_commit_callbacks: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    job = ask(fail=2)
    delays = []
    for attempt in (1, 2):
        with django_capture_on_commit_callbacks(execute=True):
            services.run_job(job.pk)
        waiting = now_of(job)
        assert (waiting.state, waiting.attempt) == (JobState.WAITING, attempt)
        delays.append(round((waiting.run_after - timezone.now()).total_seconds()))
        services.run_job(job.pk)
        assert now_of(job).attempt == attempt, "too early"
        Job.unscoped.filter(pk=job.pk).update(run_after=timezone.now())
    assert delays == [5, 20]
    assert sent == [(job.pk, 5.0), (job.pk, 20.0)]
    services.run_job(job.pk)
    assert (now_of(job).state, now_of(job).attempt) == (JobState.DONE, 3)


def test_after_enough_accidents_it_has_failed(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)
    job = ask(fail=9)
    for _ in range(4):
        Job.unscoped.filter(pk=job.pk).update(run_after=timezone.now())
        services.run_job(job.pk)
    assert (now_of(job).state, now_of(job).error, now_of(job).attempt) == (JobState.FAILED, "job_broken", 3)


def test_a_late_worker_is_refused_and_leaves_nothing_behind(sent: list[Any]) -> None:
    late = take(ask(text="new"))
    services.sweep(now=timezone.now() + SILENT + timedelta(seconds=1))
    assert now_of(late).state == JobState.WAITING
    Job.unscoped.filter(pk=late.pk).update(run_after=timezone.now())
    assert not services.finish(late, Output(b"late", "Late.txt"))
    services.run_job(late.pk)
    done = now_of(late)
    assert (done.state, done.attempt, read(late)) == (JobState.DONE, 2, b"new")
    assert not services.finish(late, Output(b"late", "Late.txt"))
    assert now_of(late).result == done.result
    assert default_storage.listdir("jobs")[1].count(f"{late.pk}-1.txt") == 0
    with pytest.raises(running._Superseded):
        running._Report(late)(60)


def test_a_superseded_worker_gives_up(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)
    job = ask(meanwhile={"attempt": 7})
    services.run_job(job.pk)
    assert (now_of(job).state, now_of(job).attempt) == (JobState.RUNNING, 7)


def test_the_sweeper_leaves_alone_what_lives(
    sent: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    job = take(ask())
    ask(key="fresh")
    with django_capture_on_commit_callbacks(execute=True):
        assert services.sweep(now=timezone.now() + SILENT - timedelta(seconds=5)) == []
    assert now_of(job).state == JobState.RUNNING
    assert sent == []


def test_the_sweeper_sends_again_what_was_never_picked_up(sent: list[Any]) -> None:
    job = ask()
    assert services.sweep(now=timezone.now() + OVERDUE + timedelta(seconds=1)) == [job.pk]
    assert sent == [(job.pk, 0)]


def test_a_job_that_kills_its_workers_ends(sent: list[Any]) -> None:
    job = ask()
    for _ in range(3):
        Job.unscoped.filter(pk=job.pk).update(run_after=timezone.now())
        take(job)
        services.sweep(now=timezone.now() + SILENT + timedelta(seconds=1))
    assert (now_of(job).state, now_of(job).error) == (JobState.FAILED, "job_lost")


def test_a_cancelled_job_of_a_dead_worker_does_not_come_back(sent: list[Any]) -> None:
    job = take(ask())
    services.cancel_job(job, actor=guest())
    services.sweep(now=timezone.now() + SILENT + timedelta(seconds=1))
    assert now_of(job).state == JobState.CANCELLED


def test_old_results_go_with_their_files_and_stray_files_go_too() -> None:
    old, young = ask(key="old"), ask(key="young")
    for job in (old, young):
        services.run_job(job.pk)
    Job.unscoped.filter(pk=old.pk).update(finished_at=timezone.now() - KEPT - timedelta(hours=1))
    path, running_path = now_of(old).file, f"jobs/{take(ask(key='r')).pk}-1.txt"
    for stray in ("jobs/zzzzzzzzzz-1.png", f"jobs/{young.pk}-9.txt", running_path):
        with default_storage.open(stray, "wb") as file:
            file.write(b"x")
    assert services.delete_old_results() == 1
    assert not Job.unscoped.filter(pk=old.pk).exists()
    assert not default_storage.exists(path)
    assert default_storage.exists(now_of(young).file)
    assert default_storage.exists(running_path), "its worker is about to say that it is its own"
    assert not default_storage.exists("jobs/zzzzzzzzzz-1.png")
    assert not default_storage.exists(f"jobs/{young.pk}-9.txt")


def test_who_leaves_takes_jobs_and_files_along(django_capture_on_commit_callbacks: Any) -> None:
    actor = learner()
    job, other = done_job(actor), done_job(learner())
    assert actor.user_id is not None
    with django_capture_on_commit_callbacks(execute=True):
        services.forget_jobs(user_id=actor.user_id)
        assert default_storage.exists(job.file), "until it is sure that its row goes"
    assert not Job.unscoped.filter(pk=job.pk).exists()
    assert not default_storage.exists(job.file)
    assert default_storage.exists(other.file)


def test_a_guests_jobs_become_the_persons_and_nobody_elses() -> None:
    actor = learner()
    assert actor.user_id is not None
    own, again, foreign = ask(key="own"), ask(key="both"), ask(guest("another"))
    first = ask(actor, key="both")
    assert services.keep_guest_jobs(guest(), user_id=actor.user_id, organisation_id=actor.active_org_id) == 1
    moved = now_of(own)
    assert (moved.owner_id, moved.guest_key, moved.organisation_id) == (
        actor.user_id,
        "",
        actor.active_org_id,
    )
    assert set(Job.objects.for_actor(actor)) == {own, first}
    assert [now_of(job).owner for job in (again, foreign)] == [None, None]
    assert services.keep_guest_jobs(guest(), user_id=actor.user_id) == 0


def test_a_person_has_no_jobs_to_be_kept() -> None:
    actor = learner()
    assert actor.user_id is not None
    ask(actor)
    with pytest.raises(ValueError, match="owner"):
        services.keep_guest_jobs(actor, user_id=actor.user_id)


def test_a_queue_that_cannot_be_reached_does_not_break_the_change(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, django_capture_on_commit_callbacks: Any
) -> None:
    caplog.set_level(logging.CRITICAL)

    def broken(*_: Any, **__: Any) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("celery.canvas.Signature.apply_async", broken)
    with django_capture_on_commit_callbacks(execute=True):
        job = ask()
    assert now_of(job).state == JobState.WAITING


def test_a_kind_that_nobody_registered_is_an_error_of_ours() -> None:
    with pytest.raises(LookupError, match="nothing"):
        services.enqueue("nothing", actor=guest(), key="k", args={})
