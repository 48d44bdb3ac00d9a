"""A person leaves: everything registered as personal is deleted, loses the person, or stays for a named reason."""

from django.db import transaction
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.privacy import Holding, check_conditions, claimed, holdings
from apps.common.ids import new_token


@transaction.atomic
def erase_account(user: User) -> None:
    """All or nothing. Where a claimed row still needs an owner, a nameless account stays that nobody can open.

    Raises DomainError while a condition is not met. Every session of the person ends: the tracked ones are
    deleted, and any other belongs to an account that is gone or has no password.
    """
    person = User.objects.select_for_update().get(pk=user.pk)
    check_conditions(person)
    kept = claimed(person)
    for holding in reversed(holdings()):
        if holding.erase is not None:
            holding.erase(person, kept.get(holding.label, frozenset()))
    if kept:
        _forget(person)
    else:
        person.delete()


def _forget(person: User) -> None:
    language = person.language or get_language()
    for field in User._meta.concrete_fields:  # noqa: SLF001 - the documented way to a model's fields
        if field.has_default():
            setattr(person, field.attname, field.get_default())
    with override(language):
        person.name = _("Former member")
    person.email = f"{new_token()}@erased.invalid"
    person.set_unusable_password()
    person.is_active = person.is_staff = person.is_superuser = False
    person.last_login = None
    person.save()
    person.groups.clear()
    person.user_permissions.clear()


def what_stays(user: User) -> list[Holding]:
    """What of this person's rows will outlive the account, to be said before."""
    return [holding for holding in holdings() if holding.stays is not None and holding.stays(user)]
