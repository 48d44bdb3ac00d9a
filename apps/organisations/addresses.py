from django.http import HttpRequest
from django.urls import reverse

from apps.organisations.models import Invitation


def join_url(request: HttpRequest, invitation: Invitation) -> str:
    """The whole address, to be sent to the people who are invited."""
    return request.build_absolute_uri(reverse("organisations:join", args=[invitation.token]))
