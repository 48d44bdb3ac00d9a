"""What no page sends is answered as what does not exist or is refused, never with a server error."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.assessment.models import Grading, GradingEvent
from tests.factories.assessment import handed_in, trained

pytestmark = [pytest.mark.web, pytest.mark.django_db]


@pytest.fixture
def bench(client: Client) -> Grading:
    assignment, trainer = trained()
    client.force_login(trainer)
    return handed_in(assignment)


@pytest.mark.parametrize("level", ["9" * 5000, "²", "-1", "1.5", "99"])
def test_a_level_that_is_none(client: Client, bench: Grading, level: str) -> None:
    url = reverse("assessment:mark", args=[bench.assignment_id, bench.submission_id, "persona_goal"])
    assert client.post(url, {"version": 0, "key": "k", "level": level}).status_code in (302, 409, 422)
    bench.refresh_from_db(from_queryset=Grading.unscoped.all())
    assert bench.marks == {}


@pytest.mark.parametrize("comment", ["x" * 300, "a\x00b", "%C3%A9", "UPPER"])
def test_a_comment_that_does_not_exist(client: Client, bench: Grading, comment: str) -> None:
    base = reverse("assessment:grade", args=[bench.assignment_id, bench.submission_id])
    answer = client.post(f"{base}comments/{comment}/", {"version": 0, "key": "k", "delete": "1", "text": "x"})
    assert answer.status_code in (404, 422)
    assert not GradingEvent.unscoped.exists()
