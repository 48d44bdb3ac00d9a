"""What a new map begins with: a kind, ready stages, the light template, or all of another map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from apps.journeys.domain.document import Kind, Lane, Map

LIGHT_LANES = (Lane.ACTION, Lane.EMOTION)
"""The light template: touchpoints with what is done and felt; the empathy map says the rest."""


class StartStage(NamedTuple):
    """``id`` is unique among the stages of one start, so that the same start is the same document."""

    id: str
    name: str
    moment: str


def start_document(
    *, kind: Kind | None = None, stages: Sequence[StartStage] = (), light: bool = False
) -> dict[str, Any]:
    """The plain document of a map that only lacks its title."""
    drawn: dict[str, Any] = {}
    if kind is not None:
        drawn["kind"] = kind.value
    if stages:
        drawn["stages"] = [stage._asdict() for stage in stages]
    if light:
        drawn |= {"lanes": [lane.value for lane in LIGHT_LANES], "depth": "overview"}
    return drawn


def copied(document: Map) -> dict[str, Any]:
    """The plain document of a map that starts from another one.

    Links and the portrait stay behind: they name other maps and a picture that lies beside the first.
    """
    personas = tuple(persona.model_copy(update={"portrait": ""}) for persona in document.personas)
    copy = document.model_copy(update={"personas": personas, "links": ()})
    plain: dict[str, Any] = copy.model_dump(mode="json", exclude_defaults=True)
    return plain
