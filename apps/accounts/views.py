from typing import cast

from allauth.account.decorators import reauthentication_required
from django.http import HttpResponse
from django.shortcuts import resolve_url
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts import addresses, selectors, services
from apps.accounts.forms import ChangeEmailForm, PreferencesForm
from apps.accounts.models import User
from apps.accounts.policies import Perm
from apps.accounts.preferences import in_language, remember_language, remember_theme
from apps.common import access
from apps.common.access import Request, public, requires
from apps.common.pages import go, render_page, safe_next, wants_fragment


@public("guests choose their language and theme too")
@require_POST
def preferences(request: Request) -> HttpResponse:
    """An unknown value is left out: the menus send none, and there is no field to put an error beside."""
    form = PreferencesForm(request.POST)
    form.is_valid()
    chosen = form.cleaned_data
    url = safe_next(request, resolve_url("/"))
    if request.user.is_authenticated:
        services.save_preferences(request.user, **chosen)
    if chosen.get("language"):
        url = in_language(url, chosen["language"])
    # A switch on a page is kept where it is; the page needs no reload for it.
    response = HttpResponse(status=204) if wants_fragment(request) else go(request, url)
    if chosen.get("language"):
        remember_language(response, chosen["language"])
    if chosen.get("theme"):
        remember_theme(response, chosen["theme"])
    return response


@requires(Perm.OWN_ACCOUNT)
@require_POST
def end_session(request: Request, session_id: int) -> HttpResponse:
    session = access.get(request.actor, Perm.OWN_ACCOUNT, selectors.session_by_id, session_id=session_id)
    services.end_session(session)
    return go(request, resolve_url("usersessions_list"))


@requires(Perm.OWN_ACCOUNT)
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(app="allauth.mfa", allow_get=True)  # type: ignore[untyped-decorator]
def email(request: Request) -> HttpResponse:
    """Ask for a new address, send a link again, or keep the old address after all."""
    user = cast("User", request.user)
    form = ChangeEmailForm(user=user, data=request.POST if "email" in request.POST else None)
    if request.method == "POST" and not form.is_bound:
        if "keep" in request.POST:
            addresses.forget_asked(user)
        else:
            addresses.send_link(request, user)
        return go(request, request.path)
    if form.is_bound and form.is_valid():
        addresses.ask_for(user, form.cleaned_data["email"])
        addresses.send_link(request, user)
        return go(request, request.path)
    context = {"form": form, "asked": addresses.asked_for(user), "confirmed": addresses.is_confirmed(user)}
    return render_page(request, "account/email_change.html", context, status=422 if form.errors else 200)
