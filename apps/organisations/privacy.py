"""Memberships and cohorts go with the person; an organisation is not left without a manager."""

from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.accounts.privacy import Keys, Rows, condition, impersonal, personal
from apps.common.access import Role
from apps.common.errors import DomainError
from apps.organisations.models import (
    Cohort,
    CohortMember,
    CohortTrainer,
    Invitation,
    Membership,
    Organisation,
    Removal,
)


@condition
def hands_over(user: User) -> None:
    """The only manager of an organisation with other people in it names a successor first.

    The rows are locked: two managers who leave at the same moment are not both the other's successor.
    """
    managed = Membership.unscoped.filter(user=user, role=Role.MANAGER).values("organisation")
    rows = Membership.unscoped.select_for_update().filter(organisation__in=managed).order_by("pk")
    others: dict[str, set[str]] = {}
    for organisation, member, role in rows.values_list("organisation", "user", "role"):
        if member != user.pk:
            others.setdefault(organisation, set()).add(role)
    if any(Role.MANAGER not in roles for roles in others.values()):
        raise DomainError("hand_over_first")


def _memberships(user: User) -> Rows:
    return Membership.unscoped.filter(user=user).values("organisation__name", "role", "created_at")


def _erase_memberships(user: User, kept: Keys) -> None:
    Membership.unscoped.filter(user=user).delete()


def _joined(user: User) -> Rows:
    return CohortMember.unscoped.filter(user=user).values(
        "cohort__organisation__name", "cohort__name", "joined_at"
    )


def _erase_joined(user: User, kept: Keys) -> None:
    CohortMember.unscoped.filter(user=user).delete()


def _trained(user: User) -> Rows:
    return CohortTrainer.unscoped.filter(user=user).values(
        "cohort__organisation__name", "cohort__name", "since"
    )


def _erase_trained(user: User, kept: Keys) -> None:
    CohortTrainer.unscoped.filter(user=user).delete()


def _invitations(user: User) -> Rows:
    return Invitation.unscoped.filter(created_by=user).values(
        "id", "organisation__name", "role", "created_at", "expires_at", "used_count"
    )


def _leave_invitations(user: User, kept: Keys) -> None:
    Invitation.unscoped.filter(created_by=user).update(created_by=None)
    Invitation.unscoped.filter(email=user.email).update(email="")


def _removals(user: User) -> Rows:
    return Removal.unscoped.filter(user=user).values("organisation__name", "role", "cohort__name", "at")


def _erase_removals(user: User, kept: Keys) -> None:
    Removal.unscoped.filter(user=user).delete()
    Removal.unscoped.filter(removed_by=user).update(removed_by=None)


impersonal(Organisation, Cohort, reason="belong to everybody in them; who was in them is a membership")
personal(Membership, title=_("Your roles in organisations"), export=_memberships, erase=_erase_memberships)
personal(CohortMember, title=_("Cohorts you learn in"), export=_joined, erase=_erase_joined)
personal(CohortTrainer, title=_("Cohorts you train"), export=_trained, erase=_erase_trained)
personal(Removal, title=_("Roles taken from you"), export=_removals, erase=_erase_removals)
personal(
    Invitation,
    title=_("Invitations you made"),
    export=_invitations,
    erase=_leave_invitations,
    kept=_("The people whom you invited may still be on their way in."),
    stays=lambda user: Invitation.unscoped.filter(created_by=user).exists(),
)
