"""Cohorts of an organisation: their names, members and trainers."""

from django.http import HttpResponse
from django.http.request import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.common import access
from apps.common.access import Request, Role, requires
from apps.common.denials import sentence_for
from apps.common.errors import DomainError, NotFound
from apps.common.pages import go, offer_undo, render_page
from apps.organisations import selectors, services
from apps.organisations.forms import AddForm, CohortForm, NameForm
from apps.organisations.models import Cohort, Organisation
from apps.organisations.policies import Perm

# The parts of the page: one for each role that has a place in a cohort.
PLACES = (Role.TRAINER, Role.LEARNER)


def _managed(request: Request, slug: str) -> Organisation:
    return access.get(request.actor, Perm.MANAGE_COHORT, selectors.organisation_by_slug, slug=slug)


def _cohort(request: Request, slug: str, cohort_id: str) -> Cohort:
    organisation = _managed(request, slug)
    found = access.get(request.actor, Perm.MANAGE_COHORT, selectors.cohort_by_id, cohort_id=cohort_id)
    if found.organisation_id != organisation.pk:
        raise NotFound
    return found


def _place(role: str) -> Role:
    if role not in PLACES:
        raise NotFound
    return Role(role)


def _address(name: str, cohort: Cohort, *more: object) -> str:
    return reverse(f"organisations:{name}", args=[cohort.organisation.slug, cohort.pk, *more])


@requires(Perm.MANAGE_COHORT)
@require_http_methods(["GET", "HEAD", "POST"])
def cohorts(request: Request, slug: str) -> HttpResponse:
    organisation = _managed(request, slug)
    form = CohortForm(request.POST or None, organisation=organisation)
    if request.method == "POST" and form.is_valid():
        try:
            services.create_cohort(
                organisation,
                actor=request.actor,
                name=form.cleaned_data["name"],
                trainers=tuple(form.cleaned_data["trainers"]),
                key=request.POST.get("key", ""),
            )
        except DomainError as error:
            form.add_error("name", sentence_for(error.code))
        else:
            return go(request, request.path)
    context = {
        "organisation": organisation,
        "cohorts": selectors.cohorts_of(organisation),
        "archived": selectors.archived_cohorts(organisation),
        "form": form,
    }
    return render_page(request, "organisations/cohorts.html", context, status=422 if form.errors else 200)


@requires(Perm.MANAGE_COHORT)
@require_http_methods(["GET", "HEAD", "POST"])
def cohort(request: Request, slug: str, cohort_id: str) -> HttpResponse:
    """Who is in it, and the form that renames it."""
    found = _cohort(request, slug, cohort_id)
    form = NameForm(request.POST or None, initial={"name": found.name})
    if request.method == "POST" and form.is_valid():
        try:
            services.rename_cohort(found, name=form.cleaned_data["name"], actor=request.actor)
        except DomainError as error:
            form.add_error("name", sentence_for(error.code))
        else:
            return go(request, request.path)
    return _page(request, found, form=form)


def _page(
    request: Request, found: Cohort, *, form: NameForm | None = None, adding: AddForm | None = None
) -> HttpResponse:
    form = form or NameForm(initial={"name": found.name})
    context = {
        "cohort": found,
        "organisation": found.organisation,
        "form": form,
        "parts": [
            (role, selectors.people_in(found, role), selectors.people_for(found, role)) for role in PLACES
        ],
        "adding": adding,
    }
    return render_page(
        request, "organisations/cohort.html", context, status=422 if form.errors or adding else 200
    )


@requires(Perm.MANAGE_COHORT)
@require_POST
def add_to_cohort(request: Request, slug: str, cohort_id: str, role: str) -> HttpResponse:
    """The people are named by the form, or by the address of an undo button."""
    found, place = _cohort(request, slug, cohort_id), _place(role)
    sent: QueryDict = request.GET if "people" in request.GET else request.POST
    form = AddForm(sent, cohort=found, role=place)
    if not form.is_valid():
        return _page(request, found, adding=form)
    for user in form.cleaned_data["people"]:
        services.add_to_cohort(found, user, role=place)
    return go(request, _address("cohort", found))


@requires(Perm.MANAGE_COHORT)
@require_POST
def remove_from_cohort(request: Request, slug: str, cohort_id: str, role: str) -> HttpResponse:
    found, place = _cohort(request, slug, cohort_id), _place(role)
    user = selectors.member_of(found.organisation, request.POST.get("user", ""))
    if user is None:
        raise NotFound
    if services.remove_from_cohort(found, user, role=place, actor=request.actor):
        said = _("%(name)s is no longer in the cohort %(cohort)s.")
        undo = f"{_address('add_to_cohort', found, place)}?people={user.pk}"
        offer_undo(request, said % {"name": user.name, "cohort": found.name}, undo)
    return go(request, _address("cohort", found))


@requires(Perm.MANAGE_COHORT)
@require_POST
def archive(request: Request, slug: str, cohort_id: str) -> HttpResponse:
    found = _cohort(request, slug, cohort_id)
    if services.archive_cohort(found, actor=request.actor):
        said = _("The cohort %(cohort)s is archived.") % {"cohort": found.name}
        offer_undo(request, said, _address("reopen", found))
    return go(request, reverse("organisations:cohorts", args=[slug]))


@requires(Perm.MANAGE_COHORT)
@require_POST
def reopen(request: Request, slug: str, cohort_id: str) -> HttpResponse:
    found = _cohort(request, slug, cohort_id)
    services.reopen_cohort(found, actor=request.actor)
    return go(request, _address("cohort", found))
