"""The floors of the house, as import-linter's contracts in pyproject.toml."""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.unit

ROOT = Path(__file__).resolve().parents[2]


def test_imports_run_downwards() -> None:
    """In a process of its own: import-linter replaces the logging of the one it runs in."""
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_package_files_are_empty() -> None:
    written = [
        path.relative_to(ROOT).as_posix()
        for path in [ROOT / "apps/__init__.py", *(ROOT / "apps").glob("*/__init__.py")]
        if path.read_text().strip()
    ]
    assert written == []
