import pytest
from django.test import Client
from django.urls import reverse

from apps.common.access import Role
from apps.organisations.models import CohortMember, Invitation, Membership
from tests.factories.accounts import UserFactory
from tests.factories.organisations import (
    CohortFactory,
    InvitationFactory,
    MembershipFactory,
    OrganisationFactory,
    person,
)

pytestmark = [pytest.mark.web, pytest.mark.django_db]


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_people_page_lists_roles_and_cohorts() -> None:
    organisation = OrganisationFactory.create()
    manager = person(organisation, Role.MANAGER, name="Maya")
    learner = person(organisation, Role.LEARNER, name="Лина")
    cohort = CohortFactory.create(organisation=organisation, name="Autumn")
    CohortMember.unscoped.create(cohort=cohort, user=learner)
    page = signed_in(manager).get(reverse("organisations:people", args=[organisation.slug]))
    assert page.status_code == 200
    assert [(p.name, p.roles, p.cohorts) for p in page.context["people"]] == [
        ("Maya", (Role.MANAGER,), ()),
        ("Лина", (Role.LEARNER,), ("Autumn",)),
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_people_page_asks_the_same_number_of_queries(count: int, django_assert_num_queries) -> None:
    organisation = OrganisationFactory.create()
    client = signed_in(person(organisation, Role.MANAGER))
    for _ in range(count):
        CohortMember.unscoped.create(
            cohort=CohortFactory.create(organisation=organisation), user=person(organisation)
        )
        InvitationFactory.create(organisation=organisation)
    address = reverse("organisations:people", args=[organisation.slug])
    with django_assert_num_queries(10):
        client.get(address)


@pytest.mark.parametrize("count", [1, 3])
def test_cohorts_page_asks_the_same_number_of_queries(count: int, django_assert_num_queries) -> None:
    organisation = OrganisationFactory.create()
    client = signed_in(person(organisation, Role.MANAGER))
    for _ in range(count):
        cohort = CohortFactory.create(organisation=organisation)
        cohort.trainers.add(person(organisation, Role.TRAINER))
    address = reverse("organisations:cohorts", args=[organisation.slug])
    with django_assert_num_queries(7):
        client.get(address)


def test_people_are_shown_page_by_page() -> None:
    organisation = OrganisationFactory.create()
    client = signed_in(person(organisation, Role.MANAGER))
    MembershipFactory.create_batch(51, organisation=organisation)
    address = reverse("organisations:people", args=[organisation.slug])
    assert len(client.get(address).context["people"]) == 50
    assert len(client.get(address, {"page": 2}).context["people"]) == 2
    assert client.get(address, {"page": "x\x00"}).status_code == 200


def test_manager_makes_a_link_for_a_cohort() -> None:
    organisation = OrganisationFactory.create()
    cohort = CohortFactory.create(organisation=organisation)
    manager = person(organisation, Role.MANAGER)
    address = reverse("organisations:people", args=[organisation.slug])
    client = signed_in(manager)
    answer = client.post(address, {"role": "trainer", "cohort": cohort.pk, "days": 3, "max_uses": 2})
    assert answer.status_code == 302
    made = Invitation.unscoped.get()
    assert (made.role, made.cohort, made.max_uses, made.created_by) == ("trainer", cohort, 2, manager)
    assert reverse("organisations:join", args=[made.token]) in client.get(address).content.decode()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"role": "owner"}, "role"),
        ({"days": 0}, "days"),
        ({"days": 91}, "days"),
        ({"max_uses": 0}, "max_uses"),
        ({"cohort": "foreign"}, "cohort"),
        ({"cohort": "nul\x00"}, "cohort"),
    ],
)
def test_wrong_invitation_is_refused_beside_the_field(wrong, field) -> None:
    organisation = OrganisationFactory.create()
    CohortFactory.create(pk="foreign")
    client = signed_in(person(organisation, Role.MANAGER))
    given = {"role": "learner", "days": 3} | wrong
    answer = client.post(reverse("organisations:people", args=[organisation.slug]), given)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not Invitation.unscoped.exists()


def test_manager_creates_a_cohort_once() -> None:
    organisation = OrganisationFactory.create()
    trainer = person(organisation, Role.TRAINER)
    client = signed_in(person(organisation, Role.MANAGER))
    address = reverse("organisations:cohorts", args=[organisation.slug])
    given = {"name": "秋 Осень 🍂", "trainers": [trainer.pk]}
    assert client.post(address, given).status_code == 302
    again = client.post(address, given)
    assert again.status_code == 422
    assert "name" in again.context["form"].errors
    assert [c.name for c in again.context["cohorts"]] == ["秋 Осень 🍂"]


