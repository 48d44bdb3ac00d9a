"""Invitations by mail."""

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from apps.common import access
from apps.common.access import Request, Role, requires
from apps.common.limits import limited
from apps.common.pages import go
from apps.organisations import selectors, services
from apps.organisations.forms import MailInvitationForm
from apps.organisations.policies import Perm
from apps.organisations.views.people import people_page


@requires(Perm.MANAGE_PEOPLE)
@require_POST
@limited("invite by mail", browser=10, address=50, seconds=3600)
def invite_by_mail(request: Request, slug: str) -> HttpResponse:
    organisation = access.get(request.actor, Perm.MANAGE_PEOPLE, selectors.organisation_by_slug, slug=slug)
    form = MailInvitationForm(request.POST, organisation=organisation)
    if not form.is_valid():
        return people_page(request, organisation, mail_form=form)
    given = form.cleaned_data
    services.invite_by_mail(
        organisation,
        actor=request.actor,
        role=Role(given["role"]),
        cohort=given["cohort"],
        expires_at=form.expires_at,
        emails=given["emails"],
        key=request.POST.get("key", ""),
    )
    n = len(given["emails"])
    said = ngettext("%(n)s invitation is on its way.", "%(n)s invitations are on their way.", n)
    messages.success(request, said % {"n": n})
    return go(request, reverse("organisations:people", args=[slug]))
