"""A map as PNG or PDF: the SVG picture, set by typst with fonts of our own, alike on every machine.

Takes most of a second of a processor: only jobs come here, never a page.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from importlib.util import find_spec
from math import sqrt
from pathlib import Path
from typing import Literal, NamedTuple

import typst

from apps.common.errors import DomainError
from apps.journeys.domain.document import Map
from apps.journeys.domain.formats.canvas import SIZE, cjk_face
from apps.journeys.domain.formats.pages import draw_sheets
from apps.journeys.domain.formats.svg import Words, draw_svg

LEAST_SCALE = 0.6
"""px of a PNG for one of the SVG: letters are 7 px tall then"""
MOST_PIXELS = 160_000_000
"""640 MB while it is drawn; the large map at double size takes 24 million"""
EMBOLDEN = 0.025
"""of the size of the letters"""
SMALL_SHEET = 960
"""px of a picture that still reads well on A4; wider ones get A3"""

_SIZE = re.compile(r'<svg [^>]*?width="([\d.]+)" height="([\d.]+)"')
_INK = re.compile(r'<svg [^>]*? fill="(#\w+)"')
_TEXT = re.compile(r"<text([^>]*)>([^<]*)</text>")
_OWN_INK = re.compile(r' fill="(#\w+)"')
_OWN_SIZE = re.compile(r' font-size="([\d.]+)"')
_BOLD = ' font-weight="600"'
_IDEOGRAPHS = re.compile(
    "[\u2e80-\u303f\u3040-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f"
    "\uff00-\uffef\U00020000-\U0003fffd]"
)
_PICTURE = """#set page(width: {wide}pt, height: {tall}pt, margin: 0pt)
#image(bytes(sys.inputs.at("0")), format: "svg", width: 100%, height: 100%)"""
_DOCUMENT = """#set document(title: sys.inputs.title, date: none)
#set text(font: ({fonts}), size: 8pt, lang: "{language}")
#set page(paper: "{paper}", flipped: true, margin: 10mm,
  footer: align(end, context counter(page).display("1 / 1", both: true)))
#for (number, wide) in ({widths},).enumerate() {{
  if number > 0 {{ pagebreak() }}
  image(bytes(sys.inputs.at(str(number))), format: "svg", width: wide * 1pt, alt: sys.inputs.title)
}}"""
# Points inside the margins, with room for the number below; wider than a picture that still reads well on A4 is A3.
_ROOM = {"a4": (785.0, 530.0), "a3": (1134.0, 775.0)}
_NATURAL = 0.75
"""points for a px: no larger, however much room there is"""


class _Box(NamedTuple):
    wide: float
    tall: float


def draw_picture(document: Map, *, words: Words, form: str, theme: str = "light", paper: str = "") -> bytes:
    """PNG with 1 or 2 pixels for each px of the SVG, fewer for a huge map, or a PDF of A4 or A3 sheets (``paper``:
    a4, a3 or what the map needs). `picture_too_large` where the letters of a PNG could not be read any more.
    """
    if form == "pdf":
        return _pdf(document, words, theme, paper)
    svg = draw_svg(document, words=words, theme=theme)
    box = _box(svg)
    scale = min(2 if form == "png2" else 1, sqrt(MOST_PIXELS / (box.wide * box.tall)))
    if scale < LEAST_SCALE:
        raise DomainError("picture_too_large")
    source = _PICTURE.format(wide=box.wide, tall=box.tall)
    return _compile(source, "png", {"0": with_faces(svg, document.language, bold=True)}, ppi=72.0 * scale)


def _pdf(document: Map, words: Words, theme: str, paper: str) -> bytes:
    """All sheets on one scale, so that a column is as wide on the last as on the first."""
    sheets = draw_sheets(document, words=words, theme=theme, paper=paper or "a3")
    boxes = [_box(svg) for svg in sheets]
    if not paper:
        paper = "a4" if max(box.wide for box in boxes) <= SMALL_SHEET else "a3"
    wide, tall = _ROOM[paper]
    scale = min(_NATURAL, *(min(wide / box.wide, tall / box.tall) for box in boxes))
    source = _DOCUMENT.format(
        fonts=", ".join(map(json.dumps, ("Noto Sans", cjk_face(document.language)))),
        language=(document.language or "en").partition("-")[0][:3].lower(),
        paper=paper,
        widths=", ".join(f"{box.wide * scale:.2f}" for box in boxes),
    )
    inputs = {
        str(number): with_faces(svg, document.language, bold=False) for number, svg in enumerate(sheets)
    }
    return _compile(source, "pdf", inputs | {"title": document.title})


def _compile(source: str, form: Literal["png", "pdf"], inputs: dict[str, str], ppi: float = 72.0) -> bytes:
    """Without the machine's fonts, packages and clock: the same map gives the same bytes."""
    return typst.compile(
        source.encode(),
        format=form,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        ppi=ppi,
        sys_inputs=inputs,
    )


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """Latin, Greek and Cyrillic first, then all ideographs; found without importing the packages."""
    folders = [_folder("fontpkg_noto_sans") / "files", _folder("noto_cjk_sans_otc")]
    paths = [str(folder) for folder in folders]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=paths)


def _folder(package: str) -> Path:
    found = find_spec(package)
    if found is None or found.origin is None:
        raise LookupError(f"the fonts of {package} are not installed")
    return Path(found.origin).parent


def _box(svg: str) -> _Box:
    found = _SIZE.search(svg)
    if found is None:
        raise ValueError("a picture without a size")
    return _Box(float(found[1]), float(found[2]))


def with_faces(svg: str, language: str, *, bold: bool) -> str:
    """Names the font of every line with ideographs: left to itself, the renderer takes any face that has the sign.

    Letters beside them come from the same font, which has them. It has one weight: a thin line makes it ``bold``,
    in pixels only, because readers of PDF draw no line thinner than a pixel and would fill the signs.
    """
    face, ink = cjk_face(language), _INK.search(svg)

    def name(text: re.Match[str]) -> str:
        if not _IDEOGRAPHS.search(text[2]):
            return text[0]
        look = text[1]
        if _BOLD in look:
            own, size = _OWN_INK.search(look) or ink, _OWN_SIZE.search(look)
            width = (float(size[1]) if size else SIZE) * EMBOLDEN
            line = f' stroke="{own[1] if own else "#000"}" stroke-width="{width:.2f}"'
            look = look.replace(_BOLD, line if bold else "")
        return f'<text font-family="{face}"{look}>{text[2]}</text>'

    return _TEXT.sub(name, svg)
