"""The page of a cohort: people in and out, its name, and putting it away without losing anything."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from apps.common.access import Role
from apps.common.errors import DomainError
from apps.organisations import services
from apps.organisations.models import Cohort, CohortMember, Invitation, Membership
from tests.factories.accounts import UserFactory
from tests.factories.organisations import (
    CohortFactory,
    InvitationFactory,
    MembershipFactory,
    OrganisationFactory,
    actor_for,
    person,
)

pytestmark = [pytest.mark.web, pytest.mark.django_db]


@pytest.fixture
def cohort() -> Cohort:
    return CohortFactory.create(name="Spring B")


@pytest.fixture
def office(cohort) -> Client:
    client = Client()
    client.force_login(person(cohort.organisation, Role.MANAGER, name="Maya Bell"))
    return client


def address(name: str, cohort: Cohort, *more: str) -> str:
    return reverse(f"organisations:{name}", args=[cohort.organisation.slug, cohort.pk, *more])


def page(office: Client, cohort: Cohort) -> str:
    return office.get(address("cohort", cohort)).content.decode()


@pytest.mark.parametrize("role", [Role.LEARNER, Role.TRAINER])
def test_people_come_in_by_their_role_and_go_out_again(office, cohort, role) -> None:
    mine = [person(cohort.organisation, role, name=name) for name in ("Lina", "Олег")]
    person(cohort.organisation, Role.MANAGER, name="Not a candidate")
    person(OrganisationFactory.create(), role, name="A stranger")
    html = page(office, cohort)
    assert "Lina" in html
    assert "Not a candidate" not in html
    assert "A stranger" not in html
    given = {"people": [user.pk for user in mine]}
    for _ in range(2):
        assert office.post(address("add_to_cohort", cohort, role), given).status_code == 302
    places = cohort.members if role == Role.LEARNER else cohort.trainers
    assert set(places.all()) == set(mine)
    said = office.post(address("remove_from_cohort", cohort, role), {"user": mine[0].pk}, follow=True)
    assert list(places.all()) == [mine[1]]
    assert Membership.unscoped.filter(user=mine[0]).exists()
    undo = re.search(r'action="([^"]+people=\d+)"', said.content.decode())
    assert undo
    office.post(undo[1])
    assert set(places.all()) == set(mine)


def test_out_twice_is_out_once(office, cohort) -> None:
    user = person(cohort.organisation)
    services.add_to_cohort(cohort, user, role=Role.LEARNER)
    out = address("remove_from_cohort", cohort, "learner")
    for _ in range(2):
        assert office.post(out, {"user": user.pk}).status_code == 302
    assert page(office, cohort).count("people=") == 1


@pytest.mark.parametrize("people", [[], ["stranger"], ["x\x00"], ["manager"], ["9" * 30], ["9" * 100_000]])
def test_who_cannot_come_in_is_refused_beside_the_list(office, cohort, people) -> None:
    someone = person(cohort.organisation)
    keys = {
        "stranger": person(OrganisationFactory.create()).pk,
        "manager": person(cohort.organisation, Role.MANAGER).pk,
    }
    given = {"people": [keys.get(key, key) for key in people]}
    answer = office.post(address("add_to_cohort", cohort, "learner"), given)
    assert answer.status_code == 422
    assert "learner-error" in answer.content.decode()
    assert "9999" not in answer.content.decode()
    assert someone.name in answer.content.decode()
    assert not CohortMember.unscoped.exists()


@pytest.mark.parametrize("user", ["", "\x00", "abc", "-1", "9" * 100_000])
def test_nobody_is_removed_by_nonsense(office, cohort, user) -> None:
    answer = office.post(address("remove_from_cohort", cohort, "learner"), {"user": user})
    assert answer.status_code == 404


@pytest.mark.parametrize("role", ["manager", "owner", "\x01"])
def test_there_is_no_such_place_in_a_cohort(office, cohort, role) -> None:
    assert office.post(address("add_to_cohort", cohort, role), {"people": "1"}).status_code == 404
    assert office.post(address("remove_from_cohort", cohort, role), {"user": "1"}).status_code == 404


def test_a_cohort_is_opened_in_its_own_organisation_only(office, cohort) -> None:
    other = CohortFactory.create()
    MembershipFactory.create(
        organisation=other.organisation,
        user=Membership.unscoped.get(organisation=cohort.organisation).user,
        role=Role.MANAGER,
    )
    wrong = reverse("organisations:cohort", args=[cohort.organisation.slug, other.pk])
    assert office.get(wrong).status_code == 404
    assert office.get(address("cohort", other)).status_code == 200


def test_renaming(office, cohort) -> None:
    CohortFactory.create(organisation=cohort.organisation, name="Autumn")
    taken = office.post(address("cohort", cohort), {"name": "Autumn"})
    assert taken.status_code == 422
    assert 'value="Autumn"' in taken.content.decode()
    assert office.post(address("cohort", cohort), {"name": "x" * 151}).status_code == 422
    assert office.post(address("cohort", cohort), {"name": "a\x00b"}).status_code == 422
    cohort.refresh_from_db()
    assert cohort.name == "Spring B"
    assert office.post(address("cohort", cohort), {"name": "秋 Осень 🍂"}).status_code == 302
    cohort.refresh_from_db()
    assert cohort.name == "秋 Осень 🍂"


def test_an_archived_cohort_keeps_its_people_and_takes_nobody_in(office, cohort) -> None:
    inside, outside = person(cohort.organisation), person(cohort.organisation)
    services.add_to_cohort(cohort, inside, role=Role.LEARNER)
    invitation = InvitationFactory.create(organisation=cohort.organisation, cohort=cohort)
    said = office.post(address("archive", cohort), follow=True)
    assert f'action="{address("reopen", cohort)}"' in said.content.decode()
    assert list(said.context["cohorts"]) == []
    assert list(said.context["archived"]) == [cohort]
    assert cohort.members.contains(inside)
    cohort.refresh_from_db()
    with pytest.raises(DomainError, match="cohort_archived"):
        services.add_to_cohort(cohort, outside, role=Role.LEARNER)
    newcomer = Client()
    newcomer.force_login(UserFactory.create())
    join = reverse("organisations:join", args=[invitation.token])
    assert newcomer.get(join).status_code == 410
    assert newcomer.post(join).status_code == 422
    assert cohort.members.count() == 1
    people = office.get(reverse("organisations:people", args=[cohort.organisation.slug]))
    assert invitation.token not in people.content.decode()
    assert f'<option value="{cohort.pk}"' not in people.content.decode()


def test_a_cohort_brought_back_takes_people_in_again(office, cohort) -> None:
    invitation = InvitationFactory.create(organisation=cohort.organisation, cohort=cohort)
    office.post(address("archive", cohort))
    again = office.post(address("archive", cohort), follow=True)
    assert again.content.decode().count(address("reopen", cohort)) == 1
    assert office.post(address("reopen", cohort)).status_code == 302
    invitation.refresh_from_db()
    services.accept_invitation(invitation, UserFactory.create())
    assert cohort.members.count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_the_same_number_of_queries(office, cohort, count, django_assert_num_queries) -> None:
    for _ in range(count):
        services.add_to_cohort(cohort, person(cohort.organisation), role=Role.LEARNER)
        services.add_to_cohort(cohort, person(cohort.organisation, Role.TRAINER), role=Role.TRAINER)
        person(cohort.organisation)
    where = address("cohort", cohort)
    with django_assert_num_queries(8):
        office.get(where)


def key_on(office: Client, where: str) -> str:
    found = re.search(r'name="key" value="([a-z0-9]+)"', office.get(where).content.decode())
    assert found
    return found[1]


def test_a_cohort_asked_for_twice_is_made_once(office, cohort) -> None:
    where = reverse("organisations:cohorts", args=[cohort.organisation.slug])
    given = {"name": "Autumn", "key": key_on(office, where)}
    assert [office.post(where, given).status_code for _ in range(2)] == [302, 302]
    assert Cohort.unscoped.filter(name="Autumn").count() == 1
    assert office.post(where, given | {"key": "another"}).status_code == 422


def test_a_link_asked_for_twice_is_made_once(office, cohort) -> None:
    where = reverse("organisations:people", args=[cohort.organisation.slug])
    given = {"role": "learner", "days": 3, "key": key_on(office, where)}
    for form in (given, given, given | {"role": "trainer"}, given | {"key": key_on(office, where)}):
        assert office.post(where, form).status_code == 302
    assert Invitation.unscoped.count() == 3


def test_a_key_of_one_organisation_is_free_in_another(cohort) -> None:
    organisations = [cohort.organisation, OrganisationFactory.create()]
    made = {
        services.invite_people(
            organisation,
            actor=actor_for(person(organisation, Role.MANAGER)),
            role=Role.LEARNER,
            key="one key",
        ).organisation_id
        for organisation in organisations
    }
    assert len(made) == 2


def test_inviting_from_a_cohort_has_it_chosen(office, cohort) -> None:
    where = reverse("organisations:people", args=[cohort.organisation.slug])
    html = office.get(where, {"cohort": cohort.pk, "role": "trainer"}).content.decode()
    assert f'<option value="{cohort.pk}" selected>' in html
    assert '<option value="trainer" selected>' in html
    assert office.get(where, {"cohort": "\x00", "role": "x" * 10_000}).status_code == 200
