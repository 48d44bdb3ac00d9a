"""What `manage.py test` finds or starts for the tests."""

import os
import sys

import pytest
import redis as client
from redis.exceptions import ConnectionError as NoConnection

from cjm_academy import testing
from cjm_academy.bootstrap import SetUpError

NO_WINDOWS = pytest.mark.skipif(os.name == "nt", reason="the stand-ins for programs are shell scripts")


@pytest.fixture
def bare_machine(monkeypatch, tmp_path):
    monkeypatch.delenv("REDIS_URL", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def program(path, line):
    path.write_text(f"#!/bin/sh\n{line}\n")
    path.chmod(0o755)
    return str(path)


@NO_WINDOWS
@pytest.mark.unit
def test_redis_is_the_named_one_or_the_program_of_the_machine(bare_machine, monkeypatch):
    assert testing.find_redis() is None
    path = program(bare_machine / "redis-server", "exit 1")
    assert testing.find_redis() == path
    monkeypatch.setenv("REDIS_URL", "redis://redis.example/1")
    with testing.redis() as url:
        assert url == "redis://redis.example/1"


@pytest.mark.unit
def test_without_redis_it_says_what_to_type(bare_machine):
    with pytest.raises(SetUpError, match=r"no Redis: (type|set)"), testing.redis():
        pass
    if sys.platform == "linux":
        assert "apt-get install -y redis-server" in testing.how_to_get_redis()


@NO_WINDOWS
@pytest.mark.unit
def test_what_is_missing_is_installed_where_that_is_possible(bare_machine, monkeypatch, capsys):
    """As root with apt-get; where that fails, the tests are left out and a line says why."""
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(testing.tempfile, "gettempdir", lambda: str(bare_machine))
    program(bare_machine / "sh", 'exec /bin/sh "$@"')
    program(bare_machine / "apt-get", 'test "$1" = update || exit 100')
    testing.provide_redis()
    assert "The tests with Redis will be skipped: no Redis: type" in capsys.readouterr().out
    found = bare_machine / "redis-server"
    program(bare_machine / "apt-get", f'test "$1" = update || {{ echo >{found}; /bin/chmod +x {found}; }}')
    testing.provide_redis()
    assert "skipped" not in capsys.readouterr().out
    assert testing.find_redis() == str(found)


@NO_WINDOWS
@pytest.mark.unit
def test_another_persons_machine_is_not_changed(bare_machine, monkeypatch, capsys):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    program(bare_machine / "apt-get", f"echo called >{bare_machine}/called")
    testing.provide_redis()
    assert "will be skipped" in capsys.readouterr().out
    assert not (bare_machine / "called").exists()


@NO_WINDOWS
@pytest.mark.unit
def test_a_server_that_does_not_start_is_told(bare_machine):
    program(bare_machine / "redis-server", "exit 1")
    with pytest.raises(SetUpError, match="does not start"), testing.redis():
        pass


@pytest.mark.service
def test_the_server_lives_as_long_as_the_tests(redis_url, monkeypatch):
    with client.Redis.from_url(redis_url) as server:
        assert server.ping()
    monkeypatch.delenv("REDIS_URL", raising=False)
    with testing.redis() as own, client.Redis.from_url(own) as server:
        assert own != redis_url
        assert server.ping()
        assert server.config_get("save") == {"save": ""}
        assert server.config_get("bind") == {"bind": "127.0.0.1"}
    with pytest.raises(NoConnection), client.Redis.from_url(own) as server:
        server.ping()
