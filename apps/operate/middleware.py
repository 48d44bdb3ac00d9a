"""Stands before everything else: gives each request its id, counts it and writes its line into the log."""

import logging
import re
import secrets
from collections.abc import Callable
from time import perf_counter
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from apps.operate.figures import count
from apps.operate.logs import request_id, shown_path

logger = logging.getLogger("cjm.request")

# Whatever else a client sends as its id could forge lines of the log.
FITTING_ID = re.compile(r"[A-Za-z0-9._-]{1,64}\Z")
# Asked by machines all the time: their good answers are no news.
QUIET = frozenset({"healthz", "readyz", "metrics", "static"})


class Tally:
    """Counts the statements of one request."""

    __slots__ = ("queries",)

    def __init__(self) -> None:
        self.queries = 0

    def __call__(self, execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        self.queries += 1
        return execute(sql, params, many, context)


class RequestMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        begun, tally = perf_counter(), Tally()
        sent = request.headers.get("X-Request-ID", "")
        id = sent if FITTING_ID.match(sent) else secrets.token_hex(8)
        token = request_id.set(id)
        try:
            with connection.execute_wrapper(tally):
                response = self.get_response(request)
            response["X-Request-ID"] = id
            note(request, response, perf_counter() - begun, tally.queries)
        finally:
            request_id.reset(token)
        return response


def note(request: HttpRequest, response: HttpResponseBase, seconds: float, queries: int) -> None:
    status, method, view = response.status_code, request.method or "", name_of_view(request)
    count(view, method, status, seconds, queries)
    level = (
        logging.ERROR if status >= 500 else logging.DEBUG if view in QUIET and status < 400 else logging.INFO
    )
    if not logger.isEnabledFor(level):
        return
    line = {
        "user_id": getattr(getattr(request, "actor", None), "user_id", None),
        "method": method,
        "path": shown_path(request),
        "view": view,
        "status": status,
        "ms": round(seconds * 1000, 1),
        "queries": queries,
        "code": getattr(request, "error_code", None),
    }
    logger.log(level, "%s %s %d", line["method"], line["path"], status, extra=line)


def name_of_view(request: HttpRequest) -> str:
    """Never the address itself: a client could invent any number of them."""
    if request.resolver_match is not None:
        return request.resolver_match.view_name or "unnamed"
    return "static" if request.path.startswith(settings.STATIC_URL) else "unknown"
