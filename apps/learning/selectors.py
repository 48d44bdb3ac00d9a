from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from apps.common.access import Actor
from apps.curriculum import selectors as curriculum
from apps.curriculum.domain.texts import Course, Excerpt, Lesson
from apps.journeys.domain.document import Lane, Map
from apps.journeys.domain.grid import build_grid
from apps.journeys.tables import render_map_table
from apps.learning.models import LessonProgress


@dataclass(frozen=True, slots=True)
class CourseRow:
    """A course on the learner's home page."""

    title: str
    remark: str
    done: int
    total: int
    url: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far somebody is in a course."""

    lessons: tuple[Lesson, ...]
    done: frozenset[str]
    """slugs of the finished lessons that the course still has"""

    @property
    def finished(self) -> bool:
        return len(self.done) == len(self.lessons)

    @property
    def following(self) -> Lesson:
        """The first lesson that is not finished; the first of all when everything is."""
        return next((lesson for lesson in self.lessons if lesson.slug not in self.done), self.lessons[0])

    @property
    def minutes(self) -> int:
        return sum(lesson.minutes for lesson in self.lessons)

    @property
    def minutes_left(self) -> int:
        return sum(lesson.minutes for lesson in self.lessons if lesson.slug not in self.done)


def progress_in(course: Course, done: frozenset[str], language: str) -> Progress:
    """Progress from the slugs of finished lessons; no query."""
    lessons = tuple(curriculum.lesson(course.slug, slug, language) for slug in course.lessons)
    return Progress(lessons, done.intersection(course.lessons))


def done_lessons(actor: Actor, course: str) -> frozenset[str]:
    """Slugs of the finished lessons of a course, in whatever organisation; 1 query, 0 for strangers."""
    if actor.user_id is None:
        return frozenset()
    rows = LessonProgress.objects.for_actor(actor).filter(
        enrolment__learner=actor.user_id, enrolment__course=course
    )
    return frozenset(rows.values_list("lesson", flat=True))


@lru_cache(maxsize=64)
def map_excerpt(excerpt: Excerpt, language: str) -> SafeString:
    """The shown touchpoints of a case's model map as a journey table, with one voice each."""
    document = Map.model_validate(curriculum.model_map(excerpt.case, language))
    shown = tuple(item for item in document.touchpoints if item.id in excerpt.touchpoints)
    held = {item.stage for item in shown}
    voices = {item.emotion.evidence[0] for item in shown if item.emotion.evidence}
    part = document.model_copy(
        update={
            "touchpoints": shown,
            "stages": tuple(stage for stage in document.stages if stage.id in held),
            "evidence": tuple(item for item in document.evidence if item.id in voices),
            "lanes": tuple(Lane(lane) for lane in excerpt.lanes),
        }
    )
    return render_map_table(build_grid(part), language=language, region_id="ex")


def courses_of(actor: Actor, language: str) -> list[CourseRow]:
    """All courses with the learner's progress; 1 query."""
    if actor.user_id is None:
        return []
    finished: dict[str, set[str]] = {}
    rows = LessonProgress.objects.for_actor(actor).filter(enrolment__learner=actor.user_id)
    for course, lesson in rows.values_list("enrolment__course", "lesson"):
        finished.setdefault(course, set()).add(lesson)
    return [
        _row(course, frozenset(finished.get(course.slug, ())), language)
        for course in curriculum.courses(language)
    ]


def _row(course: Course, done: frozenset[str], language: str) -> CourseRow:
    progress = progress_in(course, done, language)
    following = progress.following
    remark = (
        _("Finished")
        if progress.finished
        else _("Next: %(lesson)s, %(minutes)s min")
        % {"lesson": following.title, "minutes": following.minutes}
    )
    url = reverse("learning:lesson", args=[course.slug, following.slug])
    return CourseRow(course.title, remark, len(progress.done), len(progress.lessons), url)
