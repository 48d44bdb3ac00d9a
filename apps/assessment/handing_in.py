"""What the learner sees before submitting: where to, and what holds the map back."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from apps.assessment.selectors import Choice, unchanged_since
from apps.journeys.coaching import Advice, advise
from apps.journeys.domain import coach
from apps.journeys.domain.coach import Finding
from apps.journeys.models import JourneyMap
from apps.journeys.selectors import load_document, review_today


@dataclass(frozen=True, slots=True)
class Target:
    """An assignment that the map may go to; ``next`` is the number of the attempt it would be."""

    choice: Choice
    unchanged: bool
    """It already has the map exactly as it stands"""

    @property
    def next(self) -> int:
        return self.choice.used + 1

    @property
    def open(self) -> bool:
        return bool(self.choice.left) and not self.unchanged


@dataclass
class HandingIn:
    map: JourneyMap
    choices: list[Choice]
    language: str

    @cached_property
    def targets(self) -> dict[str, Target]:
        """By assignment, the next due first."""
        unchanged = unchanged_since(self.map) if any(choice.used for choice in self.choices) else frozenset()
        return {
            choice.assignment.pk: Target(choice, choice.assignment.pk in unchanged) for choice in self.choices
        }

    @property
    def first(self) -> str | None:
        """The assignment chosen at first: one that takes the map."""
        return next((key for key, target in self.targets.items() if target.open), None)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        return review_today(load_document(self.map))

    @cached_property
    def blocking(self) -> list[Advice]:
        """Errors neither mended nor waived; each names the step that mends it."""
        document = load_document(self.map)
        return advise(list(coach.blocking(self.findings)), document, self.language)

    @cached_property
    def warnings(self) -> int:
        return sum(f.severity == "warning" and f.waived is None for f in self.findings)

    @property
    def ready(self) -> bool:
        return not self.blocking and self.first is not None
