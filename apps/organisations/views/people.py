"""People of an organisation, their roles, and the links that invite."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.common import access
from apps.common.access import Request, Role, requires
from apps.common.errors import NotFound
from apps.common.pages import go, offer_undo, render_page, safe_next
from apps.organisations import selectors, services
from apps.organisations.addresses import join_url
from apps.organisations.forms import InvitationForm, MailInvitationForm
from apps.organisations.models import Organisation
from apps.organisations.policies import Perm

PEOPLE_PER_PAGE = 50


@requires(Perm.MANAGE_PEOPLE)
@require_safe
def people_of_mine(request: Request) -> HttpResponse:
    """Leads to the active organisation, or to the first that the person manages."""
    refs = [ref for ref in request.actor.organisations if request.actor.has_role(ref.id, Role.MANAGER)]
    chosen = next((ref for ref in refs if ref.id == request.actor.active_org_id), refs[0])
    return go(request, reverse("organisations:people", args=[chosen.slug]))


def _managed(request: Request, slug: str) -> Organisation:
    return access.get(request.actor, Perm.MANAGE_PEOPLE, selectors.organisation_by_slug, slug=slug)


@requires(Perm.MANAGE_PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: Request, slug: str) -> HttpResponse:
    """The list, and the form that makes an invitation link."""
    organisation = _managed(request, slug)
    form = InvitationForm(request.POST or None, organisation=organisation, initial=_wanted(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        services.invite_people(
            organisation,
            actor=request.actor,
            role=Role(given["role"]),
            cohort=given["cohort"],
            expires_at=form.expires_at,
            max_uses=given["max_uses"],
            key=request.POST.get("key", ""),
        )
        return go(request, request.path)
    return people_page(request, organisation, form=form)


def _wanted(request: Request) -> dict[str, str | None]:
    """A cohort's page leads here with its own name."""
    return {"cohort": request.GET.get("cohort"), "role": request.GET.get("role", Role.LEARNER)}


def people_page(
    request: Request,
    organisation: Organisation,
    *,
    form: InvitationForm | None = None,
    mail_form: MailInvitationForm | None = None,
) -> HttpResponse:
    form = form or InvitationForm(organisation=organisation, initial=_wanted(request))
    mail_form = mail_form or MailInvitationForm(organisation=organisation, initial=_wanted(request))
    page = Paginator(selectors.people_of(organisation), PEOPLE_PER_PAGE).get_page(request.GET.get("page"))
    invitations = [
        (invitation, join_url(request, invitation))
        for invitation in selectors.usable_invitations(organisation)
    ]
    context = {
        "organisation": organisation,
        "people": selectors.describe_people(organisation, list(page)),
        "page": page,
        "invitations": invitations,
        "form": form,
        "mail_form": mail_form,
    }
    status = 422 if form.errors or mail_form.errors else 200
    return render_page(request, "organisations/people.html", context, status=status)


@requires(Perm.MANAGE_PEOPLE)
@require_POST
def remove_role(request: Request, slug: str, user_id: int) -> HttpResponse:
    organisation = _managed(request, slug)
    user = selectors.member_of(organisation, user_id)
    role = request.POST.get("role", "")
    if user is None or role not in set(Role):
        raise NotFound
    removal = services.remove_role(organisation, user, role=Role(role), actor=request.actor)
    if removal is not None:
        said = _("%(name)s no longer has this role: %(role)s.")
        undo = reverse("organisations:undo_removal", args=[slug, removal.pk])
        offer_undo(request, said % {"name": user.name, "role": removal.get_role_display()}, undo)
    return go(request, reverse("organisations:people", args=[slug]))


@requires(Perm.MANAGE_PEOPLE)
@require_POST
def undo_removal(request: Request, slug: str, removal_id: str) -> HttpResponse:
    organisation = _managed(request, slug)
    removal = selectors.removal_by_id(request.actor, removal_id=removal_id)
    if removal is not None and removal.organisation_id == organisation.pk:
        services.undo_removal(removal, actor=request.actor)
        said = _("%(name)s has this role again: %(role)s.")
        messages.success(request, said % {"name": removal.user.name, "role": removal.get_role_display()})
    return go(request, reverse("organisations:people", args=[slug]))


@requires(Perm.MANAGE_PEOPLE)
@require_POST
def withdraw(request: Request, slug: str, invitation_id: str) -> HttpResponse:
    organisation = _managed(request, slug)
    invitation = access.get(
        request.actor, Perm.MANAGE_PEOPLE, selectors.invitation_by_id, invitation_id=invitation_id
    )
    if invitation.organisation_id != organisation.pk:
        raise NotFound
    services.withdraw_invitation(invitation, actor=request.actor)
    return go(request, safe_next(request, reverse("organisations:people", args=[slug])))
