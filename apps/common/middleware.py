"""Refusals become pages: one for all that cannot be found, one that says who can help, one with a code."""

import logging
import secrets
from copy import copy
from http import HTTPStatus
from math import ceil

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.common.denials import sentence_for
from apps.common.errors import Denied, DomainError, NotFound, Stale
from apps.common.limits import TooMany
from apps.common.pages import notice, wants_fragment

logger = logging.getLogger(__name__)
# The page that sends a form again has a token of its own.
NEVER_AGAIN = {"csrfmiddlewaretoken"}


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The same bytes for an unknown and for a foreign object, hence nothing of the address or the reason."""
    neutral = copy(request)
    neutral.path = neutral.path_info = "/"
    neutral.get_full_path = lambda *_: "/"  # type: ignore[method-assign]
    return HttpResponse(render_to_string("404.html", {}, neutral), status=404)


def permission_denied(
    request: HttpRequest, exception: Exception | None = None, *, helpers: tuple[str, ...] = ()
) -> HttpResponse:
    reason = exception.reason if isinstance(exception, Denied) else "role"
    sentence = sentence_for(reason)
    if wants_fragment(request):
        return notice(request, sentence, status=403)
    context = {"sentence": sentence, "helpers": helpers}
    return HttpResponse(render_to_string("403.html", context, request), status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    sentence = _("This page was open for too long. Reload it and send again.")
    if wants_fragment(request):
        return notice(request, sentence, status=403)
    return HttpResponse(render_to_string("403.html", {"sentence": sentence}, request), status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Asks nothing of database, session or actor: one of them may be what broke."""
    code = secrets.token_hex(2).upper()
    request.error_code = code  # type: ignore[attr-defined]
    logger.error("Code %s shown for %s %s", code, request.method, request.path, extra={"request": request})
    return HttpResponse(render_to_string("500.html", {"code": code}), status=500)


def refused(request: HttpRequest, error: DomainError) -> HttpResponse:
    """A service's refusal that no view put beside a field."""
    status = 409 if isinstance(error, Stale) else 422
    sentence = sentence_for(error.code)
    if wants_fragment(request):
        return notice(request, sentence, status=status)
    return HttpResponse(render_to_string("refused.html", {"sentence": sentence}, request), status=status)


def too_many_requests(request: HttpRequest, *, wait: int = 60) -> HttpResponse:
    """What was typed stands in the page and is sent again by its button; a password is typed again."""
    minutes = ceil(wait / 60)
    sentence = ngettext(
        "You have sent this very often. Try again in %(minutes)s minute.",
        "You have sent this very often. Try again in %(minutes)s minutes.",
        minutes,
    ) % {"minutes": minutes}
    if wants_fragment(request):
        answer = notice(request, sentence, status=429)
    else:
        typed = [(name, value) for name, values in request.POST.lists() for value in values]
        again = [(name, value) for name, value in typed if "password" not in name and name not in NEVER_AGAIN]
        context = {"sentence": sentence, "again": [] if request.FILES else again}
        answer = HttpResponse(render_to_string("429.html", context, request), status=429)
    answer["Retry-After"] = str(wait)
    return answer


def signed_out(request: HttpRequest) -> bool:
    """A page that guests may open did not find what was asked for: it may be theirs once they sign in."""
    view = getattr(request.resolver_match, "func", None)
    actor = getattr(request, "actor", None)
    asks = request.method in {"GET", "HEAD"} and hasattr(view, "perm")
    return asks and actor is not None and actor.user_id is None


def keep_page(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """htmx would swap the sign-in page into the middle of the page and what was typed there would be lost."""
    if response.status_code != HTTPStatus.FOUND or not wants_fragment(request):
        return response
    if not response["Location"].startswith(resolve_url(settings.LOGIN_URL)):
        return response
    return notice(request, _("You are signed out. Sign in again in another tab, then go on."), status=401)


class ErrorPages:
    """For a middleware to inherit: refusals raised by views become responses."""

    def helpers(self, request: HttpRequest, error: Denied) -> tuple[str, ...]:
        """Names of people who can open the door."""
        return ()

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        match exception:
            case NotFound() if signed_out(request):
                return redirect_to_login(request.get_full_path())
            case NotFound() | Http404():
                return page_not_found(request, exception)
            case Denied():
                return permission_denied(request, exception, helpers=self.helpers(request, exception))
            case DomainError():
                return refused(request, exception)
            case TooMany():
                return too_many_requests(request, wait=exception.wait)
        return None
