"""Asking for pictures and slides of a map; the drawing is done by a job."""

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
DRAWING = 2


class PictureForm(NamedTuple):
    ending: str
    content_type: str
    theme: str


PICTURE_FORMS: dict[str, PictureForm] = {
    "png": PictureForm("png", "image/png", "light"),
    "png2": PictureForm("png", "image/png", "light"),
    "pdf": PictureForm("pdf", "application/pdf", "print"),
    "pptx": PictureForm(
        "pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation", "light"
    ),
}
PAPERS = ("a4", "a3")


def order_picture(
    map: JourneyMap, *, actor: Actor, form: str, language: str, theme: str = "", paper: str = ""
) -> Job:
    """The job for that picture of the map as it is now; while nothing has changed, the earlier one with its file.

    ``form``: png, png2 (twice as many pixels each way), pdf or pptx. ``language`` is that of the interface's words.
    ``theme`` and ``paper``: what is not known is left to the form and to the map.
    """
    if form not in PICTURE_FORMS:
        raise DomainError("unknown_picture")
    theme = theme if theme in THEMES else PICTURE_FORMS[form].theme
    paper = paper if form == "pdf" and paper in PAPERS else ""
    return enqueue(
        KIND,
        actor=actor,
        key=f"{map.pk}:{map.revision}:{form}:{language}:{theme}:{paper}:{DRAWING}",
        args={"map": map.pk, "form": form, "language": language, "theme": theme, "paper": paper},
        organisation_id=map.organisation_id,
    )
