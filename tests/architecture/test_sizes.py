"""Small pieces: file ≤ 400 lines, function ≤ 40, view ≤ 25, template ≤ 200."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.unit

ROOT = Path(__file__).resolve().parents[2]
FILE, FUNCTION, VIEW, TEMPLATE = 400, 40, 25, 200

# "path" or "path:function" → why it may be longer.
EXCEPTIONS: dict[str, str] = {}


def sources() -> list[Path]:
    found = [path for top in ("apps", "cjm_academy", "scripts") for path in (ROOT / top).rglob("*.py")]
    return sorted(path for path in found if "migrations" not in path.parts)


def functions(tree: ast.AST, space: str = "") -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{space}{node.name}", node
            yield from functions(node, f"{space}{node.name}.")
        elif isinstance(node, ast.ClassDef):
            yield from functions(node, f"{space}{node.name}.")
        else:
            yield from functions(node, space)


def is_view(path: Path, node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    in_views = path.stem.endswith("views") or "views" in path.parts
    return in_views and bool(node.args.args) and node.args.args[0].arg == "request"


def too_long() -> dict[str, int]:
    found = {}
    for path in sources():
        name, text = path.relative_to(ROOT).as_posix(), path.read_text()
        lines = text.count("\n")
        if lines > FILE:
            found[name] = lines
        for label, node in functions(ast.parse(text)):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > (VIEW if is_view(path, node) else FUNCTION):
                found[f"{name}:{label}"] = length
    for path in sorted((ROOT / "templates").rglob("*.*")):
        lines = path.read_text().count("\n")
        if lines > TEMPLATE:
            found[path.relative_to(ROOT).as_posix()] = lines
    return found


def test_pieces_are_small() -> None:
    found = too_long()
    assert {name: size for name, size in found.items() if name not in EXCEPTIONS} == {}


def test_exceptions_are_still_needed() -> None:
    assert set(EXCEPTIONS) <= set(too_long())
