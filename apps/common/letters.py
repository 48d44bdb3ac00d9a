"""Mail: text and HTML from templates/mail/<name>.txt and .html, in the language of whoever gets it."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context, loader
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from apps.common.ui import html_language


def compose(
    name: str, *, to: str, language: str, context: Mapping[str, Any], key: str = ""
) -> EmailMultiAlternatives:
    """``language``: a code of settings.LANGUAGES. The subject is the partial `subject` of the text.

    ``key`` makes the Message-ID: whoever gets the same letter twice, because a worker died right after sending it,
    sees it once in most mailboxes.
    """
    with override(language):
        subject = one_line(_text(f"mail/{name}.txt#subject", context))
        home = page(language, "portal:landing")
        filled = {**context, "subject": subject, "lang": html_language(language), "home": home}
        text = _text(f"mail/{name}.txt", filled).strip() + "\n"
        html = render_to_string(f"mail/{name}.html", filled)
    headers = {"Message-ID": f"<{key}@{urlsplit(settings.BASE_URL).hostname}>"} if key else None
    message = EmailMultiAlternatives(subject, text, to=[to], headers=headers)
    message.attach_alternative(html, "text/html")
    return message


def page(language: str, name: str, *args: object) -> str:
    """The whole address of a page in the reader's language. Outside a request there is no host to ask."""
    with override(language):
        return f"{settings.BASE_URL}{reverse(name, args=args)}"


def one_line(value: str) -> str:
    """A name with a line break in it must not end the header that it stands in."""
    return " ".join(value.split())


def _text(name: str, context: Mapping[str, Any]) -> str:
    """Nothing is escaped: nobody reads `&amp;` in plain text."""
    template = loader.get_template(name).template  # type: ignore[attr-defined]
    text: str = template.render(Context(dict(context), autoescape=False))
    return text
