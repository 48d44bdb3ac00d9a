"""The file that somebody asked for: what draws it is loaded only here, in a job, for no page needs it."""

from __future__ import annotations

from django.core.files.storage import default_storage

from apps.journeys import words
from apps.journeys.export_words import slide_words
from apps.journeys.models import ImagePlace, JourneyMap
from apps.journeys.selectors import images_of, load_document


def draw_file(map: JourneyMap, *, form: str, theme: str, paper: str) -> bytes:
    """The bytes for one of ``PICTURE_FORMS``, with words in the language of the moment."""
    if form == "pptx":
        return _slides(map)
    from apps.journeys.pictures import draw_picture  # noqa: PLC0415

    document = load_document(map)
    known = words.svg_words(document.owner.name if document.owner else "", document.kind)
    return draw_picture(document, words=known, form=form, theme=theme, paper=paper)


def _slides(map: JourneyMap) -> bytes:
    from apps.journeys.slides import draw_slides  # noqa: PLC0415

    document, image = load_document(map), images_of(map).get(ImagePlace.PORTRAIT)
    if image is None:
        return draw_slides(document, words=slide_words(document))
    with default_storage.open(image.file) as file:
        portrait = file.read()
    return draw_slides(document, words=slide_words(document), portrait=portrait, alt=image.alt)
