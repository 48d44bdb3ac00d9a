"""Taking a role away, taking that back, and an old invitation in the hands of somebody who was removed."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.common.access import Role
from apps.common.errors import DomainError
from apps.organisations import services
from apps.organisations.models import CohortMember, CohortTrainer, Invitation, Membership, Removal
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
def organisation():
    return OrganisationFactory.create(name="Lakeside")


@pytest.fixture
def manager(organisation):
    return person(organisation, Role.MANAGER, name="Maya Bell")


@pytest.fixture
def office(manager) -> Client:
    client = Client()
    client.force_login(manager)
    return client


def remove(office: Client, organisation, user, role=Role.LEARNER):
    address = reverse("organisations:remove_role", args=[organisation.slug, user.pk])
    return office.post(address, {"role": role}, follow=True)


def rows_of(user) -> list[tuple]:
    return [
        *Membership.unscoped.filter(user=user).order_by("role").values_list("role", "created_at"),
        *CohortMember.unscoped.filter(user=user).order_by("cohort").values_list("cohort", "joined_at"),
        *CohortTrainer.unscoped.filter(user=user).order_by("cohort").values_list("cohort", "since"),
    ]


def in_the_past(user) -> None:
    """So that a row made anew would be told from the old one by its date."""
    then = timezone.now() - timedelta(days=30)
    Membership.unscoped.filter(user=user).update(created_at=then)
    CohortMember.unscoped.filter(user=user).update(joined_at=then)
    CohortTrainer.unscoped.filter(user=user).update(since=then)


@pytest.mark.parametrize("role", [Role.LEARNER, Role.TRAINER])
def test_undo_brings_everything_back_as_it_was(office, organisation, role) -> None:
    user = person(organisation, role, name="Lina")
    cohorts = CohortFactory.create_batch(2, organisation=organisation)
    for cohort in cohorts:
        services.add_to_cohort(cohort, user, role=role)
    in_the_past(user)
    before = rows_of(user)
    assert len(before) == 3
    page = remove(office, organisation, user, role)
    assert rows_of(user) == []
    undo = reverse("organisations:undo_removal", args=[organisation.slug, Removal.unscoped.get().pk])
    assert f'action="{undo}"' in page.content.decode()
    assert "Lina no longer has this role" in page.content.decode()
    assert office.post(undo).status_code == 302
    assert rows_of(user) == before
    assert not Removal.unscoped.exists()


def test_undo_is_offered_on_the_next_page_only(office, organisation) -> None:
    user = person(organisation)
    assert "/undo/" in remove(office, organisation, user).content.decode()
    again = office.get(reverse("organisations:people", args=[organisation.slug]))
    assert "/undo/" not in again.content.decode()


def test_undone_twice_is_undone_once(office, organisation) -> None:
    user = person(organisation)
    remove(office, organisation, user)
    undo = reverse("organisations:undo_removal", args=[organisation.slug, Removal.unscoped.get().pk])
    office.post(undo)
    Membership.unscoped.filter(user=user).delete()
    assert office.post(undo).status_code == 302
    assert rows_of(user) == []


def test_both_who_undo_at_once_have_read_the_row(manager, organisation) -> None:
    user = person(organisation)
    removal = services.remove_role(organisation, user, role=Role.LEARNER, actor=actor_for(manager))
    assert removal is not None
    same = Removal.unscoped.get(pk=removal.pk)
    services.undo_removal(removal, actor=actor_for(manager))
    Membership.unscoped.filter(user=user).delete()
    services.undo_removal(same, actor=actor_for(manager))
    assert rows_of(user) == []


def test_removed_twice_is_removed_once(office, organisation) -> None:
    user = person(organisation, Role.LEARNER, Role.TRAINER)
    remove(office, organisation, user)
    page = remove(office, organisation, user)
    assert Removal.unscoped.count() == 1
    assert "/undo/" not in page.content.decode()


def test_one_role_goes_with_its_own_places_only(manager, organisation) -> None:
    user = person(organisation, Role.LEARNER, Role.TRAINER)
    cohort = CohortFactory.create(organisation=organisation)
    for role in (Role.LEARNER, Role.TRAINER):
        services.add_to_cohort(cohort, user, role=role)
    services.remove_role(organisation, user, role=Role.TRAINER, actor=actor_for(manager))
    assert cohort.members.contains(user)
    assert not cohort.trainers.contains(user)


def test_cohorts_elsewhere_are_left_alone(manager, organisation) -> None:
    other = CohortFactory.create()
    user = person(organisation)
    MembershipFactory.create(organisation=other.organisation, user=user)
    services.add_to_cohort(other, user, role=Role.LEARNER)
    services.remove_role(organisation, user, role=Role.LEARNER, actor=actor_for(manager))
    assert other.members.contains(user)


def test_a_cohort_deleted_meanwhile_is_left_out(manager, organisation) -> None:
    user, cohort = person(organisation), CohortFactory.create(organisation=organisation)
    services.add_to_cohort(cohort, user, role=Role.LEARNER)
    removal = services.remove_role(organisation, user, role=Role.LEARNER, actor=actor_for(manager))
    assert removal is not None
    cohort.delete()
    services.undo_removal(removal, actor=actor_for(manager))
    assert [role for role, _since in rows_of(user)] == [Role.LEARNER]


def test_another_organisations_removal_cannot_be_undone_here(office, organisation, manager) -> None:
    other = OrganisationFactory.create()
    MembershipFactory.create(organisation=other, user=manager, role=Role.MANAGER)
    user = person(other)
    removal = services.remove_role(other, user, role=Role.LEARNER, actor=actor_for(manager))
    assert removal is not None
    office.post(reverse("organisations:undo_removal", args=[organisation.slug, removal.pk]))
    assert rows_of(user) == []


@pytest.mark.parametrize("max_uses", [None, 1])
def test_whoever_was_removed_does_not_come_back_by_the_old_link(office, organisation, max_uses) -> None:
    invitation = InvitationFactory.create(organisation=organisation, max_uses=max_uses)
    user, other = UserFactory.create(), UserFactory.create()
    services.accept_invitation(invitation, user)
    remove(office, organisation, user)
    address = reverse("organisations:join", args=[invitation.token])
    guest = Client()
    guest.force_login(user)
    page = guest.get(address)
    assert page.status_code == 410
    assert "You were removed from this organisation" in page.content.decode()
    assert "Maya Bell" in page.content.decode()
    refused = guest.post(address)
    assert refused.status_code == 422
    assert "You were removed from this organisation" in refused.content.decode()
    assert rows_of(user) == []
    if max_uses is None:
        services.accept_invitation(invitation, other)
        assert len(rows_of(other)) == 1


def test_a_link_never_opened_before_the_removal_is_an_old_link_too(manager, organisation) -> None:
    user = person(organisation)
    unused = InvitationFactory.create(organisation=organisation, role=Role.TRAINER)
    services.remove_role(organisation, user, role=Role.LEARNER, actor=actor_for(manager))
    with pytest.raises(DomainError, match="removed_since"):
        services.accept_invitation(unused, user)
    assert rows_of(user) == []


def test_a_new_invitation_lets_the_person_in_again(manager, organisation) -> None:
    user = person(organisation)
    services.remove_role(organisation, user, role=Role.LEARNER, actor=actor_for(manager))
    anew = services.invite_people(organisation, actor=actor_for(manager), role=Role.LEARNER)
    services.accept_invitation(anew, user)
    assert len(rows_of(user)) == 1


def test_a_removal_elsewhere_or_undone_shuts_no_door(manager, organisation) -> None:
    invitation, user = InvitationFactory.create(), person(organisation)
    removal = services.remove_role(organisation, user, role=Role.LEARNER, actor=actor_for(manager))
    services.accept_invitation(invitation, user)
    here = InvitationFactory.create(organisation=organisation, role=Role.TRAINER)
    Invitation.unscoped.filter(pk=here.pk).update(created_at=timezone.now() - timedelta(days=1))
    here.refresh_from_db()
    assert removal is not None
    services.undo_removal(removal, actor=actor_for(manager))
    services.accept_invitation(here, user)
    assert Membership.unscoped.filter(user=user).count() == 3


def test_somebody_still_inside_uses_an_old_link_for_another_cohort(manager, organisation) -> None:
    """What was taken away is another role; the link gives nothing that a manager has taken."""
    user = person(organisation, Role.LEARNER, Role.TRAINER)
    cohort = CohortFactory.create(organisation=organisation)
    invitation = InvitationFactory.create(organisation=organisation, cohort=cohort)
    services.remove_role(organisation, user, role=Role.TRAINER, actor=actor_for(manager))
    services.accept_invitation(invitation, user)
    assert cohort.members.contains(user)


@pytest.mark.parametrize("role", [Role.LEARNER, Role.TRAINER])
def test_whoever_was_taken_out_of_a_cohort_does_not_come_back_into_it_by_the_old_link(
    office, organisation, role
) -> None:
    cohort = CohortFactory.create(organisation=organisation)
    invitation = InvitationFactory.create(organisation=organisation, cohort=cohort, role=role)
    user, other = UserFactory.create(), UserFactory.create()
    services.accept_invitation(invitation, user)
    out = reverse("organisations:remove_from_cohort", args=[organisation.slug, cohort.pk, role])
    said = office.post(out, {"user": user.pk}, follow=True).content.decode()
    visitor = Client()
    visitor.force_login(user)
    address = reverse("organisations:join", args=[invitation.token])
    page, refused = visitor.get(address), visitor.post(address)
    assert (page.status_code, refused.status_code) == (410, 422)
    for html in (page.content.decode(), refused.content.decode()):
        assert "You were removed from this cohort after this invitation was made." in html
    assert len(rows_of(user)) == 1
    services.accept_invitation(invitation, other)
    assert len(rows_of(other)) == 2
    undo = re.search(r'action="([^"]+people=\d+)"', said)
    assert undo
    office.post(undo[1])
    assert len(rows_of(user)) == 2
    assert visitor.post(address).status_code == 302
    assert not Removal.unscoped.exists()


def test_a_newer_link_leads_into_the_cohort_again_and_the_older_ones_too(manager, organisation) -> None:
    cohort = CohortFactory.create(organisation=organisation)
    old = InvitationFactory.create(organisation=organisation, cohort=cohort)
    user = UserFactory.create()
    services.accept_invitation(old, user)
    services.remove_from_cohort(cohort, user, role=Role.LEARNER, actor=actor_for(manager))
    anew = services.invite_people(organisation, actor=actor_for(manager), role=Role.LEARNER, cohort=cohort)
    services.accept_invitation(anew, user)
    services.accept_invitation(old, user)
    assert cohort.members.contains(user)


def test_out_of_one_cohort_shuts_no_other_door(manager, organisation) -> None:
    first, second = CohortFactory.create_batch(2, organisation=organisation)
    links = [InvitationFactory.create(organisation=organisation, cohort=cohort) for cohort in (second, None)]
    links.append(InvitationFactory.create(organisation=organisation, cohort=first, role=Role.TRAINER))
    user = person(organisation)
    services.add_to_cohort(first, user, role=Role.LEARNER)
    services.remove_from_cohort(first, user, role=Role.LEARNER, actor=actor_for(manager))
    for link in links:
        services.accept_invitation(link, user)
    assert second.members.contains(user)
    assert first.trainers.contains(user)


def test_only_a_role_is_given_back_by_the_address_that_undoes_it(office, manager, organisation) -> None:
    cohort, user = CohortFactory.create(organisation=organisation), person(organisation)
    services.add_to_cohort(cohort, user, role=Role.LEARNER)
    services.remove_from_cohort(cohort, user, role=Role.LEARNER, actor=actor_for(manager))
    undo = reverse("organisations:undo_removal", args=[organisation.slug, Removal.unscoped.get().pk])
    office.post(undo)
    assert Removal.unscoped.exists()
    assert not cohort.members.exists()
