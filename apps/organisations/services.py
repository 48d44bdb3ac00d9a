from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone

from apps.accounts.models import User
from apps.common.access import Actor, Role
from apps.common.errors import DomainError
from apps.common.ids import request_key
from apps.jobs.services import send_letters
from apps.organisations.models import (
    Cohort,
    CohortMember,
    CohortTrainer,
    Invitation,
    Membership,
    Organisation,
    Removal,
)
from apps.organisations.selectors import removed_since

INVITATION_LIFE = timedelta(days=14)
ADDRESS_KEPT = timedelta(days=30)


@transaction.atomic
def create_organisation(*, slug: str, name: str, is_open: bool = False) -> Organisation:
    return Organisation.objects.create(slug=slug, name=name, is_open=is_open)


@transaction.atomic
def open_academy() -> Organisation:
    """Made on first need, so that an empty database can take its first learner."""
    academy, _ = Organisation.objects.get_or_create(
        is_open=True, defaults={"slug": "open", "name": "Open Academy"}
    )
    return academy


@transaction.atomic
def enrol_newcomer(user: User) -> Membership:
    """Everybody who signs up learns in the open academy; repeating changes nothing."""
    return add_member(open_academy(), user, role=Role.LEARNER)


@transaction.atomic
def add_member(organisation: Organisation, user: User, *, role: Role) -> Membership:
    membership, _ = Membership.objects.for_org(organisation).get_or_create(
        organisation=organisation, user=user, role=role
    )
    return membership


@transaction.atomic
def remove_role(organisation: Organisation, user: User, *, role: Role, actor: Actor) -> Removal | None:
    """What `undo_removal` takes back; None where the person has not got the role.

    The role's places in cohorts go with it. The last manager stays: nobody could let another one in.
    """
    rows = Membership.objects.for_org(organisation)
    if role == Role.MANAGER:
        managers = list(rows.select_for_update().filter(role=role).values_list("user", flat=True))
        if managers == [user.pk]:
            raise DomainError("last_manager")
    held = rows.filter(user=user, role=role)
    since = held.values_list("created_at", flat=True).first()
    if since is None or not held.delete()[0]:
        return None
    return Removal.objects.create(
        organisation=organisation,
        user=user,
        role=role,
        taken={"since": since.isoformat(), "cohorts": _take_out(organisation, user, role)},
        removed_by_id=actor.user_id,
    )


def _take_out(organisation: Organisation, user: User, role: Role) -> dict[str, str]:
    """The cohorts that the person was in by this role, with the date."""
    if role == Role.MANAGER:
        return {}
    places, since = _places(role)
    rows = places.objects.for_org(organisation).filter(user=user)
    found = {cohort: at.isoformat() for cohort, at in rows.values_list("cohort", since)}
    rows.delete()
    return found


def _places(role: Role) -> tuple[type[CohortMember | CohortTrainer], str]:
    """The rows that put a person of this role into a cohort, and their date's field."""
    return (CohortMember, "joined_at") if role == Role.LEARNER else (CohortTrainer, "since")


@transaction.atomic
def undo_removal(removal: Removal, *, actor: Actor) -> None:
    """Everything as it was, dates too; of two who undo it at once, one does it. Cohorts deleted since are left out."""
    rows = Removal.objects.for_org(removal.organisation_id)
    if not rows.filter(pk=removal.pk).delete()[0]:
        return
    organisation, user, role = removal.organisation, removal.user, Role(removal.role)
    membership = add_member(organisation, user, role=role)
    held = Membership.objects.for_org(organisation).filter(pk=membership.pk)
    held.update(created_at=datetime.fromisoformat(removal.taken["since"]))
    was_in: dict[str, str] = removal.taken["cohorts"]
    for cohort in Cohort.objects.for_org(organisation).filter(pk__in=was_in):
        _put_into(cohort, user, role)
        places, since = _places(role)
        place = places.objects.for_org(organisation).filter(cohort=cohort, user=user)
        place.update(**{since: datetime.fromisoformat(was_in[cohort.pk])})


@transaction.atomic
def create_cohort(
    organisation: Organisation, *, actor: Actor, name: str, trainers: tuple[User, ...] = (), key: str = ""
) -> Cohort:
    """``key``: of the form that asks; sent again it gets the first cohort."""
    asked = request_key(key, name)
    try:
        with transaction.atomic():
            cohort = Cohort.objects.create(organisation=organisation, name=name, request_key=asked)
    except IntegrityError as error:
        first = Cohort.objects.for_org(organisation).filter(request_key=asked).first() if asked else None
        if first is None:
            raise DomainError("cohort_name_taken") from error
        return first
    for trainer in trainers:
        add_to_cohort(cohort, trainer, role=Role.TRAINER)
    return cohort


@transaction.atomic
def add_to_cohort(cohort: Cohort, user: User, *, role: Role) -> None:
    """Members and trainers of a cohort belong to its organisation, in that role."""
    if cohort.archived_at is not None:
        raise DomainError("cohort_archived")
    held = Membership.objects.for_org(cohort.organisation_id).filter(user=user, role=role)
    if not held.exists():
        raise DomainError("foreign_person")
    _put_into(cohort, user, role)


@transaction.atomic
def remove_from_cohort(cohort: Cohort, user: User, *, role: Role, actor: Actor) -> bool:
    """Whether the person was in it. They stay in the organisation, and what they have handed in stays too."""
    places, _since = _places(role)
    rows = places.objects.for_org(cohort.organisation_id).filter(cohort=cohort, user=user)
    if not rows.delete()[0]:
        return False
    Removal.objects.create(
        organisation_id=cohort.organisation_id,
        user=user,
        role=role,
        cohort=cohort,
        removed_by_id=actor.user_id,
    )
    return True


