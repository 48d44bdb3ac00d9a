"""Mail servers with a bad day."""

from collections.abc import Sequence
from smtplib import SMTPServerDisconnected
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend


class Unreachable(EmailBackend):
    """Refuses as often as ``refusals`` says, then delivers."""

    refusals = 0

    def send_messages(self, messages: Sequence[EmailMessage]) -> Any:
        if Unreachable.refusals:
            Unreachable.refusals -= 1
            raise SMTPServerDisconnected("Connection unexpectedly closed")
        return super().send_messages(messages)
