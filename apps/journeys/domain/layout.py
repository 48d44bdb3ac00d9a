"""Geometry for pictures: how wide a text is and where its lines break. The browser lays the page out itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from unicodedata import bidirectional, category, east_asian_width

from apps.journeys.domain.advance_widths import WIDTHS

SLACK = 1.08
"""boxes keep 8 % for fonts that run wider than the one measured"""
WIDE, EMOJI, OTHER, BOLD = 1000, 1300, 700, 1.06
CAPACITY = 250
"""characters of a line that can matter: what lies beyond is left out before measuring"""

# Signs that may not begin a line: not even after a space, or only right after another character. Then those that
# may not end one. A straight quotation mark opens or closes, so it parts from neither neighbour.
_CLOSING = "，。、；：！？）》」』】〕〉,.;:!?)]}/»”’"
_OPENING = "（《「『【〔〈([{«“‘"
_NO_START = "‥…‥—～〜·・％%‰℃°ー々〻ゝゞヽヾぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ-–‐“‘«\"'"
_NO_END = "（《「『【〔〈“‘([{«»”’¥￥$＄€£№#+±\"'"
_GLUE = "\u00a0\u2007\u202f\u2060\ufeff\u2011"
# Terms of the field that stay whole on a line.
_TERMS = (
    "接触点",
    "接觸點",
    "薄弱环节",
    "薄弱環節",
    "关键时刻",
    "關鍵時刻",
    "根本原因",
    "情绪曲线",
    "情緒曲線",
)
_CJK = "\u2e80-\u2fff\u3001-\u4dbf\u4e00-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003134f"
_SPACES = " \t\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200a\u205f\u3000"
_TOKEN = re.compile(f"{'|'.join(_TERMS)}|[{_CJK}]|[{_SPACES}]+|[^{_SPACES}{_CJK}]+")
_IS_CJK = re.compile(f"[{_CJK}]")
_HYPHEN = re.compile(r"(?<=[^\W\d_][-\u2010])(?=[^\W\d_])")
_MARKS = frozenset({"Mn", "Me", "Mc"})
_CURRENCY = "¥￥$＄€£№+±"
_JOINER = "\u200d"


@lru_cache(maxsize=4096)
def _advance(char: str) -> int:
    known = WIDTHS.get(char)
    if known is not None:
        return known
    if category(char) in {"Mn", "Me", "Cf"}:
        return 0
    if ord(char) >= 0x1F000:
        return EMOJI if ord(char) < 0x20000 else WIDE
    return WIDE if east_asian_width(char) in "WF" else OTHER


@lru_cache(maxsize=8192)
def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Width in px of one line at a font size in px, with the slack."""
    return sum(map(_advance, text)) / 1000 * size * SLACK * (BOLD if bold else 1)


@lru_cache(maxsize=2048)
def is_rtl(text: str) -> bool:
    """Whether the first letter that has a direction runs from right to left."""
    kinds = (bidirectional(char) for char in text)
    return next((kind != "L" for kind in kinds if kind in {"L", "R", "AL"}), False)


def _clings(first: str, last: str) -> bool:
    """Whether no line may break between two characters that touch."""
    if first in _NO_START or last in _NO_END or first in _GLUE or last in _GLUE:
        return True
    if first in _CURRENCY:
        return not (last.isalpha() and _IS_CJK.match(last))
    if last in "%％":
        return first in _OPENING or not _IS_CJK.match(first)
    return _JOINER in {first, last} or bool(_MARKS.intersection((category(first), category(last))))


def _stays(token: str, pieces: list[str]) -> int:
    """How many of the pieces before a token it stays with: none, the last, or the last word and its space."""
    if not pieces or token[0] in _SPACES:
        return 0
    last = pieces[-1][-1]
    if last not in _SPACES:
        return int(token[0] in _CLOSING or _clings(token[0], last))
    spaced = len(pieces) > 1 and (token[0] in _CLOSING or pieces[-2][-1] in _OPENING)
    return 2 if spaced else 0


def _tokens(text: str) -> list[str]:
    """Pieces between which a line may break, a space being a piece of its own."""
    pieces: list[str] = []
    for found in _TOKEN.findall(text):
        for token in _HYPHEN.split(found):
            joined = _stays(token, pieces)
            if joined:
                pieces[-joined:] = ["".join((*pieces[-joined:], token))]
            else:
                pieces.append(token)
    return pieces


def clusters(text: str) -> Iterator[str]:
    """What a reader takes for one character: a letter with its accents, an emoji with its joiners."""
    current = ""
    for char in text:
        joins = (
            category(char) in {"Mn", "Me", "Mc", "Cf"}
            or current.endswith(_JOINER)
            or "\U0001f3fb" <= char <= "\U0001f3ff"
        )
        if current and not joins:
            yield current
            current = ""
        current += char
    if current:
        yield current


def _hard_split(piece: str, width: float, size: float, *, bold: bool) -> list[str]:
    """A word longer than the line, cut where it must be, never inside a character."""
    parts, current, taken = [], "", 0.0
    for cluster in clusters(piece):
        more = text_width(cluster, size, bold=bold)
        if current and taken + more > width:
            parts.append(current)
            current, taken = "", 0.0
        current, taken = current + cluster, taken + more
    return [*parts, current]


def _lines(text: str, width: float, size: float, *, bold: bool) -> Iterator[str]:
    current, taken = "", 0.0
    for token in _tokens(text):
        whole = text_width(token, size, bold=bold)
        fits = whole <= width or token[0] in _SPACES
        for piece in (token,) if fits else _hard_split(token, width, size, bold=bold):
            more = whole if fits else text_width(piece, size, bold=bold)
            if current.strip() and taken + more > width and piece[0] not in _SPACES:
                yield current.strip()
                current, taken = "", 0.0
            current, taken = current + piece, taken + more
    if current.strip():
        yield current.strip()


def _marked(line: str, width: float, size: float, *, bold: bool) -> str:
    """The line with the mark that more would follow, inside the width."""
    kept = list(clusters(line.rstrip("…. ")))
    while len(kept) > 1 and text_width(f"{''.join(kept)}…", size, bold=bold) > width:
        kept.pop()
    return f"{''.join(kept).rstrip()}…"


@lru_cache(maxsize=8192)
def wrap(text: str, width: float, size: float, *, bold: bool = False, lines: int = 8) -> tuple[str, ...]:
    """Lines no wider than ``width`` px. More than ``lines`` end with an ellipsis; nothing is clipped or shrunk."""
    result: list[str] = []
    for paragraph in text[: CAPACITY * lines].splitlines():
        for line in _lines(paragraph, width, size, bold=bold):
            if len(result) == lines:
                return (*result[:-1], _marked(result[-1], width, size, bold=bold))
            result.append(line)
    if len(text) > CAPACITY * lines and result:
        result[-1] = _marked(result[-1], width, size, bold=bold)
    return tuple(result)
