"""Gives each request its actor and turns the refusals of lower floors into pages."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from apps.common.errors import Denied
from apps.common.middleware import ErrorPages, keep_page
from apps.organisations import selectors
from apps.organisations.actors import attach_actor


class ActorMiddleware(ErrorPages):
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        attach_actor(request)
        return keep_page(request, self.get_response(request))

    def helpers(self, request: HttpRequest, error: Denied) -> tuple[str, ...]:
        return selectors.manager_names(error.organisation_id) if error.organisation_id else ()
