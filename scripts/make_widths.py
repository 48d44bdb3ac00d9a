"""Write apps/journeys/domain/advance_widths.py from the fonts of the development requirements.

Regular face, for Latin, Greek, Cyrillic and common signs; bold text is taken as a fixed factor wider.
"""

from __future__ import annotations

from pathlib import Path

import fontpkg_noto_sans
from fontTools.ttLib import TTFont

RANGES = (
    (0x20, 0x24F),
    (0x370, 0x52F),
    (0x1E00, 0x1EFF),
    (0x2010, 0x205E),
    (0x20A0, 0x20BF),
    (0x2190, 0x2199),
    (0x2200, 0x2265),
)
TARGET = Path(__file__).resolve().parents[1] / "apps/journeys/domain/advance_widths.py"


def font_path() -> Path:
    """The regular face of the font package."""
    folder = Path(fontpkg_noto_sans.__file__).parent
    return next(path for path in folder.rglob("NotoSans*.ttf") if "Italic" not in path.name)


def main() -> None:
    font = TTFont(font_path())
    names, metrics, em = font.getBestCmap(), font["hmtx"], font["head"].unitsPerEm
    lines = [
        '"""Advance widths of Noto Sans in thousandths of an em; written by scripts/make_widths.py."""',
        "",
        "# fmt: off",
        "RUNS: tuple[tuple[int, str], ...] = (",
    ]
    for first, last in RANGES:
        widths = [
            round(metrics[names[code]][0] * 1000 / em) if code in names else 600
            for code in range(first, last + 1)
        ]
        lines += [
            f'    (0x{first + start:x}, "{" ".join(map(str, widths[start : start + 20]))}"),'
            for start in range(0, len(widths), 20)
        ]
    lines += [
        ")",
        "# fmt: on",
        "WIDTHS: dict[str, int] = {",
        "    chr(first + index): int(width) for first, run in RUNS for index, width in enumerate(run.split())",
        "}",
        "",
    ]
    TARGET.write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
