"""Lessons for the pages below, which know no more of a lesson than its slug."""

from dataclasses import dataclass

from django import template
from django.urls import reverse
from django.utils.translation import get_language

from apps.curriculum import selectors as curriculum

register = template.Library()


@dataclass(frozen=True, slots=True)
class LessonLink:
    title: str
    minutes: int
    url: str


@register.simple_tag
def lesson_called(slug: str) -> LessonLink | None:
    """The first lesson of that slug in any course; None while nobody has written it."""
    language = get_language() or "en"
    for course in curriculum.courses(language):
        if slug in course.lessons:
            lesson = curriculum.lesson(course.slug, slug, language)
            return LessonLink(
                lesson.title, lesson.minutes, reverse("learning:lesson", args=[course.slug, slug])
            )
    return None
