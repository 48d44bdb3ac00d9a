import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.test import RequestFactory

from apps.common.access import Role
from apps.organisations.actors import ACTIVE_ORGANISATION, GUEST_KEY, attach_actor, become_guest, build_actor
from tests.factories.organisations import MembershipFactory, OrganisationFactory, person

pytestmark = [pytest.mark.db, pytest.mark.django_db]


def request_of(user, **session):
    request = RequestFactory().get("/")
    request.user = user
    request.session = SessionStore()
    request.session.update(session)
    return request


def test_guest_costs_no_query(django_assert_num_queries) -> None:
    request = request_of(AnonymousUser(), **{GUEST_KEY: "key"})
    with django_assert_num_queries(0):
        actor = build_actor(request)
    assert (actor.user_id, actor.guest_key, actor.org_ids) == (None, "key", frozenset())


def test_person_costs_one_query_and_only_when_asked(django_assert_num_queries) -> None:
    academy, company = (
        OrganisationFactory.create(name="A", is_open=True),
        OrganisationFactory.create(name="B"),
    )
    user = person(company, Role.LEARNER, Role.TRAINER, name="Lina")
    MembershipFactory.create(organisation=academy, user=user)
    request = request_of(user)
    with django_assert_num_queries(0):
        attach_actor(request)
    with django_assert_num_queries(1):
        actor = request.actor
        assert actor.roles == {company.pk: {Role.LEARNER, Role.TRAINER}, academy.pk: {Role.LEARNER}}
        assert actor.name == "Lina"
        assert [ref.id for ref in actor.organisations] == [company.pk, academy.pk]


def test_active_organisation_is_the_chosen_one_while_one_belongs_to_it() -> None:
    academy, company = OrganisationFactory.create(is_open=True), OrganisationFactory.create()
    user = person(company)
    MembershipFactory.create(organisation=academy, user=user)
    assert build_actor(request_of(user)).active_org_id == company.pk
    assert build_actor(request_of(user, **{ACTIVE_ORGANISATION: academy.pk})).active_org_id == academy.pk
    assert build_actor(request_of(user, **{ACTIVE_ORGANISATION: "foreign"})).active_org_id == company.pk


def test_a_visitor_gets_a_guest_key_once() -> None:
    request = request_of(AnonymousUser())
    attach_actor(request)
    assert request.actor.guest_key is None
    key = become_guest(request).guest_key
    assert key
    assert become_guest(request).guest_key == key == request.actor.guest_key == request.session[GUEST_KEY]
