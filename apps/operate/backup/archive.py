"""The archive: one tar with the copy of the database, the media files and, as its last part, the manifest.

A file that was cut off has no manifest; a file that was changed does not fit its manifest.
"""

import hashlib
import io
import json
import os
import tarfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any, cast

from apps.operate.backup.errors import BackupError

FORMAT = 1
PRODUCT = "cjm-academy"
MANIFEST = "manifest.json"
MEDIA = "media/"
BLOCK = 1024 * 1024
MANIFEST_LIMIT = 256 * BLOCK


@dataclass(frozen=True, slots=True)
class Part:
    size: int
    sha256: str


@dataclass(slots=True)
class Manifest:
    version: str
    made_at: str
    engine: str
    """"sqlite" or "postgresql"."""
    migrations: list[str]
    rows: dict[str, int]
    """table → number of rows"""
    parts: dict[str, Part] = field(default_factory=dict)
    """name in the archive → size in bytes and SHA-256"""
    product: str = PRODUCT
    format: int = FORMAT

    @property
    def database(self) -> str:
        return f"database.{self.engine}"

    @property
    def media(self) -> list[str]:
        return [name for name in self.parts if name.startswith(MEDIA)]


class Hashing:
    """A file that is hashed while it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.digest = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block = self.file.read(size)
        self.digest.update(block)
        return block


class Writer:
    def __init__(self, tar: tarfile.TarFile) -> None:
        self.tar = tar
        self.parts: dict[str, Part] = {}

    def add(self, name: str, file: IO[bytes], size: int) -> None:
        source = Hashing(file)
        self.tar.addfile(_member(name, size), source)
        self.parts[name] = Part(size, source.digest.hexdigest())

    def close_with(self, manifest: Manifest) -> None:
        manifest.parts = self.parts
        text = json.dumps(asdict(manifest), indent=1, ensure_ascii=False).encode()
        self.tar.addfile(_member(MANIFEST, len(text)), io.BytesIO(text))


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode, member.mtime = size, 0o600, int(time.time())
    return member


@contextmanager
def writing(target: Path) -> Iterator[Writer]:
    """The file appears under its name only when it is complete; only its owner can read it."""
    partial = target.with_name(f".{target.name}.part")
    try:
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
                yield Writer(tar)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(target)
    except OSError as error:
        raise BackupError(f"{target} cannot be written: {error}.") from error
    finally:
        partial.unlink(missing_ok=True)


@contextmanager
def reading(source: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(source, mode="r:") as tar:
            yield tar
    except OSError as error:
        raise BackupError(f"{source} cannot be read: {error}.") from error
    except tarfile.TarError as error:
        raise BackupError(f"{source} is no complete backup: {error}.") from error


def check(source: Path, folder: Path) -> Manifest:
    """Reads the whole archive and compares it with its manifest; leaves the database's copy in ``folder``."""
    found: dict[str, Part] = {}
    text: bytes | None = None
    with reading(source) as tar:
        for member in tar:
            if text is not None or not _is_expected(member):
                raise BackupError(f"{source} holds something that no backup holds: {member.name!r}.")
            if member.name in found:
                raise BackupError(f"{source} holds {member.name!r} twice.")
            stream = cast("IO[bytes]", tar.extractfile(member))
            if member.name == MANIFEST:
                text = stream.read(MANIFEST_LIMIT)
                continue
            target = Path(os.devnull) if member.name.startswith(MEDIA) else folder / member.name
            found[member.name] = _copy(stream, target)
    if text is None:
        raise BackupError(f"{source} is no complete backup: it has no manifest at its end.")
    manifest = _read(source, text)
    wrong = [
        name for name in found.keys() | manifest.parts.keys() if found.get(name) != manifest.parts.get(name)
    ]
    if wrong or manifest.database not in found:
        name = min(wrong, default=manifest.database)
        raise BackupError(f"{source} has been changed or damaged: {name!r} does not fit the manifest.")
    return manifest


def _is_expected(member: tarfile.TarInfo) -> bool:
    path = PurePosixPath(member.name)
    if not member.isfile() or path.is_absolute() or ".." in path.parts or "\x00" in member.name:
        return False
    return str(path) == member.name and (len(path.parts) == 1 or member.name.startswith(MEDIA))


def _copy(stream: IO[bytes], target: Path) -> Part:
    source, size = Hashing(stream), 0
    with target.open("wb") as file:
        while block := source.read(BLOCK):
            file.write(block)
            size += len(block)
    return Part(size, source.digest.hexdigest())


def _read(source: Path, text: bytes) -> Manifest:
    try:
        values: dict[str, Any] = json.loads(text)
        if (values["product"], values["format"]) != (PRODUCT, FORMAT):
            raise BackupError(f"{source} is no backup that this version can read.")
        parts = {name: Part(**part) for name, part in values.pop("parts").items()}
        return Manifest(**values, parts=parts)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BackupError(f"{source} has been changed or damaged: its manifest cannot be read.") from None
