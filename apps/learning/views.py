from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from apps.common.access import Request, public, requires
from apps.common.pages import go, render_page
from apps.curriculum import selectors as curriculum
from apps.learning.policies import Perm
from apps.learning.selectors import done_lessons, map_excerpt, progress_in
from apps.learning.services import enrol, finish_lesson


def _language() -> str:
    return get_language() or "en"


@require_safe
@public("the catalogue is for everybody")
def courses(request: Request) -> HttpResponse:
    return render_page(request, "learning/courses.html", {"courses": curriculum.courses(_language())})


@require_safe
@public("what a course teaches is for everybody")
def course(request: Request, slug: str) -> HttpResponse:
    chosen = curriculum.course(slug, _language())
    context = {
        "course": chosen,
        "body": curriculum.render_markdown(chosen.body),
        "progress": progress_in(chosen, done_lessons(request.actor, slug), _language()),
    }
    return render_page(request, "learning/course.html", context)


@require_POST
@requires(Perm.LEARN)
def enrol_in(request: Request, slug: str) -> HttpResponse:
    enrol(actor=request.actor, course=slug, language=_language())
    done = done_lessons(request.actor, slug)
    following = progress_in(curriculum.course(slug, _language()), done, _language()).following
    return go(request, reverse("learning:lesson", args=[slug, following.slug]))


@require_safe
@public("a lesson can be read before there is an account")
def lesson(request: Request, course: str, lesson: str) -> HttpResponse:
    language = _language()
    chosen, text = curriculum.course(course, language), curriculum.lesson(course, lesson, language)
    progress = progress_in(chosen, done_lessons(request.actor, course), language)
    place = chosen.lessons.index(lesson)
    context: dict[str, Any] = {
        "course": chosen,
        "lesson": text,
        "body": curriculum.render_markdown(text.body),
        "excerpt": map_excerpt(text.excerpt, language) if text.excerpt else "",
        "rest": curriculum.render_markdown(text.rest),
        "progress": progress,
        "number": place + 1,
        "previous": progress.lessons[place - 1] if place else None,
        "next": next(iter(progress.lessons[place + 1 :]), None),
    }
    return render_page(request, "learning/lesson.html", context)


@require_POST
@requires(Perm.LEARN)
def finish(request: Request, course: str, lesson: str) -> HttpResponse:
    language = _language()
    finish_lesson(actor=request.actor, course=course, lesson=lesson, language=language)
    order = curriculum.course(course, language).lessons
    place = order.index(lesson) + 1
    if place < len(order):
        return go(request, reverse("learning:lesson", args=[course, order[place]]))
    return go(request, f"{reverse('learning:course', args=[course])}#exercise")


@require_safe
@public("research material is read beside the builder, by guests too")
def case(request: Request, slug: str) -> HttpResponse:
    study = curriculum.case_study(slug, _language())
    sections = [(section.title, curriculum.render_markdown(section.body)) for section in study.sections]
    return render_page(
        request,
        "learning/case.html",
        {"case": study, "body": curriculum.render_markdown(study.body), "sections": sections},
    )
