"""One learner hands in several maps at the same moment: only as many are taken as the assignment allows.

The unique turn holds that, not the counting before it: the control takes the constraint away.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection

from apps.assessment.models import Grading
from tests.factories.assessment import AssignmentFactory, drawn, trained
from tests.service.processes import run, stop

pytestmark = [pytest.mark.service, pytest.mark.django_db(transaction=True)]
PROCESSES, ASSIGNMENTS = 4, 10


def hand_in_at_once() -> Counter[str]:
    """Every process hands its own map in to each assignment, which takes one; the answers by kind."""
    first, _ = trained(attempts=1)
    maps = [drawn(first)]
    maps += [drawn(first, learner=maps[0].learner) for _ in range(PROCESSES - 1)]
    others = [AssignmentFactory.create(cohort=first.cohort, attempts=1) for _ in range(ASSIGNMENTS - 1)]
    keys = [first.pk, *(other.pk for other in others)]
    handers = [run("-m", "tests.service.hander_in", attempt.map_id, *keys) for attempt in maps]
    answers: Counter[str] = Counter()
    try:
        for hander in handers:
            assert hander.stdout is not None
            assert hander.stdout.readline() == "ready\n"
        for hander in handers:
            assert hander.stdin is not None
            hander.stdin.write("go\n")
            hander.stdin.flush()
        for hander in handers:
            assert hander.stdout is not None
            answers.update(hander.stdout.readline().split())
    finally:
        for hander in handers:
            stop(hander)
    return answers


def test_one_attempt_is_one_attempt() -> None:
    answers = hand_in_at_once()
    assert answers == {"taken": ASSIGNMENTS, "no_attempts_left": (PROCESSES - 1) * ASSIGNMENTS}
    assert Grading.unscoped.count() == ASSIGNMENTS
    assert set(Grading.unscoped.values_list("turn", flat=True)) == {1}


@contextmanager
def without_the_unique_turn() -> Iterator[None]:
    (unique,) = (rule for rule in Grading._meta.constraints if rule.name == "grading_turn_unique")
    with connection.schema_editor() as editor:
        editor.remove_constraint(Grading, unique)
    try:
        yield
    finally:
        Grading.unscoped.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(Grading, unique)


def test_counting_alone_takes_too_many() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one writer in at a time: there is no race to lose")
    # Where the processes happen to take turns nobody loses; not five times over.
    with without_the_unique_turn():
        assert any(hand_in_at_once()["taken"] > ASSIGNMENTS for _ in range(5))
