"""Reads of the shipped curriculum: reviewed text in fixtures, one folder per language, the same ids in each."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import nh3
import yaml
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from apps.common.errors import NotFound
from apps.curriculum.domain.texts import (
    CaseStudy,
    Course,
    Lesson,
    read_case,
    read_course,
    read_lesson,
    split_front_matter,
)

_SLUG = re.compile(r"[a-z0-9-]{1,60}")
_SOURCE = re.compile(r"<p>— (.+?)</p>\s*</blockquote>")
_SHORT = re.compile(r"<td>([^<]{1,15})</td>")
_GAP = re.compile(r"(?<=[。：？]</strong>) ")
_TERM = re.compile(r'<a href="#([a-z0-9-]+)"[^>]*>(.+?)</a>')
_markdown = MarkdownIt("commonmark", {"html": False}).enable("table")


def _root() -> Path:
    return Path(settings.BASE_DIR) / "fixtures"


def _read(*parts: str) -> tuple[dict[str, Any], str]:
    if not all(_SLUG.fullmatch(part.removesuffix(".md")) for part in parts):
        raise NotFound
    path = _root().joinpath("curriculum", *parts)
    if not path.is_file():
        raise NotFound
    head, body = split_front_matter(path.read_text(encoding="utf-8"))
    return yaml.safe_load(head), body


@lru_cache(maxsize=64)
def course(slug: str, language: str) -> Course:
    """Raises NotFound for an unknown course."""
    return read_course(slug, *_read(language, "courses", slug, "course.md"))


@lru_cache(maxsize=16)
def courses(language: str) -> tuple[Course, ...]:
    """Every shipped course in one language, by slug."""
    if not _SLUG.fullmatch(language):
        return ()
    folder = _root() / "curriculum" / language / "courses"
    slugs = sorted(path.parent.name for path in folder.glob("*/course.md"))
    return tuple(course(slug, language) for slug in slugs)


@lru_cache(maxsize=512)
def lesson(course_slug: str, slug: str, language: str) -> Lesson:
    """Raises NotFound for a lesson that the course does not list."""
    if slug not in course(course_slug, language).lessons:
        raise NotFound
    return read_lesson(slug, *_read(language, "courses", course_slug, f"{slug}.md"))


@lru_cache(maxsize=64)
def case_study(slug: str, language: str) -> CaseStudy:
    """Raises NotFound for an unknown case."""
    return read_case(slug, *_read(language, "cases", f"{slug}.md"))


@lru_cache(maxsize=64)
def model_map(case: str, language: str) -> dict[str, Any]:
    """The worked map of a case as a plain document; raises NotFound where there is none."""
    if not _SLUG.fullmatch(case) or not _SLUG.fullmatch(language):
        raise NotFound
    path = _root() / "maps" / f"{case}.{language}.cjm.json"
    if not path.is_file():
        raise NotFound
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return document


@lru_cache(maxsize=512)
def render_markdown(text: str) -> SafeString:
    """HTML of a reviewed text; raw HTML is off and what comes out is cleaned once more.

    A link to ``#word`` opens that word of the lesson; a quote ends with its source after a dash; tables scroll
    and keep short cells on one line; after a full-width sign at the end of bold words stands no blank.
    """
    html = nh3.clean(_markdown.render(text))
    html = _SOURCE.sub(r'<p class="src">\1</p></blockquote>', html)
    html = _TERM.sub(r'<button class="term" type="button" popovertarget="word-\1">\2</button>', html)
    html = html.replace("<blockquote>", '<blockquote class="quote">')
    html = html.replace("<table>", '<div class="table-scroll" tabindex="0"><table class="table">')
    html = _SHORT.sub(r'<td class="nowrap">\1</td>', html.replace("</table>", "</table></div>"))
    html = _GAP.sub("", html)
    return mark_safe(html)  # noqa: S308 - cleaned by nh3
