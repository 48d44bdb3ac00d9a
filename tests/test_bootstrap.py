"""The two commands: what finds Python, installs, prepares and serves."""

import ast
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from cjm_academy import bootstrap, env, prepare, serve, testing
from cjm_academy.bootstrap import ROOT, SetUpError
from tests.service.processes import PATIENCE, copy_of_the_product, free_port

NO_WINDOWS = pytest.mark.skipif(os.name == "nt", reason="the stand-ins for programs are shell scripts")


def program(path: Path, *lines: str) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(("#!/bin/sh", *lines, "")))
    path.chmod(0o755)
    return str(path)


@pytest.fixture
def bare_machine(monkeypatch, tmp_path):
    """No Python but what the test puts there."""
    for name in (
        "CJM_PYTHON",
        "PYENV_ROOT",
        "XDG_DATA_HOME",
        "UV_PYTHON_INSTALL_DIR",
        "ASDF_DATA_DIR",
        "MISE_DATA_DIR",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr(sys, "executable", program(tmp_path / "old/python3", "echo 3.11"))
    outside = bootstrap.places
    monkeypatch.setattr(bootstrap, "places", lambda: [p for p in outside() if tmp_path in p[0].parents])
    return tmp_path


@pytest.mark.unit
@pytest.mark.parametrize("name", ["manage.py", "cjm_academy/bootstrap.py"])
def test_the_first_files_parse_under_python_3_6(name):
    ast.parse((ROOT / name).read_text(encoding="utf-8"), feature_version=(3, 6))


@pytest.mark.unit
def test_the_bootstrap_imports_nothing_that_is_not_in_the_standard_library():
    tree = ast.parse((ROOT / "cjm_academy/bootstrap.py").read_text(encoding="utf-8"))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in imported} <= sys.stdlib_module_names


@NO_WINDOWS
@pytest.mark.unit
def test_a_newer_python_in_pyenv_is_found_behind_shims_that_do_not_run(bare_machine):
    program(bare_machine / "bin/python3.13", "exit 127")
    program(bare_machine / ".pyenv/versions/3.9.18/bin/python", "echo 3.9")
    older = program(bare_machine / ".pyenv/versions/3.12.1/bin/python", "echo 3.12")
    newest = program(bare_machine / ".pyenv/versions/3.13.0/bin/python", "echo 3.13")
    assert bootstrap.find_python() == newest
    Path(newest).unlink()
    assert bootstrap.find_python() == older


@NO_WINDOWS
@pytest.mark.unit
def test_without_any_python_uv_is_asked_for_one(bare_machine):
    fetched = program(bare_machine / "fetched/python3", "echo 3.13")
    program(bare_machine / "bin/uv", f'if [ "$2" = find ]; then echo {fetched}; fi')
    assert bootstrap.find_python() == fetched


@NO_WINDOWS
@pytest.mark.unit
@pytest.mark.parametrize("uv", [None, "exit 2"], ids=["no uv", "uv cannot download"])
def test_without_any_python_one_sentence_names_what_to_install(bare_machine, uv):
    if uv:
        program(bare_machine / "bin/uv", uv)
    with pytest.raises(SetUpError, match=r"needs Python 3\.12 or newer.*install it.*python3\.13"):
        bootstrap.find_python()


@NO_WINDOWS
@pytest.mark.unit
def test_a_named_python_is_taken_or_refused_but_never_replaced(bare_machine, monkeypatch):
    program(bare_machine / ".pyenv/versions/3.13.0/bin/python", "echo 3.13")
    monkeypatch.setenv("CJM_PYTHON", program(bare_machine / "mine", "echo 3.14"))
    assert bootstrap.find_python() == str(bare_machine / "mine")
    program(bare_machine / "mine", "echo 3.8")
    with pytest.raises(SetUpError, match="CJM_PYTHON"):
        bootstrap.find_python()


@pytest.mark.unit
def test_this_very_python_fits():
    assert bootstrap.fits(sys.executable)
    assert not bootstrap.fits("/nonexistent/python")


@pytest.fixture
def checkout(monkeypatch, tmp_path):
    """A checkout whose environment is made and filled by stand-ins that write down what was asked."""
    asked = []
    (tmp_path / "requirements").mkdir()
    for lock in bootstrap.LOCKS:
        (tmp_path / "requirements" / f"{lock}.txt").write_text(lock)
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(bootstrap, "STAMP", tmp_path / ".venv/cjm-lock.txt")
    monkeypatch.setattr(bootstrap, "find_python", lambda: "a python")

    def make(python):
        asked.append(python)
        program(bootstrap.interpreter_of(tmp_path / ".venv"))

    monkeypatch.setattr(bootstrap, "make_environment", make)
    monkeypatch.setattr(bootstrap, "install", lambda _python, lock: asked.append(lock))
    return tmp_path, asked


