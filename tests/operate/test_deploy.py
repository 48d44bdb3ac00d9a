"""What is shipped for operators fits the program."""

import configparser
import re
import shlex
from pathlib import Path

import pytest
import yaml

from cjm_academy import production
from cjm_academy.bootstrap import COMMANDS, ROOT

pytestmark = pytest.mark.unit

DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
OURS = {name: service for name, service in COMPOSE["services"].items() if service["image"] == "cjm-academy"}
OPERATE = (ROOT / "docs/operate.md").read_text()
# Blocks and words in backticks.
CODE = re.compile(r"^ *```\n(.*?)^ *```|`([^`\n]+)`", re.MULTILINE | re.DOTALL)
DJANGO = {"backup", "check", "createsuperuser", "restore", "sendtestmail", "shell"}


def service_of(path: Path) -> configparser.SectionProxy:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(path)
    return unit["Service"]


def starts() -> list[list[str]]:
    """Every command of units and compose file, from the program on."""
    units = [shlex.split(service_of(path)["ExecStart"]) for path in UNITS]
    return units + [service["command"] for service in OURS.values()]


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_services_may_do_little(path):
    service = service_of(path)
    assert service["User"] == "cjm"
    assert service["ProtectSystem"] == "strict"
    for name in ("NoNewPrivileges", "ProtectHome", "PrivateTmp", "PrivateDevices", "RestrictNamespaces"):
        assert service[name] == "yes"
    assert service["CapabilityBoundingSet"] == ""
    assert service["EnvironmentFile"] == "/etc/cjm-academy.env"


def test_commands_exist():
    for program, *arguments in starts():
        name = Path(program).name
        assert name in {"python", "celery"}
        if name == "celery":
            assert arguments[:3] == ["--quiet", "--app", "cjm_academy.celery"]
            assert arguments[3] in {"worker", "beat"}
            continue
        script, command, *options = arguments
        assert script == "manage.py"
        assert command in COMMANDS or command in DJANGO
        if command == "serve":
            assert production._options(options).workers == 2


def test_one_clock_only():
    assert sum("beat" in command for command in starts()) == 2, "one in systemd, one in compose"


def test_containers_get_every_needed_setting():
    table = re.findall(r"^\| `(CJM_\w+)` \| [^|]+ \| ([^|]+) \|", OPERATE, re.MULTILINE)
    needed = {name for name, default in table if default == "needed"}
    assert "CJM_SECRET_KEY" in needed
    filled_in = set(re.findall(r"^(CJM_\w+)=", (DEPLOY / "cjm-academy.env").read_text(), re.MULTILINE))
    for service in OURS.values():
        assert service["env_file"] == ["../academy.env"]
        assert needed <= filled_in | set(service["environment"])
        assert set(service["environment"]) <= dict(table).keys()
        assert service["read_only"]
        assert service["cap_drop"] == ["ALL"]


def test_containers_wait_for_the_upgrade():
    for name, service in OURS.items():
        if name != "upgrade":
            assert service["depends_on"]["upgrade"]["condition"] == "service_completed_successfully"


def test_the_guide_names_only_commands_that_exist():
    code = "\n".join(part for found in CODE.findall(OPERATE) for part in found)
    found = re.findall(r"(?:^|\s)academy ([a-z]+)|manage\.py ([a-z]+)", code, re.MULTILINE)
    named = {name for pair in found for name in pair if name}
    assert {"upgrade", "backup", "restore"} <= named
    assert named <= COMMANDS.keys() | DJANGO | {"setup"}


def test_the_guide_names_only_figures_that_exist():
    code = "".join(
        (ROOT / path).read_text() for path in ("apps/operate/figures.py", "apps/common/metrics.py")
    )
    names = set(re.findall(r"\b(cjm_\w+)[{\[`]", OPERATE)) - {"cjm_drill"}
    assert len(names) >= 5
    for name in names:
        assert f'"{re.sub("_(total|bucket)$", "", name)}"' in code, name


def test_units_and_guide_agree_on_names():
    for path in (DEPLOY / "systemd").iterdir():
        assert path.name.removesuffix(".service") in OPERATE
