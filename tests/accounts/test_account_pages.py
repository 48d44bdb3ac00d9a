"""Settings, second steps, sign-ins: through HTTP, with what a stranger or a broken browser may send."""

import json
import re
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.test import Client

from apps.accounts.devices import device_name
from apps.accounts.mfa import AddPasskeyForm
from apps.accounts.models import User
from apps.common.access import Role
from tests.accounts.clients import client_of
from tests.factories.accounts import PASSWORD, UserFactory, session_of
from tests.factories.organisations import OrganisationFactory, person

pytestmark = pytest.mark.web

LANGUAGES = ("en", "zh-hans", "zh-hant", "ru")


def passkey(user: User, name: str = "Laptop") -> Authenticator:
    data = {"name": name, "credential": {"clientExtensionResults": {"credProps": {"rk": True}}}}
    return Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data=data)


def profile(**changes: str) -> dict[str, str]:
    return {"name": "Lina", "language": "ru", "theme": "dark", "single_key_shortcuts": "on"} | changes


def test_settings_are_saved_at_once_and_the_page_speaks_the_new_language() -> None:
    user = UserFactory.create()
    client = client_of(user)
    answer = client.post("/en/settings/", profile(single_key_shortcuts=""))
    user.refresh_from_db()
    assert answer["Location"] == "/ru/settings/"
    assert (user.name, user.language, user.theme, user.single_key_shortcuts) == ("Lina", "ru", "dark", False)
    assert client.cookies["django_language"].value == "ru"
    assert client.cookies["theme"].value == "dark"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 100_000}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"language": "xx"}, "language"),
        ({"theme": "<b>"}, "theme"),
    ],
)
def test_wrong_settings_are_refused_beside_the_field_and_nothing_is_lost(
    wrong: dict[str, str], field: str
) -> None:
    user = UserFactory.create(name="Ola")
    answer = client_of(user).post("/en/settings/", profile() | wrong)
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    if field != "name":
        assert 'value="Lina"' in answer.content.decode()
    user.refresh_from_db()
    assert (user.name, user.language) == ("Ola", "")


