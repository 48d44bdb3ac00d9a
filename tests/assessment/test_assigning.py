"""Giving an exercise to a cohort, and changing what was given."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.models import User
from apps.assessment.models import Assignment, Grading
from apps.assessment.services import change_assignment
from apps.common.access import Role
from apps.common.errors import DomainError, Stale
from tests.factories.assessment import (
    AssignmentFactory,
    ExerciseFactory,
    RubricVersionFactory,
    handed_in,
    trained,
)
from tests.factories.organisations import CohortFactory, actor_for, person

pytestmark = [pytest.mark.web, pytest.mark.django_db]
NEW = "assessment:new"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def sent(assignment: Assignment, **changes: Any) -> dict[str, Any]:
    """The form as the browser sends it back untouched, in the zone of the trainer."""
    return {
        "title": assignment.title,
        "cohort": assignment.cohort_id,
        "exercise": assignment.exercise_id,
        "opens": "2030-03-01T09:00",
        "due": "2030-03-31T23:59",
        "attempts": "3",
        "release": "at_once",
        "zone": "Europe/Moscow",
        "version": assignment.version,
    } | changes


def edit_url(assignment: Assignment) -> str:
    return reverse("assessment:edit", args=[assignment.pk])


def test_a_trainer_gives_an_exercise_to_a_cohort(assert_no_writes: Any) -> None:
    assignment, trainer = trained()
    client = signed_in(trainer)
    with assert_no_writes():
        page = client.get(reverse(NEW), {"cohort": assignment.cohort_id}).content.decode()
    assert f'<option value="{assignment.cohort_id}" selected>' in page
    form = sent(assignment, title="Spring map", attempts="2", release="together", hide_names="on", key="once")
    for _ in range(2):
        answer = client.post(reverse(NEW), form)
    made = Assignment.unscoped.get(title="Spring map")
    assert answer["Location"] == reverse("assessment:table", args=[made.pk])
    assert made.opens == datetime(2030, 3, 1, 6, 0, tzinfo=UTC)
    assert made.due == datetime(2030, 3, 31, 20, 59, tzinfo=UTC)
    assert (made.attempts, made.release, made.hide_names, made.cohort_id) == (
        2,
        "together",
        True,
        assignment.cohort_id,
    )


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_the_same_however_many_cohorts(count: int) -> None:
    assignment, trainer = trained()
    for _ in range(count - 1):
        CohortFactory.create(organisation=assignment.organisation).trainers.add(trainer)
    client = signed_in(trainer)
    with CaptureQueriesContext(connection) as queries:
        page = client.get(reverse(NEW)).content.decode()
    assert sum("SAVEPOINT" not in query["sql"] for query in queries.captured_queries) == 4
    assert page.split('name="cohort"')[1].split("</select>")[0].count("<option") == count


def test_only_taught_cohorts_can_be_chosen() -> None:
    assignment, trainer = trained()
    client = signed_in(trainer)
    beside = CohortFactory.create(organisation=assignment.organisation, name="Not mine")
    assert "Not mine" not in client.get(reverse(NEW)).content.decode()
    answers = [
        client.post(reverse(NEW), sent(assignment, cohort=cohort, title="Stolen"))
        for cohort in (beside.pk, trained()[0].cohort_id, "gone", "")
    ]
    assert [answer.status_code for answer in answers] == [422] * 4
    assert not Assignment.unscoped.filter(title="Stolen").exists()


def test_without_a_cohort_the_page_says_what_to_do() -> None:
    idle = person(AssignmentFactory.create().organisation, Role.TRAINER)
    assert "You train no cohort yet" in signed_in(idle).get(reverse(NEW)).content.decode()


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("title", "", "This field is required"),
        ("title", "a\0b", "Null characters are not allowed"),
        ("title", "т" * 100_000, "at most 120"),
        ("opens", "", "This field is required"),
        ("opens", "tomorrow", "Enter a valid date/time"),
        ("opens", "0001-01-01T00:00", "Choose a year from 2000 to 2100"),
        ("opens", "1999-01-01T00:00", "Choose a year from 2000 to 2100"),
        ("due", "9999-12-31T23:59", "Choose a year from 2000 to 2100"),
        ("due", "2030-02-01T00:00", "must close after it opens"),
        ("attempts", "0", "greater than or equal to 1"),
        ("attempts", "9" * 400, "less than or equal to 99"),
        ("exercise", "gone", "Select a valid choice"),
        ("release", "never", "Select a valid choice"),
        ("zone", "Mars/Olympus", "does not know your time zone"),
        ("zone", "../../etc/passwd", "does not know your time zone"),
        ("zone", "a\0b", "does not know your time zone"),
        ("zone", "z" * 100_000, "does not know your time zone"),
    ],
    ids=lambda value: value[:20].encode("unicode_escape").decode(),
)
def test_bad_input_is_refused_and_kept(field: str, value: str, says: str) -> None:
    assignment, trainer = trained()
    form = sent(assignment, title="Map of ours", **{field: value} if field != "title" else {})
    answer = signed_in(trainer).post(reverse(NEW), form | {field: value})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert says in text
    assert 'value="2030-03-01T09:00"' in text or field == "opens"
    assert Assignment.unscoped.count() == 1


def test_an_hour_that_the_clock_leaves_out_is_refused() -> None:
    assignment, trainer = trained()
    form = sent(assignment, zone="Europe/Berlin", opens="2030-03-31T02:30", due="")
    text = signed_in(trainer).post(reverse(NEW), form).content.decode()
    assert "couldn’t be interpreted in time zone Europe/Berlin" in text


def test_emoji_and_right_to_left_are_kept() -> None:
    assignment, trainer = trained()
    signed_in(trainer).post(reverse(NEW), sent(assignment, title="رحلة 🧭 العميل", due="", zone=""))
    made = Assignment.unscoped.get(title="رحلة 🧭 العميل")
    assert (made.due, made.opens) == (None, datetime(2030, 3, 1, 9, 0, tzinfo=UTC))


def test_editing_keeps_what_was_handed_in() -> None:
    assignment, trainer = trained()
    grading = handed_in(assignment)
    other = ExerciseFactory.create(slug="another")
    client = signed_in(trainer)
    text = client.get(edit_url(assignment)).content.decode()
    assert "Somebody has submitted a map already" in text
    answer = client.post(
        edit_url(assignment),
        sent(assignment, title="New name", attempts="1", exercise=other.pk, hide_names="on"),
    )
    assert answer["Location"] == reverse("assessment:table", args=[assignment.pk])
    assignment.refresh_from_db()
    assert (assignment.title, assignment.attempts, assignment.hide_names) == ("New name", 1, True)
    assert (assignment.exercise_id, assignment.version) == ("hotel-stay", 1)
    assert Grading.unscoped.filter(pk=grading.pk).exists()


def test_an_exercise_that_is_no_longer_offered_stays() -> None:
    assignment, trainer = trained(exercise=ExerciseFactory.create(slug="former", rubric="gone"))
    answer = signed_in(trainer).post(edit_url(assignment), sent(assignment, title="New name"))
    assert answer.status_code == 302
    assert Assignment.unscoped.get().title == "New name"


def test_cohort_and_exercise_change_until_something_is_handed_in() -> None:
    assignment, trainer = trained()
    cohort = CohortFactory.create(organisation=assignment.organisation)
    cohort.trainers.add(trainer)
    rubric = RubricVersionFactory.create(rubric__slug="other")
    exercise = ExerciseFactory.create(slug="another", rubric="other")
    form = sent(assignment, cohort=cohort.pk, exercise=exercise.pk)
    assert signed_in(trainer).post(edit_url(assignment), form).status_code == 302
    assignment.refresh_from_db()
    assert (assignment.cohort_id, assignment.exercise_id) == (cohort.pk, "another")
    assert assignment.rubric_version_id == rubric.pk


def given(assignment: Assignment, **changes: Any) -> dict[str, Any]:
    names = ("cohort", "exercise", "title", "opens", "due", "attempts", "release", "hide_names", "version")
    return {name: getattr(assignment, name) for name in names} | changes


def test_the_service_holds_cohort_and_exercise_too() -> None:
    assignment, trainer = trained()
    actor = actor_for(trainer)
    page = Assignment.unscoped.get(pk=assignment.pk)
    handed_in(assignment)
    other = ExerciseFactory.create(slug="another")
    with pytest.raises(DomainError, match="assignment_is_taken"):
        change_assignment(page, actor=actor, **given(page, exercise=other))
    with pytest.raises(DomainError, match="other_cohort"):
        change_assignment(page, actor=actor, **given(page, cohort=CohortFactory.create()))
    with pytest.raises(DomainError, match="due_before_opening"):
        change_assignment(page, actor=actor, **given(page, due=page.opens))


def test_a_submission_beside_a_change_of_exercise_is_refused() -> None:
    """The learner's page was drawn for an exercise that the trainer has just taken away."""
    assignment, trainer = trained()
    drawn_for = Assignment.unscoped.get(pk=assignment.pk)
    other = ExerciseFactory.create(slug="another")
    change_assignment(assignment, actor=actor_for(trainer), **given(assignment, exercise=other))
    with pytest.raises(DomainError, match="wrong_assignment"):
        handed_in(drawn_for)
    assert not Grading.unscoped.exists()


