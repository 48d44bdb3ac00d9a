from __future__ import annotations

from apps.common.access import Actor
from apps.common.errors import NotFound
from apps.exercises.models import Attempt, Exercise
from apps.journeys.models import JourneyMap

DEFAULT_EXERCISE = "hotel-stay"


def exercise_by_slug(actor: Actor, *, slug: str) -> Exercise:
    """A shipped exercise; raises NotFound."""
    exercise = Exercise.objects.filter(pk=slug).first()
    if exercise is None:
        raise NotFound
    return exercise


def attempt_of(map: JourneyMap) -> Attempt | None:
    """The exercise that this map is drawn for, with the exercise loaded; 1 query."""
    return Attempt.objects.for_org(map.organisation_id).filter(map=map).select_related("exercise").first()