@pytest.mark.parametrize("name", ["🙂" * 20, "שלום עולם", "<script>x</script>", "陈思远"])
def test_names_of_any_script_are_kept(name: str) -> None:
    user = UserFactory.create()
    client = client_of(user)
    assert client.post("/en/settings/", profile(name=name, language="en")).status_code == 302
    user.refresh_from_db()
    assert user.name == name
    assert "<script>x" not in client.get("/en/settings/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_settings_ask_the_same_number_of_questions(django_assert_num_queries: Any, count: int) -> None:
    user = UserFactory.create()
    client = client_of(user)
    for number in range(count):
        passkey(user, str(number))
        session_of(user)
    with django_assert_num_queries(5):
        client.get("/en/settings/")


def test_settings_are_in_the_menu() -> None:
    assert 'href="/en/settings/"' in client_of(UserFactory.create()).get("/en/settings/").content.decode()


OWN_PAGES = [
    "email/",
    "password/change/",
    "reauthenticate/",
    "sessions/",
    "2fa/",
    "2fa/totp/activate/",
    "2fa/webauthn/",
    "2fa/webauthn/add/",
    "2fa/webauthn/reauthenticate/",
    "2fa/recovery-codes/generate/",
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", OWN_PAGES)
def test_pages_of_the_account_are_ours(monkeypatch: pytest.MonkeyPatch, path: str, language: str) -> None:
    user = UserFactory.create()
    if "reauthenticate" in path:
        monkeypatch.setattr("allauth.mfa.webauthn.internal.auth.get_credentials", lambda user: [])
        passkey(user)
    answer = client_of(user).get(f"/{language}/accounts/{path}")
    html = answer.content.decode()
    assert answer.status_code == 200
    assert html.count('role="status"') == 1
    assert re.search(r'<main id="main" class="(auth|page)', html)
    assert not re.search(r"<script(?! src=| type=\"application/json\")|\sstyle=|\son\w+=", html)


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_about_one_passkey_are_ours(language: str) -> None:
    user = UserFactory.create()
    client, key = client_of(user), passkey(user)
    for action in ("edit", "remove"):
        html = client.get(f"/{language}/accounts/2fa/webauthn/keys/{key.pk}/{action}/").content.decode()
        assert 'class="auth"' in html
    client.post(f"/{language}/accounts/2fa/webauthn/keys/{key.pk}/edit/", {"name": "Phone"})
    key.refresh_from_db()
    assert key.data["name"] == "Phone"
    client.post(f"/{language}/accounts/2fa/webauthn/keys/{key.pk}/remove/")
    assert not Authenticator.objects.exists()


def code_for(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def test_two_steps_by_an_app_from_setting_up_to_signing_in() -> None:
    user = UserFactory.create(email="lina@example.org")
    client = client_of(user)
    page = client.get("/en/accounts/2fa/totp/activate/").content.decode()
    assert "<svg" in page
    assert "data:image" not in page
    secret = client.session["mfa.totp.secret"]
    assert client.post("/en/accounts/2fa/totp/activate/", {"code": "000000"}).status_code == 200
    client.post("/en/accounts/2fa/totp/activate/", {"code": code_for(secret)})
    assert Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()
    codes = client.get("/en/accounts/2fa/recovery-codes/").content.decode()
    one = re.findall(r"<code>(\w+)</code>", codes)[0]

    stranger = Client()
    answer = stranger.post("/en/accounts/login/", {"login": "lina@example.org", "password": PASSWORD})
    assert answer["Location"].startswith("/en/accounts/2fa/authenticate/")
    assert stranger.get("/en/settings/").status_code == 302
    assert stranger.get(answer["Location"]).status_code == 200
    stranger.post("/en/accounts/2fa/authenticate/", {"code": one})
    assert stranger.get("/en/settings/").status_code == 200


def test_an_unconfirmed_address_is_confirmed_before_the_second_step() -> None:
    user = UserFactory.create()
    EmailAddress.objects.create(user=user, email=user.email, verified=False, primary=True)
    client = client_of(user)
    for path in ("totp/activate/", "webauthn/add/"):
        html = client.get(f"/en/accounts/2fa/{path}").content.decode()
        assert "Confirm your email address first" in html
        assert "data-passkey" not in html
    secret = client.session["mfa.totp.secret"]
    client.post("/en/accounts/2fa/totp/activate/", {"code": code_for(secret)})
    assert not Authenticator.objects.exists()


PARTS = ("clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle")
HOSTILE = [
    "",
    "x",
    "[]",
    "{}",
    "null",
    '"text"',
    '{"id": 1}',
    '{"id": "a", "rawId": "a", "type": "public-key", "response": {}}',
    '{"id": "YQ", "rawId": "YQ", "type": "public-key", "response": {"clientDataJSON": "YQ"}}',
    json.dumps({"id": "YQ", "rawId": "YQ", "type": "public-key", "response": dict.fromkeys(PARTS, "YQ")}),
    '{"id": "\\u0000", "rawId": "\\u0000", "type": "public-key", "response": {"userHandle": "\\u0000"}}',
    '{"a":' * 3000 + "1" + "}" * 3000,
    "9" * 5000,
]


@pytest.mark.parametrize("credential", HOSTILE, ids=range(len(HOSTILE)))
def test_a_broken_passkey_is_refused(monkeypatch: pytest.MonkeyPatch, credential: str) -> None:
    user = UserFactory.create(email="lina@example.org")
    monkeypatch.setattr("allauth.mfa.webauthn.internal.auth.get_credentials", lambda user: [])
    client = client_of(user)
    client.get("/en/accounts/2fa/webauthn/add/")
    added = client.post("/en/accounts/2fa/webauthn/add/", {"credential": credential, "passwordless": "True"})
    assert added.status_code == 200
    assert not Authenticator.objects.exists()
    passkey(user)
    client.get("/en/accounts/2fa/webauthn/reauthenticate/")
    assert client.post(
        "/en/accounts/2fa/webauthn/reauthenticate/", {"credential": credential}
    ).status_code in (200, 302)
    stranger = Client()
    stranger.get("/en/accounts/2fa/webauthn/login/", headers={"accept": "application/json"})
    assert stranger.post("/en/accounts/2fa/webauthn/login/", {"credential": credential}).status_code == 302
    stranger.post("/en/accounts/login/", {"login": "lina@example.org", "password": PASSWORD})
    stranger.get("/en/accounts/2fa/authenticate/")
    assert stranger.post("/en/accounts/2fa/authenticate/", {"credential": credential}).status_code == 200
    assert "_auth_user_id" not in stranger.session


@pytest.mark.parametrize(("extra", "accepted"), [("plain", True), ("nul\x00", False)])
def test_a_sign_that_no_database_keeps_is_refused(
    monkeypatch: pytest.MonkeyPatch, extra: str, *, accepted: bool
) -> None:
    """The rest of the credential is as a browser makes it: the library, which checks that, is asked to say yes."""
    checked = SimpleNamespace(is_user_verified=lambda: True)
    monkeypatch.setattr("allauth.mfa.webauthn.internal.auth.parse_registration_response", lambda given: None)
    monkeypatch.setattr("allauth.mfa.webauthn.internal.auth.complete_registration", lambda given: checked)
    data = {"credential": json.dumps({"id": "a", "extra": extra}), "name": "Laptop"}
    assert AddPasskeyForm(user=UserFactory.create(), data=data).is_valid() is accepted


def test_a_second_step_asks_who_is_there_first() -> None:
    client = client_of(UserFactory.create(), sure=False)
    for path in ("totp/activate/", "webauthn/add/", "recovery-codes/generate/"):
        answer = client.get(f"/en/accounts/2fa/{path}")
        assert "/reauthenticate/" in answer["Location"]


def store_has(session: UserSession) -> bool:
    return bool(import_module(settings.SESSION_ENGINE).SessionStore().exists(session.session_key))


def test_one_browser_or_all_others_are_signed_out() -> None:
    user = UserFactory.create(email="lina@example.org")
    client = Client()
    client.post("/en/accounts/login/", {"login": "lina@example.org", "password": PASSWORD})
    own = UserSession.objects.get()
    first, second, third = session_of(user), session_of(user), session_of(user)
    page = client.get("/en/accounts/sessions/").content.decode()
    assert "Firefox · Linux" in page
    assert f"/sessions/{own.pk}/end/" not in page
    client.post(f"/en/settings/sessions/{first.pk}/end/")
    assert not store_has(first)
    assert store_has(second)
    client.post("/en/accounts/sessions/")
    assert [store_has(session) for session in (own, second, third)] == [True, False, False]
    assert client.get("/en/settings/").status_code == 200


def test_nobody_ends_the_session_of_another_person() -> None:
    organisation = OrganisationFactory.create()
    session = session_of(person(organisation))
    for roles in ((Role.LEARNER,), tuple(Role)):
        client = client_of(person(organisation, *roles))
        assert client.post(f"/en/settings/sessions/{session.pk}/end/").status_code == 404
        client.post("/en/accounts/sessions/")
    assert store_has(session)
    assert UserSession.objects.filter(pk=session.pk).exists()


def test_passkeys_of_others_are_out_of_reach() -> None:
    key = passkey(UserFactory.create())
    client = client_of(UserFactory.create())
    for action in ("edit", "remove"):
        assert client.post(f"/en/accounts/2fa/webauthn/keys/{key.pk}/{action}/").status_code == 404
    assert Authenticator.objects.filter(pk=key.pk).exists()


CHANGING = [
    "settings/",
    "settings/export/",
    "settings/erase/",
    "settings/sessions/1/end/",
    "accounts/email/",
    "accounts/sessions/",
    "accounts/reauthenticate/",
    "accounts/2fa/authenticate/",
    "accounts/2fa/reauthenticate/",
    "accounts/2fa/totp/activate/",
    "accounts/2fa/totp/deactivate/",
    "accounts/2fa/recovery-codes/generate/",
    "accounts/2fa/webauthn/add/",
    "accounts/2fa/webauthn/login/",
    "accounts/2fa/webauthn/reauthenticate/",
    "accounts/2fa/webauthn/keys/1/edit/",
    "accounts/2fa/webauthn/keys/1/remove/",
]


@pytest.mark.parametrize("path", CHANGING)
def test_nothing_changes_without_the_token(path: str) -> None:
    user = UserFactory.create()
    answer = client_of(user, csrf=True).post(f"/en/{path}", {"password": PASSWORD})
    assert answer.status_code == 403
    assert User.objects.filter(pk=user.pk, is_active=True).exists()


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36",
            "Chrome · Windows",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge · Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
            "Safari · iPhone",
        ),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36", "Chrome · Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 15_0) Firefox/140.0", "Firefox · macOS"),
        ("curl/8.0", "curl/8.0"),
        ("y" * 500, "y" * 60),
        ("", ""),
    ],
)
def test_browser_and_system_are_named(user_agent: str, name: str) -> None:
    assert device_name(user_agent) == name


def test_totp_is_turned_off_again() -> None:
    user = UserFactory.create()
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    client = client_of(user)
    assert 'class="auth"' in client.get("/en/accounts/2fa/totp/deactivate/").content.decode()
    client.post("/en/accounts/2fa/totp/deactivate/")
    assert not Authenticator.objects.filter(type=Authenticator.Type.TOTP).exists()
