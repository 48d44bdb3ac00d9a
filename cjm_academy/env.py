"""Typed readers of environment variables: a missing or malformed value stops the start and is named."""

import ipaddress
import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


class EnvError(SystemExit):
    """A setting in the environment is missing or cannot be read.

    Whatever was being started ends with the sentence alone, without a traceback.
    """


def text(name: str, default: str | None = None) -> str:
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is None:
        raise EnvError(f"{name} is not set. Set it in the environment of the server, see docs/operate.md.")
    return default


def secret(name: str, *, length: int, default: str | None = None) -> str:
    """Never repeats the value in its refusal."""
    value = text(name, default)
    if value != default and len(value) < length:
        raise EnvError(f"{name} must be at least {length} characters long; it has {len(value)}.")
    return value


def flag(name: str, *, default: bool) -> bool:
    value = text(name, "true" if default else "false").lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise EnvError(f"{name} must be one of true, false, 1, 0, yes, no, on, off; it is {value!r}.")


def integer(name: str, default: int | None = None) -> int:
    """Zero or more."""
    value = text(name, None if default is None else str(default))
    if not (value.isascii() and value.isdigit()):
        raise EnvError(f"{name} must be a whole number; it is {value!r}.")
    return int(value)


def words(name: str, default: str | None = None) -> list[str]:
    """A list separated by commas."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def choice(name: str, default: str, *others: str) -> str:
    value = text(name, default)
    if value not in {default, *others}:
        raise EnvError(f"{name} must be one of {', '.join((default, *others))}; it is {value!r}.")
    return value


def hosts(name: str) -> list[str]:
    """Host names as Django's ALLOWED_HOSTS takes them; a leading dot stands for every name below."""
    names = words(name)
    if not names or any(set("/:* ") & set(host) for host in names):
        raise EnvError(
            f"{name} must be host names separated by commas, such as academy.example,www.academy.example."
        )
    return names


def networks(name: str, default: str) -> list[str]:
    found = words(name, default)
    try:
        return [str(ipaddress.ip_network(network)) for network in found]
    except ValueError:
        raise EnvError(
            f"{name} must be addresses or networks separated by commas, such as 10.0.0.0/8."
        ) from None


def url(name: str, *schemes: str, default: str | None = None) -> str:
    """Never repeats the value in its refusal: it may hold a password."""
    value = text(name, default)
    if value != default and (urlsplit(value).scheme not in schemes or not urlsplit(value).netloc):
        raise EnvError(
            f"{name} must begin with {' or '.join(f'{scheme}://' for scheme in schemes)} and name a host."
        )
    return value


def site(name: str, default: str) -> str:
    """The address of the site without the slash at its end."""
    return url(name, "https", "http", default=default).rstrip("/")


def mailbox(name: str) -> str:
    value = text(name)
    if "@" not in value.strip("@"):
        raise EnvError(f"{name} must be an e-mail address, such as academy@academy.example; it is {value!r}.")
    return value


def local_secret(path: Path) -> str:
    """The secret key of one machine's own installation: made on first use, readable by its owner only."""
    try:
        return path.read_text(encoding="ascii")
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii")
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(key := secrets.token_urlsafe(50))
    return key


def queue_folders(path: Path) -> dict[str, Any]:
    """Options of Celery's queue in files under ``path``, looked at ten times a second."""
    messages, control = str(path / "messages"), str(path / "control")
    return {
        "data_folder_in": messages,
        "data_folder_out": messages,
        "control_folder": control,
        "polling_interval": 0.1,
    }


def sqlite(path: Path) -> dict[str, Any]:
    """IMMEDIATE: a transaction that starts as a reader and then writes fails with "locked" under load."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }


def database(name: str, default: dict[str, Any] | None = None) -> dict[str, Any]:
    """Read `postgresql://user:password@host:port/name?option=value` or `sqlite:///path`."""
    value = text(name, None if default is None else "-")
    if default is not None and value == "-":
        return default
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        raise EnvError(_DATABASE.format(name)) from None
    if parts.scheme == "sqlite" and parts.path.strip("/"):
        return sqlite(Path(unquote(parts.path)))
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise EnvError(_DATABASE.format(name))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(parse_qsl(parts.query)),
    }


_DATABASE = "{} must look like postgresql://user:password@host:5432/name or sqlite:///path."
