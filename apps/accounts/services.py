from allauth.usersessions.models import UserSession
from django.db import transaction

from apps.accounts.models import User


@transaction.atomic
def create_user(
    *, email: str, name: str, password: str | None = None, language: str = "", is_staff: bool = False
) -> User:
    return User.objects.create_user(email, password, name=name, language=language, is_staff=is_staff)


@transaction.atomic
def save_preferences(
    user: User,
    *,
    language: str = "",
    theme: str = "",
    single_key_shortcuts: bool | None = None,
    mail_about_work: bool | None = None,
) -> None:
    """Only what was given; each field by itself, so that two open tabs do not undo each other."""
    given: dict[str, str | bool] = {}
    if language:
        given["language"] = language
    if theme:
        given["theme"] = theme
    if single_key_shortcuts is not None:
        given["single_key_shortcuts"] = single_key_shortcuts
    if mail_about_work is not None:
        given["mail_about_work"] = mail_about_work
    if given:
        User.objects.filter(pk=user.pk).update(**given)
        for name, value in given.items():
            setattr(user, name, value)


@transaction.atomic
def rename(user: User, name: str) -> None:
    User.objects.filter(pk=user.pk).update(name=name)
    user.name = name


@transaction.atomic
def end_session(session: UserSession) -> None:
    """That browser is signed out at its next request."""
    session.end()
