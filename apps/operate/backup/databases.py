"""A consistent copy of the database, and back: SQLite by its backup interface, PostgreSQL by its own programs."""

import os
import re
import shutil
import sqlite3
import subprocess
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Protocol

from django.db import connection, transaction
from psycopg.conninfo import make_conninfo

from apps.operate.backup.errors import BackupError

# How long a restore waits for somebody who still holds a table.
LOCK_SECONDS = 10


class Database(Protocol):
    def dump(self, target: Path) -> dict[str, int]:
        """Writes the copy; returns table → rows of exactly this copy."""

    def load(self, source: Path) -> None:
        """Replaces everything in one transaction: all of it or nothing."""


def tables() -> list[str]:
    with connection.cursor() as cursor:
        return sorted(connection.introspection.table_names(cursor))


def count_rows() -> dict[str, int]:
    found = {}
    with connection.cursor() as cursor:
        for table in tables():
            cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 - quoted
            (found[table],) = cursor.fetchone()
    return found


class Sqlite:
    def dump(self, target: Path) -> dict[str, int]:
        connection.ensure_connection()
        with closing(sqlite3.connect(target)) as copy:
            connection.connection.backup(copy)
            # One file: a journal of its own would stay beside it.
            copy.execute("PRAGMA journal_mode=DELETE")
            names = [row[0] for row in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            quoted = {
                name: connection.ops.quote_name(name) for name in names if not name.startswith("sqlite_")
            }
            return {
                name: copy.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0]  # noqa: S608 - quoted
                for name, table in sorted(quoted.items())
            }

    def load(self, source: Path) -> None:
        connection.ensure_connection()
        try:
            with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as copy:
                copy.backup(connection.connection)
        except sqlite3.Error as error:
            raise BackupError(f"The copy of the database cannot be read: {error}.") from error


class Postgresql:
    def dump(self, target: Path) -> dict[str, int]:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SELECT pg_export_snapshot()")
            (snapshot,) = cursor.fetchone()
            rows = count_rows()
            self._run("pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={target}")
        return rows

    def load(self, source: Path) -> None:
        with tempfile.TemporaryDirectory(dir=source.parent) as folder:
            statements, clearing = Path(folder, "restore.sql"), Path(folder, "clear.sql")
            program("pg_restore")
            call("pg_restore", "--no-owner", "--no-privileges", f"--file={statements}", str(source))
            names = ", ".join(map(connection.ops.quote_name, tables()))
            clearing.write_text(
                f"SET lock_timeout = '{LOCK_SECONDS}s';\n"
                + (f"DROP TABLE {names} CASCADE;\n" if names else "")
            )
            connection.close()
            quiet = ("--no-psqlrc", "--quiet", "--output=/dev/null", "--set=ON_ERROR_STOP=1")
            files = (f"--file={clearing}", f"--file={statements}")
            self._run("psql", *quiet, "--single-transaction", *files)

    @staticmethod
    def _run(name: str, *arguments: str) -> None:
        """The password goes by the environment: a command line can be read by everybody on the machine."""
        wanted = connection.settings_dict
        program(name)
        where = {
            "dbname": wanted["NAME"],
            "user": wanted["USER"],
            "host": wanted["HOST"],
            "port": wanted["PORT"],
        }
        where = {key: str(value) for key, value in (where | wanted["OPTIONS"]).items() if value}
        call(name, f"--dbname={make_conninfo('', **where)}", *arguments, password=str(wanted["PASSWORD"]))


def program(name: str) -> None:
    """Newer programs read older servers, older ones no newer server."""
    with connection.cursor():
        server = connection.pg_version // 10000  # type: ignore[attr-defined]
    how = f"Install the PostgreSQL {server} client programs (Debian and Ubuntu: postgresql-client-{server})."
    if shutil.which(name) is None:
        raise BackupError(f"{name} is not on this machine. {how}")
    answer = subprocess.run([name, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    found = re.search(r"\d+", answer.stdout)
    if found is None or int(found[0]) < server:
        raise BackupError(f"{name} ({answer.stdout.strip()}) is older than the server. {how}")


def call(name: str, *arguments: str, password: str = "") -> None:
    environment = dict(os.environ, PGPASSWORD=password) if password else None
    done = subprocess.run(  # noqa: S603 - names and arguments are ours
        [name, *arguments], env=environment, capture_output=True, text=True, errors="replace", check=False
    )
    if done.returncode == 0:
        return
    reason = done.stderr.strip() or f"it ended with {done.returncode}"
    busy = " Stop the services first." if "lock timeout" in reason else ""
    raise BackupError(f"{name} failed: {reason}{busy}")


def database() -> Database:
    return Postgresql() if connection.vendor == "postgresql" else Sqlite()