@pytest.mark.unit
def test_an_environment_is_made_once_and_filled_again_when_its_lock_changes(checkout):
    folder, asked = checkout
    bootstrap.ensure_environment("run")
    bootstrap.ensure_environment("run")
    assert asked == ["a python", "run"]
    bootstrap.ensure_environment("test")
    bootstrap.ensure_environment("run")
    assert asked[2:] == ["test"], "the test lock contains the run lock"
    (folder / "requirements/test.txt").write_text("changed")
    bootstrap.ensure_environment("run")
    assert asked[3:] == ["test"]
    bootstrap.interpreter_of(folder / ".venv").unlink()
    bootstrap.ensure_environment("run")
    assert asked[4:] == ["a python", "run"]


@pytest.mark.unit
def test_an_interrupted_installation_starts_over(checkout, monkeypatch):
    _, asked = checkout

    def fail(python, lock):
        raise SetUpError("no index")

    with monkeypatch.context() as patch:
        patch.setattr(bootstrap, "install", fail)
        with pytest.raises(SetUpError):
            bootstrap.ensure_environment("run")
    bootstrap.ensure_environment("run")
    assert asked == ["a python", "a python", "run"]


def requirements(lock: str) -> dict[str, str]:
    text = (ROOT / "requirements" / f"{lock}.txt").read_text()
    return dict(re.findall(r"^([a-z0-9.\[\]-]+)==(\S+)", text, re.MULTILINE))


@pytest.mark.unit
def test_each_lock_contains_the_one_before_with_the_same_versions():
    locks = [requirements(lock).items() for lock in bootstrap.LOCKS]
    assert locks[0]
    assert locks[0] <= locks[1] <= locks[2]


@pytest.mark.unit
@pytest.mark.parametrize("lock", [*bootstrap.LOCKS, "uv"])
def test_locks_pin_hashes_and_name_no_address(lock):
    text = (ROOT / "requirements" / f"{lock}.txt").read_text()
    assert "://" not in text
    blocks = re.split(r"\n(?=[a-z0-9])", text)
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []


@pytest.mark.unit
@pytest.mark.parametrize(
    ("read", "value", "expected"),
    [
        (lambda: env.text("CJM_X"), "a ", "a"),
        (lambda: env.text("CJM_X", "b"), "", "b"),
        (lambda: env.flag("CJM_X", default=False), "Yes", True),
        (lambda: env.flag("CJM_X", default=True), "0", False),
        (lambda: env.flag("CJM_X", default=True), "", True),
        (lambda: env.integer("CJM_X"), "7", 7),
        (lambda: env.integer("CJM_X", 5), "", 5),
        (lambda: env.words("CJM_X"), "a, b,", ["a", "b"]),
        (lambda: env.database("CJM_X", {"ENGINE": "own"})["ENGINE"], "", "own"),
        (lambda: env.database("CJM_X")["NAME"], "sqlite:///srv/a%20b.sqlite3", Path("/srv/a b.sqlite3")),
        (lambda: env.database("CJM_X")["PASSWORD"], "postgresql://u:p%40ss@h:5433/n?sslmode=require", "p@ss"),
        (lambda: env.database("CJM_X")["PORT"], "postgresql://u:p%40ss@h:5433/n", "5433"),
        (lambda: env.database("CJM_X")["OPTIONS"], "postgres://h/n?sslmode=require", {"sslmode": "require"}),
    ],
)
def test_settings_are_read_from_the_environment(monkeypatch, read, value, expected):
    monkeypatch.setenv("CJM_X", value)
    assert read() == expected


@pytest.mark.unit
@pytest.mark.parametrize(
    ("read", "value"),
    [
        (lambda: env.text("CJM_X"), ""),
        (lambda: env.flag("CJM_X", default=True), "maybe"),
        (lambda: env.integer("CJM_X"), "seven"),
        (lambda: env.database("CJM_X"), "mysql://h/n"),
        (lambda: env.database("CJM_X"), "postgresql://h"),
        (lambda: env.database("CJM_X"), "sqlite://"),
    ],
)
def test_a_setting_that_cannot_be_read_is_named(monkeypatch, read, value):
    monkeypatch.setenv("CJM_X", value)
    with pytest.raises(env.EnvError, match="CJM_X"):
        read()


@pytest.mark.unit
def test_the_secret_of_an_installation_stays_the_same_and_private(tmp_path):
    path = tmp_path / "var/secret_key"
    first = env.local_secret(path)
    assert len(first) > 50
    assert env.local_secret(path) == first
    assert os.name == "nt" or path.stat().st_mode & 0o077 == 0


@pytest.fixture
def translations(monkeypatch, tmp_path):
    source = tmp_path / "locale/ru/LC_MESSAGES/django.po"
    source.parent.mkdir(parents=True)
    source.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Map"\nmsgstr "Карта"\n'
    )
    monkeypatch.setattr(prepare, "ROOT", tmp_path)
    monkeypatch.setattr(prepare, "STAMPS", tmp_path / "var/stamps.json")
    return source


