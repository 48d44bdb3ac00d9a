"""What the house does not do, found by its spelling."""

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.unit

ROOT = Path(__file__).resolve().parents[2]

IN_PYTHON = {
    r"get_(object|list)_or_404\(": "access.get(actor, Perm, selector, …) keeps foreign and unknown alike",
    r"\bcsrf_exempt\b": "every change carries the token",
    r"\bredirect\(request\.(GET|POST|META|headers)": "safe_next() refuses foreign addresses",
}
# File → pattern → why.
PYTHON_EXCEPTIONS: dict[str, set[str]] = {"apps/common/access.py": {r"\blogin_not_required\b"}}
ONLY_IN_ACCESS = r"\blogin_not_required\b"
HX_HEADERS = r"""["']HX-|request\.htmx\b"""

IN_TEMPLATES = {
    r"<[^>]*\sstyle\s*=": "the policy forbids inline styles",
    r"<style\b": "the policy forbids inline styles",
    r"<[^>]*\son[a-z]+\s*=\s*[\"']": "the policy forbids inline handlers",
    r"<script(?![^>]*\bsrc=)": "the policy forbids inline scripts",
    r"javascript:": "the policy forbids inline scripts",
    r"\bsse-connect\b|\bsse-swap\b|\bhx-ext\b|\bhx-on::|\bhx-ws\b|\bhx-sse\s*=": "syntax of htmx 2",
    r"\|\s*safe\b(?!seq)": "escape at the edge, render_markdown gives safe text by itself",
    r"https?://(?!www\.w3\.org/)": "nothing is fetched from elsewhere",
    r"(?i)<form(?![^>]*method\s*=)[^>]*>(?:(?!</form>)[\s\S])*csrf_token": "a form with a token is a POST",
}
TEMPLATE_EXCEPTIONS: dict[str, set[str]] = {
    "templates/ui/field.html": {r"\|\s*safe\b(?!seq)"},  # help texts are written by us or by Django
    "templates/mail/base.html": {r"<style\b"},  # a mail knows no policy, and can fetch no file
}


def files(top: str, *suffixes: str) -> list[Path]:
    return sorted(
        path
        for path in (ROOT / top).rglob("*")
        if path.suffix in suffixes and "migrations" not in path.parts and path.is_file()
    )


def offences(paths: list[Path], bans: dict[str, str], excepted: dict[str, set[str]]) -> list[str]:
    found = []
    for path in paths:
        name, text = path.relative_to(ROOT).as_posix(), path.read_text()
        for pattern, reason in bans.items():
            if pattern in excepted.get(name, ()):
                continue
            found += [
                f"{name}:{text.count(chr(10), 0, hit.start()) + 1}: {reason}"
                for hit in re.finditer(pattern, text)
            ]
    return found


def test_python() -> None:
    assert offences(files("apps", ".py"), IN_PYTHON, PYTHON_EXCEPTIONS) == []


def test_templates() -> None:
    assert offences(files("templates", ".html", ".jinja"), IN_TEMPLATES, TEMPLATE_EXCEPTIONS) == []


def test_only_access_opens_doors() -> None:
    bans = {ONLY_IN_ACCESS: 'use @public("reason")'}
    assert offences(files("apps", ".py"), bans, PYTHON_EXCEPTIONS) == []


def test_only_pages_knows_htmx() -> None:
    paths = [path for path in files("apps", ".py") if path.name != "pages.py" or path.parent.name != "common"]
    assert offences(paths, {HX_HEADERS: "render_page, go and notice speak htmx"}, {}) == []
