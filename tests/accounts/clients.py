"""Browsers of people with an account."""

import time

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from django.test import Client

from apps.accounts.models import User


def client_of(user: User, *, sure: bool = True, csrf: bool = False) -> Client:
    """Signed in; ``sure``: the person has just given the password once more."""
    client = Client(enforce_csrf_checks=csrf)
    client.force_login(user)
    if sure:
        session = client.session
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [
            {"method": "password", "at": time.time(), "reauthenticated": True}
        ]
        session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
        session.save()
    return client
