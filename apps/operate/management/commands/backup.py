"""The database and the media files into one file, while the server runs."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.operate.backup.errors import BackupError
from apps.operate.backup.services import make_backup, remove_older


class Command(BaseCommand):
    help = "Back up the database and the media files into one .tar."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("target", type=Path, help="a folder, or the name of the new file")
        parser.add_argument("--keep", type=int, help="in the folder, remove all but the newest N backups")

    def handle(self, *args: Any, target: Path, keep: int | None, **options: Any) -> None:
        if keep is not None and (keep < 1 or not target.is_dir()):
            raise CommandError("--keep needs a folder and a number from 1.")
        try:
            report = make_backup(target)
        except BackupError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{report.path}: {report.path.stat().st_size / 1_000_000:.1f} MB, {report.content}")
        for path in remove_older(target, keep) if keep else ():
            self.stdout.write(f"removed {path}")