def test_an_older_page_sees_the_newer_values_and_can_save_again() -> None:
    assignment, trainer = trained()
    client = signed_in(trainer)
    client.post(edit_url(assignment), sent(assignment, title="Theirs", due=""))
    answer = client.post(edit_url(assignment), sent(assignment, title="Mine"))
    text = answer.content.decode()
    assert answer.status_code == 409
    assert '<dt>Title</dt><dd dir="auto">Theirs</dd><dt>Closes</dt><dd dir="auto">No end</dd></dl>' in text
    assert 'value="Mine"' in text
    assert 'name="version" value="1"' in text
    client.post(edit_url(assignment), sent(assignment, title="Mine", version=1))
    assert Assignment.unscoped.get().title == "Mine"


def test_the_service_refuses_an_older_version() -> None:
    assignment, trainer = trained()
    with pytest.raises(Stale):
        change_assignment(assignment, actor=actor_for(trainer), **given(assignment, version=7))


def test_from_together_to_at_once_shows_what_waited() -> None:
    assignment, trainer = trained(release=Assignment.Release.TOGETHER)
    grading = handed_in(assignment)
    Grading.unscoped.filter(pk=grading.pk).update(state="completed", completed_at=assignment.opens)
    client = signed_in(trainer)
    client.post(edit_url(assignment), sent(assignment, release="together"))
    assert Grading.unscoped.get().released_at is None
    client.post(edit_url(assignment), sent(assignment, release="at_once", version=1))
    assert Grading.unscoped.get().released_at is not None


