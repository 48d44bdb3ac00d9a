"""A backup into this database and these media files. Stop the services first."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.operate.backup.errors import BackupError
from apps.operate.backup.services import is_behind, restore_backup


class Command(BaseCommand):
    help = "Restore the database and the media files from a file that `backup` has made."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--replace", action="store_true", help="lose what the database and the folder hold"
        )

    def handle(self, *args: Any, file: Path, replace: bool, **options: Any) -> None:
        try:
            report = restore_backup(file, replace=replace)
        except BackupError as error:
            raise CommandError(str(error)) from None
        manifest = report.manifest
        self.stdout.write(
            f"Restored the backup of {manifest.made_at}, version {manifest.version}: {report.content}"
        )
        if is_behind(manifest):
            self.stdout.write("The program is newer than the backup. Now type: python3 manage.py upgrade")