@pytest.mark.unit
def test_messages_are_compiled_when_they_change_and_only_then(translations):
    compiled = translations.with_suffix(".mo")
    prepare.compile_messages()
    assert "Карта".encode() in compiled.read_bytes()
    compiled.write_bytes(b"kept")
    prepare.compile_messages()
    assert compiled.read_bytes() == b"kept"
    translations.write_text(translations.read_text() + '\nmsgid "Stage"\nmsgstr "Этап"\n')
    prepare.compile_messages()
    assert "Этап".encode() in compiled.read_bytes()
    compiled.unlink()
    prepare.compile_messages()
    assert compiled.exists()


@pytest.mark.unit
def test_content_is_loaded_once_and_again_for_new_texts_or_new_tables(translations, monkeypatch, tmp_path):
    loaded = []
    monkeypatch.setattr("django.core.management.get_commands", lambda: {"load_reference": "apps.curriculum"})
    monkeypatch.setattr("django.core.management.call_command", loaded.append)
    prepare.load_content(tables_changed=True)
    prepare.load_content(tables_changed=False)
    assert loaded == ["load_reference"]
    (tmp_path / "fixtures").mkdir()
    (tmp_path / "fixtures/new.md").write_text("text")
    prepare.load_content(tables_changed=False)
    prepare.load_content(tables_changed=True)
    assert len(loaded) == 3


@pytest.mark.unit
def test_a_taken_port_is_told_before_anything_else_happens():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(SetUpError, match="--port"):
            serve.claim(other.getsockname()[1])


@pytest.mark.unit
def test_small_answers_do_not_wait_for_an_acknowledgement():
    """asyncio switches TCP_NODELAY on only where the protocol is named; without, each takes 40 ms."""
    with serve.claim(0) as listener:
        assert listener.proto == socket.IPPROTO_TCP


@NO_WINDOWS
@pytest.mark.unit
def test_the_browser_is_the_named_one_or_the_systems(bare_machine, monkeypatch):
    monkeypatch.delenv("CJM_CHROMIUM", raising=False)
    assert testing.find_browser() is None
    assert "apt-get install -y chromium" in testing.how_to_get_a_browser() or sys.platform == "darwin"
    path = program(bare_machine / "bin/chromium")
    assert testing.find_browser() == path
    monkeypatch.setenv("CJM_CHROMIUM", "/opt/chrome")
    assert testing.find_browser() == "/opt/chrome"


@pytest.fixture
def fresh_checkout(tmp_path):
    """The product's own files without what an earlier run left, and the environment that is already there."""
    copy = copy_of_the_product(tmp_path / "academy")
    bootstrap.ensure_environment("run")
    (copy / ".venv").symlink_to(ROOT / ".venv")
    return copy


def start_once(folder: Path, port: int) -> tuple[float, str]:
    """Starts, reads /readyz and the first page, stops; how long the start took, and what was printed."""
    variables = {
        name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "CJM_"))
    }
    command = [sys.executable, "manage.py", "start", "--port", str(port)]
    begun = time.monotonic()
    with subprocess.Popen(command, cwd=folder, env=variables, stdout=subprocess.PIPE, text=True) as server:
        try:
            printed = ""
            while "Ctrl+C" not in printed:
                line = server.stdout.readline()
                assert line, printed
                printed += line
            for address in ("readyz", "en/"):
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/{address}", timeout=PATIENCE) as answer:
                    assert answer.status == 200
            took = time.monotonic() - begun
            server.send_signal(signal.SIGINT)
            server.wait(PATIENCE)
        finally:
            server.kill()
    assert server.returncode == 0
    return took, printed


@NO_WINDOWS
@pytest.mark.service
def test_start_makes_everything_and_a_second_start_is_quick_and_keeps_the_data(fresh_checkout):
    port = free_port()
    first, printed = start_once(fresh_checkout, port)
    assert f"http://127.0.0.1:{port}/" in printed
    with sqlite3.connect(fresh_checkout / "var/db.sqlite3") as database:
        database.execute("INSERT INTO django_session VALUES ('kept', '', '2999-01-01')")
    database.close()
    starts = [start_once(fresh_checkout, port) for _ in range(3)]
    printed = starts[0][1]
    # The quickest of three, and on a machine that is busy with other tests half of what the first start took.
    assert min(took for took, _ in starts) <= max(5, first / 2)
    assert "Loading" not in printed
    with sqlite3.connect(fresh_checkout / "var/db.sqlite3") as database:
        kept = database.execute("SELECT COUNT(*) FROM django_session WHERE session_key = 'kept'").fetchone()
    database.close()
    assert kept == (1,)
