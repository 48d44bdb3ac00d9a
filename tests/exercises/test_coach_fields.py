"""What the coach asks for can be typed where its hint leads."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from apps.common.access import Role
from apps.journeys.domain.coach.examples import broken
from apps.journeys.domain.document import Map
from apps.journeys.models import JourneyMap
from apps.journeys.selectors import load_document, review_today
from tests.exercises.forms import Form, read_form, send
from tests.factories.journeys import make_map
from tests.factories.organisations import OrganisationFactory, actor_for, person

pytestmark = [pytest.mark.web, pytest.mark.django_db]

CHAIN = [{"id": "a", "text": "One desk", "children": [{"id": "b", "text": "A rota", "children": [
    {"id": "c", "text": "No rule for the evening"}]}]}]  # fmt: skip


def drawn(client: Client, document: dict[str, Any]) -> JourneyMap:
    learner = person(OrganisationFactory.create(), Role.LEARNER)
    client.force_login(learner)
    return make_map(actor_for(learner), document=document)


def stored(map: JourneyMap) -> Map:
    return load_document(JourneyMap.unscoped.get(pk=map.pk))


def open_form(client: Client, map: JourneyMap, place: str) -> Form:
    return read_form(client.get(f"/en/maps/{map.pk}/step/{place}"))


def asks(map: JourneyMap, rule: str) -> bool:
    return rule in {finding.rule for finding in review_today(stored(map))}


def births(form: Form, key: str) -> str:
    """The id that the new row of that key will have."""
    found = next(value for name, value in form.pairs if name == "new" and value.startswith(f"{key}="))
    return found.removeprefix(f"{key}=").split(":")[0]


@pytest.mark.parametrize(
    ("rule", "edits", "place", "typed"),
    [
        ("A5", ("kpis.0.direction", None), "7/", ("k1:direction", "down")),
        ("A8", ("pains.0.causes", CHAIN), "6/?tp=t2", ("c:controllable", "1")),
        ("E5", ("evidence.1.sentiment", "positive"), "4/?tp=t2", ("e2:sentiment", "negative")),
    ],
    ids=["which way is better", "can it be changed", "tone"],
)
def test_one_field_answers_the_question(
    client: Client, rule: str, edits: tuple[Any, ...], place: str, typed: tuple[str, str]
) -> None:
    map = drawn(client, broken(*edits))
    assert asks(map, rule)
    send(client, map.pk, open_form(client, map, place).fill(*typed))
    assert not asks(map, rule)


def test_a_measure_can_be_read(client: Client) -> None:
    map = drawn(client, broken("kpis.0.readings", []))
    form = open_form(client, map, "7/")
    row = births(form, "readings-k1-0")
    form = form.fill(f"{row}:day", "2027-01-31").fill(f"{row}:value", "31").fill(f"{row}:source", "Clock")
    send(client, map.pk, form)
    (reading,) = stored(map).kpis[0].readings
    assert (str(reading.day), reading.value, reading.source) == ("2027-01-31", 31, "Clock")
    assert not asks(map, "A5")


def test_one_asks_why_of_a_delight_too(client: Client) -> None:
    map = drawn(client, broken("delights.0.causes", []))
    assert asks(map, "E10")
    form = open_form(client, map, "6/?tp=t4")
    send(client, map.pk, form.fill(f"{births(form, 'why-d1-1-0')}:text", "Wishes are written down"))
    assert [cause.text for cause in stored(map).delights[0].causes] == ["Wishes are written down"]
    assert not asks(map, "E10")


def test_the_first_whys_are_not_asked_whether_they_can_be_changed(client: Client) -> None:
    form = open_form(client, drawn(client, broken("pains.0.causes", CHAIN)), "6/?tp=t2")
    asked = {name.split(":")[1] for name, _value in form.pairs if name.endswith(":controllable")}
    assert "c" in asked
    assert asked.isdisjoint({"a", "b"})
