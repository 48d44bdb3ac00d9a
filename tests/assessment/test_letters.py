"""Who hears by mail of a submission and of a result: once, in their language, and only if they want to."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.accounts.services import save_preferences
from apps.assessment.models import Assignment, Grading
from apps.assessment.services import (
    add_comment,
    complete_grading,
    hand_in,
    mark_criterion,
    release_assignment,
    return_for_rework,
)
from apps.common.access import Role
from apps.jobs.models import Job
from tests.factories.assessment import CRITERIA, drawn, edit_of, handed_in, trained
from tests.factories.organisations import actor_for, person

pytestmark = [pytest.mark.db, pytest.mark.django_db]

SITE = "https://academy.example"
NASTY = 'Mei <b>&"Lin"'


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Any) -> Any:
    """The end of the transaction: what follows it is done."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def html_of(message: Any) -> str:
    assert isinstance(message, EmailMultiAlternatives)
    [(content, kind)] = message.alternatives
    assert kind == "text/html"
    assert isinstance(content, str)
    return content


def graded(grading: Grading, trainer: User, *, send: bool = True) -> Grading:
    for criterion in CRITERIA:
        edit = edit_of(grading)
        mark_criterion(grading, actor=actor_for(trainer), edit=edit, criterion=criterion, level=2)
    if send:
        complete_grading(grading, actor=actor_for(trainer), edit=edit_of(grading), summary="Fine.")
    return grading


def test_each_trainer_hears_of_a_submission_in_their_language(committed: Any) -> None:
    assignment, olga = trained(title="Final <map>")
    save_preferences(olga, language="ru")
    yating = person(assignment.organisation, Role.TRAINER, language="zh-hant")
    assignment.cohort.trainers.add(yating)
    learner = person(assignment.organisation, name=NASTY)
    with committed():
        grading = handed_in(assignment, learner=learner)
        assert mail.outbox == []
    letters = {message.to[0]: message for message in mail.outbox}
    assert set(letters) == {olga.email, yating.email}
    for reader, language in ((olga, "ru"), (yating, "zh-hant")):
        message = letters[reader.email]
        link = f"{SITE}/{language}/teach/grading/{assignment.pk}/{grading.submission_id}/"
        assert "Final <map>" in message.subject
        assert NASTY in message.body
        assert link in message.body
        assert f"{SITE}/{language}/settings/" in message.body
        html = html_of(message)
        assert f'href="{link}"' in html
        assert "Mei &lt;b&gt;&amp;&quot;Lin&quot;" in html
        assert "<b>" not in html
        assert f'href="{SITE}/{language}/settings/"' in html
    assert 'lang="zh-Hant"' in html_of(letters[yating.email])


def test_a_hidden_name_stays_hidden(committed: Any) -> None:
    assignment, _ = trained(hide_names=True)
    with committed():
        handed_in(assignment, learner=person(assignment.organisation, name="Mei Lin"))
    [message] = mail.outbox
    assert "Mei Lin" not in message.subject + str(message.body) + html_of(message)
    assert "names are hidden" in message.body


def test_a_repeated_submission_tells_once(committed: Any) -> None:
    assignment, _ = trained()
    attempt = drawn(assignment)
    assert attempt.learner is not None
    for _ in range(2):
        with committed():
            hand_in(attempt, actor=actor_for(attempt.learner), assignment=assignment, key="one")
    assert len(mail.outbox) == 1


def test_nothing_is_told_of_what_did_not_happen(committed: Any) -> None:
    assignment, _ = trained()
    attempt = drawn(assignment)

    def change_that_fails() -> None:
        with transaction.atomic():
            handed_in(assignment, learner=attempt.learner)
            raise RuntimeError

    with committed(), pytest.raises(RuntimeError):
        change_that_fails()
    assert mail.outbox == []
    assert not Job.unscoped.exists()


def test_a_trainer_who_learns_gets_no_mail_about_their_own_map(committed: Any) -> None:
    assignment, trainer = trained()
    with committed():
        handed_in(assignment, learner=trainer)
    assert mail.outbox == []


