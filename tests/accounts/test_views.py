import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.organisations.models import Membership
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = [pytest.mark.web, pytest.mark.django_db]

NEWCOMER = {"name": "Лина 小林", "email": "Lina@Example.org", "password1": "three-blue-herons"}


def test_sign_up_makes_a_learner_of_the_open_academy() -> None:
    client = Client()
    answer = client.post("/ru/accounts/signup/", NEWCOMER)
    assert answer.status_code == 302
    user = User.objects.get()
    assert (user.name, user.email, user.language) == ("Лина 小林", "lina@example.org", "ru")
    membership = Membership.unscoped.select_related("organisation").get()
    assert (membership.user, membership.role, membership.organisation.is_open) == (user, "learner", True)
    assert client.session["_auth_user_id"] == str(user.pk)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 151}, "name"),
        ({"name": "nul\x00"}, "name"),
        ({"email": "nobody"}, "email"),
        ({"password1": "1234567890"}, "password1"),
    ],
)
def test_wrong_sign_up_is_refused_beside_the_field(wrong, field) -> None:
    answer = Client().post(reverse("account_signup"), NEWCOMER | wrong)
    assert field in answer.context["form"].errors
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert not User.objects.exists()


def test_one_address_is_one_account_whatever_its_case() -> None:
    UserFactory.create(email="lina@example.org")
    Client().post(reverse("account_signup"), NEWCOMER)
    assert User.objects.count() == 1


def test_sign_in_and_out() -> None:
    UserFactory.create(email="lina@example.org", language="zh-hans", theme="dark")
    client = Client()
    answer = client.post(reverse("account_login"), {"login": "LINA@example.org", "password": PASSWORD})
    assert answer.status_code == 302
    assert answer.cookies["django_language"].value == "zh-hans"
    assert answer.cookies["theme"].value == "dark"
    assert "_auth_user_id" in client.session
    assert client.get(reverse("account_logout")).status_code == 200
    assert "_auth_user_id" in client.session
    client.post(reverse("account_logout"))
    assert "_auth_user_id" not in client.session


def test_signing_in_leads_to_the_wanted_page_in_ones_own_language() -> None:
    UserFactory.create(email="lina@example.org", language="ru")
    given = {"login": "lina@example.org", "password": PASSWORD, "next": "/en/people/"}
    assert Client().post("/en/accounts/login/", given)["Location"] == "/ru/people/"


@pytest.mark.parametrize("evil", ["https://evil.example/", "//evil.example/", "/\\evil.example"])
def test_signing_in_never_leads_elsewhere(evil: str) -> None:
    UserFactory.create(email="lina@example.org")
    given = {"login": "lina@example.org", "password": PASSWORD, "next": evil}
    assert "evil" not in Client().post(reverse("account_login"), given)["Location"]


def test_the_admin_site_has_no_door_of_its_own() -> None:
    """Its own sign-in would know neither the second step nor the limits."""
    user = UserFactory.create(is_staff=True)
    client = Client()
    for method in (client.get, client.post):
        answer = method("/admin/login/?next=/admin/", {"username": user.email, "password": PASSWORD})
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("account_login"))
    assert "_auth_user_id" not in client.session


def test_wrong_password() -> None:
    UserFactory.create(email="lina@example.org")
    answer = Client().post(reverse("account_login"), {"login": "lina@example.org", "password": "wrong"})
    assert answer.status_code == 200
    assert answer.context["form"].non_field_errors()


def test_reset_by_mail() -> None:
    user = UserFactory.create(email="lina@example.org")
    client = Client()
    client.post(reverse("account_reset_password"), {"email": "lina@example.org"})
    link = re.search(r"https://academy.example(\S+)", str(mail.outbox[0].body)).group(1)
    page = client.get(link, follow=True)
    client.post(page.redirect_chain[-1][0], {"password1": "four-grey-geese", "password2": "four-grey-geese"})
    user.refresh_from_db()
    assert user.check_password("four-grey-geese")


def test_reset_does_not_tell_whether_an_account_exists() -> None:
    UserFactory.create(email="lina@example.org")
    known = Client().post(reverse("account_reset_password"), {"email": "lina@example.org"})
    unknown = Client().post(reverse("account_reset_password"), {"email": "nobody@example.org"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])


ALLAUTH_PAGES = ["account_login", "account_signup", "account_reset_password", "account_reset_password_done"]


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant", "ru"])
@pytest.mark.parametrize("name", ALLAUTH_PAGES)
def test_pages_of_signing_in_are_ours(name: str, language: str) -> None:
    address = reverse(name).replace("/en/", f"/{language}/")
    page = Client().get(address)
    assert page.status_code == 200
    assert 'class="auth"' in page.content.decode()


def test_guest_keeps_language_and_theme_in_cookies() -> None:
    client = Client()
    given = {"language": "zh-hant", "theme": "dark", "next": "/en/accounts/login/?x=1"}
    answer = client.post(reverse("accounts:preferences"), given)
    assert answer["Location"] == "/zh-hant/accounts/login/?x=1"
    assert client.cookies["django_language"].value == "zh-hant"
    assert client.cookies["theme"].value == "dark"
    assert client.get("/", follow=True).redirect_chain[0][0] == "/zh-hant/"
    client.post(reverse("accounts:preferences"), {"theme": "system"})
    assert client.cookies["theme"].value == ""


def test_person_keeps_them_in_the_profile_and_fields_do_not_undo_each_other() -> None:
    user = UserFactory.create(language="ru", theme="light")
    client = Client()
    client.force_login(user)
    client.post(reverse("accounts:preferences"), {"theme": "dark"})
    client.post(reverse("accounts:preferences"), {"single_key_shortcuts": "off"})
    user.refresh_from_db()
    assert (user.language, user.theme, user.single_key_shortcuts) == ("ru", "dark", False)
    client.post(reverse("accounts:preferences"), {"language": "en", "single_key_shortcuts": "on"})
    user.refresh_from_db()
    assert (user.language, user.theme, user.single_key_shortcuts) == ("en", "dark", True)


@pytest.mark.parametrize("given", [{"language": "xx"}, {"theme": "<b>"}, {"next": "//evil.example"}, {}])
def test_unknown_preferences_change_nothing(given) -> None:
    client = Client()
    answer = client.post(reverse("accounts:preferences"), given)
    assert answer["Location"] == "/"
    assert not client.cookies


def test_preferences_are_written_by_post_only() -> None:
    assert Client().get(reverse("accounts:preferences"), {"theme": "dark"}).status_code == 405
