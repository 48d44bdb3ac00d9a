"""What is counted, and who may read it."""

import re

import pytest
from django.utils import timezone

from apps.jobs.models import Job, JobState
from tests.common.pages import without_token
from tests.factories.journeys import make_map
from tests.factories.organisations import OrganisationFactory, actor_for, person

pytestmark = pytest.mark.web

THERE = {"REMOTE_ADDR": "203.0.113.9"}
TOKEN = "a-token-of-some-length"


def value(client, line: str) -> float:
    text = client.get("/metrics").content.decode()
    found = re.search(rf"^{re.escape(line)} (\S+)$", text, re.MULTILINE)
    return float(found[1]) if found else 0.0


def test_requests_are_counted_by_view_and_status_with_time_and_queries(client):
    ok = 'cjm_requests_total{method="GET",status="200",view="readyz"}'
    seconds = 'cjm_request_seconds_count{view="readyz"}'
    queries = 'cjm_request_queries_sum{view="readyz"}'
    client.get("/readyz")
    before = [value(client, line) for line in (ok, seconds, queries)]
    client.get("/readyz")
    after = [value(client, line) for line in (ok, seconds, queries)]
    assert [b - a for a, b in zip(before, after, strict=True)] == [1, 1, 1]


def test_what_a_client_invents_becomes_no_label(client):
    client.get("/nowhere-zzz/")
    client.generic("BREW", "/healthz")
    text = client.get("/metrics").content.decode()
    assert 'status="404",view="unknown"' in text
    assert 'method="other",status="405",view="healthz"' in text
    assert "zzz" not in text
    assert "BREW" not in text


def test_saved_edits_are_counted(client, django_capture_on_commit_callbacks):
    from apps.journeys.services import apply_operations

    actor = actor_for(person(OrganisationFactory()))
    drawn = make_map(actor)
    before = value(client, "cjm_map_saves_total")
    operations = [{"op": "set", "id": "map", "field": "title", "value": "Another"}]
    with django_capture_on_commit_callbacks(execute=True):
        apply_operations(drawn, operations, base_revision=drawn.revision, actor=actor, client="c", sequence=1)
    assert value(client, "cjm_map_saves_total") == before + 1


def test_jobs_are_counted_by_state_when_somebody_asks(client, django_assert_num_queries):
    for state in (JobState.WAITING, JobState.WAITING, JobState.FAILED):
        Job.unscoped.create(
            kind="note", key=f"{state} {Job.unscoped.count()}", state=state, run_after=timezone.now()
        )
    with django_assert_num_queries(1):
        text = client.get("/metrics").content.decode()
    found = dict(re.findall(r'^cjm_jobs\{state="(\w+)"\} (\S+)$', text, re.MULTILINE))
    assert found == {"waiting": "2.0", "running": "0.0", "done": "0.0", "failed": "1.0", "cancelled": "0.0"}


@pytest.mark.parametrize(
    ("address", "forwarded", "status"),
    [
        ("127.0.0.1", None, 200),
        ("::1", None, 200),
        ("203.0.113.9", None, 404),
        ("", None, 404),
        # A proxy on this machine speaks for the world.
        ("127.0.0.1", "203.0.113.9", 404),
        ("127.0.0.1", "127.0.0.1, 203.0.113.9", 404),
        ("127.0.0.1", "nonsense", 404),
        ("203.0.113.9", "127.0.0.1", 404),
        ("127.0.0.1", "127.0.0.1", 200),
    ],
)
def test_only_from_here(client, address, forwarded, status):
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    assert client.get("/metrics", headers=headers, REMOTE_ADDR=address).status_code == status


def test_or_from_the_named_networks(client, settings):
    settings.METRICS_ALLOW = ["10.0.0.0/8"]
    assert client.get("/metrics", REMOTE_ADDR="10.1.2.3").status_code == 200
    assert client.get("/metrics").status_code == 404


@pytest.mark.parametrize(
    ("configured", "sent", "status"),
    [
        (TOKEN, f"Bearer {TOKEN}", 200),
        (TOKEN, f"Bearer {TOKEN}x", 404),
        (TOKEN, TOKEN, 404),
        (TOKEN, "Bearer ", 404),
        (TOKEN, "Bearer \x00文", 404),
        ("", "Bearer ", 404),
    ],
)
def test_or_with_the_token(client, settings, configured, sent, status):
    settings.METRICS_TOKEN = configured
    assert client.get("/metrics", HTTP_AUTHORIZATION=sent, **THERE).status_code == status


def test_who_may_not_sees_the_page_of_an_unknown_address(client):
    refused, unknown = client.get("/metrics", **THERE), client.get("/metrix", **THERE)
    assert refused.status_code == unknown.status_code == 404
    assert without_token(refused) == without_token(unknown)
