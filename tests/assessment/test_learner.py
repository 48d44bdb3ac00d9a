"""Handing in and reading feedback over HTTP."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.models import User
from apps.assessment.models import Assignment, Grading, MapComment, RemarkAddressed
from apps.assessment.services import add_comment, complete_grading, mark_criterion, return_for_rework
from apps.common.access import Role
from apps.exercises.models import Attempt, Submission
from apps.journeys.domain.coach.examples import broken
from apps.journeys.services import apply_operations
from apps.organisations.services import archive_cohort, reopen_cohort
from tests.factories.assessment import CRITERIA, drawn, edit_of, redrawn, submitted, trained
from tests.factories.organisations import actor_for, person

pytestmark = [pytest.mark.web, pytest.mark.django_db]
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


def signed_in(user: User | None) -> Client:
    assert user is not None
    client = Client()
    client.force_login(user)
    return client


def submit_url(attempt: Attempt) -> str:
    return reverse("assessment:submit", args=[attempt.map_id])


def feedback_url(work: Attempt, **query: Any) -> str:
    return reverse("assessment:feedback", args=[work.map_id], query=query or None)


def graded(grading: Grading, trainer: User, level: int = 2, **levels: int) -> Grading:
    actor = actor_for(trainer)
    for criterion in CRITERIA:
        points = levels.get(criterion, level)
        mark_criterion(grading, actor=actor, edit=edit_of(grading), criterion=criterion, level=points)
    pin(grading, trainer, "Say what Lin expected.")
    pin(grading, trainer, "Well seen.", praise=True, lane="reactions")
    complete_grading(grading, actor=actor, edit=edit_of(grading), summary="A clear curve.")
    return grading


def pin(grading: Grading, trainer: User, text: str, lane: str = "emotion", *, praise: bool = False) -> None:
    actor = actor_for(trainer)
    add_comment(
        grading, actor=actor, edit=edit_of(grading), object_id="t2", lane=lane, text=text, praise=praise
    )


def two_attempts(**options: Any) -> tuple[Attempt, User, Assignment]:
    assignment, trainer = trained(**options)
    attempt = drawn(assignment, **broken("touchpoints.1.emotion.score", -1))
    graded(submitted(assignment, attempt), trainer, 1)
    change = {"op": "set", "id": "t2", "field": "emotion.score", "value": -2}
    assert attempt.learner is not None
    applied = apply_operations(
        attempt.map, [change], base_revision=0, actor=actor_for(attempt.learner), client="c", sequence=1
    )
    attempt.map = applied.map
    graded(submitted(assignment, attempt), trainer, 2, causes=0)
    return attempt, trainer, assignment


def test_submit_page_and_posting_twice(assert_no_writes: Any) -> None:
    assignment, _ = trained()
    attempt = drawn(assignment)
    client = signed_in(attempt.learner)
    with assert_no_writes():
        page = client.get(submit_url(attempt))
    assert "Final map" in page.content.decode()
    form = {"assignment": assignment.pk, "message": "Look at the queue.", "key": "k"}
    for _ in range(2):
        answer = client.post(submit_url(attempt), form)
        assert answer["Location"] == feedback_url(attempt)
    assert Submission.unscoped.get().message == "Look at the queue."
    assert "with the trainer" in client.get(feedback_url(attempt)).content.decode()


def test_blocking_findings_lead_to_their_step() -> None:
    assignment, _ = trained()
    attempt = drawn(assignment, personas=[])
    client = signed_in(attempt.learner)
    text = client.get(submit_url(attempt)).content.decode()
    assert "1 finding holds the map back" in text
    assert reverse("exercises:step", args=[attempt.map_id, 1]) in text
    answer = client.post(submit_url(attempt), {"assignment": assignment.pk, "key": "k"})
    assert answer.status_code == 422
    assert not Submission.unscoped.exists()


def test_warnings_are_counted_but_do_not_hold_back() -> None:
    assignment, _ = trained()
    attempt = drawn(assignment, **broken("touchpoints.0.action", ""))
    assert "1 warning is open" in signed_in(attempt.learner).get(submit_url(attempt)).content.decode()


@pytest.mark.parametrize(
    "data", [{}, {"assignment": "gone", "key": "k"}, {"key": "k", "message": "x" * 2001}]
)
def test_bad_input_is_refused_beside_the_field(data: dict[str, str]) -> None:
    assignment, _ = trained()
    attempt = drawn(assignment)
    answer = signed_in(attempt.learner).post(submit_url(attempt), data)
    assert answer.status_code == 422
    assert not Submission.unscoped.exists()
    assert data.get("message", "") in answer.content.decode()


def test_no_assignment_and_no_attempts_left() -> None:
    assignment, _ = trained(attempts=1)
    attempt = drawn(assignment)
    submitted(assignment, attempt)
    client = signed_in(attempt.learner)
    answer = client.post(submit_url(attempt), {"assignment": assignment.pk, "key": "new"})
    assert answer.status_code == 422
    assert "You have used all attempts" in answer.content.decode()
    assignment.cohort.members.clear()
    assert "No assignment is open" in client.get(submit_url(attempt)).content.decode()


def test_only_the_owner_submits_and_reads() -> None:
    assignment, trainer = trained()
    attempt = drawn(assignment)
    graded(submitted(assignment, attempt), trainer)
    for other in (person(assignment.organisation), trainer, trained()[1]):
        assert signed_in(other).get(submit_url(attempt)).status_code == 404
        assert signed_in(other).get(feedback_url(attempt)).status_code == 404
    assert Client().get(feedback_url(attempt)).status_code == 302


def test_draft_marks_are_never_visible() -> None:
    assignment, trainer = trained(release="together")
    attempt = drawn(assignment)
    grading = submitted(assignment, attempt)
    client = signed_in(attempt.learner)
    pin(grading, trainer, "Secret words")
    assert "Secret words" not in client.get(feedback_url(attempt)).content.decode()
    graded(grading, trainer)
    text = client.get(feedback_url(attempt)).content.decode()
    assert "Secret words" not in text
    assert "A clear curve." not in text


def test_feedback_and_its_queries(assert_no_writes: Any) -> None:
    assignment, trainer = trained()
    attempt = drawn(assignment)
    graded(submitted(assignment, attempt), trainer)
    client = signed_in(attempt.learner)
    with assert_no_writes(), CaptureQueriesContext(connection) as queries:
        text = client.get(feedback_url(attempt)).content.decode()
    assert sum("SAVEPOINT" not in query["sql"] for query in queries.captured_queries) == 7
    for shown in (
        "Olga Petrova",
        "A clear curve.",
        "Say what Lin expected.",
        "<b>12</b>",
        "Passed",
        "0 of 1 remark",
    ):
        assert shown in text
    assert f"{reverse('exercises:step', args=[attempt.map_id, 4])}?tp=t2" in text
    assert text.count('class="pin"') == 4
    assert "since attempt" not in text


def test_second_attempt_is_compared_with_the_first() -> None:
    attempt, _, _ = two_attempts()
    client = signed_in(attempt.learner)
    with CaptureQueriesContext(connection) as queries:
        text = client.get(feedback_url(attempt)).content.decode()
    assert sum("SAVEPOINT" not in query["sql"] for query in queries.captured_queries) == 8
    assert "Feedback on attempt 2" in text
    assert "Attempt 1 had 6" in text
    assert "+1 since attempt 1" in text
    assert "−1 since attempt 1" in text
    assert "<b>1 cell</b> changed since attempt 1" in text
    assert 'class="tail"' in text
    plain = client.get(feedback_url(attempt, since=0)).content.decode()
    assert 'class="tail"' not in plain
    first = client.get(feedback_url(attempt, attempt=1)).content.decode()
    assert "Feedback on attempt 1" in first
    assert "Not passed yet" in first
    assert client.get(feedback_url(attempt, attempt="x", view="list")).status_code == 200


def test_returned_for_rework_shows_remarks_and_no_score() -> None:
    assignment, trainer = trained()
    attempt = drawn(assignment)
    grading = submitted(assignment, attempt)
    pin(grading, trainer, "Add voices.")
    return_for_rework(grading, actor=actor_for(trainer), edit=edit_of(grading), summary="Not yet.")
    text = signed_in(attempt.learner).get(feedback_url(attempt)).content.decode()
    assert "Returned for rework" in text
    assert "Add voices." in text
    assert "Passed" not in text
    assert "Submit again" in text


def test_ticking_a_remark() -> None:
    assignment, trainer = trained()
    attempt = drawn(assignment)
    graded(submitted(assignment, attempt), trainer)
    remark, praise = MapComment.unscoped.order_by("position")
    client = signed_in(attempt.learner)
    address = reverse("assessment:address", args=[attempt.map_id, remark.pk])
    assert client.post(address, {"addressed": "1"}, headers=HTMX).status_code == 204
    assert "1 of 1 remark addressed" in client.get(feedback_url(attempt)).content.decode()
    assert client.post(address)["Location"] == feedback_url(attempt)
    assert not RemarkAddressed.unscoped.exists()
    refused = client.post(reverse("assessment:address", args=[attempt.map_id, praise.pk]), {"addressed": "1"})
    assert refused.status_code == 422
    assert signed_in(trainer).post(address).status_code == 403
    assert signed_in(trained()[1]).post(address).status_code == 404
    assert client.get(address).status_code == 405


def test_a_map_drawn_without_an_exercise_can_be_submitted() -> None:
    assignment, _trainer = trained()
    attempt = drawn(assignment)
    map, learner = attempt.map, attempt.learner
    attempt.delete()
    client = signed_in(learner)
    url = reverse("assessment:submit", args=[map.pk])
    assert "disabled" not in client.get(url).content.decode().split("<form class")[1].split("</form>")[0]
    response = client.post(url, {"assignment": assignment.pk, "key": "once", "message": ""})
    assert response.status_code == 302
    assert Submission.unscoped.get().attempt.map_id == map.pk


def test_a_refused_submission_leaves_a_free_map_free() -> None:
    assignment, _ = trained()
    attempt = drawn(assignment, personas=[])
    map, learner = attempt.map, attempt.learner
    attempt.delete()
    url = reverse("assessment:submit", args=[map.pk])
    answer = signed_in(learner).post(url, {"assignment": assignment.pk, "key": "k", "message": "Look here"})
    assert answer.status_code == 422
    assert not Attempt.unscoped.exists()


def test_an_archived_cohort_takes_no_submissions() -> None:
    assignment, _ = trained()
    attempt = drawn(assignment)
    client = signed_in(attempt.learner)
    assert assignment.title in client.get(reverse("portal:home")).content.decode()
    archive_cohort(assignment.cohort, actor=actor_for(person(assignment.organisation, Role.MANAGER)))
    assert assignment.title not in client.get(reverse("portal:home")).content.decode()
    assert "No assignment is open" in client.get(submit_url(attempt)).content.decode()
    answer = client.post(
        submit_url(attempt), {"assignment": assignment.pk, "key": "k", "message": "Look here"}
    )
    assert answer.status_code == 422
    assert "This assignment takes no submissions now." in answer.content.decode()
    assert "Look here" in answer.content.decode()
    reopen_cohort(assignment.cohort, actor=actor_for(person(assignment.organisation, Role.MANAGER)))
    answer = client.post(submit_url(attempt), {"assignment": assignment.pk, "key": "k"})
    assert answer.status_code == 302


def test_the_submit_page_tells_due_date_and_attempts() -> None:
    assignment, _ = trained(attempts=3)
    attempt = drawn(assignment)
    client = signed_in(attempt.learner)
    text = client.get(submit_url(attempt)).content.decode()
    assert assignment.due is not None
    assert f'due <time datetime="{assignment.due.isoformat(timespec="seconds")}" data-clock="day">' in text
    assert "attempt 1 of 3" in text
    assert "has changed since you submitted" not in text
    submitted(assignment, attempt)
    text = client.get(submit_url(attempt)).content.decode()
    assert "attempt 2 of 3" in text
    assert "Nothing on this map has changed since you submitted it." in text
    assert 'class="btn primary" disabled' in text
    redrawn(attempt)
    text = client.get(submit_url(attempt)).content.decode()
    assert "has changed since you submitted" not in text
    assert 'class="btn primary" disabled' not in text


def test_an_unchanged_map_costs_no_attempt() -> None:
    assignment, _ = trained()
    attempt = drawn(assignment)
    submitted(assignment, attempt)
    client = signed_in(attempt.learner)
    answer = client.post(
        submit_url(attempt), {"assignment": assignment.pk, "key": "again", "message": "Once more"}
    )
    assert answer.status_code == 422
    assert "so that no attempt is lost" in answer.content.decode()
    assert "Once more" in answer.content.decode()
    assert Submission.unscoped.count() == 1


def test_the_same_map_may_go_to_another_assignment() -> None:
    assignment, _ = trained()
    attempt = drawn(assignment)
    submitted(assignment, attempt)
    other, _ = trained(cohort=assignment.cohort, title="Second")
    text = signed_in(attempt.learner).get(submit_url(attempt)).content.decode()
    assert 'class="btn primary" disabled' not in text
    assert text.count("has changed since you submitted") == 1
    assert submitted(other, attempt).turn == 1


def test_new_cells_and_changed_cells_say_so_and_the_ghost_speaks() -> None:
    assignment, trainer = trained()
    attempt = drawn(assignment, **broken("touchpoints.0.action", ""))
    graded(submitted(assignment, attempt), trainer)
    assert attempt.learner is not None
    changes = [
        {"op": "set", "id": "t1", "field": "action", "value": "Looks for a room"},
        {"op": "set", "id": "t2", "field": "emotion.score", "value": 1},
    ]
    applied = apply_operations(
        attempt.map, changes, base_revision=0, actor=actor_for(attempt.learner), client="c", sequence=1
    )
    attempt.map = applied.map
    graded(submitted(assignment, attempt), trainer)
    text = signed_in(attempt.learner).get(feedback_url(attempt)).content.decode()
    assert text.count('<span class="chb">New</span>') == 1
    assert text.count('<span class="chb">Changed</span>') == 1
    assert text.count('<span class="sr">Before: Frustrated </span>') == 1
