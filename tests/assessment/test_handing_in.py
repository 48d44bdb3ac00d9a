import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.utils import timezone

from apps.assessment.models import (
    Grading,
    Rubric,
    RubricVersion,
)
from apps.assessment.selectors import rows_of
from apps.assessment.services import (
    create_assignment,
    hand_in,
    load_rubrics,
)
from apps.common.errors import DomainError
from apps.journeys.services import apply_operations
from tests.factories.assessment import (
    AssignmentFactory,
    ExerciseFactory,
    RubricVersionFactory,
    again,
    drawn,
    handed_in,
    redrawn,
    rubric_body,
    submitted,
    trained,
)
from tests.factories.organisations import CohortFactory, actor_for

pytestmark = [pytest.mark.db, pytest.mark.django_db]


# Rubrics and assignments


def write(folder: Path, body: dict[str, Any]) -> None:
    (folder / "default.yaml").write_text(yaml.safe_dump(body), encoding="utf-8")


def test_loading_rubrics_twice_changes_nothing(tmp_path: Path) -> None:
    write(tmp_path, rubric_body())
    assert load_rubrics(tmp_path) == 1
    assert load_rubrics(tmp_path) == 0
    write(tmp_path, rubric_body(pass_points=11))
    assert load_rubrics(tmp_path) == 1
    assert list(RubricVersion.objects.values_list("number", flat=True)) == [1, 2]
    assert Rubric.objects.count() == 1


def test_a_version_is_never_changed() -> None:
    version = RubricVersionFactory.create()
    version.number = 7
    with pytest.raises(TypeError, match="never changed"):
        version.save()


def test_assignment_takes_the_newest_rubric() -> None:
    RubricVersionFactory.create()
    newest = RubricVersionFactory.create(
        number=2, body=json.dumps(rubric_body(pass_points=12)), digest="newer"
    )
    cohort = CohortFactory.create()
    made = create_assignment(
        actor=actor_for(trained()[1]),
        cohort=cohort,
        exercise=ExerciseFactory.create(),
        title="Map",
        opens=timezone.now(),
    )
    assert (made.rubric_version, made.pass_points, made.organisation_id) == (
        newest,
        12,
        cohort.organisation_id,
    )


def test_assignment_refuses() -> None:
    _, trainer = trained()
    now = timezone.now()
    given = {"actor": actor_for(trainer), "cohort": CohortFactory.create(), "title": "Map", "opens": now}
    with pytest.raises(DomainError, match="no_rubric"):
        create_assignment(**given, exercise=ExerciseFactory.create(slug="other", rubric="gone"))
    with pytest.raises(DomainError, match="due_before_opening"):
        create_assignment(**given, exercise=ExerciseFactory.create(), due=now - timedelta(days=1))


# Handing in


def test_hand_in_freezes_the_map() -> None:
    assignment, _ = trained()
    attempt = drawn(assignment)
    grading = submitted(assignment, attempt, message="Look at the queue.")
    assert attempt.learner is not None
    apply_operations(
        attempt.map,
        [{"op": "set", "id": "map", "field": "title", "value": "Later"}],
        base_revision=attempt.map.revision,
        actor=actor_for(attempt.learner),
        client="c",
        sequence=1,
    )
    frozen = again(grading).submission
    assert frozen.snapshot.document["title"] == "A weekend in a city hotel"
    assert (frozen.number, frozen.message, grading.state) == (1, "Look at the queue.", "draft")


def test_a_repeat_gets_the_first_answer() -> None:
    assignment, _ = trained(attempts=1)
    attempt = drawn(assignment)
    assert attempt.learner is not None
    actor = actor_for(attempt.learner)
    first = hand_in(attempt, actor=actor, assignment=assignment, key="k")
    assert hand_in(attempt, actor=actor, assignment=assignment, key="k") == first
    assert Grading.unscoped.count() == 1


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"opens": timezone.now() + timedelta(days=1), "due": None}, "assignment_is_closed"),
        (
            {"opens": timezone.now() - timedelta(days=3), "due": timezone.now() - timedelta(days=1)},
            "assignment_is_closed",
        ),
        ({"cohort__archived_at": timezone.now()}, "assignment_is_closed"),
    ],
    ids=["not open yet", "over", "archived"],
)
def test_hand_in_asks_for_the_dates(options: dict[str, Any], code: str) -> None:
    assignment, _ = trained(**options)
    with pytest.raises(DomainError, match=code):
        handed_in(assignment)


def test_hand_in_counts_attempts() -> None:
    assignment, _ = trained(attempts=1)
    attempt = drawn(assignment)
    submitted(assignment, attempt)
    with pytest.raises(DomainError, match="no_attempts_left"):
        submitted(assignment, redrawn(attempt))


def test_hand_in_asks_for_membership_and_organisation() -> None:
    assignment, _ = trained()
    attempt = drawn(assignment)
    elsewhere = AssignmentFactory.create(cohort__organisation=assignment.organisation)
    with pytest.raises(DomainError, match="wrong_assignment"):
        submitted(elsewhere, attempt)
    with pytest.raises(DomainError, match="wrong_assignment"):
        submitted(AssignmentFactory.create(), attempt)


def test_hand_in_asks_for_the_kind() -> None:
    assignment, _ = trained()
    with pytest.raises(DomainError, match="wrong_kind"):
        handed_in(assignment, kind="future")


def test_open_errors_hold_the_map_back() -> None:
    assignment, _ = trained()
    with pytest.raises(DomainError, match="findings_block"):
        handed_in(assignment, personas=[])
    assert not Grading.unscoped.exists()


def test_a_draft_replaced_by_a_later_attempt_leaves_the_queue() -> None:
    assignment, _ = trained()
    attempt = drawn(assignment)
    submitted(assignment, attempt)
    later = submitted(assignment, redrawn(attempt))
    assert [row.submission for row in rows_of(assignment)] == [later.submission_id]
