"""`{% load ui %}`: icons, faces, avatars, and what the frame of every page needs to know."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from apps.common import fixed, ui
from apps.common.ids import new_id
from apps.common.jinja import draw

register = template.Library()
# Loaded after `i18n` and `static`, these two stand in for Django's slower ones of the same name.
register.tag("translate", fixed.translate)
register.simple_tag(fixed.fixed_static, name="static")
register.simple_tag(ui.icon)
register.simple_tag(ui.face)
register.simple_tag(ui.avatar)
register.simple_tag(ui.html_language)
register.simple_tag(ui.moment)
register.filter(ui.nearest_mood)
register.filter(ui.initials)


@dataclass(frozen=True, slots=True)
class Link:
    url: str
    label: Any
    current: bool


# (name of the address, words, who sees it): "" everybody, "member" the signed-in, else one of the roles.
NAVIGATION = (
    ("portal:home", _("Home"), "member"),
    ("assessment:desk", _("Grading"), "trainer"),
    ("organisations:people", _("People"), "manager"),
    ("learning:courses", _("Courses"), ""),
    ("journeys:maps", _("Maps"), "member"),
)


@register.simple_tag(takes_context=True)
def theme(context: dict[str, Any]) -> str:
    """The visitor's choice; empty means: as the system has it."""
    request: HttpRequest | None = context.get("request")
    if request is None:
        return ""
    user: Any = getattr(request, "user", None)
    known = user is not None and user.is_authenticated
    chosen = user.theme if known else request.COOKIES.get(ui.THEME_COOKIE, "")
    return chosen if chosen in ui.THEMES else ""


def navigation(request: HttpRequest | None) -> list[Link]:
    """Links for this visitor's roles in the active organisation."""
    actor = getattr(request, "actor", None)
    allowed = {""}
    if actor is not None and actor.user_id is not None:
        allowed |= {"member", *(str(role) for role in actor.roles.get(actor.active_org_id, ()))}
    path = request.path if request else ""
    shown = ((fixed.fixed_url(name), label) for name, label, audience in NAVIGATION if audience in allowed)
    return [Link(url, label, path.startswith(url)) for url, label in shown]


def csrf_field(context: dict[str, Any]) -> SafeString:
    """What `{% csrf_token %}` writes."""
    token = context.get("csrf_token")
    if not token or token == "NOTPROVIDED":  # noqa: S105 - Django's word for a page without a request
        return SafeString("")
    return format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', token)


@register.simple_tag
def form_key() -> SafeString:
    """Of a form that makes something: sent twice, it makes one thing."""
    return format_html('<input type="hidden" name="key" value="{}">', new_id())


@register.simple_tag(takes_context=True)
def piece(context: dict[str, Any], name: str) -> SafeString:
    """`{% include %}` of a Jinja2 template, for the parts of a page that take most of its time."""
    return draw(name, {**context.flatten(), "csrf_field": csrf_field(context)})  # type: ignore[attr-defined]


@register.simple_tag(takes_context=True)
def menu(context: dict[str, Any], name: str) -> SafeString:
    """A menu of the frame by its name in templates/ui; by Jinja2, because every page pays for it."""
    request: HttpRequest | None = context.get("request")
    language, languages = get_language(), ui.language_names()
    return draw(
        f"ui/{name}",
        {
            "actor": getattr(request, "actor", None),
            "csrf_field": csrf_field(context),
            "here": request.get_full_path() if request else "",
            "language": language,
            "languages": languages,
            "links": navigation(request) if name == "nav" else (),
            "own_name": next((own for known, _lang, own in languages if known == language), "English"),
            "theme": theme(context),
        },
    )
