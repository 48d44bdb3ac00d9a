"""Exercises and rubrics of the shipped curriculum into the database; a second run changes nothing."""

from typing import Any

from django.core.management.base import BaseCommand

from apps.assessment.services import load_rubrics
from apps.exercises.services import load_exercises
from apps.organisations.services import open_academy


class Command(BaseCommand):
    help = "Load the shipped exercises and rubrics."

    def handle(self, *args: Any, **options: Any) -> None:
        open_academy()
        rubrics, exercises = load_rubrics(), load_exercises()
        self.stdout.write(f"{exercises} exercises, {rubrics} new rubric versions")
