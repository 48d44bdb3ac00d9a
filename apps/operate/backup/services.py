"""Back up and restore: the database and the media files as one thing."""

import tempfile
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from apps.operate.backup import media
from apps.operate.backup.archive import PRODUCT, Manifest, check, writing
from apps.operate.backup.databases import count_rows, database, tables
from apps.operate.backup.errors import BackupError


@dataclass(frozen=True, slots=True)
class Report:
    path: Path
    manifest: Manifest

    @property
    def content(self) -> str:
        held = self.manifest
        return f"tables: {len(held.rows)}, rows: {sum(held.rows.values())}, files: {len(held.media)}"


def make_backup(target: Path) -> Report:
    """``target``: a folder, which gets a file named by the time (UTC), or the name of a new file."""
    now = datetime.now(UTC)
    if target.is_dir():
        target /= f"{PRODUCT}-{now:%Y%m%d-%H%M%S}.tar"
    if target.exists():
        raise BackupError(f"{target} is there already.")
    with (
        writing(target) as writer,
        tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder,
    ):
        manifest = Manifest(_version(), now.isoformat(timespec="seconds"), connection.vendor, [], {})
        copy = Path(folder, manifest.database)
        # Tables first: what was uploaded later is a file too many, the other way round one would be missing.
        manifest.rows = database().dump(copy)
        manifest.migrations = _applied()
        with copy.open("rb") as file:
            writer.add(manifest.database, file, copy.stat().st_size)
        media.pack(writer)
        writer.close_with(manifest)
    return Report(target, manifest)


def remove_older(folder: Path, keep: int) -> list[Path]:
    """All but the newest ``keep`` of the backups that were named by their time."""
    old = sorted(folder.glob(f"{PRODUCT}-????????-??????.tar"))[:-keep]
    for path in old:
        path.unlink()
    return old


def restore_backup(source: Path, *, replace: bool) -> Report:
    with tempfile.TemporaryDirectory(prefix="cjm-restore-") as folder:
        manifest = check(source, Path(folder))
        _must_fit(manifest)
        if not replace:
            _must_be_empty()
        database().load(Path(folder, manifest.database))
    if count_rows() != manifest.rows:
        raise BackupError(
            "The restored tables do not have the rows of the manifest. Restore again with --replace."
        )
    media.unpack(source, manifest)
    if len(list(media.names())) != len(manifest.media):
        raise BackupError("The restored files are not those of the manifest. Restore again with --replace.")
    cache.clear()
    return Report(source, manifest)


def is_behind(manifest: Manifest) -> bool:
    """Whether the program has become newer than the restored tables."""
    return bool(_known() - set(manifest.migrations))


def _must_fit(manifest: Manifest) -> None:
    if manifest.engine != connection.vendor:
        raise BackupError(f"This is a backup of {manifest.engine}; the database here is {connection.vendor}.")
    unknown = sorted(set(manifest.migrations) - _known())
    if unknown:
        raise BackupError(
            f"This backup was made by a newer version ({manifest.version}, {unknown[0]}). Install that version first."
        )


def _must_be_empty() -> None:
    held, files = len(tables()), sum(1 for _ in media.names())
    if held or files:
        raise BackupError(
            f"There are {held} tables and {files} files already. Restore into an empty database and an empty media "
            "folder, or add --replace to lose what they hold."
        )


def _applied() -> list[str]:
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def _known() -> set[str]:
    loader = MigrationLoader(None)
    replaced = {name for migration in loader.disk_migrations.values() for name in migration.replaces}
    return {f"{app}.{name}" for app, name in {*loader.disk_migrations, *replaced}}


def _version() -> str:
    with (settings.BASE_DIR / "pyproject.toml").open("rb") as file:
        version: str = tomllib.load(file)["project"]["version"]
    return version