@transaction.atomic
def rename_cohort(cohort: Cohort, *, name: str, actor: Actor) -> None:
    try:
        with transaction.atomic():
            Cohort.objects.for_org(cohort.organisation_id).filter(pk=cohort.pk).update(name=name)
    except IntegrityError as error:
        raise DomainError("cohort_name_taken") from error
    cohort.name = name


@transaction.atomic
def archive_cohort(cohort: Cohort, *, actor: Actor) -> bool:
    """It takes nobody in any more; its people, assignments and results stay. False: it was archived already."""
    rows = Cohort.objects.for_org(cohort.organisation_id).filter(pk=cohort.pk, archived_at=None)
    return bool(rows.update(archived_at=timezone.now()))


@transaction.atomic
def reopen_cohort(cohort: Cohort, *, actor: Actor) -> None:
    Cohort.objects.for_org(cohort.organisation_id).filter(pk=cohort.pk).update(archived_at=None)


def _put_into(cohort: Cohort, user: User, role: Role) -> bool:
    """Whether the person is new there. A manager of a cohort's organisation needs no row."""
    if role == Role.MANAGER:
        return False
    places, _since = _places(role)
    _, created = places.objects.for_org(cohort.organisation_id).get_or_create(cohort=cohort, user=user)
    if created:
        gone = Removal.objects.for_org(cohort.organisation_id)
        gone.filter(cohort=cohort, user=user, role=role).delete()
    return created


@transaction.atomic
def invite_people(
    organisation: Organisation,
    *,
    actor: Actor,
    role: Role,
    cohort: Cohort | None = None,
    expires_at: datetime | None = None,
    max_uses: int | None = None,
    key: str = "",
) -> Invitation:
    """``key``: of the form that asks; sent again it gets the first invitation."""
    if cohort is not None and cohort.organisation_id != organisation.pk:
        raise DomainError("foreign_cohort")
    asked = request_key(key, f"{role} {cohort and cohort.pk} {max_uses}")
    try:
        with transaction.atomic():
            return Invitation.objects.create(
                organisation=organisation,
                cohort=cohort,
                role=role,
                expires_at=expires_at or timezone.now() + INVITATION_LIFE,
                max_uses=max_uses,
                created_by_id=actor.user_id,
                request_key=asked,
            )
    except IntegrityError:
        first = Invitation.objects.for_org(organisation).filter(request_key=asked).first()
        if asked is None or first is None:
            raise
        return first


@transaction.atomic
def invite_by_mail(
    organisation: Organisation,
    *,
    actor: Actor,
    role: Role,
    cohort: Cohort | None,
    expires_at: datetime,
    emails: Sequence[str],
    key: str = "",
) -> list[Invitation]:
    """An invitation for one person to each address, and the letter with its link; 3 queries, however many.

    ``key``: of the form that asks; an address that it has been sent to already gets nothing more.
    """
    if cohort is not None and cohort.organisation_id != organisation.pk:
        raise DomainError("foreign_cohort")
    rows = [
        Invitation(
            organisation=organisation,
            cohort=cohort,
            role=role,
            email=email,
            expires_at=expires_at,
            max_uses=1,
            created_by_id=actor.user_id,
            request_key=request_key(key, f"{role} {cohort and cohort.pk} {email}"),
        )
        for email in emails
    ]
    Invitation.objects.bulk_create(rows, ignore_conflicts=True)
    made = Invitation.objects.for_org(organisation).filter(pk__in=[row.pk for row in rows])
    invitations = list(made.order_by("pk"))
    letters = {invitation.pk: {"invitation": invitation.pk} for invitation in invitations}
    send_letters("invited", letters, organisation_id=organisation.pk)
    return invitations


@transaction.atomic
def forget_addresses(now: datetime) -> int:
    """Of people who were invited and whose link has been of no use for a month. How many."""
    ended = Invitation.unscoped.filter(expires_at__lt=now - ADDRESS_KEPT).exclude(email="")
    return ended.update(email="")


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, actor: Actor) -> None:
    """It ends now; the row stays as a record of who let whom in."""
    Invitation.objects.for_org(invitation.organisation_id).filter(pk=invitation.pk).update(
        expires_at=timezone.now()
    )


@transaction.atomic
def accept_invitation(invitation: Invitation, user: User) -> None:
    """Opening the link twice lets the person in once and uses up one place.

    Whoever was removed after the link was made, from the organisation or from the cohort, needs a new one: a manager
    has decided since.
    The places are counted by a conditional UPDATE: of two people who take the last one at the same moment,
    one is refused and leaves nothing behind.
    """
    role = Role(invitation.role)
    if invitation.cohort is not None and invitation.cohort.archived_at is not None:
        raise DomainError("cohort_archived")
    _, joined = Membership.objects.for_org(invitation.organisation_id).get_or_create(
        organisation_id=invitation.organisation_id, user=user, role=role
    )
    if refusal := removed_since(invitation, user, joined=not joined):
        raise DomainError(refusal)
    if invitation.cohort is not None:
        joined = _put_into(invitation.cohort, user, role) or joined
    if joined:
        _take_place(invitation)


def _take_place(invitation: Invitation) -> None:
    now = timezone.now()
    room = Q(max_uses=None) | Q(used_count__lt=F("max_uses"))
    rows = Invitation.objects.for_org(invitation.organisation_id).filter(room, pk=invitation.pk)
    if rows.filter(expires_at__gt=now).update(used_count=F("used_count") + 1) == 0:
        raise DomainError("invitation_expired" if invitation.expires_at <= now else "invitation_used_up")
