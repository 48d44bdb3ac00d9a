"""Invitations by mail: a link of one's own for each address, and a letter that says who invites."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.mail import EmailMultiAlternatives
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format

from apps.accounts.erasing import erase_account
from apps.accounts.models import User
from apps.common.access import Role
from apps.common.errors import DomainError
from apps.jobs.models import Job
from apps.organisations import services
from apps.organisations.forms import MOST_EMAILS
from apps.organisations.models import Invitation, Organisation
from tests.factories.accounts import UserFactory
from tests.factories.organisations import (
    CohortFactory,
    InvitationFactory,
    OrganisationFactory,
    actor_for,
    person,
)

pytestmark = [pytest.mark.web, pytest.mark.django_db]

SITE = "https://academy.example"


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Any) -> Any:
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def organisation() -> Organisation:
    made: Organisation = OrganisationFactory.create(name="Lakeside & <Sons>")
    return made


@pytest.fixture
def manager(organisation: Organisation) -> User:
    return person(organisation, Role.MANAGER, name="Dana Weiss")


def send(manager: User, organisation: Organisation, emails: str, **fields: str) -> HttpResponse:
    client = Client()
    client.force_login(manager)
    form = {"mail-emails": emails, "mail-role": "learner", "mail-days": "14", "key": "k"} | fields
    answer: HttpResponse = client.post(
        reverse("organisations:invite_by_mail", args=[organisation.slug]), form
    )
    return answer


def html_of(message: Any) -> str:
    assert isinstance(message, EmailMultiAlternatives)
    return str(message.alternatives[0][0])


def test_each_address_gets_its_own_link(manager: User, organisation: Organisation, committed: Any) -> None:
    cohort = CohortFactory.create(organisation=organisation, name="Autumn")
    with committed():
        answer = send(
            manager,
            organisation,
            "Anna@example.org, tom@example.org\nMei Lin <mei@example.org>;\n tom@example.org",
            **{"mail-role": "trainer", "mail-cohort": cohort.pk},
        )
        assert mail.outbox == []
    assert answer.status_code == 302
    invitations = {row.email: row for row in Invitation.unscoped.all()}
    assert set(invitations) == {"anna@example.org", "tom@example.org", "mei@example.org"}
    assert {message.to[0] for message in mail.outbox} == set(invitations)
    for message in mail.outbox:
        invitation = invitations[message.to[0]]
        assert (invitation.role, invitation.cohort, invitation.max_uses) == ("trainer", cohort, 1)
        assert invitation.created_by == manager
        link = f"{SITE}/en/join/{invitation.token}/"
        assert link in message.body
        assert f'href="{link}"' in html_of(message)
        assert message.subject == "Lakeside & <Sons> invites you to CJM Academy"
        assert "Dana Weiss of Lakeside & <Sons>" in message.body
        assert "Dana Weiss of Lakeside &amp; &lt;Sons&gt;" in html_of(message)
        assert "Cohort: Autumn" in message.body
        assert "Your role: Trainer" in message.body
        assert translation.gettext("Valid until %(day)s") % {"day": _day(invitation)} in message.body


def _day(invitation: Invitation) -> str:
    return date_format(invitation.expires_at, "DATE_FORMAT")


def test_the_letter_is_in_the_readers_language_or_in_the_managers(
    manager: User, organisation: Organisation, committed: Any
) -> None:
    UserFactory.create(email="mei@example.org", language="zh-hant")
    with committed(), translation.override("ru"):
        send(manager, organisation, "mei@example.org new@example.org".replace(" ", ","))
    letters = {message.to[0]: message for message in mail.outbox}
    assert f"{SITE}/zh-hant/join/" in letters["mei@example.org"].body
    assert f"{SITE}/ru/join/" in letters["new@example.org"].body
    assert 'lang="zh-Hant"' in html_of(letters["mei@example.org"])
    assert 'lang="ru"' in html_of(letters["new@example.org"])


def test_a_form_sent_twice_sends_once(manager: User, organisation: Organisation, committed: Any) -> None:
    for _ in range(2):
        with committed():
            assert send(manager, organisation, "mei@example.org").status_code == 302
    assert len(mail.outbox) == Invitation.unscoped.count() == 1
    with committed():
        send(manager, organisation, "mei@example.org", key="another form")
    assert len(mail.outbox) == 2


@pytest.mark.parametrize(
    "wrong",
    [
        "mei",
        "mei@",
        "@example.org",
        "<script>@example.org",
        "a@example.org b@example.org",
        f"{'a' * 250}@x.org",
        "мир@",
        "🙂",
        "\u202ea",
    ],
)
def test_wrong_addresses_are_named_and_nothing_is_sent_or_lost(
    wrong: str, manager: User, organisation: Organisation, committed: Any
) -> None:
    typed = f"good@example.org, {wrong}"
    with committed():
        answer = send(manager, organisation, typed)
    assert answer.status_code == 422
    form = answer.context["mail_form"]
    assert wrong[:60] in form.errors["emails"][0]
    assert "good@example.org" not in form.errors["emails"][0]
    assert form["emails"].value() == typed
    page = answer.content.decode()
    assert 'aria-invalid="true"' in page
    assert "<script>@" not in page
    assert not Invitation.unscoped.exists()
    assert mail.outbox == []


def test_line_breaks_in_an_address_add_no_header(
    manager: User, organisation: Organisation, committed: Any
) -> None:
    with committed():
        answer = send(manager, organisation, "mei@example.org\r\nBcc: all@example.org")
    assert answer.status_code == 422
    assert "bcc: all@example.org" in answer.context["mail_form"].errors["emails"][0]
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("", "This field is required."),
        (" , ;\n", "Type at least one address."),
        ("a\x00@example.org", "Null characters are not allowed."),
        ("a" * 100_000, "at most 20000 characters"),
        (
            ",".join(f"p{n}@example.org" for n in range(MOST_EMAILS + 1)),
            "At most 50 addresses at once; these are 51.",
        ),
    ],
)
def test_refused(typed: str, error: str, manager: User, organisation: Organisation) -> None:
    answer = send(manager, organisation, typed)
    assert answer.status_code == 422
    assert error in answer.context["mail_form"].errors["emails"][0]
    assert not Invitation.unscoped.exists()


def test_fifty_addresses_ask_as_much_as_one(
    manager: User, organisation: Organisation, django_assert_num_queries: Any
) -> None:
    actor = actor_for(manager)
    for count in (1, MOST_EMAILS):
        with django_assert_num_queries(5):  # two of them open and close a savepoint
            made = services.invite_by_mail(
                organisation,
                actor=actor,
                role=Role.LEARNER,
                cohort=None,
                expires_at=timezone.now() + timedelta(days=1),
                emails=[f"p{n}@example.org" for n in range(count)],
                key=f"form {count}",
            )
        assert len(made) == count


def test_only_cohorts_of_the_organisation(manager: User, organisation: Organisation) -> None:
    foreign = CohortFactory.create()
    answer = send(manager, organisation, "mei@example.org", **{"mail-cohort": foreign.pk})
    assert answer.status_code == 422
    assert "cohort" in answer.context["mail_form"].errors


def test_the_service_refuses_a_foreign_cohort(manager: User, organisation: Organisation) -> None:
    with pytest.raises(DomainError, match="foreign_cohort"):
        services.invite_by_mail(
            organisation,
            actor=actor_for(manager),
            role=Role.LEARNER,
            cohort=CohortFactory.create(),
            expires_at=timezone.now() + timedelta(days=1),
            emails=["mei@example.org"],
        )
    assert not Invitation.unscoped.exists()


def test_too_many_mails_are_refused(manager: User, organisation: Organisation, settings: Any) -> None:
    settings.RATE_LIMITED = True
    cache.clear()
    answers = [send(manager, organisation, "mei@example.org").status_code for _ in range(11)]
    cache.clear()
    assert answers == [302] * 10 + [429]


def test_a_withdrawn_invitation_is_not_sent(
    manager: User, organisation: Organisation, committed: Any
) -> None:
    with committed():
        send(manager, organisation, "mei@example.org")
        Invitation.unscoped.update(expires_at=timezone.now())
    assert mail.outbox == []


def test_the_job_holds_ids_only(manager: User, organisation: Organisation) -> None:
    send(manager, organisation, "mei@example.org")
    assert Job.unscoped.get().args == {"language": "en", "invitation": Invitation.unscoped.get().pk}


def test_the_page_shows_where_links_were_sent(manager: User, organisation: Organisation) -> None:
    send(manager, organisation, "mei@example.org")
    client = Client()
    client.force_login(manager)
    page = client.get(reverse("organisations:people", args=[organisation.slug])).content.decode()
    assert '<small dir="auto">mei@example.org</small>' in page


def test_addresses_are_forgotten_a_month_after_the_end() -> None:
    now = timezone.now()
    for days in (29, 31):
        InvitationFactory.create(email=f"d{days}@example.org", expires_at=now - timedelta(days=days))
    assert services.forget_addresses(now) == 1
    assert set(Invitation.unscoped.values_list("email", flat=True)) == {"d29@example.org", ""}


def test_who_erases_the_account_takes_the_address_along(organisation: Organisation) -> None:
    InvitationFactory.create(organisation=organisation, email="mei@example.org")
    InvitationFactory.create(organisation=organisation, email="tom@example.org")
    erase_account(UserFactory.create(email="mei@example.org"))
    assert set(Invitation.unscoped.values_list("email", flat=True)) == {"", "tom@example.org"}
