from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from apps.accounts.models import User
from apps.common.access import Actor, Role
from apps.jobs.models import Job
from apps.organisations.models import (
    Cohort,
    CohortMember,
    Invitation,
    Membership,
    Organisation,
    Removal,
    RoleChoice,
)


@dataclass(frozen=True, slots=True)
class Person:
    user_id: int
    name: str
    email: str
    roles: tuple[RoleChoice, ...]
    cohorts: tuple[str, ...]


def organisation_by_slug(actor: Actor, *, slug: str) -> Organisation | None:
    return Organisation.objects.filter(slug=slug, pk__in=actor.org_ids).first()


def cohort_by_id(actor: Actor, *, cohort_id: str) -> Cohort | None:
    return Cohort.objects.for_actor(actor).select_related("organisation").filter(pk=cohort_id).first()


def invitation_by_id(actor: Actor, *, invitation_id: str) -> Invitation | None:
    return Invitation.objects.for_actor(actor).select_related("organisation").filter(pk=invitation_id).first()


def invitation_by_token(token: str) -> Invitation | None:
    """Across organisations: whoever holds the link is not a member yet, the token is what admits them."""
    if "\x00" in token:
        return None
    return Invitation.unscoped.select_related("organisation", "cohort").filter(token=token).first()


def invitation_of_letter(job: Job) -> Invitation | None:
    """With everything that the letter says; None when it is gone."""
    rows = Invitation.objects.for_org(job.organisation_id or "").select_related(
        "organisation", "cohort", "created_by"
    )
    return rows.filter(pk=job.args["invitation"]).first()


def account_with(email: str) -> User | None:
    return User.objects.filter(email=email.lower()).first()


def removed_since(invitation: Invitation, user: User, *, joined: bool) -> str:
    """What a manager has taken from the person since the invitation was made, as the code of a sentence; or empty.

    ``joined``: the person has the role in the organisation; what was taken from them there is no matter any more.
    """
    removals = Removal.objects.for_org(invitation.organisation_id).filter(
        user=user, at__gte=invitation.created_at
    )
    if not joined and removals.filter(cohort=None).exists():
        return "removed_since"
    place = removals.filter(cohort=invitation.cohort_id, role=invitation.role)
    return "removed_from_cohort" if invitation.cohort_id and place.exists() else ""


def removal_by_id(actor: Actor, *, removal_id: str) -> Removal | None:
    """Of a role; somebody taken out of a cohort is put into it again."""
    roles = Removal.objects.for_actor(actor).filter(cohort=None)
    return roles.select_related("organisation", "user").filter(pk=removal_id).first()


def manager_names(organisation_id: str) -> tuple[str, ...]:
    """At most three, the longest-serving first."""
    rows = Membership.objects.for_org(organisation_id).filter(role=Role.MANAGER).order_by("created_at", "pk")
    return tuple(rows.values_list("user__name", flat=True)[:3])


def people_of(organisation: Organisation) -> QuerySet[User]:
    return User.objects.filter(memberships__organisation=organisation).distinct().order_by("name", "pk")


def describe_people(organisation: Organisation, users: Sequence[User]) -> list[Person]:
    """Roles and cohorts of a page of people in two queries."""
    keys = [user.pk for user in users]
    roles: dict[int, list[Role]] = {}
    held = Membership.objects.for_org(organisation).filter(user__in=keys)
    for user_id, role in held.values_list("user", "role"):
        roles.setdefault(user_id, []).append(Role(role))
    cohorts: dict[int, list[str]] = {}
    rows = CohortMember.objects.for_org(organisation).filter(user__in=keys).order_by("cohort__name")
    for user_id, name in rows.values_list("user", "cohort__name"):
        cohorts.setdefault(user_id, []).append(name)
    order = list(Role)
    return [
        Person(
            user_id=user.pk,
            name=user.name,
            email=user.email,
            roles=tuple(RoleChoice(role) for role in sorted(roles.get(user.pk, ()), key=order.index)),
            cohorts=tuple(cohorts.get(user.pk, ())),
        )
        for user in users
    ]


def member_of(organisation: Organisation, user_id: int | str) -> User | None:
    """Somebody who is in the organisation, by the key that an address or a form names."""
    if not str(user_id).isdecimal() or len(str(user_id)) > 18:
        return None
    return people_of(organisation).filter(pk=user_id).first()


def cohorts_of(organisation: Organisation) -> QuerySet[Cohort]:
    """Not archived, with ``size`` and the trainers at hand: two queries."""
    return (
        cohorts_by_name(organisation)
        .annotate(size=Count("members", distinct=True))
        .prefetch_related("trainers")
    )


def cohorts_by_name(organisation: Organisation) -> QuerySet[Cohort]:
    """That people can be put into."""
    return Cohort.objects.for_org(organisation).filter(archived_at=None).order_by("name", "pk")


def archived_cohorts(organisation: Organisation) -> QuerySet[Cohort]:
    return Cohort.objects.for_org(organisation).exclude(archived_at=None).order_by("name", "pk")


def people_in(cohort: Cohort, role: Role) -> QuerySet[User]:
    return (
        cohort.members.order_by("name", "pk")
        if role == Role.LEARNER
        else cohort.trainers.order_by("name", "pk")
    )


def holders_of(cohort: Cohort, role: Role) -> QuerySet[User]:
    """Who has this role in the cohort's organisation."""
    held = Membership.objects.for_org(cohort.organisation_id).filter(role=role)
    return User.objects.filter(pk__in=held.values("user")).order_by("name", "pk")


def people_for(cohort: Cohort, role: Role) -> QuerySet[User]:
    """Who could be put into the cohort in this role."""
    return holders_of(cohort, role).exclude(pk__in=people_in(cohort, role).order_by().values("pk"))


def usable_invitations(organisation: Organisation) -> QuerySet[Invitation]:
    room = Q(max_uses=None) | Q(used_count__lt=F("max_uses"))
    return (
        Invitation.objects.for_org(organisation)
        .filter(room, expires_at__gt=timezone.now(), cohort__archived_at=None)
        .select_related("cohort")
        .order_by("-created_at", "pk")
    )


def trainers_of(organisation: Organisation) -> QuerySet[User]:
    return User.objects.filter(
        memberships__organisation=organisation, memberships__role=Role.TRAINER
    ).order_by("name", "pk")


def trained_by(actor: Actor) -> Sequence[Cohort]:
    """Cohorts the actor trains, in organisations where they are still a trainer."""
    orgs = [key for key in actor.org_ids if actor.has_role(key, Role.TRAINER)]
    scope = Cohort.objects.for_actor(actor).filter(archived_at=None)
    cohorts = scope.filter(trainers=actor.user_id, organisation__in=orgs)
    return list(cohorts.select_related("organisation").order_by("name", "pk"))
