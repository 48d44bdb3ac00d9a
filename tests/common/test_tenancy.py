import pytest

from apps.common.access import Actor, Role
from apps.common.tenancy import UnscopedError
from apps.organisations.models import Cohort, CohortMember
from tests.factories.organisations import CohortFactory, OrganisationFactory, person

pytestmark = [pytest.mark.db, pytest.mark.django_db]


@pytest.mark.parametrize(
    "method", ["all", "filter", "get", "count", "exists", "first", "values", "none", "update"]
)
def test_nothing_is_read_without_saying_whose(method: str) -> None:
    with pytest.raises(UnscopedError, match="Cohort"):
        getattr(Cohort.objects, method)()


def test_for_org_takes_the_row_or_its_id() -> None:
    cohort, _other = CohortFactory.create_batch(2)
    assert list(Cohort.objects.for_org(cohort.organisation)) == [cohort]
    assert list(Cohort.objects.for_org(cohort.organisation_id)) == [cohort]


def test_for_actor_gives_every_organisation_one_belongs_to() -> None:
    first, second, _foreign = CohortFactory.create_batch(3)
    learner = frozenset({Role.LEARNER})
    actor = Actor(user_id=1, roles={first.organisation_id: learner, second.organisation_id: learner})
    assert set(Cohort.objects.for_actor(actor)) == {first, second}
    assert not Cohort.objects.for_actor(Actor()).exists()


def test_a_row_may_belong_to_its_organisation_by_way_of_another() -> None:
    cohort = CohortFactory.create()
    row = CohortMember.objects.create(cohort=cohort, user=person(cohort.organisation))
    assert list(CohortMember.objects.for_org(cohort.organisation_id)) == [row]
    assert not CohortMember.objects.for_org(OrganisationFactory.create()).exists()


def test_rows_are_made_without_asking() -> None:
    organisation = OrganisationFactory.create()
    Cohort.objects.bulk_create([Cohort(organisation=organisation, name="A")])
    Cohort.objects.create(organisation=organisation, name="B")
    assert Cohort.objects.for_org(organisation).count() == 2
