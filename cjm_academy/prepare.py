"""From an installed environment to a usable program: messages, tables, reference and demo content."""

import hashlib
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from cjm_academy.bootstrap import ROOT, say

STAMPS = ROOT / "var" / "stamps.json"
CONTENT_COMMANDS = ("load_reference", "load_demo")


def fingerprint(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(f"{path.relative_to(ROOT).as_posix()}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _stamps() -> dict[str, str]:
    try:
        stamps: dict[str, str] = json.loads(STAMPS.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamps


def _stamp(**changes: str) -> None:
    STAMPS.parent.mkdir(parents=True, exist_ok=True)
    partial = STAMPS.with_suffix(f".{os.getpid()}")
    partial.write_text(json.dumps(_stamps() | changes, indent=1), encoding="utf-8")
    partial.replace(STAMPS)


def compile_messages() -> None:
    """With Babel, because a fresh machine has no msgfmt."""
    sources = sorted((ROOT / "locale").glob("*/LC_MESSAGES/*.po"))
    mark = fingerprint(sources)
    if _stamps().get("messages") == mark and all(source.with_suffix(".mo").exists() for source in sources):
        return
    for source in sources:
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parts[-3], abort_invalid=True)
        partial = source.with_suffix(f".mo.{os.getpid()}")
        with partial.open("wb") as file:
            write_mo(file, catalogue)
        partial.replace(source.with_suffix(".mo"))
    _stamp(messages=mark)


def migrate() -> bool:
    """Whether the tables changed."""
    from django.core.management import call_command  # noqa: PLC0415 - Django must be set up first
    from django.db import connection  # noqa: PLC0415
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return False
    say("Making the tables")
    call_command("migrate", verbosity=0, interactive=False)
    return True


def load_content(*, tables_changed: bool) -> None:
    """Runs the loading commands when the texts or the tables have changed; the commands are idempotent."""
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command, get_commands  # noqa: PLC0415

    files = [path for path in (ROOT / "fixtures").rglob("*") if path.is_file()]
    files += (ROOT / "apps").glob("*/management/commands/load_*.py")
    mark = fingerprint(files)
    loaded = f"content of {settings.DATABASES['default']['NAME']}"
    if not tables_changed and _stamps().get(loaded) == mark:
        return
    for command in CONTENT_COMMANDS:
        if command in get_commands():
            say(f"Loading: {command.removeprefix('load_')}")
            call_command(command)
    _stamp(**{loaded: mark})


def demo_sign_ins() -> list[str]:
    """The lines that tell who may sign in; empty where no demo data is shipped."""
    try:
        people: dict[str, dict[str, Any]] = json.loads(
            (ROOT / "fixtures" / "demo" / "signins.json").read_text(encoding="utf-8")
        )
    except FileNotFoundError:
        return []
    return [f"{role:<10} {who['email']}   {who['password']}" for role, who in people.items()]
