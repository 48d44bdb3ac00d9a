"""Organisations and the people in them. `person(organisation, Role.TRAINER)` is what most tests need."""

from datetime import timedelta

import factory
from django.utils import timezone

from apps.accounts.models import User
from apps.common.access import Actor, Role
from apps.organisations.actors import actor_of_user
from apps.organisations.models import Cohort, Invitation, Membership, Organisation
from tests.factories.accounts import UserFactory


class OrganisationFactory(factory.django.DjangoModelFactory[Organisation]):
    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"Organisation {n}")
    slug = factory.Sequence(lambda n: f"organisation-{n}")


class MembershipFactory(factory.django.DjangoModelFactory[Membership]):
    class Meta:
        model = Membership

    organisation = factory.SubFactory(OrganisationFactory)
    user = factory.SubFactory(UserFactory)
    role = Role.LEARNER


class CohortFactory(factory.django.DjangoModelFactory[Cohort]):
    class Meta:
        model = Cohort

    organisation = factory.SubFactory(OrganisationFactory)
    name = factory.Sequence(lambda n: f"Cohort {n}")


class InvitationFactory(factory.django.DjangoModelFactory[Invitation]):
    class Meta:
        model = Invitation

    organisation = factory.SubFactory(OrganisationFactory)
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=1))


def person(organisation: Organisation, *roles: Role, **fields: object) -> User:
    """A user with these roles in the organisation; a learner if none is named."""
    user = UserFactory.create(**fields)
    for role in roles or (Role.LEARNER,):
        MembershipFactory.create(organisation=organisation, user=user, role=role)
    return user


def actor_for(user: User) -> Actor:
    return actor_of_user(user.pk, name=user.name, is_staff=user.is_staff)
