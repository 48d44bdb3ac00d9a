"""The archive of one's own data, and erasing the account: the pages."""

import io
import json
import zipfile

import pytest

from apps.accounts.models import User
from apps.common.access import Role
from tests.accounts.clients import client_of
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.organisations import OrganisationFactory, person

pytestmark = pytest.mark.web


def test_archive_comes_as_a_file_and_is_not_kept_by_caches() -> None:
    user = UserFactory.create(name="Lina")
    answer = client_of(user).post("/ru/settings/export/")
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    assert json.loads(archive.read("data.json"))["accounts.User"][0]["name"] == "Lina"
    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("given", ["", "wrong", "x" * 100_000, "nul\x00"])
def test_a_wrong_password_erases_nothing(given: str) -> None:
    user = UserFactory.create()
    answer = client_of(user).post("/en/settings/erase/", {"password": given, "email": user.email})
    assert answer.status_code == 422
    assert 'id="id_password_error"' in answer.content.decode()
    assert User.objects.filter(pk=user.pk).exists()


def test_the_password_erases_and_signs_out() -> None:
    user = UserFactory.create()
    client = client_of(user)
    answer = client.post("/en/settings/erase/", {"password": PASSWORD}, follow=True)
    assert answer.redirect_chain == [("/en/", 302)]
    assert "Your account is erased." in answer.content.decode()
    assert not User.objects.exists()
    assert "_auth_user_id" not in client.session


def test_without_a_password_the_address_is_typed() -> None:
    user = UserFactory.create(email="lina@example.org")
    user.set_unusable_password()
    user.save()
    client = client_of(user)
    refused = client.post("/en/settings/erase/", {"email": "other@example.org", "password": PASSWORD})
    assert refused.status_code == 422
    assert User.objects.exists()
    client.post("/en/settings/erase/", {"email": " Lina@Example.org "})
    assert not User.objects.exists()


def test_the_last_manager_is_told_what_to_do_first() -> None:
    organisation = OrganisationFactory.create()
    manager = person(organisation, Role.MANAGER)
    person(organisation, Role.LEARNER)
    answer = client_of(manager).post("/en/settings/erase/", {"password": PASSWORD})
    assert answer.status_code == 422
    assert "Make somebody else a manager first." in answer.content.decode()
    assert User.objects.filter(pk=manager.pk).exists()
