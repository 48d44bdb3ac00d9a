"""A new address counts when its link was opened, and never when it is somebody else's."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail

from tests.accounts.clients import client_of
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.web


def test_a_new_address_counts_once_its_link_is_opened() -> None:
    user = UserFactory.create(email="old@example.org")
    client = client_of(user)
    client.post("/en/accounts/email/", {"email": "New@Example.org"})
    user.refresh_from_db()
    assert user.email == "old@example.org"
    assert mail.outbox[0].to == ["new@example.org"]
    link = re.search(r"https://academy.example(\S+)", str(mail.outbox[0].body))
    assert link is not None
    assert "Waits for you to open the link: new@example.org" in client.get("/en/settings/").content.decode()
    client.get(link.group(1))
    user.refresh_from_db()
    assert user.email == "old@example.org"
    client.post(link.group(1))
    user.refresh_from_db()
    assert user.email == "new@example.org"
    assert list(EmailAddress.objects.values_list("email", "verified")) == [("new@example.org", True)]


def test_a_new_address_asks_who_is_there_first() -> None:
    user = UserFactory.create(email="old@example.org")
    client = client_of(user, sure=False)
    answer = client.post("/en/accounts/email/", {"email": "new@example.org"})
    assert answer["Location"].startswith("/en/accounts/reauthenticate/")
    assert not mail.outbox
    client.post(answer["Location"], {"password": "wrong"})
    assert not mail.outbox
    client.post(answer["Location"], {"password": PASSWORD, "next": "/en/accounts/email/"})
    assert mail.outbox[0].to == ["new@example.org"]


def test_the_link_is_sent_again_or_the_old_address_stays() -> None:
    user = UserFactory.create(email="old@example.org")
    client = client_of(user)
    client.post("/en/accounts/email/", {"send": "1"})
    assert mail.outbox[0].to == ["old@example.org"]
    client.post("/en/accounts/email/", {"email": "new@example.org"})
    client.post("/en/accounts/email/", {"send": "1"})
    assert [message.to[0] for message in mail.outbox[1:]] == ["new@example.org"] * 2
    client.post("/en/accounts/email/", {"keep": "1"})
    assert list(EmailAddress.objects.values_list("email", flat=True)) == ["old@example.org"]


def test_an_unconfirmed_address_stays_the_own_one_until_the_new_one_is_confirmed() -> None:
    user = UserFactory.create(email="old@example.org")
    EmailAddress.objects.create(user=user, email=user.email, verified=False, primary=True)
    client = client_of(user)
    for email in ("new@example.org", "newer@example.org"):
        client.post("/en/accounts/email/", {"email": email})
        user.refresh_from_db()
        assert user.email == "old@example.org"
    assert set(EmailAddress.objects.values_list("email", flat=True)) == {
        "old@example.org",
        "newer@example.org",
    }


@pytest.mark.parametrize("email", ["", "nobody", "a\x00b@example.org", "x" * 100_000 + "@example.org"])
def test_a_wrong_address_is_refused_beside_the_field(email: str) -> None:
    answer = client_of(UserFactory.create()).post("/en/accounts/email/", {"email": email})
    assert 'id="id_email_error"' in answer.content.decode()
    assert not mail.outbox


def test_the_address_of_another_account_is_refused_early_and_late() -> None:
    UserFactory.create(email="taken@example.org")
    user = UserFactory.create(email="old@example.org")
    client = client_of(user)
    answer = client.post("/en/accounts/email/", {"email": "taken@example.org"})
    assert "Somebody else signs in with this address" in answer.content.decode()
    client.post("/en/accounts/email/", {"email": "free@example.org"})
    link = re.search(r"https://academy.example(\S+)", str(mail.outbox[-1].body))
    assert link is not None
    UserFactory.create(email="free@example.org")
    assert client.post(link.group(1)).status_code == 302
    user.refresh_from_db()
    assert user.email == "old@example.org"
