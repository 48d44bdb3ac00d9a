"""The links of the chain from pain to effect can be typed in the builder."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.exercises.forms import send
from tests.exercises.test_coach_fields import births, drawn, open_form, stored

pytestmark = [pytest.mark.web, pytest.mark.django_db]

MAP = {
    "title": "A night in Tula",
    "stages": [{"id": "s", "name": "Stay"}],
    "touchpoints": [{"id": "desk", "stage": "s", "name": "Check-in"}],
    "opportunities": [{"id": "online", "text": "Check in online", "touchpoint": "desk"}],
    "changes": [{"id": "code", "title": "Send a door code"}],
    "resources": [{"id": "link", "name": "A link between two systems", "touchpoints": ["desk"]}],
}


def test_links_of_the_chain_are_typed_in_the_builder(client: Client) -> None:
    map = drawn(client, MAP)
    send(client, map.pk, open_form(client, map, "5/?tp=desk").press("f:link:changes", "code"))
    assert stored(map).resources[0].changes == ("code",)
    form = open_form(client, map, "6/?tp=desk")
    send(client, map.pk, form.fill(f"{births(form, 'ideas-online-0')}:text", "A code by text message"))
    (idea,) = stored(map).ideas
    assert (idea.text, idea.opportunities) == ("A code by text message", ("online",))
    form = open_form(client, map, "7/").press("f:code:opportunities", "online").press("f:code:ideas", idea.id)
    send(client, map.pk, form)
    (change,) = stored(map).changes
    assert (change.opportunities, change.ideas) == (("online",), (idea.id,))


def test_an_idea_of_two_opportunities_is_typed_once(client: Client) -> None:
    second = {"id": "rota", "text": "Staff by train times", "touchpoint": "desk"}
    idea = {"id": "both", "text": "A code", "opportunities": ["online", "rota"]}
    map = drawn(client, MAP | {"opportunities": [*MAP["opportunities"], second], "ideas": [idea]})
    form = open_form(client, map, "6/?tp=desk")
    assert [name for name, _value in form.pairs].count("f:both:text") == 1
