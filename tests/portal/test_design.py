"""What the design promises and a machine can measure: contrast, icons, weight, no inline script or style."""

import gzip
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.unit

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "static"
TEMPLATES = sorted((ROOT / "templates").rglob("*.*"))
COLOUR = re.compile(r"--([\w-]+):\s*(?:light-dark\((#\w{6}),\s*(#\w{6})\)|(#\w{6}))")

GROUNDS = ("surface", "paper", "sunken", "sel")
TEXT = ("ink", "ink-2", "ink-3", "accent", "mood-n2", "mood-n1", "mood-0", "mood-p1", "mood-p2")


def tokens() -> dict[str, tuple[str, str]]:
    found = COLOUR.findall((STATIC / "css/tokens.css").read_text("utf-8"))
    return {name: (light or one, dark or one) for name, light, dark, one in found}


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def pairs() -> list[tuple[str, str, float]]:
    listed = [(text, ground, 4.5) for text in TEXT for ground in GROUNDS]
    listed += [(f"mood-{mood}", f"mood-{mood}-soft", 4.5) for mood in ("n2", "n1", "0", "p1", "p2")]
    listed += [("line-strong", ground, 3.0) for ground in ("surface", "paper", "sunken")]
    listed += [
        ("on-accent", "accent", 4.5),
        ("on-spark", "spark", 4.5),
        ("accent-strong", "accent-soft", 4.5),
    ]
    return listed + [(ink, f"note-{n}", 4.5) for ink in ("ink", "ink-2") for n in range(1, 7)]


@pytest.mark.parametrize(("front", "back", "least"), pairs())
def test_contrast_of_light_and_dark(front: str, back: str, least: float) -> None:
    colours = tokens()
    for scheme in (0, 1):
        assert contrast(colours[front][scheme], colours[back][scheme]) >= least


def test_every_icon_that_templates_name_is_in_the_sprite() -> None:
    sprite = set(re.findall(r'id="i-([\w-]+)"', (STATIC / "icons.svg").read_text("utf-8")))
    named = set()
    for template in TEMPLATES:
        named |= set(re.findall(r"""icon\(?\s*["']([\w-]+)["']""", template.read_text("utf-8")))
    assert named
    assert named <= sprite


INLINE = re.compile(
    r"\sstyle=|\son[a-z]+=|<style|<script(?![^>]*\ssrc=)|hx-on:|hx-ext=|sse-connect|javascript:"
)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_nothing_inline_and_no_old_htmx(template: Path) -> None:
    # A mail has no policy, and its reader fetches no style sheet.
    allowed = ["<style"] if template.parent.name == "mail" and template.name == "base.html" else []
    assert INLINE.findall(template.read_text("utf-8")) == allowed


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_template_is_at_most_200_lines(template: Path) -> None:
    assert len(template.read_text("utf-8").splitlines()) <= 200


def test_own_script_weighs_less_than_10_kb() -> None:
    own = b"".join(path.read_bytes() for path in sorted((STATIC / "js").glob("*.js")))
    assert len(gzip.compress(own)) < 10_000


def test_first_visit_weighs_less_than_120_kb_without_fonts() -> None:
    files = [*(STATIC / "css").glob("*.css"), *(STATIC / "js").glob("*.js"), STATIC / "vendor/htmx.js"]
    files.append(STATIC / "icons.svg")
    assert sum(len(gzip.compress(path.read_bytes())) for path in files) < 100_000


def test_vendored_files_match_the_lock() -> None:
    done = subprocess.run([sys.executable, str(ROOT / "scripts/vendor.py"), "--check"], check=False)
    assert done.returncode == 0