def test_trainer_from_elsewhere_cannot_be_chosen() -> None:
    organisation = OrganisationFactory.create()
    stranger = person(OrganisationFactory.create(), Role.TRAINER)
    client = signed_in(person(organisation, Role.MANAGER))
    for key in (stranger.pk, "9" * 30):
        given = {"name": "Autumn", "trainers": [key]}
        answer = client.post(reverse("organisations:cohorts", args=[organisation.slug]), given)
        assert answer.status_code == 422
        assert "trainers" in answer.context["form"].errors


def test_invitation_is_read_before_signing_in_and_accepted_after() -> None:
    invitation = InvitationFactory.create(role=Role.TRAINER)
    address = reverse("organisations:join", args=[invitation.token])
    guest = Client()
    page = guest.get(address)
    assert page.status_code == 200
    assert invitation.organisation.name in page.content.decode()
    assert guest.post(address)["Location"].startswith(reverse("account_login"))
    user = UserFactory.create()
    client = signed_in(user)
    assert client.get(address).status_code == 200
    assert not Membership.unscoped.exists()
    assert client.post(address).status_code == 302
    assert client.post(address).status_code == 302
    assert Membership.unscoped.get().role == Role.TRAINER
    assert client.session["organisation"] == invitation.organisation_id


def test_ended_invitation_says_who_can_help() -> None:
    invitation = InvitationFactory.create(max_uses=1, used_count=1)
    person(invitation.organisation, Role.MANAGER, name="Maya Bell")
    address = reverse("organisations:join", args=[invitation.token])
    page = Client().get(address)
    assert page.status_code == 410
    assert "Maya Bell" in page.content.decode()
    refused = signed_in(UserFactory.create()).post(address)
    assert refused.status_code == 422
    assert "used up" in refused.content.decode()


@pytest.mark.parametrize("token", ["unknown", "%00", "a" * 500])
def test_unknown_invitation(token: str) -> None:
    assert Client().get(f"/en/join/{token}/").status_code == 404


def test_withdrawing_needs_the_organisation_of_the_invitation() -> None:
    mine, other = OrganisationFactory.create(), OrganisationFactory.create()
    manager = person(mine, Role.MANAGER)
    MembershipFactory.create(organisation=other, user=manager, role=Role.MANAGER)
    invitation = InvitationFactory.create(organisation=other)
    client = signed_in(manager)
    wrong = reverse("organisations:withdraw", args=[mine.slug, invitation.pk])
    assert client.post(wrong).status_code == 404
    right = reverse("organisations:withdraw", args=[other.slug, invitation.pk])
    assert client.post(right).status_code == 302
    invitation.refresh_from_db()
    assert invitation.is_expired


def test_removing_a_role() -> None:
    organisation = OrganisationFactory.create()
    manager, learner = person(organisation, Role.MANAGER), person(organisation)
    outsider = person(OrganisationFactory.create())
    client = signed_in(manager)

    def remove(user, role):
        address = reverse("organisations:remove_role", args=[organisation.slug, user.pk])
        return client.post(address, {"role": role}).status_code

    assert remove(learner, "nonsense") == 404
    assert remove(outsider, "learner") == 404
    assert remove(manager, "manager") == 422
    assert remove(learner, "learner") == 302
    assert not Membership.unscoped.filter(user=learner).exists()


def test_switching_keeps_to_ones_own_organisations_and_to_our_addresses() -> None:
    mine, other, foreign = OrganisationFactory.create_batch(3)
    user = person(mine)
    MembershipFactory.create(organisation=other, user=user)
    client = signed_in(user)
    address = reverse("organisations:switch")
    answer = client.post(address, {"organisation": other.pk, "next": "/en/maps/"})
    assert answer["Location"] == "/en/maps/"
    assert client.session["organisation"] == other.pk
    assert client.post(address, {"organisation": foreign.pk}).status_code == 404
    assert client.session["organisation"] == other.pk
    for evil in ("https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"):
        assert client.post(address, {"organisation": mine.pk, "next": evil})["Location"] == "/"


def test_address_without_organisation_leads_to_the_managed_one() -> None:
    learning, managed = OrganisationFactory.create(name="A"), OrganisationFactory.create(name="B")
    user = person(managed, Role.MANAGER)
    MembershipFactory.create(organisation=learning, user=user)
    answer = signed_in(user).get(reverse("organisations:people"))
    assert answer["Location"] == reverse("organisations:people", args=[managed.slug])


def test_denied_page_names_a_manager() -> None:
    organisation = OrganisationFactory.create()
    person(organisation, Role.MANAGER, name="Maya Bell")
    page = signed_in(person(organisation)).get(reverse("organisations:people", args=[organisation.slug]))
    assert page.status_code == 403
    assert "Maya Bell" in page.content.decode()
