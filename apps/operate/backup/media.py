"""Files that people have uploaded, wherever they are kept: in a folder or in a bucket."""

import tarfile
from collections.abc import Iterator
from pathlib import Path

from django.core.files import File
from django.core.files.storage import default_storage

from apps.operate.backup.archive import MEDIA, Manifest, Writer, reading
from apps.operate.backup.errors import BackupError


def names(folder: str = "") -> Iterator[str]:
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in sorted(files):
        yield f"{folder}{name}"
    for name in sorted(folders):
        yield from names(f"{folder}{name}/")


def pack(writer: Writer) -> None:
    for name in names():
        try:
            file = default_storage.open(name)
        except FileNotFoundError:  # its owner has deleted it meanwhile
            continue
        with file:
            writer.add(f"{MEDIA}{name}", file, file.size)


def unpack(source: Path, manifest: Manifest) -> None:
    """Afterwards the storage holds exactly the files of the archive."""
    wanted = {name.removeprefix(MEDIA) for name in manifest.media}
    for name in list(names()):
        if name not in wanted:
            default_storage.delete(name)
    with reading(source) as tar:
        for member in tar:
            if member.name.startswith(MEDIA):
                _put(tar, member)


def _put(tar: tarfile.TarFile, member: tarfile.TarInfo) -> None:
    name = member.name.removeprefix(MEDIA)
    if default_storage.exists(name):
        default_storage.delete(name)
    stored = default_storage.save(name, File(tar.extractfile(member)))
    if stored != name:
        raise BackupError(
            f"The file {name!r} was stored as {stored!r}: somebody else writes at the same time."
        )
