"""Back up, lose everything, restore: every row and every file is there again. Broken files change nothing."""

import io
import json
import shutil
import sqlite3
import tarfile
import threading
from contextlib import closing
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from apps.accounts.models import User
from apps.common.access import Role
from apps.journeys.models import JourneyMap
from apps.operate.backup import databases
from apps.operate.backup.databases import count_rows, tables
from apps.operate.backup.media import names
from tests.factories.journeys import make_map
from tests.factories.organisations import OrganisationFactory, actor_for, person
from tests.journeys.domain.documents import HOTEL

pytestmark = [pytest.mark.service, pytest.mark.django_db(transaction=True)]

FILES = {
    "portraits/a.png": b"\x89PNG\x00\xff",
    "exports/2026/Karte 文 Карта.pdf": b"%PDF" * 50_000,
    "empty": b"",
}


@pytest.fixture(autouse=True)
def media_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def filled() -> None:
    organisation = OrganisationFactory()
    for name in ("Mei", "Иван", "林"):
        user = person(organisation, Role.LEARNER, name=name)
        make_map(actor_for(user), document=HOTEL)
    for name, content in FILES.items():
        default_storage.save(name, ContentFile(content))


@pytest.fixture
def saved(filled, tmp_path) -> Path:
    call_command("backup", tmp_path / "one.tar", verbosity=0)
    return tmp_path / "one.tar"


def everything() -> dict[str, list[tuple]]:
    found = {}
    with connection.cursor() as cursor:
        for table in tables():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found[table] = sorted(cursor.fetchall(), key=repr)
    return found


def files() -> dict[str, bytes]:
    found = {}
    for name in names():
        with default_storage.open(name) as file:
            found[name] = file.read()
    return found


def spoil() -> None:
    """What a restore has to get rid of: other rows, other tables, other files."""
    JourneyMap.unscoped.update(title="overwritten")
    User.objects.create(email="late@example.org")
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS left_over")
        cursor.execute("CREATE TABLE left_over (id integer)")
    default_storage.delete("portraits/a.png")
    default_storage.save("late/file.txt", ContentFile(b"late"))
    default_storage.delete("empty")
    default_storage.save("empty", ContentFile(b"not any more"))


def rewrite(path: Path, change) -> None:
    """The same archive with other members: ``change`` gets and returns [(name, content)]."""
    with tarfile.open(path) as tar:
        members = [(member.name, tar.extractfile(member).read()) for member in tar]
    with tarfile.open(path, "w") as tar:
        for name, content in change(members):
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))


def with_manifest(**changes):
    def change(members):
        *parts, (name, text) = members
        return [*parts, (name, json.dumps(json.loads(text) | changes).encode())]

    return change


def test_drill(saved, capsys):
    before, stored = everything(), files()
    assert len(before["journeys_journeymap"]) == 3
    assert stored == FILES
    spoil()
    call_command("restore", saved, replace=True)
    assert everything() == before
    assert files() == FILES
    told = capsys.readouterr().out
    assert f"tables: {len(before)}, rows: {sum(map(len, before.values()))}, files: 3" in told
    assert "upgrade" not in told
    # The next row gets a number of its own.
    assert User.objects.create(email="next@example.org").pk > max(row[0] for row in before["accounts_user"])


def test_into_an_empty_database(saved, settings, tmp_path):
    before = everything()
    shutil.rmtree(settings.MEDIA_ROOT)
    empty()
    call_command("restore", saved, verbosity=0)
    assert everything() == before
    assert files() == FILES


def test_files_that_lie_in_no_folder(settings, tmp_path):
    """A bucket has no paths of its own: only what every storage can do is used."""
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    }
    for name, content in FILES.items():
        default_storage.save(name, ContentFile(content))
    call_command("backup", tmp_path / "one.tar", verbosity=0)
    for name in FILES:
        default_storage.delete(name)
    default_storage.save("late", ContentFile(b"late"))
    call_command("restore", tmp_path / "one.tar", replace=True, verbosity=0)
    assert files() == FILES


