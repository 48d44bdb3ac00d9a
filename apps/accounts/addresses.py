"""The address by which a person signs in. A new one takes its place once the link that was sent there is opened.

allauth's own page for it takes an unconfirmed address for the one that is asked for and drops it; here people may
sign in without having confirmed theirs.
"""

from allauth.account.internal.flows.email_verification import send_verification_email_to_address
from allauth.account.models import EmailAddress
from django.db import transaction
from django.http import HttpRequest

from apps.accounts.models import User


def asked_for(user: User) -> EmailAddress | None:
    """The new address whose link has not been opened yet."""
    return EmailAddress.objects.filter(user=user).exclude(email=user.email).order_by("-pk").first()


def is_confirmed(user: User) -> bool:
    """People whom somebody else has entered count as confirmed."""
    return not EmailAddress.objects.filter(user=user, email=user.email, verified=False).exists()


@transaction.atomic
def ask_for(user: User, email: str) -> None:
    """``email`` waits for its link instead of any other."""
    forget_asked(user)
    EmailAddress.objects.create(user=user, email=email)


def forget_asked(user: User) -> None:
    EmailAddress.objects.filter(user=user).exclude(email=user.email).delete()


def send_link(request: HttpRequest, user: User) -> None:
    """To the address that waits, else to the own one; not more often than allauth's limits allow."""
    address = asked_for(user)
    if address is None:
        address, _ = EmailAddress.objects.get_or_create(
            user=user, email=user.email, defaults={"primary": True}
        )
    send_verification_email_to_address(request, address)
