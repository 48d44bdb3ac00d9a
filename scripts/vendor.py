#!/usr/bin/env python3
"""Third-party files under static/: refresh them from npm, or check them against the lock without a network.

scripts/vendor.py --check     every file is listed and unchanged
scripts/vendor.py             fetch the lock's packages with `npm pack`, write the files anew
"""

import argparse
import base64
import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

STATIC = Path(__file__).resolve().parents[1] / "static"
LOCK = STATIC / "vendor" / "vendor.lock.json"
FOLDERS = ("vendor", "fonts")
SOURCE_MAP = re.compile(rb"\s*//# sourceMappingURL=\S*\s*$")


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="compare with the lock, touch nothing")
    arguments = parser.parse_args()
    lock = json.loads(LOCK.read_text("utf-8"))
    if arguments.check:
        problems = check(lock)
        for problem in problems:
            print(problem, file=sys.stderr)
        print(f"vendored files: {'differ from' if problems else 'match'} the lock")
        return 1 if problems else 0
    for package in lock["packages"]:
        refresh(package)
    LOCK.write_text(json.dumps(lock, indent=2, ensure_ascii=False) + "\n", "utf-8")
    return 0


def check(lock: dict[str, Any]) -> list[str]:
    listed = {file["path"]: file["sha256"] for package in lock["packages"] for file in package["files"]}
    found = {
        path.relative_to(STATIC).as_posix(): path
        for folder in FOLDERS
        for path in (STATIC / folder).rglob("*")
        if path.is_file() and path != LOCK
    }
    problems = [f"{name}: in the lock, not on disk" for name in listed.keys() - found.keys()]
    problems += [f"{name}: on disk, not in the lock" for name in found.keys() - listed.keys()]
    for name in listed.keys() & found.keys():
        if hashlib.sha256(found[name].read_bytes()).hexdigest() != listed[name]:
            problems.append(f"{name}: changed since it was fetched")
    return sorted(problems)


def refresh(package: dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        wanted = f"{package['package']}@{package['version']}"
        done = subprocess.run(
            ["npm", "pack", wanted, "--silent", "--pack-destination", folder],
            check=True,
            capture_output=True,
            text=True,
        )
        archive = Path(folder) / done.stdout.strip().splitlines()[-1]
        integrity = "sha512-" + base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
        if package.get("integrity", integrity) != integrity:
            sys.exit(f"{wanted}: the registry's file is not the one in the lock")
        package["integrity"] = integrity
        with tarfile.open(archive) as tar:
            tar.extractall(folder, filter="data")
        for file in package["files"]:
            content = b"\n".join(part(Path(folder) / "package" / name) for name in file["from"])
            target = STATIC / file["path"]
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
            file["sha256"] = hashlib.sha256(content).hexdigest()
            print(f"{wanted} -> {file['path']} ({len(content):,} bytes)")


def part(path: Path) -> bytes:
    """Scripts are joined without their source maps, which are not shipped."""
    content = path.read_bytes()
    return SOURCE_MAP.sub(b"", content) + b"\n" if path.suffix == ".js" else content


if __name__ == "__main__":
    sys.exit(main())
