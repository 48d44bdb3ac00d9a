"""A map reviewed on a day, and a future map beside the current one that it is linked with."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.common.access import Role
from apps.journeys.domain.coach.examples import GOOD, broken
from apps.journeys.domain.document import Map
from apps.journeys.models import JourneyMap
from apps.journeys.selectors import current_beside, load_document, review_today
from tests.factories.journeys import make_map
from tests.factories.organisations import OrganisationFactory, actor_for, person

pytestmark = [pytest.mark.web, pytest.mark.django_db]


def future_of(current: str, *edits: Any, kind: str = "current_of") -> dict[str, Any]:
    return broken("kind", "future", "links", [{"id": "l1", "kind": kind, "map": current}], *edits)


def learner() -> User:
    return person(OrganisationFactory.create(), Role.LEARNER)


def compared(client: Client, map: JourneyMap) -> bool:
    return "The future looks like today" in client.get(f"/en/maps/{map.pk}/").content.decode()


@pytest.mark.parametrize("kind", ["current_of", "future_of"])
def test_a_future_map_is_compared_with_the_map_it_is_linked_with(client: Client, kind: str) -> None:
    author = learner()
    client.force_login(author)
    today = make_map(actor_for(author), document=GOOD)
    assert compared(client, make_map(actor_for(author), document=future_of(today.pk, kind=kind)))
    action = ("touchpoints.1.action", "I open the door with my phone.")
    assert not compared(client, make_map(actor_for(author), document=future_of(today.pk, *action, kind=kind)))


def test_a_map_of_somebody_else_is_not_read(client: Client) -> None:
    author = learner()
    client.force_login(author)
    foreign = make_map(actor_for(learner()), document=GOOD)
    assert not compared(client, make_map(actor_for(author), document=future_of(foreign.pk)))


@pytest.mark.parametrize(
    ("edits", "queries"),
    [(("kind", "current"), 0), (("links", []), 0), (("links.0.kind", "zoom"), 0), ((), 1)],
    ids=["today", "no link", "another link", "linked"],
)
def test_only_a_linked_future_map_is_looked_up(
    edits: tuple[Any, ...], queries: int, django_assert_num_queries: Any
) -> None:
    author = learner()
    today = make_map(actor_for(author), document=GOOD)
    actor = actor_for(author)
    document = Map.model_validate(future_of(today.pk, *edits))
    with django_assert_num_queries(queries):
        assert (current_beside(document, actor=actor) is not None) == bool(queries)


@pytest.mark.parametrize(("days", "late"), [(93, True), (92, False)])
def test_reviews_are_late_by_the_calendar_of_the_reader(days: int, late: bool) -> None:  # noqa: FBT001
    held = (timezone.localdate() - timedelta(days=days)).isoformat()
    reviewed = [{"id": "v1", "day": held, "before": 31, "after": 9, "verdict": "keep"}]
    map = make_map(
        actor_for(learner()), document=broken("changes.0.state", "live", "changes.0.reviews", reviewed)
    )
    assert ("C3" in {finding.rule for finding in review_today(load_document(map))}) == late
    assert map.hints == late
