"""From a bare checkout to a running program: finds a fitting Python, makes .venv, installs the hashed lock.

Only the standard library, and no syntax newer than Python 3.6: the `python3` of a machine may be older than
what the product needs, and this file is what finds the newer one. What needs Django stands in prepare.py,
serve.py and testing.py.
"""

import hashlib
import importlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Iterator, List, Optional, Tuple

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "cjm-lock.txt"
WINDOWS = os.name == "nt"
OLDEST = (3, 12)
NEWEST = (3, 16)
# Each lock contains the one before it.
LOCKS = ("run", "test", "dev")
# Command → the lock it needs, the module that does it. `setup` stands below, and all others are Django's.
COMMANDS = {
    "start": ("run", "serve"),
    "serve": ("run", "production"),
    "upgrade": ("run", "production"),
    "test": ("test", "testing"),
    "bench": ("test", "testing"),
}
PROBE = (
    "import sys, ssl, sqlite3, venv, ensurepip\n"
    "assert sqlite3.sqlite_version_info >= (3, 37)\n"
    "print('%d.%d' % sys.version_info[:2])"
)


class SetUpError(Exception):
    """What is missing and what to type, in one sentence for the person at the terminal."""


def main(argv: List[str]) -> int:
    command = argv[0] if argv else "help"
    try:
        if command in COMMANDS:
            lock, module = COMMANDS[command]
            return _inside(lock, argv, module)
        if command == "setup":
            ensure_environment(argv[1] if len(argv) > 1 else "run")
            return 0
        return _django(argv)
    except SetUpError as error:
        print("\n%s" % error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _inside(lock: str, argv: List[str], module: str) -> int:
    python = ensure_environment(lock)
    if not running_in(VENV):
        return _replace_process(python, argv)
    return int(importlib.import_module("cjm_academy." + module).main(argv))


def _django(argv: List[str]) -> int:
    """Any other command: in .venv, or in the environment that somebody has activated and filled."""
    chosen = sys.prefix != sys.base_prefix and importlib.util.find_spec("django") is not None
    if not chosen:
        python = ensure_environment("run")
        if not running_in(VENV):
            return _replace_process(python, argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cjm_academy.settings.dev")
    management = importlib.import_module("django.core.management")
    management.execute_from_command_line([str(ROOT / "manage.py"), *argv])
    return 0


def running_in(environment: Path) -> bool:
    return os.path.realpath(sys.prefix) == os.path.realpath(str(environment))


def _replace_process(python: Path, argv: List[str]) -> int:  # noqa: RET503 - exec does not come back
    command = [str(python), str(ROOT / "manage.py"), *argv]
    sys.stdout.flush()
    if WINDOWS:
        return subprocess.call(command)
    os.execv(str(python), command)


def ensure_environment(lock: str) -> Path:
    """The interpreter of .venv, with at least this lock installed."""
    if lock not in LOCKS:
        raise SetUpError("There is no lock named %s; there are: %s." % (lock, ", ".join(LOCKS)))
    python = interpreter_of(VENV)
    installed = _installed_lock() if python.exists() else ""
    if installed and LOCKS.index(installed) >= LOCKS.index(lock) and _stamp_text(installed) == _read(STAMP):
        return python
    if installed and LOCKS.index(installed) > LOCKS.index(lock):
        lock = installed
    if not installed:
        make_environment(find_python())
    install(python, lock)
    STAMP.write_text(_stamp_text(lock), encoding="ascii")
    return python


def interpreter_of(environment: Path) -> Path:
    return environment / ("Scripts/python.exe" if WINDOWS else "bin/python")


def _installed_lock() -> str:
    name = _read(STAMP).partition(" ")[0]
    return name if name in LOCKS else ""


def _stamp_text(lock: str) -> str:
    content = (ROOT / "requirements" / (lock + ".txt")).read_bytes()
    return "%s %s\n" % (lock, hashlib.sha256(content).hexdigest())


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii")
    except OSError:
        return ""


def find_python() -> str:
    """The first Python that runs, is new enough, and has SQLite, TLS and venv: a shim exists and does not."""
    wanted = os.environ.get("CJM_PYTHON")
    if wanted:
        if fits(wanted):
            return wanted
        raise SetUpError("CJM_PYTHON: %s is not a working Python %d.%d or newer." % (wanted, *OLDEST))
    for candidate in candidates():
        if fits(candidate):
            return candidate
    found = _python_from_uv()
    if found:
        return found
    raise SetUpError(
        "CJM Academy needs Python %d.%d or newer, and this machine has none: install it (Debian and "
        "Ubuntu: apt-get install python3.13 python3.13-venv; macOS: brew install python@3.13; Windows: "
        "winget install Python.Python.3.13; anywhere: pyenv install 3.13), or name one with "
        "CJM_PYTHON=/path/to/python, and type the same command again." % OLDEST
    )


def fits(candidate: str) -> bool:
    try:
        answer = subprocess.run(
            [candidate, "-c", PROBE],
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=30,
        )
        version = tuple(int(part) for part in answer.stdout.decode("ascii").split("."))
    except (OSError, ValueError, subprocess.SubprocessError):
        return False
    return answer.returncode == 0 and OLDEST <= version <= NEWEST


def candidates() -> Iterator[str]:
    yield sys.executable
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        found = shutil.which("python3.%d" % minor)
        if found:
            yield found
    for folder, pattern in places():
        for path in sorted(folder.glob(pattern), key=_version_key, reverse=True):
            yield str(path)


def places() -> List[Tuple[Path, str]]:
    """Where version managers and installers keep interpreters that are not on PATH."""
    home = Path(os.path.expanduser("~"))
    env = os.environ.get
    data = Path(env("XDG_DATA_HOME") or str(home / ".local/share"))
    local = Path(env("LOCALAPPDATA") or str(home / "AppData/Local"))
    programs = Path(env("ProgramFiles") or "C:/Program Files")
    return [
        (Path(env("PYENV_ROOT") or str(home / ".pyenv")) / "versions", "3.*/bin/python"),
        (Path(env("UV_PYTHON_INSTALL_DIR") or str(data / "uv/python")), "cpython-3.*/bin/python3"),
        (Path(env("ASDF_DATA_DIR") or str(home / ".asdf")) / "installs/python", "3.*/bin/python3"),
        (Path(env("MISE_DATA_DIR") or str(data / "mise")) / "installs/python", "3.*/bin/python3"),
        (Path("/opt/homebrew/opt"), "python@3.*/bin/python3.*[0-9]"),
        (Path("/usr/local/opt"), "python@3.*/bin/python3.*[0-9]"),
        (Path("/home/linuxbrew/.linuxbrew/opt"), "python@3.*/bin/python3.*[0-9]"),
        (Path("/Library/Frameworks/Python.framework/Versions"), "3.*/bin/python3"),
        (home / ".pyenv/pyenv-win/versions", "3.*/python.exe"),
        (local / "Programs/Python", "Python3*/python.exe"),
        (Path(env("APPDATA") or str(home / "AppData/Roaming")) / "uv/python", "cpython-3.*/python.exe"),
        (programs, "Python3*/python.exe"),
    ]


def _version_key(path: Path) -> List[int]:
    """3.13.0 is newer than 3.9.18: by numbers, not by letters."""
    digits = "".join(character if character.isdigit() else " " for character in str(path))
    return [int(number) for number in digits.split()]


def _python_from_uv() -> Optional[str]:
    uv = shutil.which("uv")
    if uv is None:
        return None
    say("No fitting Python here; asking uv for one")
    if subprocess.call([uv, "python", "install", "3.13"], stdin=subprocess.DEVNULL) != 0:
        return None
    command = [uv, "python", "find", "3.13"]
    answer = subprocess.run(command, check=False, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    found = answer.stdout.decode().strip()
    return found if answer.returncode == 0 and fits(found) else None


def make_environment(python: str) -> None:
    say("Making .venv with %s" % python)
    if subprocess.call([python, "-m", "venv", "--clear", str(VENV)], stdin=subprocess.DEVNULL) != 0:
        raise SetUpError("%s could not make %s: see the lines above." % (python, VENV))


def install(python: Path, lock: str) -> None:
    """With uv where it can be had: it needs a quarter of pip's time. Both check the hashes."""
    started = time.time()
    say("Installing the packages of requirements/%s.txt" % lock)
    listed = ["--require-hashes", "-r", str(ROOT / "requirements" / (lock + ".txt"))]
    pip = [str(python), "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    uv = _uv(pip)
    with_uv = uv is not None and _call([uv, "pip", "install", "--quiet", "--python", str(python), *listed])
    if not with_uv and not _call([*pip, *listed]):
        raise SetUpError(
            "The packages of requirements/%s.txt could not be installed: see the lines above. A package "
            "index must be reachable (pip's and uv's own settings say which)." % lock
        )
    say("Installed in %.0f s" % (time.time() - started))


def _uv(pip: List[str]) -> Optional[str]:
    beside = VENV / ("Scripts/uv.exe" if WINDOWS else "bin/uv")
    if not beside.exists():
        _call([*pip, "--require-hashes", "-r", str(ROOT / "requirements" / "uv.txt")], quiet=True)
    return str(beside) if beside.exists() else shutil.which("uv")


def _call(command: List[str], *, quiet: bool = False) -> bool:
    """uv brings its own list of certificate authorities; a company's proxy is on the machine's list only."""
    environment = dict(os.environ, UV_COMPILE_BYTECODE="true")
    environment.setdefault("UV_SYSTEM_CERTS", "true")
    error = subprocess.DEVNULL if quiet else None
    try:
        return subprocess.call(command, stdin=subprocess.DEVNULL, stderr=error, env=environment) == 0
    except OSError:
        return False


def say(line: str) -> None:
    print("· " + line if _speaks_unicode() else "- " + line, flush=True)


def _speaks_unicode() -> bool:
    return (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
