"""Signing up or in keeps what a guest has drawn. Here, because an attempt stands above its map."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from apps.accounts.models import User
from apps.common.access import Actor
from apps.exercises.services import keep_guest_work
from apps.organisations.actors import GUEST_KEY, actor_of_user
from apps.organisations.adapter import MemberAdapter


class KeepingAdapter(MemberAdapter):
    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """The session that the guest drew in is still there; from now on it ends like everybody's."""
        key = request.session.pop(GUEST_KEY, None)
        if key is not None:
            keep_guest_work(Actor(guest_key=key), person=actor_of_user(user.pk))
            request.session.set_expiry(None)
        return super().post_login(request, user, **kwargs)
