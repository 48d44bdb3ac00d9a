"""What a manager sees first: how many people, who is still to come in, and how far each cohort has got."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.assessment.models import Grading
from apps.common.access import Actor, Role
from apps.organisations.models import Cohort, CohortMember, Invitation, Membership, Organisation
from apps.organisations.selectors import cohorts_of, organisation_by_slug, usable_invitations

# More than these are on the pages that the headings lead to.
COHORTS, INVITATIONS = 20, 5
PLURALS = ((Role.LEARNER, _("Learners")), (Role.TRAINER, _("Trainers")), (Role.MANAGER, _("Managers")))


@dataclass(frozen=True, slots=True)
class Progress:
    """Maps of a cohort's members. Submitted and graded: for assignments of this cohort."""

    cohort: Cohort
    started: int
    submitted: int
    graded: int

    @property
    def scale(self) -> int:
        """Length of the bar; a map drawn freely may be submitted without ever being counted as started."""
        return max(1, self.started, self.submitted)


@dataclass(frozen=True, slots=True)
class Overview:
    organisation: Organisation
    people: int
    roles: tuple[tuple[str | Promise, int], ...]
    invitations: tuple[Invitation, ...]
    cohorts: tuple[Progress, ...]


def overview_of(actor: Actor) -> Overview | None:
    """7 queries, however much there is; None without an active organisation."""
    active = actor.active_organisation
    organisation = organisation_by_slug(actor, slug=active.slug) if active else None
    if organisation is None:
        return None
    people, roles = _people(organisation)
    return Overview(
        organisation=organisation,
        people=people,
        roles=roles,
        invitations=tuple(usable_invitations(organisation)[:INVITATIONS]),
        cohorts=_progress(organisation, cohorts_of(organisation)[:COHORTS]),
    )


def _people(organisation: Organisation) -> tuple[int, tuple[tuple[str | Promise, int], ...]]:
    """A person with two roles is one person and counts in both."""
    counted = {str(role): Count("pk", filter=Q(role=role)) for role in Role}
    found = Membership.objects.for_org(organisation).aggregate(people=Count("user", distinct=True), **counted)
    return found["people"], tuple((words, found[role]) for role, words in PLURALS)


def _progress(organisation: Organisation, shown: Iterable[Cohort]) -> tuple[Progress, ...]:
    cohorts = list(shown)
    keys = [cohort.pk for cohort in cohorts]
    here = Q(user__attempts__organisation=organisation)
    members = CohortMember.objects.for_org(organisation).filter(cohort__in=keys).values("cohort")
    started = dict(
        members.annotate(maps=Count("user__attempts", filter=here, distinct=True)).values_list(
            "cohort", "maps"
        )
    )
    still_in = Q(submission__submitted_by__cohort_member_rows__cohort=F("assignment__cohort"))
    handed_in = Grading.objects.for_org(organisation).filter(still_in, assignment__cohort__in=keys)
    maps = Count("submission__attempt", distinct=True)
    graded = Count("submission__attempt", filter=~Q(state=Grading.State.DRAFT), distinct=True)
    rows = handed_in.values("assignment__cohort").annotate(maps=maps, graded=graded).order_by()
    done = {
        key: (maps, graded) for key, maps, graded in rows.values_list("assignment__cohort", "maps", "graded")
    }
    return tuple(
        Progress(cohort, started.get(cohort.pk, 0), *done.get(cohort.pk, (0, 0))) for cohort in cohorts
    )