def empty() -> None:
    """As a database that has just been created."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
            return
    connection.close()
    with closing(sqlite3.connect(":memory:")) as nothing:
        connection.ensure_connection()
        nothing.backup(connection.connection)


def test_a_database_that_holds_something_is_left_alone(saved):
    spoil()
    before, stored = everything(), files()
    with pytest.raises(CommandError, match=rf"There are {len(before)} tables and 3 files already.*--replace"):
        call_command("restore", saved)
    assert (everything(), files()) == (before, stored)


def test_what_people_do_meanwhile_is_not_in_it(filled, tmp_path, monkeypatch):
    """The copy is of the moment of its count. SQLite needs no test: its rows are counted in the copy itself."""
    if connection.vendor != "postgresql":
        pytest.skip("the snapshot of a PostgreSQL server")
    counted = databases.count_rows

    def count_then_write():
        rows = counted()
        thread = threading.Thread(target=sign_up)
        thread.start()
        thread.join()
        return rows

    monkeypatch.setattr(databases, "count_rows", count_then_write)
    call_command("backup", tmp_path / "one.tar", verbosity=0)
    assert User.objects.filter(email="meanwhile@example.org").exists()
    call_command("restore", tmp_path / "one.tar", replace=True, verbosity=0)
    assert not User.objects.filter(email="meanwhile@example.org").exists()


def sign_up() -> None:
    User.objects.create(email="meanwhile@example.org")
    connection.close()


BROKEN = {
    "cut": (
        "no complete backup",
        lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    ),
    "cut at the manifest": ("no manifest", lambda path: rewrite(path, lambda members: members[:-1])),
    "no archive": ("no complete backup", lambda path: path.write_bytes(b"hello" * 1000)),
    "nothing": ("no complete backup", lambda path: path.write_bytes(b"")),
    "a file was changed": (
        "'media/portraits/a.png' does not fit",
        lambda path: rewrite(
            path, lambda m: [(n, b"\x89PNG\x00\xfe" if n.endswith("a.png") else c) for n, c in m]
        ),
    ),
    "one bit of the database": (
        "'database.* does not fit",
        lambda path: rewrite(path, lambda m: [(m[0][0], m[0][1][:-1] + bytes([m[0][1][-1] ^ 1])), *m[1:]]),
    ),
    "a file is missing": ("does not fit", lambda path: rewrite(path, lambda m: [m[0], *m[2:]])),
    "a file too many": (
        "does not fit",
        lambda path: rewrite(path, lambda m: [m[0], ("media/x", b""), *m[1:]]),
    ),
    "a file outside": (
        "that no backup holds",
        lambda path: rewrite(path, lambda m: [("media/../../x", b""), *m]),
    ),
    "a file at the root": (
        "that no backup holds",
        lambda path: rewrite(path, lambda m: [("media//etc/x", b""), *m]),
    ),
    "after the manifest": (
        "that no backup holds",
        lambda path: rewrite(path, lambda m: [*m, ("media/x", b"")]),
    ),
    "twice": ("twice", lambda path: rewrite(path, lambda m: [m[0], *m])),
    "a manifest of nothing": (
        "manifest cannot be read",
        lambda path: rewrite(path, lambda m: [*m[:-1], ("manifest.json", b"[]")]),
    ),
    "another program": (
        "no backup that this version can read",
        lambda path: rewrite(path, with_manifest(product="x")),
    ),
    "a later format": (
        "no backup that this version can read",
        lambda path: rewrite(path, with_manifest(format=2)),
    ),
    "a later version": (
        r"newer version \(9.9, journeys.9999_later\)",
        lambda path: rewrite(path, with_manifest(version="9.9", migrations=["journeys.9999_later"])),
    ),
}


def test_a_broken_archive_changes_nothing(saved, tmp_path):
    """All in one test: filling and emptying the database for each takes much longer than the rest."""
    before = everything()
    for what, (message, damage) in BROKEN.items():
        broken = tmp_path / f"{what}.tar"
        shutil.copy(saved, broken)
        damage(broken)
        with pytest.raises(CommandError, match=message):
            call_command("restore", broken, replace=True)
        assert (everything(), files()) == (before, FILES), what


def test_a_copy_that_fits_but_cannot_be_read_changes_nothing(saved):
    """The database takes all of it or nothing."""
    import hashlib

    name = f"database.{connection.vendor}"
    junk = b"junk" * 5000

    def change(members):
        manifest = json.loads(members[-1][1])
        manifest["parts"][name] = {"size": len(junk), "sha256": hashlib.sha256(junk).hexdigest()}
        return [(name, junk), *members[1:-1], ("manifest.json", json.dumps(manifest).encode())]

    rewrite(saved, change)
    before = everything()
    with pytest.raises(CommandError, match=r"cannot be read|pg_restore failed"):
        call_command("restore", saved, replace=True)
    assert (everything(), files()) == (before, FILES)


def test_what_fails_in_the_middle_is_undone(filled, tmp_path):
    """A sequence of its own survives the tables and stands in the way when the copy makes it again."""
    if connection.vendor != "postgresql":
        pytest.skip("programs of PostgreSQL")
    with connection.cursor() as cursor:
        cursor.execute("CREATE SEQUENCE zz_in_the_way")
    try:
        call_command("backup", tmp_path / "one.tar", verbosity=0)
        before = everything()
        with pytest.raises(CommandError, match=r'psql failed:.*"zz_in_the_way" already exists'):
            call_command("restore", tmp_path / "one.tar", replace=True)
        assert (everything(), files()) == (before, FILES)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP SEQUENCE zz_in_the_way")


def test_a_backup_of_the_other_kind_of_database(saved):
    other = "sqlite" if connection.vendor == "postgresql" else "postgresql"

    def change(members):
        changed = with_manifest(engine=other)([(f"database.{other}", members[0][1]), *members[1:]])
        manifest = json.loads(changed[-1][1])
        manifest["parts"][f"database.{other}"] = manifest["parts"].pop(f"database.{connection.vendor}")
        return [*changed[:-1], ("manifest.json", json.dumps(manifest).encode())]

    rewrite(saved, change)
    with pytest.raises(CommandError, match=f"a backup of {other}; the database here is {connection.vendor}"):
        call_command("restore", saved, replace=True)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("restore", tmp_path / "none.tar")


def test_an_older_backup_says_what_to_do_next(filled, tmp_path, capsys):
    recorder = MigrationRecorder(connection)
    last = recorder.migration_qs.filter(app="journeys").order_by("-id")[0]
    recorder.record_unapplied(last.app, last.name)
    call_command("backup", tmp_path / "one.tar")
    call_command("restore", tmp_path / "one.tar", replace=True)
    assert "python3 manage.py upgrade" in capsys.readouterr().out
    recorder.record_applied(last.app, last.name)


def test_into_a_folder_with_a_name_by_time_and_the_oldest_go(tmp_path, capsys):
    old = [tmp_path / f"cjm-academy-2020010{day}-030000.tar" for day in range(1, 5)]
    for path in (*old, tmp_path / "mine.tar"):
        path.touch()
    call_command("backup", tmp_path, keep=2)
    left = sorted(path.name for path in tmp_path.glob("*.tar"))
    assert left[0] == old[-1].name
    assert left[2:] == ["mine.tar"]
    assert (tmp_path / left[1]).stat().st_mode & 0o777 == 0o600
    assert capsys.readouterr().out.count("removed") == 3
    assert count_rows()


@pytest.mark.parametrize(
    ("target", "options", "message"),
    [
        ("there.tar", {}, "is there already"),
        ("no/folder/x.tar", {}, "cannot be written"),
        ("new.tar", {"keep": 2}, "--keep needs a folder"),
        (".", {"keep": 0}, "--keep needs a folder"),
    ],
)
def test_where_a_backup_cannot_go(tmp_path, target, options, message):
    (tmp_path / "there.tar").write_bytes(b"mine")
    with pytest.raises(CommandError, match=message):
        call_command("backup", tmp_path / target, **options)
    assert [path.name for path in tmp_path.glob("*.tar")] == ["there.tar"]
    assert not list(tmp_path.glob(".*"))
    assert (tmp_path / "there.tar").read_bytes() == b"mine"


@pytest.mark.parametrize("version", [None, "pg_dump (PostgreSQL) 9.6.24"])
def test_without_a_fitting_program_it_says_what_to_install(tmp_path, monkeypatch, version):
    if connection.vendor != "postgresql":
        pytest.skip("programs of PostgreSQL")
    if version:
        program = tmp_path / "bin/pg_dump"
        program.parent.mkdir()
        program.write_text(f"#!/bin/sh\necho '{version}'\n")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    with pytest.raises(CommandError, match=r"pg_dump .*postgresql-client-\d+"):
        call_command("backup", tmp_path / "one.tar")
    assert not list(tmp_path.glob("*.tar"))
