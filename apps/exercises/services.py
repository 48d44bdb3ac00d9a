from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max

from apps.common.access import Actor
from apps.common.errors import DomainError
from apps.exercises.models import Attempt, Exercise, Submission
from apps.exercises.texts import exercise_texts
from apps.jobs.services import keep_guest_jobs
from apps.journeys.domain import coach
from apps.journeys.models import JourneyMap
from apps.journeys.selectors import load_document, review_today
from apps.journeys.services import create_map, keep_guest_maps, leave_open_academy, take_snapshot


def load_exercises() -> int:
    """Write the shipped exercises into the database; a second run changes nothing. Returns how many there are."""
    path = Path(settings.BASE_DIR) / "fixtures/reference/exercises.yaml"
    rows: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    for row in rows:
        fields = {key: row[key] for key in ("case", "kind", "rubric")}
        Exercise.objects.update_or_create(slug=row["slug"], defaults=fields)
    return len(rows)


@transaction.atomic
def start_exercise(*, actor: Actor, exercise: Exercise, language: str) -> Attempt:
    """A new map for this exercise in the active organisation; someone who already draws it gets their map back."""
    organisation_id = actor.active_org_id
    if organisation_id is None or actor.user_id is None:
        raise DomainError("no_organisation")
    existing = (
        Attempt.objects.for_org(organisation_id)
        .filter(exercise=exercise, learner_id=actor.user_id)
        .select_related("map")
        .first()
    )
    if existing is not None:
        return existing
    start = exercise_texts(exercise.slug, language).start
    title = str(start.get("title", exercise.slug))
    map = create_map(
        actor=actor,
        organisation_id=organisation_id,
        title=title,
        language=language,
        document=start,
        key=f"{organisation_id} {exercise.pk}",
    )
    return attach_exercise(map, exercise=exercise)


def attach_exercise(map: JourneyMap, *, exercise: Exercise) -> Attempt:
    """Put a map drawn without an exercise (a guest's, an imported one) under an exercise."""
    attempt, _ = Attempt.objects.for_org(map.organisation_id).get_or_create(
        map=map,
        defaults={"organisation_id": map.organisation_id, "exercise": exercise, "learner_id": map.owner_id},
    )
    return attempt


def bring_along(attempt: Attempt, *, organisation_id: str) -> None:
    """Where the work belongs from now on, if it was begun in the open academy and never handed in."""
    begun_at = attempt.organisation_id
    if begun_at == organisation_id or attempt.submissions.exists():
        return
    if leave_open_academy(attempt.map, organisation_id=organisation_id):
        Attempt.objects.for_org(begun_at).filter(pk=attempt.pk).update(organisation=organisation_id)
        attempt.organisation_id = organisation_id


@transaction.atomic
def keep_guest_work(guest: Actor, *, person: Actor) -> int:
    """What the guest has drawn, begun and ordered is the person's. Returns how many maps.

    It moves to the organisation that the person works in: there it can be handed in.
    """
    if person.user_id is None:
        raise ValueError("Work is kept for somebody with an account.")
    place = {"organisation": person.active_org_id} if person.active_org_id else {}
    drawn = JourneyMap.objects.for_actor(guest)
    for organisation_id in set(drawn.values_list("organisation", flat=True)):
        attempts = Attempt.objects.for_org(organisation_id).filter(learner=None, map__in=drawn)
        attempts.update(learner=person.user_id, **place)
    keep_guest_jobs(guest, user_id=person.user_id, organisation_id=person.active_org_id)
    return keep_guest_maps(guest, user_id=person.user_id, organisation_id=person.active_org_id)


@transaction.atomic
def submit_attempt(attempt: Attempt, *, actor: Actor, key: str, message: str = "") -> Submission:
    """Freeze the map and hand it in. A repeat with the same key gets the first submission; open errors refuse it."""
    scope = Submission.objects.for_org(attempt.organisation_id).filter(attempt=attempt)
    first = scope.filter(key=key).first()
    if first is not None:
        return first
    if attempt.learner_id is None or actor.user_id is None:
        raise DomainError("sign_in_first")
    document = load_document(attempt.map)
    if attempt.exercise.kind and document.kind is not None and document.kind.value != attempt.exercise.kind:
        raise DomainError("wrong_kind", kind=attempt.exercise.kind)
    blocking = coach.blocking(review_today(document))
    if blocking:
        raise DomainError("findings_block", rules=[finding.rule for finding in blocking])
    number = (scope.aggregate(last=Max("number"))["last"] or 0) + 1
    snapshot = take_snapshot(attempt.map, kind="submission", name="", actor=actor)
    try:
        return Submission.objects.create(
            organisation_id=attempt.organisation_id,
            attempt=attempt,
            number=number,
            snapshot=snapshot,
            submitted_by_id=actor.user_id,
            message=message,
            key=key,
        )
    except IntegrityError as error:
        raise DomainError("submitted_meanwhile") from error
