from datetime import timedelta

import pytest
from django.utils import timezone

from apps.common.access import Role
from apps.common.errors import DomainError
from apps.organisations import services
from apps.organisations.models import (
    Cohort,
    CohortMember,
    CohortTrainer,
    Invitation,
    Membership,
    Organisation,
)
from tests.factories.accounts import UserFactory
from tests.factories.organisations import (
    CohortFactory,
    InvitationFactory,
    OrganisationFactory,
    actor_for,
    person,
)

pytestmark = [pytest.mark.db, pytest.mark.django_db]


def roles_of(user) -> set[tuple[str, str]]:
    return set(Membership.unscoped.filter(user=user).values_list("organisation", "role"))


def test_newcomer_learns_in_the_one_open_academy() -> None:
    first, second = UserFactory.create_batch(2)
    services.enrol_newcomer(first)
    services.enrol_newcomer(first)
    services.enrol_newcomer(second)
    academy = Organisation.objects.get(is_open=True)
    assert roles_of(first) == roles_of(second) == {(academy.pk, Role.LEARNER)}


def test_existing_open_academy_is_used() -> None:
    academy = OrganisationFactory.create(is_open=True)
    assert services.open_academy() == academy


@pytest.mark.parametrize(
    ("role", "in_members", "in_trainers"),
    [(Role.LEARNER, True, False), (Role.TRAINER, False, True), (Role.MANAGER, False, False)],
)
def test_accepting_an_invitation_gives_role_and_cohort(role, in_members, in_trainers) -> None:
    cohort = CohortFactory.create()
    invitation = InvitationFactory.create(organisation=cohort.organisation, cohort=cohort, role=role)
    user = UserFactory.create()
    services.accept_invitation(invitation, user)
    assert roles_of(user) == {(cohort.organisation_id, role)}
    assert cohort.members.contains(user) is in_members
    assert cohort.trainers.contains(user) is in_trainers


def test_accepting_twice_uses_one_place() -> None:
    invitation = InvitationFactory.create(max_uses=1)
    user = UserFactory.create()
    services.accept_invitation(invitation, user)
    services.accept_invitation(invitation, user)
    invitation.refresh_from_db()
    assert invitation.used_count == 1
    assert len(roles_of(user)) == 1


def test_accepting_again_after_the_end_still_works_for_those_inside() -> None:
    invitation = InvitationFactory.create()
    user = UserFactory.create()
    services.accept_invitation(invitation, user)
    Invitation.unscoped.update(expires_at=timezone.now() - timedelta(days=1))
    invitation.refresh_from_db()
    services.accept_invitation(invitation, user)
    assert len(roles_of(user)) == 1


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"max_uses": 1, "used_count": 1}, "invitation_used_up"),
        ({"expires_at": timezone.now() - timedelta(seconds=1)}, "invitation_expired"),
    ],
)
def test_ended_invitation_leaves_nothing_behind(fields, code) -> None:
    organisation = OrganisationFactory.create()
    cohort = CohortFactory.create(organisation=organisation)
    invitation = InvitationFactory.create(organisation=organisation, cohort=cohort, **fields)
    user = UserFactory.create()
    with pytest.raises(DomainError, match=code):
        services.accept_invitation(invitation, user)
    assert roles_of(user) == set()
    assert not cohort.members.exists()


def test_the_last_place_is_counted_where_it_is_taken() -> None:
    """Both callers read the row while one place was free."""
    invitation = InvitationFactory.create(max_uses=1)
    same = Invitation.unscoped.get(pk=invitation.pk)
    services.accept_invitation(invitation, UserFactory.create())
    with pytest.raises(DomainError, match="invitation_used_up"):
        services.accept_invitation(same, UserFactory.create())
    assert Membership.unscoped.count() == 1


def test_invitation_into_a_cohort_of_another_organisation_is_refused() -> None:
    organisation, cohort = OrganisationFactory.create(), CohortFactory.create()
    actor = actor_for(person(organisation, Role.MANAGER))
    with pytest.raises(DomainError, match="foreign_cohort"):
        services.invite_people(organisation, actor=actor, role=Role.LEARNER, cohort=cohort)
    assert not Invitation.unscoped.exists()


def test_withdrawn_invitation_ends_now() -> None:
    invitation = InvitationFactory.create()
    services.withdraw_invitation(invitation, actor=actor_for(person(invitation.organisation, Role.MANAGER)))
    invitation.refresh_from_db()
    assert invitation.is_expired
    assert not invitation.is_usable


def test_cohort_names_are_unique_within_an_organisation() -> None:
    cohort = CohortFactory.create(name="Autumn")
    actor = actor_for(person(cohort.organisation, Role.MANAGER))
    with pytest.raises(DomainError, match="cohort_name_taken"):
        services.create_cohort(cohort.organisation, actor=actor, name="Autumn")
    services.create_cohort(OrganisationFactory.create(), actor=actor, name="Autumn")
    assert Cohort.unscoped.count() == 2


def test_trainer_of_a_cohort_must_be_a_trainer_of_the_organisation() -> None:
    organisation = OrganisationFactory.create()
    actor = actor_for(person(organisation, Role.MANAGER))
    stranger = person(OrganisationFactory.create(), Role.TRAINER)
    with pytest.raises(DomainError, match="foreign_person"):
        services.create_cohort(organisation, actor=actor, name="Autumn", trainers=(stranger,))
    assert not Cohort.unscoped.exists()
    trainer = person(organisation, Role.TRAINER)
    cohort = services.create_cohort(organisation, actor=actor, name="Autumn", trainers=(trainer,))
    assert list(cohort.trainers.all()) == [trainer]


def test_removing_the_only_role_leaves_the_cohorts_too() -> None:
    cohort = CohortFactory.create()
    user = person(cohort.organisation, Role.LEARNER)
    services.add_to_cohort(cohort, user, role=Role.LEARNER)
    actor = actor_for(person(cohort.organisation, Role.MANAGER))
    services.remove_role(cohort.organisation, user, role=Role.LEARNER, actor=actor)
    assert roles_of(user) == set()
    assert not CohortMember.unscoped.exists()
    assert not CohortTrainer.unscoped.exists()


def test_removing_one_of_two_roles_keeps_the_other() -> None:
    cohort = CohortFactory.create()
    user = person(cohort.organisation, Role.LEARNER, Role.TRAINER)
    services.add_to_cohort(cohort, user, role=Role.LEARNER)
    actor = actor_for(person(cohort.organisation, Role.MANAGER))
    services.remove_role(cohort.organisation, user, role=Role.TRAINER, actor=actor)
    assert roles_of(user) == {(cohort.organisation_id, Role.LEARNER)}
    assert cohort.members.contains(user)


def test_last_manager_stays() -> None:
    organisation = OrganisationFactory.create()
    manager = person(organisation, Role.MANAGER)
    with pytest.raises(DomainError, match="last_manager"):
        services.remove_role(organisation, manager, role=Role.MANAGER, actor=actor_for(manager))
    person(organisation, Role.MANAGER)
    services.remove_role(organisation, manager, role=Role.MANAGER, actor=actor_for(manager))
    assert roles_of(manager) == set()
