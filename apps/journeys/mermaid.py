"""Maps that come from outside as Mermaid ``journey`` diagrams, alone or in a Markdown file."""

from __future__ import annotations

from codecs import BOM_UTF16_BE, BOM_UTF16_LE

from django.utils.translation import gettext as _

from apps.journeys.domain.document import Map
from apps.journeys.domain.formats.mermaid_reading import looks_like_journey, read_journey
from apps.journeys.domain.problems import read_map
from apps.journeys.imports import MAX_BYTES


def _decoded(raw: bytes) -> str | None:
    encoding = "utf-16" if raw.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else "utf-8-sig"
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return None


def is_mermaid(raw: bytes) -> bool:
    """Whether the file is to be read as a diagram; one that is not text or too large is left to the other readers."""
    text = _decoded(raw) if len(raw) <= MAX_BYTES else None
    return text is not None and looks_like_journey(text)


def read_mermaid_map(raw: bytes) -> Map:
    """The map in a file that `is_mermaid`; `InvalidDocument` names the line of everything that is wrong."""
    text = _decoded(raw) or ""
    return read_map(read_journey(text, title=_("Journey from Mermaid"), stage=_("Stage")))
