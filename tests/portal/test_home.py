"""Home of each role: what it gathers, and that it asks the same number of questions however much there is."""

import pytest
from django.test import Client

from apps.common.access import Role
from apps.journeys.models import JourneyMap
from apps.organisations.models import Organisation
from tests.factories.journeys import make_map
from tests.factories.organisations import CohortFactory, OrganisationFactory, actor_for, person

pytestmark = [pytest.mark.web, pytest.mark.django_db]

STAGED = {
    "title": "Renting a bike",
    "personas": [{"id": "ana", "name": "Ana", "needs": "a bike", "frustrations": "queues"}],
    "goals": [{"id": "g", "statement": "Fewer calls", "metric": "calls", "target": 3, "due": "2030-01-15"}],
    "scope_start": "A poster",
    "scope_end": "A receipt",
    "kind": "current",
    "stages": [{"id": f"s{n}", "name": f"Stage {n}"} for n in range(3)],
    "touchpoints": [
        {
            "id": f"t{n}",
            "stage": f"s{n}",
            "name": f"Place {n}",
            "emotion": {"score": score},
            "channels": [{"id": f"c{n}", "channel": "App"}],
        }
        for n, score in enumerate((1, -2, None))
    ],
}


def signed_in(client: Client, organisation: Organisation, *roles: Role) -> Client:
    client.force_login(person(organisation, *roles))
    return client


def with_map(client: Client, organisation: Organisation) -> JourneyMap:
    user = person(organisation)
    client.force_login(user)
    return make_map(actor_for(user), document=STAGED, organisation_id=organisation.pk)


def test_without_a_map_one_action_is_offered(client: Client) -> None:
    html = signed_in(client, OrganisationFactory()).get("/en/home/").content.decode()
    assert 'action="/en/try/"' in html
    assert "No maps yet" in html
    assert html.count('role="status"') == 1


def test_continue_names_the_step_and_the_place_that_lacks_a_feeling(client: Client) -> None:
    drawn = with_map(client, OrganisationFactory())
    html = client.get("/en/home/").content.decode()
    assert "Step 4 of 7, Map type" in html
    assert f'href="/en/maps/{drawn.pk}/step/4/?tp=t2"' in html
    assert "Next: Place 2." in html
    assert "No feeling there yet." in html


def test_only_own_maps_are_continued(client: Client) -> None:
    organisation = OrganisationFactory()
    with_map(client, organisation)
    html = signed_in(client, organisation).get("/en/home/").content.decode()
    assert "Renting a bike" not in html


def test_manager_sees_cohorts_of_the_own_organisation_only(client: Client) -> None:
    organisation = OrganisationFactory()
    CohortFactory(organisation=organisation, name="Spring B")
    CohortFactory(name="Somebody else's")
    html = signed_in(client, organisation, Role.MANAGER).get("/en/home/").content.decode()
    assert "Spring B" in html
    assert "Somebody else" not in html


def test_learner_sees_no_cohorts(client: Client) -> None:
    organisation = OrganisationFactory()
    CohortFactory(organisation=organisation, name="Spring B")
    assert "Spring B" not in signed_in(client, organisation).get("/en/home/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(client: Client, django_assert_num_queries, count: int) -> None:
    organisation = OrganisationFactory()
    user = person(organisation, Role.LEARNER, Role.TRAINER, Role.MANAGER)
    client.force_login(user)
    for _number in range(count):
        make_map(actor_for(user), document=STAGED, organisation_id=organisation.pk)
        CohortFactory(organisation=organisation)
    with django_assert_num_queries(15):
        client.get("/en/home/")


def test_text_of_a_title_is_escaped(client: Client) -> None:
    user = person(OrganisationFactory())
    client.force_login(user)
    make_map(actor_for(user), document={**STAGED, "title": "<script>x</script>"})
    html = client.get("/en/home/").content.decode()
    assert "<script>x" not in html
    assert "&lt;script&gt;x" in html
