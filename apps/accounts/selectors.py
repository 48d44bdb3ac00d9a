"""How a person signs in, for the settings page."""

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from apps.accounts.models import User
from apps.common.access import Actor


@dataclass(frozen=True, slots=True)
class SignIn:
    email: str
    new_email: str
    """asked for, its link not yet opened"""
    confirmed: bool
    has_password: bool
    has_app: bool
    passkeys: int
    codes_left: int | None
    """recovery codes not yet used; None without any"""
    sessions: int


def sign_in_of(user: User) -> SignIn:
    """3 queries."""
    addresses = dict(EmailAddress.objects.filter(user=user).values_list("email", "verified"))
    steps = list(Authenticator.objects.filter(user=user))
    codes = next((item for item in steps if item.type == Authenticator.Type.RECOVERY_CODES), None)
    return SignIn(
        email=user.email,
        new_email=next((email for email in addresses if email != user.email), ""),
        confirmed=addresses.get(user.email, True),
        has_password=user.has_usable_password(),
        has_app=any(item.type == Authenticator.Type.TOTP for item in steps),
        passkeys=sum(item.type == Authenticator.Type.WEBAUTHN for item in steps),
        codes_left=len(codes.wrap().get_unused_codes()) if codes else None,
        sessions=UserSession.objects.filter(user=user).count(),
    )


def session_by_id(actor: Actor, *, session_id: int) -> UserSession | None:
    """One's own sign-ins only, whoever asks."""
    return UserSession.objects.filter(user=actor.user_id, pk=session_id).first()
