"""What the account itself keeps: the profile, how one signs in, and what the admin site wrote down."""

from collections.abc import Iterable
from typing import Any

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.accounts.privacy import Keys, Rows, claim, impersonal, personal


def _profile(user: User) -> Rows:
    columns = User._meta.concrete_fields  # noqa: SLF001 - the documented way to a model's fields
    fields = (field.name for field in columns if field.name != "password")
    groups = list(user.groups.values_list("name", flat=True))
    return [{name: getattr(user, name) for name in fields} | {"groups": groups}]


def _addresses(user: User) -> Rows:
    rows: Rows = EmailAddress.objects.filter(user=user).values("email", "verified", "primary")
    return rows


def _erase_addresses(user: User, kept: Keys) -> None:
    EmailAddress.objects.filter(user=user).delete()


def _erase_confirmations(user: User, kept: Keys) -> None:
    EmailConfirmation.objects.filter(email_address__user=user).delete()


def _steps(user: User) -> Iterable[dict[str, Any]]:
    """Without the secrets in them."""
    for step in Authenticator.objects.filter(user=user):
        yield {
            "type": step.type,
            "name": step.data.get("name", ""),
            "created_at": step.created_at,
            "last_used_at": step.last_used_at,
        }


def _erase_steps(user: User, kept: Keys) -> None:
    Authenticator.objects.filter(user=user).delete()


def _sessions(user: User) -> Rows:
    rows: Rows = UserSession.objects.filter(user=user).values(
        "created_at", "last_seen_at", "ip", "user_agent"
    )
    return rows


def _erase_sessions(user: User, kept: Keys) -> None:
    for session in UserSession.objects.filter(user=user):
        session.end()


def _actions(user: User) -> Rows:
    rows = LogEntry.objects.filter(user=user)
    return rows.values("action_time", "action_flag", "content_type__model", "object_id", "change_message")


def _erase_actions(user: User, kept: Keys) -> None:
    """What was done to the account stays without its name and addresses; what the person did, with a nameless account.

    Runs while the rows that the log speaks of are still there: this model is registered after theirs.
    """
    rows: tuple[QuerySet[Any], ...] = (
        User.objects.filter(pk=user.pk),
        EmailAddress.objects.filter(user=user),
        EmailConfirmation.objects.filter(email_address__user=user),
        Authenticator.objects.filter(user=user),
        UserSession.objects.filter(user=user),
    )
    told = Q()
    for own in rows:
        keys = [str(key) for key in own.values_list("pk", flat=True)]
        told |= Q(content_type=ContentType.objects.get_for_model(own.model), object_id__in=keys)
    for address in {user.email, *EmailAddress.objects.filter(user=user).values_list("email", flat=True)}:
        told |= Q(object_repr__icontains=address) | Q(change_message__icontains=address)
    LogEntry.objects.filter(told).update(object_repr=translated("Former member"), change_message="")


personal(
    User,
    title=_("Your profile"),
    export=_profile,
    kept=_("Only where something below needs an owner: an account without name, address and password."),
)
personal(EmailAddress, title=_("Email addresses"), export=_addresses, erase=_erase_addresses)
personal(EmailConfirmation, title=_("Links sent to confirm an address"), erase=_erase_confirmations)
personal(Authenticator, title=_("Second steps of signing in"), export=_steps, erase=_erase_steps)
personal(UserSession, title=_("Where you are signed in"), export=_sessions, erase=_erase_sessions)
personal(
    LogEntry,
    title=_("What you did as an administrator"),
    export=_actions,
    erase=_erase_actions,
    kept=_("Whoever runs the site must be able to see later what was changed and when."),
    stays=lambda user: LogEntry.objects.filter(user=user).exists(),
)
claim(LogEntry, lambda user: LogEntry.objects.filter(user=user).values_list("pk", flat=True))
impersonal(Group, Permission, ContentType, reason="rights and names of models, the same for everybody")
impersonal(Session, reason="ends with the session in which it was opened; names nobody")
