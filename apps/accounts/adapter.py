"""Where allauth meets our people: one name instead of first and last, and their language after signing in."""

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language, override

from apps.accounts.models import User
from apps.accounts.preferences import carry_over, in_language
from apps.common.letters import page
from apps.common.ui import html_language

LINKS = ("activate_url", "password_reset_url", "signup_url")
SILENT = ("account/messages/logged_in.txt", "account/messages/logged_out.txt")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def save_user(self, request: HttpRequest, user: User, form: Any, **options: Any) -> User:
        user.name = form.cleaned_data.get("name", "")
        user.language = get_language() or ""
        saved: User = super().save_user(request, user, form, **options)
        return saved

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **kwargs)
        if user.language and "Location" in response:
            response["Location"] = in_language(response["Location"], user.language)
        carry_over(response, user)
        return response

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        *args: Any,
        **kwargs: Any,
    ) -> None:
        """The page after signing in or out says it by itself."""
        if message_template not in SILENT:
            super().add_message(request, level, message_template, *args, **kwargs)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """In the language of the account, else of the page; the links lead to the site, whatever host was asked."""
        account = User.objects.filter(email=email.lower()).first()
        language = (account.language if account else "") or get_language() or settings.LANGUAGE_CODE
        link = next((context[name] for name in LINKS if name in context), "")
        path = urlsplit(in_language(link, language)).path
        more = {
            "link": f"{settings.BASE_URL}{path}" if path else "",
            "home": page(language, "portal:landing"),
            "lang": html_language(language),
        }
        with override(language):
            super().send_mail(template_prefix, email, context | more)

    def confirm_email(self, request: HttpRequest, email_address: Any) -> bool:
        """An address that somebody has signed up with since the link was sent stays theirs."""
        if User.objects.filter(email=email_address.email).exclude(pk=email_address.user_id).exists():
            context = {"email": email_address.email}
            self.add_message(
                request, messages.ERROR, "account/messages/email_confirmation_failed.txt", context
            )
            return False
        confirmed: bool = super().confirm_email(request, email_address)
        return confirmed
