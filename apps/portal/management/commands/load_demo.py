"""Demo organisations, people, a cohort and handed-in maps; a second run changes nothing."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from apps.portal.demo import build_demo


class Command(BaseCommand):
    help = "Load the demo data."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write("Demo data loaded" if build_demo() else "Demo data is there already")
