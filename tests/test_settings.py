"""A real installation reads everything from its environment, says what is wrong with it, and has it documented."""

import ast
import os
import re
import runpy
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.files.storage import StorageHandler

from cjm_academy.bootstrap import ROOT

pytestmark = pytest.mark.unit

GOOD = {
    "CJM_SECRET_KEY": "kingfisher" * 6,
    "CJM_ALLOWED_HOSTS": "academy.example,.academy.example",
    "CJM_DATABASE_URL": "postgresql://cjm:hidden-word@db.example/cjm",
    "CJM_REDIS_URL": "redis://redis.example:6379/0",
    "CJM_EMAIL_HOST": "mail.example",
    "CJM_EMAIL_FROM": "academy@academy.example",
}
UNSET = "is not set. Set it in the environment of the server, see docs/operate.md."
BUCKET = {"CJM_S3_BUCKET": "b", "CJM_S3_KEY": "k", "CJM_S3_SECRET": "hidden-word"}
READERS = {
    node.name
    for node in ast.parse((ROOT / "cjm_academy/env.py").read_text()).body
    if isinstance(node, ast.FunctionDef) and node.args.args and node.args.args[0].arg == "name"
}


@pytest.fixture
def load(monkeypatch):
    """The settings of a real installation with nothing of ours in the environment but these variables."""

    def read(**variables: str) -> SimpleNamespace:
        for name in [name for name in os.environ if name.startswith("CJM_")]:
            monkeypatch.delenv(name)
        for name, value in (GOOD | variables).items():
            monkeypatch.setenv(name, value)
        return SimpleNamespace(**runpy.run_path(str(ROOT / "cjm_academy/settings/prod.py")))

    return read


def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("CJM_", "DJANGO_"))
    }
    environment |= {"DJANGO_SETTINGS_MODULE": "cjm_academy.settings.prod", **variables}
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        *(
            ({name: ""}, f"{name} is not set. Set it in the environment of the server, see docs/operate.md.")
            for name in GOOD
        ),
        ({"CJM_SECRET_KEY": "hidden-word"}, "CJM_SECRET_KEY must be at least 50 characters long; it has 11."),
        (
            {"CJM_ALLOWED_HOSTS": "https://academy.example"},
            "CJM_ALLOWED_HOSTS must be host names separated by commas, such as academy.example,www.academy.example.",
        ),
        (
            {"CJM_ALLOWED_HOSTS": "*"},
            "CJM_ALLOWED_HOSTS must be host names separated by commas, such as academy.example,www.academy.example.",
        ),
        (
            {"CJM_DATABASE_URL": "postgresql://cjm:hidden-word@db.example:port/cjm"},
            "CJM_DATABASE_URL must look like postgresql://user:password@host:5432/name or sqlite:///path.",
        ),
        (
            {"CJM_REDIS_URL": "hidden-word@redis.example"},
            "CJM_REDIS_URL must begin with redis:// or rediss:// and name a host.",
        ),
        (
            {"CJM_EMAIL_FROM": "Academy"},
            "CJM_EMAIL_FROM must be an e-mail address, such as academy@academy.example; it is 'Academy'.",
        ),
        ({"CJM_EMAIL_PORT": "-1"}, "CJM_EMAIL_PORT must be a whole number; it is '-1'."),
        (
            {"CJM_EMAIL_TLS": "maybe"},
            "CJM_EMAIL_TLS must be one of true, false, 1, 0, yes, no, on, off; it is 'maybe'.",
        ),
        (
            {"CJM_LOG_LEVEL": "LOUD"},
            "CJM_LOG_LEVEL must be one of INFO, DEBUG, WARNING, ERROR; it is 'LOUD'.",
        ),
        (
            {"CJM_METRICS_ALLOW": "10.0.0.1/8"},
            "CJM_METRICS_ALLOW must be addresses or networks separated by commas, such as 10.0.0.0/8.",
        ),
        (
            {"CJM_METRICS_TOKEN": "hidden-word"},
            "CJM_METRICS_TOKEN must be at least 20 characters long; it has 11.",
        ),
        ({"CJM_S3_BUCKET": "b"}, f"CJM_S3_KEY {UNSET}"),
        (
            BUCKET | {"CJM_S3_ENDPOINT": "hidden-word.example"},
            "CJM_S3_ENDPOINT must begin with https:// or http:// and name a host.",
        ),
    ],
    ids=lambda value: None if isinstance(value, str) else ",".join(f"{k}={v}"[:30] for k, v in value.items()),
)
def test_a_wrong_setting_is_told_in_one_sentence(load, variables, sentence):
    with pytest.raises(SystemExit) as ended:
        load(**variables)
    assert ended.value.code == sentence
    assert "hidden-word" not in sentence


