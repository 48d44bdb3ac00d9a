"""One line per request and per event, as JSON, for machines to search.

Only what is named here is written. People stand in it by their number; addresses that open a door by themselves
(invitations, new passwords) and whatever looks like mail, password or a row of the database are taken out.
"""

import json
import logging
import re
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest

# The id of the request that is being answered, in whatever is logged meanwhile.
request_id: ContextVar[str] = ContextVar("request_id", default="")

FIELDS = ("request_id", "user_id", "method", "path", "view", "status", "ms", "queries", "code")
# Parameters of addresses that may be read by others; all others are written as "…".
SHOWN = re.compile(r"(?:[a-z]+_id|slug|course|lesson|number|criterion)\Z")
LONGEST, LONGEST_PATH = 20_000, 300
"""characters kept of a message and of an address: a visitor chooses how long an address is"""
# Each repetition has an upper end, or a long text would be searched again from each of its characters.
REMOVED = (
    # PostgreSQL repeats the offending row there.
    (re.compile(r"^DETAIL:.*$", re.MULTILINE), "DETAIL: (left out)"),
    # Objects call themselves by the names of people and by titles, requests by their address.
    (re.compile(r"<(\w{1,60}): [^>]{0,600}>"), r"<\1>"),
    (re.compile(r"(\b\w{1,20}://)[^/\s@]{1,255}@"), r"\1…@"),
    (re.compile(r"[^\s@/…'\"<>(),;:=]{1,64}@[^\s@/'\"<>(),;:=]{1,255}"), "(mail)"),
    (
        re.compile(r"(?i)\b(password|passwd|secret|token|key|sessionid|authorization)(['\"]?\s*[=:]\s*)\S+"),
        r"\1\2…",
    ),
)


def without_secrets(text: str) -> str:
    text = text[:LONGEST]
    for pattern, replacement in REMOVED:
        text = pattern.sub(replacement, text)
    return text


def shown_path(request: HttpRequest) -> str:
    """The address without its secrets and its query; of an unknown one only the beginning."""
    path, match = request.path, request.resolver_match
    if match is None:
        _, first, *rest = path[:LONGEST_PATH].split("/", 2)
        return f"/{first}/…" if rest else f"/{first}"
    secrets = [str(value) for name, value in match.kwargs.items() if not SHOWN.match(name)]
    for value in sorted(filter(None, secrets), key=len, reverse=True):
        path = re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", "…", path)
    return path[:LONGEST_PATH]


class JsonLine(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _written(record.getMessage(), record),
        }
        known = {"request_id": request_id.get(), "code": getattr(_request(record), "error_code", None)}
        for field in FIELDS:
            value = getattr(record, field, known.get(field))
            if value not in {None, ""}:
                line[field] = value
        if record.exc_info:
            line["traceback"] = _written(self.formatException(record.exc_info), record)
        return json.dumps(line, ensure_ascii=False, default=str)


def _written(text: str, record: logging.LogRecord) -> str:
    """Django's own lines about a request repeat its address."""
    request = _request(record)
    if request is not None:
        text = text.replace(request.path, shown_path(request))
    return without_secrets(text)


def _request(record: logging.LogRecord) -> HttpRequest | None:
    request = getattr(record, "request", None)
    return request if isinstance(request, HttpRequest) else None
