"""One process that hands one map in to many assignments: `hander_in MAP ASSIGNMENT…`; says how it was answered."""

import sys

import django

django.setup()

from apps.assessment.models import Assignment  # noqa: E402 - needs the settings
from apps.assessment.services import hand_in  # noqa: E402 - the same
from apps.common.errors import DomainError  # noqa: E402 - the same
from apps.exercises.models import Attempt  # noqa: E402 - the same
from apps.organisations.actors import actor_of_user  # noqa: E402 - the same


def say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def main(map_id: str, *assignments: str) -> None:
    attempt = Attempt.unscoped.select_related("map", "exercise").get(map=map_id)
    assert attempt.learner_id is not None
    actor = actor_of_user(attempt.learner_id)
    found = [Assignment.unscoped.get(pk=key) for key in assignments]
    say("ready")
    sys.stdin.readline()
    answers = []
    for assignment in found:
        try:
            hand_in(attempt, actor=actor, assignment=assignment, key=assignment.pk)
        except DomainError as error:
            answers.append(error.code)
        else:
            answers.append("taken")
    say(" ".join(answers))


main(*sys.argv[1:])
