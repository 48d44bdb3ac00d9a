"""SVG elements from measured text. Every text of an author is escaped here and nowhere else."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from apps.journeys.domain.formats.themes import Theme
from apps.journeys.domain.layout import is_rtl, text_width, wrap

LINE, SIZE = 16.0, 12.0
MARK_HEIGHT, MARK_SIZE, SIGN = 18.0, 11.0, 16.0
# Signs in a box of 12 × 12, drawn, because fonts show some of them in their own colours.
_SIGNS = {
    "wow": '<path d="M6 .8l1.6 3.4 3.7.5-2.7 2.6.7 3.7L6 9.2 2.7 11l.7-3.7L.7 4.7l3.7-.5z" fill="{ink}"/>',
    "pain": '<path d="M7 .5L2 7h3l-1 4.5L9.5 5H6z" fill="{ink}"/>',
    "weak": '<path d="M5 4.5H3a2 2 0 000 4h2M7 4.5h2a2 2 0 010 4H7M5 6.5h2" fill="none" stroke="{ink}" '
    'stroke-width="1.4"/>',
}
# Shapes of Chinese, Japanese and Korean signs by the language they stand in: 骨 and 直 differ.
_FACES = (("zh-hk", "HK"), ("zh-hant", "TC"), ("zh-tw", "TC"), ("zh-mo", "TC"), ("ja", "JP"), ("ko", "KR"))
_QUOTES = (
    ("ru", ("«", "»")),
    ("uk", ("«", "»")),
    ("fr", ("«", "»")),
    ("es", ("«", "»")),
    ("de", ("„", "“")),
    ("zh-hant", ("「", "」")),
    ("zh-tw", ("「", "」")),
    ("zh-hk", ("「", "」")),
    ("zh-mo", ("「", "」")),
    ("ja", ("「", "」")),
)
_POINT = re.compile(r"(-?[\d.]+) (-?[\d.]+)")
# XML 1.0 has no place for these, not even escaped.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Block(NamedTuple):
    """Rows of text drawn from the baseline of the first one at 0,0."""

    rows: int
    svg: str


Line = tuple[str, bool]
"""a text before wrapping, and whether it is muted"""


def cjk_face(language: str) -> str:
    """Family of the font for ideographs in a text of that language."""
    tag = language.lower().replace("_", "-")
    return f"Noto Sans CJK {next((face for start, face in _FACES if tag.startswith(start)), 'SC')}"


def quoted(text: str, language: str) -> str:
    """Somebody's words in the quotation marks of their language."""
    tag = language.lower().replace("_", "-")
    opening, closing = next((marks for start, marks in _QUOTES if tag.startswith(start)), ("“", "”"))
    return f"{opening}{text}{closing}"


def placed(path: str, left: float, top: float, wide: float, tall: float) -> str:
    """A path of absolute points, stretched and moved: a scaled element would stretch its stroke with it."""

    def move(point: re.Match[str]) -> str:
        return f"{left + float(point[1]) * wide:.1f} {top + float(point[2]) * tall:.1f}"

    return _POINT.sub(move, path)


def clean(text: str) -> str:
    """The text without what XML has no place for."""
    return _NOT_XML.sub("\ufffd", text)


def xml(text: str) -> str:
    return escape(clean(text))


def attribute(text: str) -> str:
    return quoteattr(clean(text))


@lru_cache(maxsize=4096)
def block(
    lines: tuple[Line, ...],
    width: float,
    muted: str,
    *,
    bold: bool = False,
    size: float = SIZE,
    most: int = 8,
) -> Block:
    """Wrapped lines one under the other; those that read from right to left stand on the right."""
    parts: list[str] = []
    look = (' font-weight="600"' if bold else "") + (f' font-size="{size:g}"' if size != SIZE else "")
    step = LINE * size / SIZE
    for text, is_muted in lines:
        side = f' x="{width:g}" direction="rtl"' if is_rtl(text) else ""
        shade = f' fill="{muted}"' if is_muted else ""
        for row in wrap(text, width, size, bold=bold, lines=most):
            y = f' y="{len(parts) * step:g}"' if parts else ""
            parts.append(f"<text{side}{y}{look}{shade}>{xml(row)}</text>")
    return Block(len(parts), "".join(parts))


class Canvas:
    """Collects the elements of one picture."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self.parts: list[str] = []

    def lower(self, start: int, count: int) -> None:
        """Put the last elements under all that was drawn since ``start``."""
        last = self.parts[-count:]
        del self.parts[-count:]
        self.parts[start:start] = last

    def block(self, x: float, y: float, drawn: Block) -> None:
        if drawn.rows:
            self.parts.append(f'<g transform="translate({x:g} {y:g})">{drawn.svg}</g>')

    def text(self, x: float, y: float, text: str, *, size: float = SIZE, anchor: str = "start") -> None:
        """One short muted word of the interface."""
        place = "" if anchor == "start" else f' text-anchor="{anchor}"'
        self.parts.append(
            f'<text x="{x:g}" y="{y:g}" font-size="{size:g}" fill="{self.theme.muted}"{place}>{xml(text)}</text>'
        )

    def rect(
        self, x: float, y: float, w: float, h: float, fill: str, *, stroke: str = "none", r: float = 0
    ) -> None:
        self.parts.append(
            f'<rect x="{x:g}" y="{y:g}" width="{w:g}" height="{h:g}" rx="{r:g}" fill="{fill}" stroke="{stroke}"/>'
        )

    def line(self, x1: float, y1: float, x2: float, y2: float, *, dash: str = "", width: float = 1) -> None:
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        self.parts.append(
            f'<path d="M{x1:g} {y1:g}L{x2:g} {y2:g}" stroke="{self.theme.line}" stroke-width="{width:g}"{dashed}/>'
        )

    def face(self, x: float, y: float, mood: int, *, scale: float = 1) -> None:
        colour, soft = self.theme.moods[mood]
        bend = mood * 3.5
        self.parts.append(
            f'<g transform="translate({x:g} {y:g}) scale({scale:g})" stroke="{colour}" fill="none" '
            f'stroke-linecap="round">'
            f'<circle r="14" fill="{soft}" stroke-width="1.5"/>'
            f'<path d="M-4-4v.1M4-4v.1M-5 {5 - bend / 2:g}q5 {bend:g} 10 0" stroke-width="1.7"/></g>'
        )

    def mark(self, x: float, top: float, kind: str, label: str) -> None:
        """A sign and its word in a pill round the middle ``x``."""
        fill, ink = self.theme.marks[kind]
        width = text_width(label, MARK_SIZE, bold=True) + SIGN + 12
        left = x - width / 2
        self.rect(left, top, width, MARK_HEIGHT, fill, stroke=ink if kind == "weak" else "none", r=9)
        self.parts.append(
            f'<g transform="translate({left + 6:g} {top + 3:g})">{_SIGNS[kind].format(ink=ink)}'
            f'<text x="{SIGN:g}" y="10" font-size="{MARK_SIZE:g}" font-weight="600" fill="{ink}">{xml(label)}</text>'
            "</g>"
        )
