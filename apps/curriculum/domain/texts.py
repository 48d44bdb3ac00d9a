"""What is taught, as data: a course, its lessons, a case study; read from front matter and Markdown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

SEPARATOR = "---"
MAP_MARK = "[map]"
HEADING = "## "


@dataclass(frozen=True, slots=True)
class Course:
    slug: str
    title: str
    summary: str
    outcome: str
    """what one will have drawn at the end"""
    audience: str
    hours: float
    lessons: tuple[str, ...]
    exercise: str
    case: str
    """the case study that the exercise draws on"""
    body: str


@dataclass(frozen=True, slots=True)
class Option:
    text: str
    right: bool
    feedback: str


@dataclass(frozen=True, slots=True)
class Question:
    """One to check oneself with; exactly one option is right, nothing is kept."""

    text: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Word:
    term: str
    text: str
    id: str = ""
    """what a link of the text names it by"""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Part of a case's model map: the touchpoints that are shown."""

    case: str
    touchpoints: tuple[str, ...]
    lanes: tuple[str, ...] = ("action", "emotion", "evidence")


@dataclass(frozen=True, slots=True)
class Practice:
    """What to do now on one's own map: a step of a guided exercise, both named only."""

    exercise: str
    step: str
    text: str


@dataclass(frozen=True, slots=True)
class Lesson:
    slug: str
    title: str
    lead: str
    minutes: int
    """to read and to answer; the time on one's own map comes on top"""
    objectives: tuple[str, ...]
    competencies: tuple[str, ...]
    """ids of the reference that the objectives serve"""
    words: tuple[Word, ...]
    excerpt: Excerpt | None
    questions: tuple[Question, ...]
    practice: Practice | None
    sources: tuple[str, ...]
    body: str
    rest: str
    """what follows the map"""


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class CaseStudy:
    slug: str
    title: str
    fictional: bool
    questions: tuple[str, ...]
    body: str
    """what stands before the first section"""
    sections: tuple[Section, ...]


def split_front_matter(text: str) -> tuple[str, str]:
    """(YAML, Markdown); raises ValueError for a file without front matter."""
    lines = text.splitlines()
    if not lines or lines[0].strip() != SEPARATOR or SEPARATOR not in (line.strip() for line in lines[1:]):
        raise ValueError("no_front_matter")
    end = next(number for number, line in enumerate(lines[1:], start=1) if line.strip() == SEPARATOR)
    return "\n".join(lines[1:end]), "\n".join(lines[end + 1 :]).strip()


def read_course(slug: str, head: Mapping[str, Any], body: str) -> Course:
    return Course(
        slug=slug,
        title=head["title"],
        summary=head["summary"],
        outcome=head["outcome"],
        audience=head.get("audience", ""),
        hours=float(head["hours"]),
        lessons=tuple(head["lessons"]),
        exercise=head.get("exercise", ""),
        case=head.get("case", ""),
        body=body,
    )


def read_lesson(slug: str, head: Mapping[str, Any], body: str) -> Lesson:
    practice = head.get("practice")
    text, _mark, rest = body.partition(f"\n{MAP_MARK}\n")
    return Lesson(
        slug=slug,
        title=head["title"],
        lead=head["lead"],
        minutes=int(head["minutes"]),
        objectives=tuple(head["objectives"]),
        competencies=tuple(head.get("competencies", ())),
        words=tuple(Word(word["term"], word["text"], word.get("id", "")) for word in head.get("words", ())),
        excerpt=_excerpt(head["map"]) if "map" in head else None,
        questions=tuple(_question(question) for question in head.get("questions", ())),
        practice=Practice(practice["exercise"], practice["step"], practice["text"]) if practice else None,
        sources=tuple(head.get("sources", ())),
        body=text.strip(),
        rest=rest.strip(),
    )


def _excerpt(raw: Mapping[str, Any]) -> Excerpt:
    named = {"lanes": tuple(raw["lanes"])} if "lanes" in raw else {}
    return Excerpt(raw["case"], tuple(raw["touchpoints"]), **named)


def _question(raw: Mapping[str, Any]) -> Question:
    options = tuple(Option(o["text"], bool(o["right"]), o["feedback"]) for o in raw["options"])
    return Question(raw["question"], options)


def read_case(slug: str, head: Mapping[str, Any], body: str) -> CaseStudy:
    start, *parts = f"\n{body}".split(f"\n{HEADING}")
    pairs = (part.partition("\n") for part in parts)
    sections = tuple(Section(title.strip(), text.strip()) for title, _newline, text in pairs)
    return CaseStudy(
        slug, head["title"], bool(head["fictional"]), tuple(head["questions"]), start.strip(), sections
    )
