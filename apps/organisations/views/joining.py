"""Coming into an organisation, and choosing the one to work in."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.shortcuts import resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.common.access import Request, Role, public, requires
from apps.common.denials import sentence_for
from apps.common.errors import NotFound
from apps.common.limits import limited
from apps.common.pages import go, render_page, safe_next
from apps.organisations import selectors, services
from apps.organisations.actors import ACTIVE_ORGANISATION
from apps.organisations.policies import Perm


@requires(Perm.SWITCH)
@require_POST
def switch(request: Request) -> HttpResponse:
    wanted = request.POST.get("organisation", "")
    if not request.actor.has_role(wanted):
        raise NotFound
    request.session[ACTIVE_ORGANISATION] = wanted
    return go(request, safe_next(request, resolve_url("/")))


@public("an invitation is read before its reader has an account")
@require_http_methods(["GET", "HEAD", "POST"])
@limited("join", browser=20, address=200)
def join(request: Request, token: str) -> HttpResponse:
    invitation = selectors.invitation_by_token(token)
    if invitation is None:
        raise NotFound
    if request.method == "POST":
        if not request.user.is_authenticated:
            return redirect_to_login(request.path)
        services.accept_invitation(invitation, request.user)
        request.session[ACTIVE_ORGANISATION] = invitation.organisation_id
        messages.success(
            request, _("You have joined {organisation}.").format(organisation=invitation.organisation)
        )
        return go(request, resolve_url("/"))
    joined = request.actor.has_role(invitation.organisation_id, Role(invitation.role))
    user = request.user
    removed = selectors.removed_since(invitation, user, joined=joined) if user.is_authenticated else ""
    context = {
        "invitation": invitation,
        "helpers": selectors.manager_names(invitation.organisation_id),
        "joined": joined,
        "removed": sentence_for(removed) if removed else "",
    }
    status = 200 if invitation.is_usable and not removed else 410
    return render_page(request, "organisations/join.html", context, status=status)
