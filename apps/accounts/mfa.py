"""The second step of signing in: allauth's forms in our look, and what they lack.

A passkey of ours always lives on the device and always asks for its owner, so one kind serves both as the second
step and alone.
"""

from typing import Any

from allauth.mfa import adapter
from allauth.mfa.base import forms as base
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from apps.accounts.addresses import is_confirmed
from apps.accounts.forms import Dressed
from apps.accounts.models import User

SITE_NAME = "CJM Academy"
NAME_LENGTH = 60


class MfaAdapter(adapter.DefaultMFAAdapter):  # type: ignore[misc]
    def _get_site_name(self) -> str:
        return SITE_NAME

    def build_totp_svg(self, url: str) -> SafeString:
        """Drawn into the page itself: the policy forbids pictures from data addresses."""
        svg: str = super().build_totp_svg(url)
        return mark_safe(svg[svg.index("<svg") :])  # noqa: S308 - drawn by the library from numbers and letters

    def generate_authenticator_name(self, user: User, type: Any) -> str:  # noqa: A002 - its name there
        return str(_("My device"))


class Confirmed:
    """For the forms that set a second step up.

    Who has not confirmed the address might hold somebody else's, and would lock its owner out for good.
    """

    user: User

    @property
    def unconfirmed(self) -> bool:
        return not is_confirmed(self.user)

    def clean(self) -> dict[str, Any]:
        if self.unconfirmed:
            raise forms.ValidationError(_("Confirm your email address first."))
        cleaned: dict[str, Any] = super().clean() or {}  # type: ignore[misc]
        return cleaned


class JSONField(forms.JSONField):
    """Too deep and too long numbers are wrong JSON as well."""

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except (RecursionError, ValueError) as error:
            raise _not_accepted() from error

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Nothing to show again: the browser makes a new one."""
        return initial


class Credential(forms.Form):
    """The library parses what a browser sends and breaks on what no browser sends."""

    credential = JSONField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        try:
            cleaned: dict[str, Any] = super().clean() or {}
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            raise _not_accepted() from error
        return cleaned

    def clean_credential(self) -> Any:
        given = self.cleaned_data["credential"]
        # JSON of PostgreSQL cannot keep it, and no browser sends it.
        if "\\u0000" in str(self.data.get("credential")):
            raise _not_accepted()
        clean = getattr(super(), "clean_credential", None)
        if clean is None:
            return given
        try:
            return clean()
        except forms.ValidationError:
            raise
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            raise _not_accepted() from error


def _not_accepted() -> forms.ValidationError:
    return forms.ValidationError(_("This passkey was not accepted. Try again."))


class AuthenticateForm(Dressed, base.AuthenticateForm):  # type: ignore[misc]
    pass


class ReauthenticateForm(Dressed, base.ReauthenticateForm):  # type: ignore[misc]
    pass


class ActivateTOTPForm(Confirmed, Dressed, totp.ActivateTOTPForm):  # type: ignore[misc]
    pass


class AuthenticatePasskeyForm(Credential, webauthn.AuthenticateWebAuthnForm):  # type: ignore[misc]
    pass


class ReauthenticatePasskeyForm(Credential, webauthn.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    pass


class LoginPasskeyForm(Credential, webauthn.LoginWebAuthnForm):  # type: ignore[misc]
    pass


class AddPasskeyForm(Confirmed, Credential, Dressed, webauthn.AddWebAuthnForm):  # type: ignore[misc]
    name = forms.CharField(
        label=_("Name"),
        max_length=NAME_LENGTH,
        required=False,
        help_text=_("So that you know it again, for example “Work laptop”."),
    )
    passwordless = forms.BooleanField(required=False, initial=True, widget=forms.HiddenInput)


class EditPasskeyForm(Dressed, webauthn.EditWebAuthnForm):  # type: ignore[misc]
    name = forms.CharField(label=_("Name"), max_length=NAME_LENGTH)
