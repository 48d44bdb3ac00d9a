"""Signing up makes an account (accounts) and a learner of the open academy (here, one floor up)."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest

from apps.accounts.adapter import AccountAdapter
from apps.accounts.models import User
from apps.organisations import services


class MemberAdapter(AccountAdapter):
    @transaction.atomic
    def save_user(self, request: HttpRequest, user: User, form: Any, **options: Any) -> User:
        saved = super().save_user(request, user, form, **options)
        services.enrol_newcomer(saved)
        return saved