def test_who_may_change_an_assignment() -> None:
    assignment, _ = trained()
    other = person(assignment.organisation, Role.TRAINER)
    for user, status in ((other, 403), (person(assignment.organisation), 403), (trained()[1], 404)):
        assert signed_in(user).get(edit_url(assignment)).status_code == status
        assert signed_in(user).post(edit_url(assignment), sent(assignment, title="x")).status_code == status
    assert Assignment.unscoped.get(pk=assignment.pk).title == "Final map"


def test_the_desk_and_the_cohorts_lead_here() -> None:
    assignment, trainer = trained()
    assert reverse(NEW) in signed_in(trainer).get(reverse("assessment:desk")).content.decode()
    both = person(assignment.organisation, Role.MANAGER, Role.TRAINER)
    page = reverse("organisations:cohorts", args=[assignment.organisation.slug])
    assert reverse(NEW) not in signed_in(both).get(page).content.decode()
    assignment.cohort.trainers.add(both)
    link = f"{reverse(NEW)}?cohort={assignment.cohort_id}"
    one = reverse("organisations:cohort", args=[assignment.organisation.slug, assignment.cohort_id])
    for address in (page, one):
        assert link in signed_in(both).get(address).content.decode()


def test_moments_carry_the_time_for_every_zone() -> None:
    assignment, trainer = trained(due=datetime(2030, 5, 1, 7, 30, tzinfo=UTC))
    grading = handed_in(assignment)
    client = signed_in(trainer)
    due = '<time datetime="2030-05-01T07:30:00+00:00" data-clock="day">1 May 2030, 07:30 UTC</time>'
    at = grading.submission.submitted_at.isoformat(timespec="seconds")
    for page in (reverse("assessment:desk"), reverse("assessment:table", args=[assignment.pk])):
        assert due in client.get(page).content.decode()
    assert f'<time datetime="{at}" data-clock="day">' in client.get(page).content.decode()


def test_the_learners_home_leads_to_open_assignments() -> None:
    assignment, _ = trained(attempts=2)
    learner = person(assignment.organisation)
    client = signed_in(learner)
    home = reverse("portal:home")
    assert "Final map" not in client.get(home).content.decode()
    assignment.cohort.members.add(learner)
    text = client.get(home).content.decode()
    assert "2 attempts left" in text
    assert reverse("exercises:start", args=[assignment.exercise_id]) in text
    Assignment.unscoped.update(due=assignment.opens + timedelta(hours=1))
    assert "Final map" not in client.get(home).content.decode()
