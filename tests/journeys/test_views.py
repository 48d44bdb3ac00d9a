"""Drawing a new map and bringing one as a file, through the pages."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from apps.common.access import Role
from apps.journeys.models import JourneyMap
from tests.factories.organisations import OrganisationFactory, person
from tests.journeys.domain.documents import HOTEL

pytestmark = [pytest.mark.web, pytest.mark.django_db]


def test_a_guest_brings_a_map_and_goes_on_drawing(client: Client) -> None:
    upload = SimpleUploadedFile("stay.cjm.json", json.dumps(HOTEL).encode())
    response = client.post("/en/maps/import/", {"file": upload})
    assert response.status_code == 302
    assert JourneyMap.unscoped.get().owner is None
    assert client.get(response["Location"]).status_code == 200
    assert Client().get(response["Location"]).status_code == 302


def test_a_refused_file_makes_no_guest(client: Client) -> None:
    response = client.post("/en/maps/import/", {"file": SimpleUploadedFile("x.json", b"{")})
    assert response.status_code == 422
    assert "not JSON" in response.content.decode()
    assert not JourneyMap.unscoped.exists()


@pytest.mark.parametrize("url", ["/en/try/", "/en/maps/new/"])
@pytest.mark.parametrize(
    "title", ["Stay\x07", "\x00Stay", "x" * 301, " "], ids=["bell", "nul", "long", "empty"]
)
def test_a_title_that_cannot_be_kept_is_refused_beside_the_field(
    client: Client, url: str, title: str
) -> None:
    client.force_login(person(OrganisationFactory.create(), Role.LEARNER))
    response = client.post(url, {"title": title})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["title"]
    assert not JourneyMap.unscoped.exists()
