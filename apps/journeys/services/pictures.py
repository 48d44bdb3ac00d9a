"""Asking for pictures of a map; the drawing is done by a job."""

from __future__ import annotations

from typing import NamedTuple

from apps.common.access import Actor
from apps.common.errors import DomainError
from apps.jobs.models import Job
from apps.jobs.services import enqueue
from apps.journeys.domain.formats.themes import THEMES
from apps.journeys.models import JourneyMap

KIND = "map_picture"
# Goes up when pictures are drawn in another way: files of before are not given out again.
DRAWING = 1


class PictureForm(NamedTuple):
    ending: str
    content_type: str
    theme: str


PICTURE_FORMS: dict[str, PictureForm] = {
    "png": PictureForm("png", "image/png", "light"),
    "png2": PictureForm("png", "image/png", "light"),
    "pdf": PictureForm("pdf", "application/pdf", "print"),
}


def order_picture(map: JourneyMap, *, actor: Actor, form: str, language: str, theme: str = "") -> Job:
    """The job for that picture of the map as it is now; while nothing has changed, the earlier one with its file.

    ``form``: png, png2 (twice as many pixels each way) or pdf. ``language`` is that of the interface's words.
    """
    if form not in PICTURE_FORMS:
        raise DomainError("unknown_picture")
    theme = theme if theme in THEMES else PICTURE_FORMS[form].theme
    return enqueue(
        KIND,
        actor=actor,
        key=f"{map.pk}:{map.revision}:{form}:{language}:{theme}:{DRAWING}",
        args={"map": map.pk, "form": form, "language": language, "theme": theme},
        organisation_id=map.organisation_id,
    )
