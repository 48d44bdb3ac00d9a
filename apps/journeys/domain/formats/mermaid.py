"""The map as a Mermaid ``journey`` diagram: names, feelings and who takes part; all else stays behind.

Mermaid has no escapes: signs that part its fields are written as signs that look alike.
"""

from __future__ import annotations

import re

from apps.journeys.domain.cells import number_text
from apps.journeys.domain.document import Map, Touchpoint

MIDDLE = 3
"""Mermaid's scores run from 1 to 5; a touchpoint without a score stands in the middle"""

_SIGNS = str.maketrans({":": "\u2236", ";": "\uff1b", "#": "\uff03", "\ufeff": " "})
# What Mermaid would take for the beginning of something else than a task.
RESERVED = re.compile(r"%|(journey\b|title\s|section\s|acc(title|descr)\s*(∶|\{|$))", re.IGNORECASE)


def plain(text: str) -> str:
    """One line in which nothing parts a field, opens a comment or a directive."""
    line = " ".join(text.translate(_SIGNS).split())
    while "%%" in line:
        line = line.replace("%%", "% %")
    return line or "…"


def _task(touchpoint: Touchpoint, actors: list[str]) -> str:
    name, score = plain(touchpoint.name), touchpoint.emotion.score
    shown = f'"{name}"' if RESERVED.match(name) else name
    value = number_text(MIDDLE + (score or 0))
    who = ", ".join(dict.fromkeys(plain(actor.replace(",", " ")) for actor in actors))
    return f"    {shown}: {value}: {who}" if who else f"    {shown}: {value}"


def write_journey(document: Map) -> str:
    """Title, a section per stage, a task per touchpoint with its score and its actors."""
    owner = [document.owner.name] if document.owner else []
    people = {person.id: person.name for person in document.stakeholders}
    lines = ["journey", f"    title {plain(document.title)}"]
    for stage in document.stages:
        lines.append(f"    section {plain(stage.name)}")
        for touchpoint in document.touchpoints:
            if touchpoint.stage == stage.id:
                others = [people[name] for name in touchpoint.stakeholders if name in people]
                lines.append(_task(touchpoint, owner + others))
    return "\n".join(lines) + "\n"
