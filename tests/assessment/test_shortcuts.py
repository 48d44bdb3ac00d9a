"""The switch of the single-key shortcuts is kept with the person (WCAG 2.1.4)."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.assessment import handed_in, trained

pytestmark = [pytest.mark.web, pytest.mark.django_db]


def switch(client: Client, page: str) -> str:
    found = re.search(r"<input[^>]*data-shortcuts[^>]*>", client.get(page).content.decode())
    assert found is not None
    return found[0]


@pytest.mark.parametrize(
    ("headers", "status"), [({"HX-Request": "true"}, 204), ({}, 302)], ids=["htmx", "plain"]
)
def test_the_switch_is_remembered(headers: dict[str, str], status: int) -> None:
    assignment, trainer = trained()
    page = reverse("assessment:grade", args=[assignment.pk, handed_in(assignment).submission_id])
    client = Client()
    client.force_login(trainer)
    assert " checked" in switch(client, page)
    # An unchecked box sends nothing: the hidden "off" before it is what arrives.
    off, on = {"single_key_shortcuts": "off"}, {"single_key_shortcuts": ["off", "on"]}
    for form, kept in ((off, False), (on, True)):
        answer = client.post(reverse("accounts:preferences"), {**form, "next": page}, headers=headers)
        assert answer.status_code == status
        assert "HX-Redirect" not in answer.headers
        assert (" checked" in switch(client, page)) is kept
