"""Taking a course and finishing its lessons; a repeated request is the same as one."""

import pytest

from apps.common.access import Actor
from apps.common.errors import DomainError, NotFound
from apps.curriculum import selectors as curriculum
from apps.curriculum.domain.texts import Lesson, read_lesson
from apps.learning.models import Enrolment, LessonProgress
from apps.learning.selectors import Progress, courses_of, done_lessons, progress_in
from apps.learning.services import enrol, finish_lesson
from tests.factories.learning import COURSE, LESSON, EnrolmentFactory, LessonProgressFactory
from tests.factories.organisations import MembershipFactory, OrganisationFactory, actor_for, person

pytestmark = pytest.mark.db

STRANGER = Actor()


def learner() -> Actor:
    return actor_for(person(OrganisationFactory()))


def test_enrolling_twice_gives_the_first_enrolment() -> None:
    actor = learner()
    first = enrol(actor=actor, course=COURSE, language="en")
    assert enrol(actor=actor, course=COURSE, language="ru") == first
    assert (first.organisation_id, first.learner_id) == (actor.active_org_id, actor.user_id)
    assert Enrolment.unscoped.count() == 1


@pytest.mark.parametrize("course", ["nothing", "..", ""])
def test_an_unknown_course_cannot_be_taken(course: str) -> None:
    with pytest.raises(NotFound):
        enrol(actor=learner(), course=course, language="en")
    assert not Enrolment.unscoped.exists()


@pytest.mark.parametrize("actor", [STRANGER, Actor(guest_key="a-key")], ids=["stranger", "guest"])
def test_without_an_organisation_no_course_is_taken(actor: Actor) -> None:
    with pytest.raises(DomainError) as refused:
        finish_lesson(actor=actor, course=COURSE, lesson=LESSON, language="en")
    assert refused.value.code == "no_organisation"
    assert not LessonProgress.unscoped.exists()


def test_finishing_a_lesson_takes_the_course_and_counts_once() -> None:
    actor = learner()
    first = finish_lesson(actor=actor, course=COURSE, lesson=LESSON, language="en")
    assert finish_lesson(actor=actor, course=COURSE, lesson=LESSON, language="en") == first
    assert first.enrolment.course == COURSE
    assert done_lessons(actor, COURSE) == {LESSON}


def test_a_lesson_that_the_course_does_not_list_cannot_be_finished() -> None:
    with pytest.raises(NotFound):
        finish_lesson(actor=learner(), course=COURSE, lesson="course", language="en")
    assert not Enrolment.unscoped.exists()


def test_progress_is_the_learners_own() -> None:
    mine = EnrolmentFactory.create()
    MembershipFactory.create(user=mine.learner, organisation=mine.organisation)
    LessonProgressFactory.create(enrolment=mine)
    neighbour = person(mine.organisation)
    assert done_lessons(actor_for(mine.learner), COURSE) == {LESSON}
    assert done_lessons(actor_for(neighbour), COURSE) == frozenset()
    assert done_lessons(STRANGER, COURSE) == frozenset()


def test_progress_of_an_organisation_that_was_left_is_not_shown() -> None:
    progress = LessonProgressFactory.create()
    assert done_lessons(actor_for(progress.enrolment.learner), COURSE) == frozenset()


def test_home_rows_say_what_comes_next_and_when_all_is_done() -> None:
    actor = learner()
    order = curriculum.course(COURSE, "en").lessons
    (row,) = courses_of(actor, "en")
    assert (row.done, row.total, row.remark) == (0, 9, "Next: What a journey is, 9 min")
    assert row.url == f"/en/learn/{COURSE}/{LESSON}/"
    for slug in order[:2]:
        finish_lesson(actor=actor, course=COURSE, lesson=slug, language="en")
    (row,) = courses_of(actor, "en")
    assert (row.done, row.total, row.remark) == (2, 9, "Next: A goal, a beginning and an end, 8 min")
    assert row.url == f"/en/learn/{COURSE}/{order[2]}/"
    for slug in order[2:]:
        finish_lesson(actor=actor, course=COURSE, lesson=slug, language="en")
    (row,) = courses_of(actor, "en")
    assert (row.done, row.total, row.remark) == (9, 9, "Finished")
    assert row.url == f"/en/learn/{COURSE}/{LESSON}/"
    assert courses_of(STRANGER, "en") == []


def _lesson(slug: str, minutes: int) -> Lesson:
    return read_lesson(slug, {"title": slug, "lead": "", "minutes": minutes, "objectives": []}, "")


@pytest.mark.parametrize(
    ("done", "following", "left"),
    [((), "a", 12), (("a",), "b", 7), (("b",), "a", 5), (("a", "b"), "a", 0)],
    ids=["nothing", "first", "second", "all"],
)
def test_progress_knows_what_follows_and_how_long_it_takes(
    done: tuple[str, ...], following: str, left: int
) -> None:
    progress = Progress((_lesson("a", 5), _lesson("b", 7)), frozenset(done))
    assert (progress.following.slug, progress.minutes_left, progress.minutes) == (following, left, 12)
    assert progress.finished is (left == 0)


def test_lessons_that_left_the_course_do_not_count() -> None:
    course = curriculum.course(COURSE, "en")
    progress = progress_in(course, frozenset({LESSON, "gone"}), "en")
    assert progress.done == {LESSON}
    assert progress.following.slug == course.lessons[1]
