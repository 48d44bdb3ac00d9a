"""From a view's answer to a response. The only place that reads or writes HX headers."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.html import format_html, format_html_join
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString, mark_safe

HTMX_HEADERS = ("HX-Request", "HX-Request-Type")


def wants_fragment(request: HttpRequest) -> bool:
    """htmx asks for a piece of the page; restoring history and replacing the whole body need all of it."""
    htmx = getattr(request, "htmx", None)
    if not htmx or htmx.boosted or htmx.history_restore_request:
        return False
    return bool(htmx.request_type != "full")


def render_page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    partial: str | tuple[str, ...] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The full page, or for htmx only the named partials of the same template.

    One name: its bare HTML, swapped into the target the element asked for. Several: each in an `<hx-partial>`
    that morphs the inside of the element with the id of that name.
    """
    if partial is None or not wants_fragment(request):
        html = render_to_string(template, dict(context or {}), request)
    else:
        html = _fragments(request, template, dict(context or {}), partial)
    response = HttpResponse(html, status=status)
    patch_vary_headers(response, HTMX_HEADERS)
    return response


def _fragments(
    request: HttpRequest, template: str, context: dict[str, Any], partial: str | tuple[str, ...]
) -> SafeString:
    if isinstance(partial, str):
        return render_to_string(f"{template}#{partial}", context, request)
    pieces = ((name, render_to_string(f"{template}#{name}", context, request)) for name in partial)
    wrapper = '<hx-partial hx-target="#{}" hx-swap="innerMorph">{}</hx-partial>\n'
    return format_html_join("", wrapper, pieces)


def go(request: HttpRequest, url: str) -> HttpResponse:
    """After a change: a redirect. htmx leaves the page for it instead of swapping one into another."""
    if getattr(request, "htmx", None):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)


def safe_next(request: HttpRequest, default: str) -> str:
    """The address the visitor came from, if it is ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return wanted
    return default


def offer_undo(request: HttpRequest, text: str, url: str) -> None:
    """Says on the next page what was done, beside a button that posts to ``url`` and takes it back."""
    messages.success(request, text, extra_tags=url)


def notice(request: HttpRequest, text: str, *, status: int) -> HttpResponse:
    """A refusal for htmx: goes to the status line of the page and leaves what the visitor typed alone."""
    html = format_html('<span class="error-text">{}</span>', text)
    headers = {"HX-Retarget": "#status", "HX-Reswap": "innerHTML"}
    return HttpResponse(mark_safe(html), status=status, headers=headers)  # noqa: S308 - made by format_html
