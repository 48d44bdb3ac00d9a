"""A manager's home: who is there, who is invited, and how far each cohort has got."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.assessment.models import Grading
from apps.common.access import Role
from apps.journeys.services import apply_operations
from apps.organisations.models import Cohort, Organisation
from apps.portal.overview import overview_of
from tests.factories.assessment import AssignmentFactory, handed_in, submitted
from tests.factories.journeys import make_map
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
def organisation() -> Organisation:
    return OrganisationFactory.create(name="Lakeside")


@pytest.fixture
def office(client: Client, organisation) -> Client:
    client.force_login(person(organisation, Role.MANAGER, name="Maya Bell"))
    return client


def filled_cohort(organisation: Organisation, *states: str) -> Cohort:
    """One member for each state, with a submission graded as far; and one who only joined."""
    cohort = CohortFactory.create(organisation=organisation)
    cohort.trainers.add(person(organisation, Role.TRAINER))
    cohort.members.add(person(organisation))
    assignment = AssignmentFactory.create(cohort=cohort)
    for state in states:
        learner = person(organisation)
        cohort.members.add(learner)
        grading = handed_in(assignment, learner=learner)
        if state != Grading.State.DRAFT:
            Grading.unscoped.filter(pk=grading.pk).update(
                state=state, completed_at=grading.submission.submitted_at
            )
    return cohort


def seen_by(user):
    found = overview_of(actor_for(user))
    assert found is not None
    return found


def test_people_are_counted_by_role_and_once(organisation) -> None:
    manager = person(organisation, Role.MANAGER, Role.TRAINER)
    for role in (Role.LEARNER, Role.LEARNER, Role.TRAINER):
        person(organisation, role)
    person(OrganisationFactory.create())
    overview = seen_by(manager)
    assert overview.people == 4
    assert [number for _label, number in overview.roles] == [2, 2, 1]


def test_progress_of_a_cohort(organisation) -> None:
    manager = person(organisation, Role.MANAGER)
    filled_cohort(organisation, "draft", "completed", "returned")
    filled_cohort(OrganisationFactory.create(), "completed")
    (row,) = seen_by(manager).cohorts
    assert (row.cohort.size, row.started, row.submitted, row.graded) == (4, 3, 3, 2)


def test_a_second_submission_of_one_map_is_one_map(organisation) -> None:
    manager = person(organisation, Role.MANAGER)
    filled_cohort(organisation, "completed")
    first = Grading.unscoped.get()
    apply_operations(
        first.submission.attempt.map,
        [{"op": "set", "id": "map", "field": "title", "value": "Improved"}],
        base_revision=0,
        actor=actor_for(first.submission.submitted_by),
        client="page",
        sequence=1,
    )
    submitted(first.assignment, first.submission.attempt)
    (row,) = seen_by(manager).cohorts
    assert Grading.unscoped.count() == 2
    assert (row.started, row.submitted, row.graded) == (1, 1, 1)


def test_whoever_left_the_cohort_and_work_elsewhere_do_not_count(organisation) -> None:
    manager = person(organisation, Role.MANAGER)
    cohort, other = filled_cohort(organisation, "completed"), filled_cohort(organisation)
    learner = Grading.unscoped.get().submission.submitted_by
    cohort.members.remove(learner)
    other.members.add(learner)
    rows = {row.cohort: (row.started, row.submitted, row.graded) for row in seen_by(manager).cohorts}
    assert rows == {cohort: (0, 0, 0), other: (1, 0, 0)}


def test_maps_of_another_organisation_do_not_count(organisation) -> None:
    manager, elsewhere = person(organisation, Role.MANAGER), OrganisationFactory.create()
    cohort = CohortFactory.create(organisation=organisation)
    filled_cohort(elsewhere, "completed")
    learner = Grading.unscoped.get().submission.submitted_by
    MembershipFactory.create(organisation=organisation, user=learner)
    cohort.members.add(learner)
    (row,) = seen_by(manager).cohorts
    assert (row.started, row.submitted, row.graded) == (0, 0, 0)


def test_archived_cohorts_and_ended_links_are_not_shown(office, organisation) -> None:
    filled_cohort(organisation)
    Cohort.unscoped.update(archived_at="2026-01-01T00:00Z")
    used_up = InvitationFactory.create(organisation=organisation, max_uses=1, used_count=1)
    html = office.get("/en/home/").content.decode()
    assert Cohort.unscoped.get().name not in html
    assert used_up.token not in html
    assert "Nobody is invited" in html


def test_an_open_link_can_be_copied_and_withdrawn_from_home(office, organisation) -> None:
    invitation = InvitationFactory.create(organisation=organisation)
    foreign = InvitationFactory.create()
    html = office.get("/en/home/").content.decode()
    assert f'value="http://testserver/en/join/{invitation.token}/" readonly' in html
    assert foreign.token not in html
    withdraw = reverse("organisations:withdraw", args=[organisation.slug, invitation.pk])
    assert f'action="{withdraw}"' in html
    answer = office.post(withdraw, {"next": "/en/home/"})
    assert answer["Location"] == "/en/home/"
    assert invitation.token not in office.get("/en/home/").content.decode()


def test_home_leads_to_inviting_and_to_cohorts(office, organisation) -> None:
    cohort = filled_cohort(organisation)
    html = office.get("/en/home/").content.decode()
    for name, more in (("people", []), ("cohorts", []), ("cohort", [cohort.pk])):
        assert f'href="{reverse(f"organisations:{name}", args=[organisation.slug, *more])}' in html


def test_others_see_none_of_it(client: Client, organisation) -> None:
    filled_cohort(organisation)
    InvitationFactory.create(organisation=organisation)
    for role in (Role.LEARNER, Role.TRAINER):
        client.force_login(person(organisation, role))
        html = client.get("/en/home/").content.decode()
        assert "Open links" not in html
        assert "Maps started" not in html


def test_a_manager_without_a_map_is_not_asked_to_draw_and_one_with_a_map_goes_on(
    office, organisation
) -> None:
    assert 'action="/en/try/"' not in office.get("/en/home/").content.decode()
    manager = organisation.memberships.get(role=Role.MANAGER).user
    make_map(actor_for(manager), organisation_id=organisation.pk)
    assert "Continue where you stopped" in office.get("/en/home/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_home_asks_the_same_number_of_queries(
    office, organisation, count: int, django_assert_num_queries
) -> None:
    for _ in range(count):
        filled_cohort(organisation, "draft", "completed")
        InvitationFactory.create(organisation=organisation)
    with django_assert_num_queries(14):
        office.get("/en/home/")
