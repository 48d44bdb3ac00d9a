from enum import auto

from django.utils.translation import gettext_lazy as _

from apps.common.access import Perm as BasePerm
from apps.common.access import Role, policy
from apps.common.denials import explain


class Perm(BasePerm):
    SWITCH = auto()
    JOIN = auto()
    MANAGE_PEOPLE = auto()
    MANAGE_COHORT = auto()


policy(Perm.SWITCH)
policy(Perm.JOIN)
policy(Perm.MANAGE_PEOPLE, roles=(Role.MANAGER,))
policy(Perm.MANAGE_COHORT, roles=(Role.MANAGER,))

explain(
    invitation_expired=_("This invitation has expired."),
    invitation_used_up=_("This invitation has been used up."),
    removed_since=_("You were removed from this organisation after this invitation was made."),
    removed_from_cohort=_("You were removed from this cohort after this invitation was made."),
    cohort_name_taken=_("A cohort with this name exists already. Choose another name."),
    cohort_archived=_("This cohort is archived and takes nobody in."),
    last_manager=_("An organisation needs a manager. Make somebody else a manager first."),
    hand_over_first=_(
        "You are the only manager of an organisation with other people in it. Make somebody else a manager first."
    ),
    foreign_cohort=_("This cohort belongs to another organisation."),
    foreign_person=_("This person does not belong to the organisation."),
)
