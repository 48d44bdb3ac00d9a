"""The empathy map of the person whose journey it is."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from apps.common.access import Role
from apps.journeys.models import JourneyMap
from tests.factories.journeys import make_map
from tests.factories.organisations import OrganisationFactory, actor_for, person
from tests.journeys.domain.documents import HOTEL

pytestmark = [pytest.mark.web, pytest.mark.django_db]

SAID = {
    "says": "Where is the key?", "thinks": "They have my data.\nAll of it.", "does": "Looks at the clock",
    "feels": "Tired", "pains": "Queues", "gains": "Being <b>remembered</b>",
}  # fmt: skip


def drawn(client: Client, persona: dict[str, Any] | None) -> JourneyMap:
    learner = person(OrganisationFactory.create(), Role.LEARNER)
    client.force_login(learner)
    document = {**HOTEL, "personas": [persona] if persona else []}
    return make_map(actor_for(learner), document=document)


def test_the_six_fields_stand_under_their_heads(client: Client) -> None:
    map = drawn(client, {"id": "anna", "name": "Anna", "empathy": SAID})
    page = client.get(f"/en/maps/{map.pk}/empathy/").content.decode()
    places = [
        page.index(f"<h3>{head}</h3>") for head in ("Says", "Thinks", "Does", "Feels", "Pains", "Gains")
    ]
    assert places == sorted(places)
    assert "They have my data.<br>All of it." in page
    assert "Being &lt;b&gt;remembered&lt;/b&gt;" in page


def test_an_empty_field_leads_to_its_input_in_the_first_step(client: Client) -> None:
    map = drawn(client, {"id": "anna", "name": "Anna", "empathy": {**SAID, "feels": ""}})
    page = client.get(f"/en/maps/{map.pk}/empathy/").content.decode()
    assert f'href="/en/maps/{map.pk}/step/1/#anna-empathy-feels"' in page
    assert 'id="anna-empathy-feels"' in client.get(f"/en/maps/{map.pk}/step/1/").content.decode()
    assert page.count("#anna-empathy-") == 1


def test_without_a_persona_the_page_says_what_to_do(client: Client) -> None:
    map = drawn(client, None)
    response = client.get(f"/en/maps/{map.pk}/empathy/")
    assert response.status_code == 200
    assert f'href="/en/maps/{map.pk}/step/1/"' in response.content.decode()