def test_the_learner_hears_of_feedback_without_marks(committed: Any) -> None:
    assignment, trainer = trained()
    learner = person(assignment.organisation, language="zh-hans")
    grading = handed_in(assignment, learner=learner)
    with committed():
        graded(grading, trainer)
    [message] = mail.outbox
    map = grading.submission.attempt.map
    assert message.to == [learner.email]
    assert f"{SITE}/zh-hans/maps/{map.pk}/feedback/" in message.body
    assert f'href="{SITE}/zh-hans/maps/{map.pk}/feedback/"' in html_of(message)
    assert "12" not in str(message.body).replace(map.pk, "")
    assert "Fine." not in message.body


def test_a_map_that_comes_back_says_so(committed: Any) -> None:
    assignment, trainer = trained(release=Assignment.Release.TOGETHER)
    grading = handed_in(assignment)
    with committed():
        return_for_rework(grading, actor=actor_for(trainer), edit=edit_of(grading), summary="Ask the guests.")
    [message] = mail.outbox
    assert message.subject == "Your map was returned for rework: Final map"
    assert "returned it for rework" in message.body


def test_results_that_come_out_together_are_told_then_and_once(committed: Any) -> None:
    assignment, trainer = trained(release=Assignment.Release.TOGETHER)
    gradings = [handed_in(assignment) for _ in range(3)]
    with committed():
        for grading in gradings[:2]:
            graded(grading, trainer)
    assert mail.outbox == []
    for released in (2, 0):
        with committed():
            assert release_assignment(assignment, actor=actor_for(trainer)) == released
    assert sorted(message.to[0] for message in mail.outbox) == sorted(
        grading.learner.email for grading in gradings[:2]
    )


def test_a_repeated_completion_tells_once(committed: Any) -> None:
    assignment, trainer = trained()
    grading = graded(handed_in(assignment), trainer, send=False)
    edit = edit_of(grading)
    for _ in range(2):
        with committed():
            complete_grading(Grading.unscoped.get(pk=grading.pk), actor=actor_for(trainer), edit=edit)
    assert len(mail.outbox) == 1


def test_other_changes_of_a_grading_tell_nobody(committed: Any) -> None:
    assignment, trainer = trained()
    grading = handed_in(assignment)
    with committed():
        graded(grading, trainer, send=False)
        edit = edit_of(grading)
        add_comment(grading, actor=actor_for(trainer), edit=edit, object_id="map", lane="title", text="Who?")
    assert mail.outbox == []


def test_who_has_switched_mails_off_gets_none(committed: Any) -> None:
    assignment, trainer = trained()
    save_preferences(trainer, mail_about_work=False)
    learner = person(assignment.organisation, mail_about_work=False)
    with committed():
        grading = handed_in(assignment, learner=learner)
        graded(grading, trainer)
    assert mail.outbox == []
    assert not Job.unscoped.exists()


@pytest.mark.parametrize("who", ["trainer", "learner"])
def test_who_switches_them_off_before_they_are_sent_gets_none(who: str, committed: Any) -> None:
    assignment, trainer = trained()
    learner = person(assignment.organisation)
    with committed():
        grading = handed_in(assignment, learner=learner)
        if who == "learner":
            graded(grading, trainer)
        assert Job.unscoped.exists()
        save_preferences(trainer if who == "trainer" else learner, mail_about_work=False)
    assert mail.outbox == []


def test_who_has_left_gets_none(committed: Any) -> None:
    assignment, trainer = trained()
    with committed():
        handed_in(assignment)
        assignment.cohort.trainers.remove(trainer)
    assert mail.outbox == []


def test_a_map_that_is_graded_already_does_not_wait(committed: Any) -> None:
    assignment, trainer = trained()
    with committed():
        graded(handed_in(assignment), trainer)
    assert [message.subject for message in mail.outbox] == ["Feedback on your map: Final map"]


@pytest.mark.parametrize("count", [1, 3])
def test_releasing_asks_as_much_for_many(count: int) -> None:
    assignment, trainer = trained(release=Assignment.Release.TOGETHER)
    for _ in range(count):
        graded(handed_in(assignment), trainer)
    actor = actor_for(trainer)
    with CaptureQueriesContext(connection) as queries:
        assert release_assignment(assignment, actor=actor) == count
    assert len([query for query in queries if "SAVEPOINT" not in query["sql"]]) == 4
