"""A Mermaid ``journey`` diagram as a map: read line by line, every fault named with its line, all or nothing.

What Mermaid itself takes is taken: comments, directives, front matter, a title and a description for screen
readers, tasks without actors. The actor of most tasks becomes the persona, the others become stakeholders.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from apps.journeys.domain.document import MAX_SHORT, MAX_TEXT
from apps.journeys.domain.formats.mermaid import MIDDLE, RESERVED
from apps.journeys.domain.problems import MAX_PROBLEMS, InvalidDocument, Problem

MAX_STAGES, MAX_TOUCHPOINTS = 30, 200
LOWEST, HIGHEST = 1, 5

_FENCE = re.compile(r"\s*(`{3,}|~{3,})\s*([\w-]*)")
_HEAD = re.compile(r"journey\b\s*(.*)", re.IGNORECASE)
_TITLE = re.compile(r"title\s+(.*)", re.IGNORECASE)
_SECTION = re.compile(r"section\s+(.*)", re.IGNORECASE)
_ABOUT = re.compile(r"acc(title|descr)\s*(:|\{)\s*(.*)", re.IGNORECASE)
_SCORE = re.compile(r"[+-]?[0-9]{1,9}(\.[0-9]{1,9})?")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")

Line = tuple[int, str]


def looks_like_journey(text: str) -> bool:
    """Whether a line of the text opens a Mermaid ``journey``; a text that is JSON does not."""
    return not text.lstrip("\ufeff \t\r\n").startswith(("{", "[")) and bool(
        re.search(r"^[ \t]*journey\b", text, re.IGNORECASE | re.MULTILINE)
    )


def read_journey(text: str, *, title: str, stage: str) -> dict[str, Any]:
    """The plain document, or `InvalidDocument` whose problems carry the ``line``.

    ``title`` and ``stage``: names for a diagram without a title and for tasks that stand in no section.
    """
    return _Reader(title, stage).read(text)


def _numbered(text: str) -> list[Line]:
    return list(enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), start=1))


def _diagram(lines: list[Line]) -> list[Line]:
    """The lines of the first fenced block that holds a journey; all of them where there is no fence."""
    fence, block = "", list[Line]()
    fenced = False
    for number, line in lines:
        found = _FENCE.match(line)
        if not fence and found:
            fence, block, fenced = found[1][:3], [], True
        elif fence and line.strip().startswith(fence):
            if any(_HEAD.match(inside.strip()) for _number, inside in block):
                return block
            fence = ""
        elif fence:
            block.append((number, line))
    return block if fence or fenced else lines


def _without_frame(lines: list[Line]) -> Iterator[Line]:
    """Statements alone: no front matter, no directive, no comment, no blank line."""
    inside, opened, begun = "", (0, ""), False
    for number, line in lines:
        text = line.strip().lstrip("\ufeff")
        if inside:
            inside = "" if inside in text else inside
        elif text == "---" and not begun:
            inside, opened = "---", (number, text)
        elif text.startswith("%%{"):
            inside, opened = "" if "}%%" in text else "}%%", (number, text)
        elif text and not text.startswith(("%", "#")):
            begun = True
            yield number, text
    if inside:
        yield opened


class _Reader:
    def __init__(self, title: str, stage: str) -> None:
        self.title, self.stage_name = title, stage
        self.problems: list[Problem] = []
        self.found: dict[str, str] = {}
        self.stages: list[dict[str, Any]] = []
        self.touchpoints: list[dict[str, Any]] = []
        self.actors: list[tuple[str, ...]] = []

    def read(self, text: str) -> dict[str, Any]:
        lines = _without_frame(_diagram(_numbered(text)))
        number, head = next(lines, (1, ""))
        opened = _HEAD.fullmatch(head)
        if opened is None:
            raise InvalidDocument([Problem("", "", "no_journey", {"line": number})])
        if opened[1]:
            self._statement(number, opened[1])
        self._statements(lines)
        if self.problems:
            raise InvalidDocument(self.problems[:MAX_PROBLEMS])
        return self._document()

    def _statements(self, lines: Iterator[Line]) -> None:
        for number, text in lines:
            about = _ABOUT.fullmatch(text)
            if about and about[2] == "{":
                self._keep("accdescr", number, self._braced(number, about[3], lines), MAX_TEXT)
            elif about:
                self._keep(f"acc{about[1].lower()}", number, about[3], MAX_TEXT)
            else:
                self._statement(number, text)

    def _braced(self, number: int, first: str, lines: Iterator[Line]) -> str:
        told = [first]
        while "}" not in told[-1]:
            line = next(lines, None)
            if line is None:
                self._wrong(number, "brace_not_closed")
                break
            told.append(line[1])
        return " ".join(told).partition("}")[0]

    def _statement(self, number: int, text: str) -> None:
        if found := _TITLE.fullmatch(text):
            self._keep("title", number, found[1])
        elif found := _SECTION.fullmatch(text):
            self._section(number, found[1])
        else:
            self._task(number, text)

    def _wrong(self, number: int, code: str, **params: Any) -> None:
        self.problems.append(Problem("", "", code, {"line": number, **params}))

    def _fits(self, number: int, text: str, most: int = MAX_SHORT) -> bool:
        if len(text) > most:
            self._wrong(number, "line_too_long", max=most)
        elif _CONTROL.search(text):
            self._wrong(number, "line_control_character")
        else:
            return True
        return False

    def _keep(self, name: str, number: int, text: str, most: int = MAX_SHORT) -> None:
        text = text.strip()
        if self._fits(number, text, most) and text:
            self.found[name] = text

    def _section(self, number: int, name: str) -> None:
        name = name.partition("#")[0].strip().rstrip(":")
        if len(self.stages) == MAX_STAGES:
            self._wrong(number, "too_many_sections", max=MAX_STAGES)
        elif self._fits(number, name):
            self.stages.append({"id": f"s{len(self.stages) + 1}", "name": name or self.stage_name})

    def _task(self, number: int, text: str) -> None:
        name, colon, data = text.partition("#")[0].partition(":")
        name = name.strip()
        score, _colon, who = (part.strip() for part in data.partition(":"))
        actors = tuple(dict.fromkeys(actor.strip() for actor in who.split(",") if actor.strip()))
        if not colon or not name or ";" in text.partition("#")[0]:
            self._wrong(number, "not_a_task")
        elif not _SCORE.fullmatch(score):
            self._wrong(number, "no_score", score=score[:20])
        elif not LOWEST <= float(score) <= HIGHEST:
            self._wrong(number, "score_out_of_range", score=score[:20])
        elif len(self.touchpoints) == MAX_TOUCHPOINTS:
            self._wrong(number, "too_many_tasks", max=MAX_TOUCHPOINTS)
        elif all(self._fits(number, part) for part in (name, *actors)):
            self._touchpoint(name, float(score), actors)

    def _touchpoint(self, name: str, score: float, actors: tuple[str, ...]) -> None:
        if not self.stages:
            self.stages.append({"id": "s1", "name": self.stage_name})
        quoted = name[0] == name[-1] == '"' and RESERVED.match(name[1:-1])
        self.touchpoints.append(
            {
                "id": f"t{len(self.touchpoints) + 1}",
                "stage": self.stages[-1]["id"],
                "name": name[1:-1] if quoted else name,
                "emotion": {"score": score - MIDDLE, "original": score},
            }
        )
        self.actors.append(actors)

    def _document(self) -> dict[str, Any]:
        counted = Counter(actor for actors in self.actors for actor in actors)
        persona = counted.most_common(1)[0][0] if counted else ""
        others = {
            name: f"a{n}" for n, name in enumerate((name for name in counted if name != persona), start=1)
        }
        for touchpoint, actors in zip(self.touchpoints, self.actors, strict=True):
            touchpoint["stakeholders"] = [others[name] for name in actors if name != persona]
        title = self.found.get("title") or self.found.get("acctitle", "")[:MAX_SHORT] or self.title
        return {
            "title": title,
            "scenario": self.found.get("accdescr", ""),
            "personas": [{"id": "persona", "name": persona}] if persona else [],
            "stages": self.stages,
            "touchpoints": self.touchpoints,
            "stakeholders": [{"id": key, "name": name} for name, key in others.items()],
        }
