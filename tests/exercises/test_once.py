"""Starting an exercise and setting a finding aside, asked for twice at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from apps.common.access import Role
from apps.exercises.models import Attempt
from apps.exercises.services import start_exercise
from apps.journeys.models import JourneyMap
from apps.journeys.selectors import load_document
from tests.factories.assessment import ExerciseFactory
from tests.factories.journeys import make_map
from tests.factories.maps import small_map
from tests.factories.organisations import OrganisationFactory, actor_for, person

TWICE = 2


@pytest.mark.db
@pytest.mark.django_db(transaction=True)
def test_an_exercise_started_twice_at_once_is_one_map() -> None:
    exercise = ExerciseFactory.create(pk="hotel-stay")
    actor = actor_for(person(OrganisationFactory.create(), Role.LEARNER))
    together = Barrier(TWICE)

    def start(_number: int) -> str:
        together.wait(10)
        try:
            return start_exercise(actor=actor, exercise=exercise, language="en").map_id
        finally:
            connection.close()

    with ThreadPoolExecutor(TWICE) as pool:
        maps = set(pool.map(start, range(TWICE)))
    assert len(maps) == JourneyMap.unscoped.count() == Attempt.unscoped.count() == 1


@pytest.mark.db
@pytest.mark.django_db
def test_an_exercise_whose_map_is_there_already_gets_no_second_one() -> None:
    """As the slower of two requests finds it: no attempt when it looked, a map when it stores its own."""
    exercise = ExerciseFactory.create(pk="hotel-stay")
    actor = actor_for(person(OrganisationFactory.create(), Role.LEARNER))
    first = start_exercise(actor=actor, exercise=exercise, language="en")
    first.delete()
    assert start_exercise(actor=actor, exercise=exercise, language="en").map_id == first.map_id
    assert JourneyMap.unscoped.count() == 1


@pytest.mark.web
@pytest.mark.django_db
def test_a_finding_set_aside_twice_has_one_waiver(client: Client) -> None:
    user = person(OrganisationFactory.create(), Role.LEARNER)
    client.force_login(user)
    map = make_map(actor_for(user), document=small_map())
    url, given = f"/en/maps/{map.pk}/waive/", {"rule": "T1", "where": "t1,t2", "step": "3"}
    for where, reason in (("t1,t2", "Next week"), ("t2,t1", "Again"), ("t3", "Not here")):
        assert client.post(url, given | {"where": where, "reason": reason}).status_code == 302
    waivers = load_document(JourneyMap.unscoped.get(pk=map.pk)).waivers
    assert [(waiver.where, waiver.reason) for waiver in waivers] == [
        (("t1", "t2"), "Next week"),
        (("t3",), "Not here"),
    ]


@pytest.mark.web
@pytest.mark.django_db
def test_a_waiver_taken_back_can_be_given_again(client: Client) -> None:
    user = person(OrganisationFactory.create(), Role.LEARNER)
    client.force_login(user)
    map = make_map(actor_for(user), document=small_map())
    url = f"/en/maps/{map.pk}/waive/"
    client.post(url, {"rule": "T1", "reason": "Next week", "step": "3"})
    (waiver,) = load_document(JourneyMap.unscoped.get(pk=map.pk)).waivers
    client.post(url, {"restore": waiver.id, "step": "3"})
    client.post(url, {"rule": "T1", "reason": "After all", "step": "3"})
    (waiver,) = load_document(JourneyMap.unscoped.get(pk=map.pk)).waivers
    assert waiver.reason == "After all"


@pytest.mark.web
@pytest.mark.django_db
def test_a_rule_that_cannot_be_is_refused(client: Client) -> None:
    user = person(OrganisationFactory.create(), Role.LEARNER)
    client.force_login(user)
    map = make_map(actor_for(user), document=small_map())
    answer = client.post(f"/en/maps/{map.pk}/waive/", {"rule": "\x00", "reason": "Why", "step": "3"})
    assert answer.status_code == 422
