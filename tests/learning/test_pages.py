"""Course, lesson and case: what stands on the page, for whom, and at what price."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from apps.accounts.models import User
from apps.curriculum import selectors as curriculum
from apps.curriculum.domain.texts import Excerpt
from apps.journeys.models import JourneyMap
from apps.learning.models import Enrolment, LessonProgress
from apps.learning.selectors import map_excerpt
from tests.factories.assessment import ExerciseFactory
from tests.factories.learning import COURSE, LESSON, LessonProgressFactory
from tests.factories.organisations import MembershipFactory, OrganisationFactory, person

pytestmark = pytest.mark.web

LANGUAGES = ("en", "zh-hans", "zh-hant", "ru")
ORDER = curriculum.course(COURSE, "en").lessons
LESSONS_EN = tuple(curriculum.lesson(COURSE, slug, "en") for slug in ORDER)
PAGES = ("courses/", f"courses/{COURSE}/", f"learn/{COURSE}/{LESSON}/", "cases/hotel-stay/")


def signed_in(client: Client) -> User:
    user = person(OrganisationFactory())
    client.force_login(user)
    return user


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_pages_are_open_to_everybody_in_each_language(
    client: Client,
    language: str,
    page: str,
    assert_no_writes: Callable[[], AbstractContextManager[None]],
    django_assert_num_queries: Any,
) -> None:
    with assert_no_writes(), django_assert_num_queries(0):
        response = client.get(f"/{language}/{page}")
    assert response.status_code == 200
    html = response.content.decode()
    assert html.count("<h1>") == 1
    assert " style=" not in html


@pytest.mark.parametrize("page", PAGES)
def test_pages_of_a_learner_cost_the_same_with_any_progress(
    client: Client, page: str, django_assert_num_queries: Any
) -> None:
    user = signed_in(client)
    price = {"courses/": 2, "cases/hotel-stay/": 2}.get(page, 3)
    with django_assert_num_queries(price):
        client.get(f"/en/{page}")
    for _ in range(3):
        progress = LessonProgressFactory.create(enrolment__learner=user)
        MembershipFactory.create(user=user, organisation=progress.enrolment.organisation)
    with django_assert_num_queries(price):
        client.get(f"/en/{page}")


@pytest.mark.parametrize("page", ["courses/nothing/", f"learn/{COURSE}/course/", "cases/nothing/"])
def test_what_is_not_shipped_is_not_found(client: Client, page: str) -> None:
    assert client.get(f"/en/{page}").status_code == 404


@pytest.mark.parametrize("slug", ORDER)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_lesson_shows_text_map_words_questions_and_the_step(
    client: Client, language: str, slug: str
) -> None:
    lesson = curriculum.lesson(COURSE, slug, language)
    html = client.get(f"/{language}/learn/{COURSE}/{slug}/").content.decode()
    assert lesson.practice
    assert "[map]" not in html
    if lesson.excerpt:
        heading = re.findall(r"^## (.+)$", lesson.rest, re.MULTILINE)[0]
        assert html.index('class="map-card"') < html.index(f"<h2>{heading}</h2>")
    for word in lesson.words:
        assert html.count(f'popovertarget="word-{word.id}"') == 2
        assert html.count(f'id="word-{word.id}"') == 1
    options = sum(len(question.options) for question in lesson.questions)
    assert html.count('name="try-') == options == html.count('class="why"')
    assert html.count('data-mood="1"><label>') == len(lesson.questions) == html.count("<fieldset>")
    assert f'action="/{language}/exercises/hotel-stay/start/"' in html
    assert f'<input type="hidden" name="step" value="{lesson.practice.step}">' in html
    assert all(escape(source) in html for source in lesson.sources)


def test_the_excerpt_shows_only_the_touchpoints_of_the_lesson_with_one_voice_each() -> None:
    lesson = curriculum.lesson(COURSE, LESSON, "en")
    assert lesson.excerpt
    html = map_excerpt(lesson.excerpt, "en")
    assert html.count('scope="col"') == len(lesson.excerpt.touchpoints) == 3
    assert html.count('class="quote"') == 3
    assert "Twenty minutes for a form" in html
    assert "14 arrivals" not in html


@pytest.mark.parametrize("lanes", [lesson.excerpt for lesson in LESSONS_EN if lesson.excerpt], ids=str)
def test_an_excerpt_has_a_row_for_each_lane(lanes: Excerpt) -> None:
    html = map_excerpt(lanes, "en")
    assert html.count('scope="row"') >= len(lanes.lanes)
    assert html.count('scope="col"') == len(lanes.touchpoints)


def test_the_way_on_is_the_next_lesson_and_after_the_last_the_map(client: Client) -> None:
    first, last = (
        client.get(f"/en/learn/{COURSE}/{slug}/").content.decode() for slug in (ORDER[0], ORDER[-1])
    )
    assert f'rel="next" href="/en/learn/{COURSE}/{ORDER[1]}/"' in first
    assert 'rel="prev"' not in first
    assert f'href="/en/courses/{COURSE}/#exercise"' in last
    assert f'rel="prev" href="/en/learn/{COURSE}/{ORDER[-2]}/"' in last
    assert 'rel="next"' not in last
    signed_in(client)
    first, last = (
        client.get(f"/en/learn/{COURSE}/{slug}/").content.decode() for slug in (ORDER[0], ORDER[-1])
    )
    assert f'action="/en/learn/{COURSE}/{LESSON}/done/"' in first
    assert ("Done, next lesson" in first, "Done, to the map" in last) == (True, True)


def test_finishing_leads_to_the_next_lesson_and_after_the_last_to_the_map(client: Client) -> None:
    signed_in(client)
    for slug, target in (
        (ORDER[0], f"/en/learn/{COURSE}/{ORDER[1]}/"),
        (ORDER[-1], f"/en/courses/{COURSE}/#exercise"),
    ):
        response = client.post(f"/en/learn/{COURSE}/{slug}/done/")
        assert (response.status_code, response["Location"]) == (302, target)
    assert set(LessonProgress.unscoped.values_list("lesson", flat=True)) == {ORDER[0], ORDER[-1]}
    html = client.get(f"/en/learn/{COURSE}/{LESSON}/").content.decode()
    assert html.count('<li class="done">') == 2
    assert "2 of 9 lessons" in html


def test_a_course_shows_progress_time_left_and_the_next_lesson(client: Client) -> None:
    address, total = f"/en/courses/{COURSE}/", sum(lesson.minutes for lesson in LESSONS_EN)
    html = client.get(address).content.decode()
    assert "Start the course" in html
    assert f"9 lessons · {total} min" in " ".join(html.split())
    assert "min left" not in html
    signed_in(client)
    for slug in ORDER[:2]:
        client.post(f"/en/learn/{COURSE}/{slug}/done/")
    html = client.get(address).content.decode()
    assert html.count('<li class="done">') == 2
    assert "2 of 9 lessons" in html
    left = sum(lesson.minutes for lesson in LESSONS_EN[2:])
    assert f"{left} min left" in html
    assert f"Next: {LESSONS_EN[2].title}" in html
    assert client.post(f"{address}enrol/")["Location"] == f"/en/learn/{COURSE}/{ORDER[2]}/"


def test_a_finished_course_says_so_and_offers_no_lesson_to_go_on_with(client: Client) -> None:
    signed_in(client)
    for slug in ORDER:
        client.post(f"/en/learn/{COURSE}/{slug}/done/")
    html = client.get(f"/en/courses/{COURSE}/").content.decode()
    assert "Finished" in html
    assert "9 of 9 lessons" in html
    assert f'action="/en/courses/{COURSE}/enrol/"' not in html


def test_a_guest_draws_and_reads_without_a_sign_in(client: Client) -> None:
    """A button that asks for an account would come back from the sign-in as a page that cannot be opened."""
    ExerciseFactory.create(slug="hotel-stay")
    lesson, course = (client.get(f"/en/{page}").content.decode() for page in (PAGES[2], PAGES[1]))
    assert f'href="/en/courses/{COURSE}/#exercise"' in lesson
    assert "Open this step" not in lesson
    assert f'href="/en/learn/{COURSE}/{LESSON}/">Start the course' in course
    assert 'action="/en/try/"' in course
    assert 'action="/en/exercises/' not in course
    response = client.post("/en/try/", {"title": curriculum.course(COURSE, "en").title})
    assert response["Location"].endswith("/step/1/")


def test_the_step_of_a_lesson_opens_on_the_learners_own_map(client: Client) -> None:
    signed_in(client)
    ExerciseFactory.create(slug="hotel-stay")
    for slug, number in zip(ORDER, (1, 1, 2, 3, 4, 5, 6, 7, 7), strict=True):
        practice = curriculum.lesson(COURSE, slug, "en").practice
        assert practice
        response = client.post(f"/en/exercises/{practice.exercise}/start/", {"step": practice.step})
        assert response["Location"].endswith(f"/step/{number}/"), slug
    assert JourneyMap.unscoped.count() == 1


@pytest.mark.parametrize("step", ["", "nothing", "1", "PERSONA", "\x00", "a" * 100_000])
def test_an_unknown_step_is_the_first(client: Client, step: str) -> None:
    signed_in(client)
    ExerciseFactory.create(slug="hotel-stay")
    response = client.post("/en/exercises/hotel-stay/start/", {"step": step})
    assert response["Location"].endswith("/step/1/")


def test_starting_a_course_leads_to_its_next_lesson(client: Client) -> None:
    signed_in(client)
    for _ in range(2):
        response = client.post(f"/en/courses/{COURSE}/enrol/")
        assert (response.status_code, response["Location"]) == (302, f"/en/learn/{COURSE}/{LESSON}/")
    assert Enrolment.unscoped.count() == 1


@pytest.mark.parametrize("address", [f"courses/{COURSE}/enrol/", f"learn/{COURSE}/{LESSON}/done/"])
def test_a_look_at_a_change_changes_nothing(client: Client, address: str) -> None:
    signed_in(client)
    assert client.get(f"/en/{address}").status_code == 405
    assert not Enrolment.unscoped.exists()


def test_a_course_leads_to_its_case_and_its_exercise(client: Client) -> None:
    html = client.get(f"/en/courses/{COURSE}/").content.decode()
    assert 'href="/en/cases/hotel-stay/"' in html
    assert "For beginners" in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_case_shows_every_part_and_every_question(client: Client, language: str) -> None:
    case = curriculum.case_study("hotel-stay", language)
    html = client.get(f"/{language}/cases/hotel-stay/").content.decode()
    for number, section in enumerate(case.sections, start=1):
        assert f'<h2 id="part-{number}">{section.title}</h2>' in html
        assert f'href="#part-{number}"' in html
    assert all(question in html for question in case.questions)
