"""What a load balancer, the deploy check and the second template engine are told."""

import jinja2
import pytest
from django.core.checks import Error
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.template import TemplateDoesNotExist, engines

from apps.common import health
from apps.common.checks import check_production

GOOD = {
    "DATABASES": {"default": {"ENGINE": "django.db.backends.postgresql"}},
    "ALLOWED_HOSTS": ["academy.example"],
    "CELERY_BROKER_URL": "redis://redis.example/0",
}


@pytest.mark.web
@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_is_told_to_everybody_without_a_language_in_the_address(client, path):
    answer = client.get(path)
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert "no-store" in answer["Cache-Control"]
    assert client.post(path).status_code == 405


@pytest.mark.unit
def test_without_a_database_the_process_lives_but_is_not_ready(client, monkeypatch):
    def refuse():
        raise OperationalError

    monkeypatch.setattr(connection, "cursor", refuse)
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 503


@pytest.mark.web
def test_without_the_cache_the_process_is_not_ready(client, settings):
    nobody = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = {"default": nobody}
    assert client.get("/healthz").status_code == 200
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"Redis does not answer\n")


@pytest.mark.web
def test_older_tables_are_told_until_they_fit(client, monkeypatch):
    monkeypatch.setattr(health, "_fitting", set())
    recorder = MigrationRecorder(connection)
    last = recorder.migration_qs.filter(app="journeys").order_by("-id")[0]
    recorder.record_unapplied(last.app, last.name)
    answer = client.get("/readyz")
    assert (answer.status_code, b"manage.py upgrade" in answer.content) == (503, True)
    recorder.record_applied(last.app, last.name)
    assert client.get("/readyz").status_code == 200
    recorder.record_unapplied(last.app, last.name)
    assert client.get("/readyz").status_code == 200


@pytest.mark.web
def test_every_page_carries_the_content_security_policy(client):
    policy = client.get("/healthz")["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "data:" not in policy


@pytest.mark.unit
@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, []),
        ({"DATABASES": {"default": {"ENGINE": "django.db.backends.sqlite3"}}}, ["cjm.E001"]),
        ({"ALLOWED_HOSTS": ["*"]}, ["cjm.E002"]),
        ({"CELERY_BROKER_URL": "filesystem://"}, ["cjm.E003"]),
        ({"SECURE_CSP": {}}, ["cjm.E004"]),
        ({"SECURE_CSP": {"default-src": ["'self'"]}}, ["cjm.E004"]),
    ],
)
def test_what_must_not_reach_a_real_installation_is_an_error(monkeypatch, settings, changed, expected):
    for name, value in (GOOD | changed).items():
        monkeypatch.setattr(f"django.conf.settings.{name}", value)
    found = check_production(None)
    assert [error.id for error in found] == expected
    assert all(isinstance(error, Error) for error in found)


@pytest.mark.unit
def test_the_second_engine_escapes_and_refuses_what_is_not_there():
    engine = engines["jinja2"]
    assert engine.from_string("{{ name }} {{ _('Map') }}").render({"name": "<b>"}) == "&lt;b&gt; Map"
    with pytest.raises(jinja2.UndefinedError):
        engine.from_string("{{ missing }}").render({})
    with pytest.raises(TemplateDoesNotExist):
        engine.get_template("base.html")
