"""Language and theme: a cookie for guests, the profile for people and the cookie beside it."""

from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.http import HttpResponse

from apps.accounts.models import Theme, User

THEME_COOKIE = "theme"
YEAR = 365 * 24 * 60 * 60


def remember_language(response: HttpResponse, language: str) -> None:
    _set(response, settings.LANGUAGE_COOKIE_NAME, language)


def remember_theme(response: HttpResponse, theme: str) -> None:
    """No cookie means: as the device has it."""
    if theme == Theme.SYSTEM:
        response.delete_cookie(THEME_COOKIE, samesite="Lax")
    else:
        _set(response, THEME_COOKIE, theme)


def carry_over(response: HttpResponse, user: User) -> None:
    """At sign-in the profile wins; what it leaves open stays as the guest chose it."""
    if user.language:
        remember_language(response, user.language)
    if user.theme != Theme.SYSTEM:
        remember_theme(response, user.theme)


def in_language(url: str, language: str) -> str:
    """The same page in another language; an address without a language stays as it is.

    `translate_url` resolves the address in the language of the request, which need not be the one in ``url``.
    """
    parts = urlsplit(url)
    first, slash, rest = parts.path.removeprefix("/").partition("/")
    if first not in dict(settings.LANGUAGES):
        return url
    return urlunsplit(parts._replace(path=f"/{language}{slash}{rest}"))


def _set(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(
        name, value, max_age=YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE, httponly=True
    )
