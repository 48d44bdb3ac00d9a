"""Colours of pictures; the values are those of the product's design tokens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Theme:
    """``moods``: line and soft ground by score; ``marks``: ground and ink."""

    surface: str
    sunken: str
    line: str
    ink: str
    muted: str
    curve: str
    moods: Mapping[int, Pair]
    marks: Mapping[str, Pair]


LIGHT = Theme(
    surface="#FFFFFF",
    sunken="#EFECE4",
    line="#DDD8CB",
    ink="#1D1B26",
    muted="#4A4756",
    curve="#4A4756",
    moods={
        -2: ("#A8321B", "#FCE7E1"),
        -1: ("#935600", "#FBEDD5"),
        0: ("#5D5A66", "#EDEBE6"),
        1: ("#28704D", "#DFF2E8"),
        2: ("#00606F", "#D8F0F4"),
    },
    marks={"wow": ("#F4B942", "#1D1B26"), "pain": ("#A8321B", "#FFFFFF"), "weak": ("#FFFFFF", "#935600")},
)
DARK = Theme(
    surface="#1B1A22",
    sunken="#24232D",
    line="#363441",
    ink="#F2F0EB",
    muted="#C6C2CE",
    curve="#C6C2CE",
    moods={
        -2: ("#FF9F8A", "#43221B"),
        -1: ("#F0B95F", "#3C2C12"),
        0: ("#BCB8C4", "#2E2C36"),
        1: ("#82D8AB", "#17352A"),
        2: ("#70D5E8", "#12343B"),
    },
    marks={"wow": ("#F4B942", "#1D1B26"), "pain": ("#FF9F8A", "#1B1A22"), "weak": ("#1B1A22", "#F0B95F")},
)
PRINT = replace(LIGHT, sunken="#FFFFFF", line="#827C6D")
CONTRAST = replace(LIGHT, sunken="#FFFFFF", line="#1D1B26", muted="#1D1B26", curve="#1D1B26")
THEMES: Mapping[str, Theme] = {"light": LIGHT, "dark": DARK, "print": PRINT, "contrast": CONTRAST}