@pytest.mark.parametrize(
    "door",
    [
        ("manage.py", "check"),
        ("manage.py", "serve"),
        ("manage.py", "upgrade"),
        ("-m", "celery", "-A", "cjm_academy.celery", "beat"),
    ],
    ids=" ".join,
)
def test_every_door_ends_with_the_sentence_alone(door):
    done = run(*door)
    assert (done.returncode, done.stderr) == (1, f"CJM_SECRET_KEY {UNSET}\n")


def test_the_checks_for_a_real_installation_find_nothing():
    done = run("manage.py", "check", "--deploy", "--fail-level", "INFO", **GOOD)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_hosts_and_origins(load):
    settings = load()
    assert settings.CSRF_TRUSTED_ORIGINS == ["https://academy.example", "https://*.academy.example"]
    assert "127.0.0.1" in settings.ALLOWED_HOSTS


def test_files_are_kept_in_a_folder(load):
    settings = load(CJM_MEDIA_ROOT="/srv/media")
    assert settings.STORAGES["default"]["BACKEND"] == "django.core.files.storage.FileSystemStorage"
    assert Path("/srv/media") == settings.MEDIA_ROOT


def test_or_in_a_bucket_that_is_closed_to_browsers(load):
    settings = load(**BUCKET, CJM_S3_ENDPOINT="https://s3.example", CJM_S3_REGION="eu-1")
    bucket = StorageHandler(settings.STORAGES)["default"]
    assert type(bucket).__name__ == "S3Storage"
    assert (bucket.bucket_name, bucket.endpoint_url, bucket.region_name) == (
        "b",
        "https://s3.example",
        "eu-1",
    )
    assert (bucket.access_key, bucket.secret_key) == ("k", "hidden-word")
    assert (bucket.querystring_auth, bucket.default_acl, bucket.file_overwrite) == (False, None, False)


def test_the_database_keeps_its_connections_and_looks_after_them(load):
    database = load().DATABASES["default"]
    assert (database["CONN_MAX_AGE"], database["CONN_HEALTH_CHECKS"]) == (600, True)


def test_lines_of_the_log_are_json(load):
    assert load().LOGGING["formatters"]["line"] == {"()": "apps.operate.logs.JsonLine"}
    assert load(CJM_LOG_LEVEL="WARNING").LOGGING["root"]["level"] == "WARNING"


def test_several_processes_count_in_one_folder(load, monkeypatch, tmp_path):
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", "")
    load(CJM_METRICS_DIR=str(tmp_path / "figures"))
    assert os.environ["PROMETHEUS_MULTIPROC_DIR"] == str(tmp_path / "figures")
    assert (tmp_path / "figures").is_dir()


def read_variables() -> set[str]:
    """Every CJM_ name that the program reads, by env.py or from os.environ; tests talk to their own processes."""
    found = set()
    for path in set((ROOT / "cjm_academy").rglob("*.py")) - {ROOT / "cjm_academy/settings/test.py"}:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
                name = node.args[0]
                reads = node.func.attr in READERS | {"get"}
                if reads and isinstance(name, ast.Constant) and str(name.value).startswith("CJM_"):
                    found.add(str(name.value))
    return found


def test_every_variable_stands_in_the_operators_table_and_nothing_else():
    table = (ROOT / "docs/operate.md").read_text()
    rows = re.findall(r"^\| `(CJM_[A-Z0-9_]+)` \|", table, re.MULTILINE)
    assert len(rows) == len(set(rows)) > 20
    assert set(rows) == read_variables()


def test_the_example_names_only_variables_of_the_table():
    example = (ROOT / "deploy/cjm-academy.env").read_text()
    named = re.findall(r"^#?\s?(CJM_[A-Z0-9_]+)=", example, re.MULTILINE)
    assert set(GOOD) <= set(named)
    assert set(named) <= read_variables()


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, "https://academy.example"),
        ({"CJM_ALLOWED_HOSTS": ".academy.example"}, "https://academy.example"),
        ({"CJM_BASE_URL": "https://learn.example/"}, "https://learn.example"),
    ],
)
def test_links_in_mails_begin_with_the_address_of_the_site(load, variables, expected):
    site = load(**variables).BASE_URL
    assert site == expected


def test_an_address_without_a_scheme_is_refused(load):
    with pytest.raises(SystemExit, match="CJM_BASE_URL must begin with https:// or http://"):
        load(CJM_BASE_URL="learn.example")
