from __future__ import annotations

import hashlib
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from apps.assessment.domain.rubric import read_rubric
from apps.assessment.models import Assignment, Grading, Rubric, RubricVersion
from apps.assessment.services.telling import tell_learners
from apps.common.access import Actor
from apps.common.errors import DomainError, Stale
from apps.common.ids import new_id
from apps.exercises.models import Exercise
from apps.organisations.models import Cohort


def load_rubrics(folder: Path | None = None) -> int:
    """Store the shipped rubrics; a changed text becomes the next version. Returns how many are new."""
    folder = folder or Path(settings.BASE_DIR) / "fixtures/reference/rubrics"
    return sum(_load_rubric(path) for path in sorted(folder.glob("*.yaml")))


@transaction.atomic
def _load_rubric(path: Path) -> bool:
    document = read_rubric(yaml.safe_load(path.read_text(encoding="utf-8")))
    body = json.dumps(document.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
    digest = hashlib.sha256(body.encode()).hexdigest()
    rubric, _ = Rubric.objects.get_or_create(slug=document.slug)
    if rubric.versions.filter(digest=digest).exists():
        return False
    last: int = rubric.versions.aggregate(last=Max("number"))["last"] or 0
    RubricVersion.objects.create(rubric=rubric, number=last + 1, body=body, digest=digest)
    return True


def _newest_rubric(exercise: Exercise) -> RubricVersion:
    version = RubricVersion.objects.filter(rubric=exercise.rubric).order_by("-number").first()
    if version is None:
        raise DomainError("no_rubric", rubric=exercise.rubric)
    return version


def create_assignment(
    *,
    actor: Actor,
    cohort: Cohort,
    exercise: Exercise,
    title: str,
    opens: datetime,
    due: datetime | None = None,
    attempts: int = 3,
    release: Assignment.Release = Assignment.Release.AT_ONCE,
    hide_names: bool = False,
    key: str = "",
) -> Assignment:
    """Give an exercise to a cohort, with the newest version of its rubric and that version's pass mark.

    A repeat with the same key gets the first answer.
    """
    if due is not None and due <= opens:
        raise DomainError("due_before_opening")
    version = _newest_rubric(exercise)
    made, _ = Assignment.objects.for_org(cohort.organisation_id).get_or_create(
        key=key or new_id(),
        defaults={
            "organisation_id": cohort.organisation_id,
            "cohort": cohort,
            "exercise": exercise,
            "rubric_version": version,
            "title": title,
            "opens": opens,
            "due": due,
            "attempts": attempts,
            "pass_points": version.document.pass_points,
            "release": release,
            "hide_names": hide_names,
        },
    )
    return made


@transaction.atomic
def change_assignment(
    assignment: Assignment,
    *,
    actor: Actor,
    version: int,
    cohort: Cohort,
    exercise: Exercise,
    title: str,
    opens: datetime,
    due: datetime | None,
    attempts: int,
    release: Assignment.Release,
    hide_names: bool,
) -> None:
    """Change what a trainer may change; ``version`` is the one that their page showed.

    What was handed in stays valid: fewer attempts or an earlier end only stop what comes next, and with the
    first submission cohort and exercise are settled. Raises Stale when somebody else was quicker.
    """
    if due is not None and due <= opens:
        raise DomainError("due_before_opening")
    fields: dict[str, Any] = {"title": title, "opens": opens, "due": due, "attempts": attempts}
    fields |= {"release": release, "hide_names": hide_names, "version": version + 1}
    rows = Assignment.objects.for_org(assignment.organisation_id).filter(pk=assignment.pk, version=version)
    changeable = rows
    if (cohort.pk, exercise.pk) != (assignment.cohort_id, assignment.exercise_id):
        if cohort.organisation_id != assignment.organisation_id:
            raise DomainError("other_cohort")
        rubric = _newest_rubric(exercise)
        fields |= {"cohort": cohort, "exercise": exercise, "rubric_version": rubric}
        fields["pass_points"] = rubric.document.pass_points
        changeable = rows.filter(taken=False)
    if not changeable.update(**fields):
        if rows.exists():
            raise DomainError("assignment_is_taken")
        raise Stale(assignment=assignment)
    if release == Assignment.Release.AT_ONCE:
        release_assignment(assignment, actor=actor)


@transaction.atomic
def release_assignment(assignment: Assignment, *, actor: Actor) -> int:
    """Show everybody their completed result at the same moment. Returns how many came out now.

    The rows are locked first: of two trainers who release at once, one tells the learners.
    """
    waiting = Grading.objects.for_org(assignment.organisation_id).filter(
        assignment=assignment, state=Grading.State.COMPLETED, released_at__isnull=True
    )
    found = list(waiting.select_for_update().order_by("pk").values_list("pk", flat=True))
    if not found:
        return 0
    released = waiting.filter(pk__in=found).update(released_at=timezone.now())
    tell_learners(assignment.organisation_id, found)
    return released
