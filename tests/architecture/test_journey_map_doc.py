"""docs/journey-map.md tells where everything that a map can be stands, and which test shows it: none is forgotten."""

from __future__ import annotations

import ast
import re
from functools import cache

import pytest
from django.urls import get_resolver

from apps.journeys.domain import analysis
from apps.journeys.domain.coach import RULES
from apps.journeys.domain.document import Kind, Part
from tests.architecture.messages import ROOT

pytestmark = pytest.mark.unit

OUT = {"SVG", "PNG", "PDF", "PPTX", "XLSX", "CSV", "JSON", "Mermaid", "Markdown"}
IN = {"JSON", "XLSX", "CSV", "Mermaid"}
TABLES = (
    "Objects", "Kinds", "Coach rules", "Formats out", "Formats in", "Pages", "Analysis", "Editing", "Several maps",
    "Living map", "Sharing",
)  # fmt: skip
type Row = tuple[str, str, str]


def chapters() -> dict[str, list[Row]]:
    """Heading → rows of its table: what, where, test."""
    found: dict[str, list[Row]] = {}
    rows: list[Row] = []
    for line in (ROOT / "docs/journey-map.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            rows = found.setdefault(line[3:].strip(), [])
        elif line.startswith("| ") and not line.startswith("| what | where | test |"):
            what, where, test = (cell.strip() for cell in line.strip("|").split("|"))
            rows.append((what, where, test))
    return found


def named(chapter: str) -> set[str]:
    """What stands in the first column in backticks, one or several to a row."""
    return {name for what, _where, _test in chapters()[chapter] for name in re.findall(r"`([^`]+)`", what)}


def parts(part: type[Part]) -> set[str]:
    return {name for child in part.__subclasses__() for name in {child.__name__} | parts(child)}


@pytest.mark.parametrize(
    ("chapter", "expected"),
    [
        ("Objects", parts(Part) - {"Node"}),
        ("Kinds", set(Kind)),
        ("Coach rules", set(RULES)),
        ("Formats out", OUT),
        ("Formats in", IN),
    ],
    ids=["objects", "kinds", "rules", "out", "in"],
)
def test_everything_has_a_row(chapter: str, expected: set[str]) -> None:
    assert named(chapter) == {str(name) for name in expected}


def routes(namespace: str) -> set[str]:
    _prefix, resolver = get_resolver().namespace_dict[namespace]
    return {name for name in resolver.reverse_dict if isinstance(name, str)}


def test_every_page_has_a_row() -> None:
    assert named("Pages") == routes("journeys") | {f"exercises:{name}" for name in routes("exercises")}


@cache
def functions_of(path: str) -> set[str]:
    """Of the module itself, no methods."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_every_figure_has_a_row() -> None:
    path = str(analysis.__file__).removeprefix(f"{ROOT}/")
    assert {name for name in functions_of(path) if not name.startswith("_")} - named("Analysis") == set()


@pytest.mark.parametrize("chapter", TABLES)
def test_every_row_names_a_test_that_is_there(chapter: str) -> None:
    rows = chapters()[chapter]
    missing = []
    for what, _where, tests in rows:
        found = re.findall(r"`(tests/[^`:]+)::(test_\w+)`", tests)
        if not found or any(
            not (ROOT / path).is_file() or name not in functions_of(path) for path, name in found
        ):
            missing.append((what, tests))
    assert missing == []
    assert rows != []
