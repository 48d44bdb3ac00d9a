"""The contrast table of the design, recomputed from the tokens of the pages (WCAG 2.2, 1.4.3 and 1.4.11)."""

import re
from functools import cache
from pathlib import Path

import pytest

pytestmark = pytest.mark.unit

TOKENS = Path(__file__).resolve().parents[2] / "static/css/tokens.css"
PAIR = re.compile(r"--([\w-]+):\s*(?:light-dark\(\s*(#\w{6})\s*,\s*(#\w{6})\s*\)|(#\w{6}))\s*;")
GROUNDS = ("surface", "paper", "sunken", "sel")

# Token → (light, dark) on surface, paper, sunken, sel and its own soft shade.
TABLE: dict[str, list[tuple[float, float]]] = {
    "ink": [(17.0, 15.1), (15.4, 16.5), (14.4, 13.6), (15.1, 13.0)],
    "ink-2": [(9.0, 9.9), (8.2, 10.7), (7.6, 8.9), (8.0, 8.4)],
    "ink-3": [(6.1, 6.5), (5.5, 7.1), (5.2, 5.9), (5.4, 5.6)],
    "accent": [(7.6, 8.5), (6.9, 9.2), (6.4, 7.6), (6.8, 7.3), (6.4, 6.5)],
    "mood-n2": [(6.7, 8.7), (6.1, 9.5), (5.7, 7.8), (6.0, 7.4), (5.6, 7.1)],
    "mood-n1": [(5.9, 9.7), (5.3, 10.6), (5.0, 8.7), (5.2, 8.3), (5.1, 7.6)],
    "mood-0": [(6.7, 8.9), (6.1, 9.7), (5.7, 8.0), (6.0, 7.6), (5.7, 7.1)],
    "mood-p1": [(6.0, 10.2), (5.4, 11.1), (5.1, 9.1), (5.3, 8.7), (5.1, 7.8)],
    "mood-p2": [(7.2, 10.2), (6.6, 11.1), (6.1, 9.1), (6.4, 8.7), (6.1, 7.8)],
    "line-strong": [(4.2, 4.6), (3.8, 5.0), (3.5, 4.1)],
}
TEXT, GRAPHIC = 4.5, 3.0


@cache
def tokens() -> dict[str, tuple[str, str]]:
    return {
        name: (light or both, dark or both) for name, light, dark, both in PAIR.findall(TOKENS.read_text())
    }


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ratio(front: str, back: str, scheme: int) -> float:
    one, other = (luminance(tokens()[name][scheme]) for name in (front, back))
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


CELLS = [
    (front, back, scheme, listed[scheme])
    for front, row in TABLE.items()
    for back, listed in zip((*GROUNDS, f"{front}-soft"), row, strict=False)
    for scheme in (0, 1)
]


@pytest.mark.parametrize(("front", "back", "scheme", "listed"), CELLS)
def test_ratio_is_as_listed_and_enough(front: str, back: str, scheme: int, listed: float) -> None:
    found = ratio(front, back, scheme)
    assert found == pytest.approx(listed, abs=0.06)
    assert found >= (GRAPHIC if front == "line-strong" else TEXT)


@pytest.mark.parametrize(
    ("front", "back", "light", "dark"),
    [("on-accent", "accent", 7.6, 8.6), ("on-spark", "spark", 9.6, 9.6)],
)
def test_words_on_colour(front: str, back: str, light: float, dark: float) -> None:
    assert (ratio(front, back, 0), ratio(front, back, 1)) == pytest.approx((light, dark), abs=0.06)


@pytest.mark.parametrize("note", [f"note-{n}" for n in range(1, 7)])
def test_ink_on_notes(note: str) -> None:
    assert ratio("ink", note, 0) >= 13.35
    assert ratio("ink", note, 1) >= 8.95
    assert ratio("ink-2", note, 0) >= 7.05
    assert ratio("ink-2", note, 1) >= 5.85
