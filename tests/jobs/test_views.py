"""The page of the person who waits."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.common.access import Role
from apps.jobs import services
from apps.jobs.kinds import Output
from apps.jobs.models import Job, JobState
from tests.factories.jobs import ask, done_job
from tests.factories.journeys import guest
from tests.factories.organisations import OrganisationFactory, actor_for, person

pytestmark = [pytest.mark.web, pytest.mark.django_db]
FRAGMENT = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def learner() -> User:
    return person(OrganisationFactory.create(), Role.LEARNER)


@pytest.fixture
def page(client: Client, learner: User) -> Client:
    client.force_login(learner)
    return client


def text(response: Any) -> str:
    content: str = response.content.decode()
    return content


def test_waiting_working_ready(page: Client, learner: User) -> None:
    job = ask(actor_for(learner), text="Hello")
    address = f"/en/jobs/{job.pk}/"
    waiting = text(page.get(address))
    assert "Waiting for its turn." in waiting
    assert 'hx-trigger="every 1s"' in waiting
    assert f'action="{address}cancel/"' in waiting
    assert "/file/" not in waiting
    taken = services.claim(job.pk)
    assert taken is not None
    Job.unscoped.filter(pk=job.pk).update(progress=40, step="write")
    assert 'value="40"' in text(page.get(address))
    services.finish(taken, Output(b"Hello", "Note.txt", "text/plain"))
    ready = text(page.get(address))
    assert "Ready" in ready
    assert f'href="{address}file/"' in ready
    assert "hx-trigger" not in ready, "nobody asks on when it is over"


def test_the_page_asks_for_its_middle_only(
    page: Client, learner: User, assert_no_writes: Callable[[], AbstractContextManager[None]]
) -> None:
    job = ask(actor_for(learner))
    with assert_no_writes():
        piece = page.get(f"/en/jobs/{job.pk}/", headers=FRAGMENT)
    assert text(piece).startswith('<hx-partial hx-target="#job"')
    assert "<html" not in text(piece)
    assert piece["Cache-Control"] == "no-store"


def test_asking_how_far_it_is_costs_three_queries(
    page: Client, learner: User, django_assert_num_queries: Any
) -> None:
    job = ask(actor_for(learner))
    page.get(f"/en/jobs/{job.pk}/")
    with django_assert_num_queries(3):  # user, memberships, job
        page.get(f"/en/jobs/{job.pk}/", headers=FRAGMENT)


def test_the_file_comes_with_its_own_name_in_any_script(page: Client, learner: User) -> None:
    job = ask(actor_for(learner))
    taken = services.claim(job.pk)
    assert taken is not None
    services.finish(taken, Output(b"\x89PNG", "在网上买 «кофе».png", "image/png"))
    answer = page.get(f"/en/jobs/{job.pk}/file/")
    assert answer.content == b"\x89PNG"
    assert answer["Content-Type"] == "image/png"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''%E5%9C%A8")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"


def test_a_file_that_has_gone_is_told(page: Client, learner: User) -> None:
    job = done_job(actor_for(learner))
    default_storage.delete(job.file)
    answer = page.get(f"/en/jobs/{job.pk}/file/")
    assert answer.status_code == 422
    assert "no longer kept" in text(answer)


def test_files_of_jobs_have_no_other_address(page: Client, learner: User) -> None:
    job = done_job(actor_for(learner))
    assert page.get(f"/media/{job.file}").status_code == 404


def test_cancel_and_try_again_without_script(page: Client, learner: User) -> None:
    job = ask(actor_for(learner))
    address = f"/en/jobs/{job.pk}/"
    answer = page.post(f"{address}cancel/", follow=True)
    assert answer.redirect_chain == [(address, 302)]
    assert "Cancelled." in text(answer)
    answer = page.post(f"{address}retry/", follow=True)
    assert "Waiting for its turn." in text(answer)
    assert Job.unscoped.get(pk=job.pk).state == JobState.WAITING


def test_what_went_wrong_is_said(page: Client, learner: User) -> None:
    job = ask(actor_for(learner), refuse="job_gone")
    services.run_job(job.pk)
    shown = text(page.get(f"/en/jobs/{job.pk}/"))
    assert "no longer there" in shown
    assert "/retry/" in shown


@pytest.mark.parametrize("what", ["", "file/", "cancel/", "retry/"])
def test_a_guest_sees_the_own_job_and_nobody_elses(client: Client, learner: User, what: str) -> None:
    client.post("/en/try/", {"title": "Stay"})
    key = client.session["guest_key"]
    own, foreign = done_job(guest(key)), done_job(actor_for(learner))
    method = client.get if what in {"", "file/"} else client.post
    assert method(f"/en/jobs/{own.pk}/{what}").status_code in {200, 422}
    answer = method(f"/en/jobs/{foreign.pk}/{what}")
    assert answer.status_code == (302 if method == client.get else 404)


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant", "ru"])
def test_every_state_in_every_language(page: Client, learner: User, language: str) -> None:
    job = ask(actor_for(learner))
    for state in JobState:
        Job.unscoped.filter(pk=job.pk).update(state=state, finished_at=timezone.now() - timedelta(hours=1))
        assert page.get(f"/{language}/jobs/{job.pk}/").status_code == 200
