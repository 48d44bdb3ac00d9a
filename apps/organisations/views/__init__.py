from apps.organisations.views.cohorts import (
    add_to_cohort,
    archive,
    cohort,
    cohorts,
    remove_from_cohort,
    reopen,
)
from apps.organisations.views.inviting import invite_by_mail
from apps.organisations.views.joining import join, switch
from apps.organisations.views.people import people, people_of_mine, remove_role, undo_removal, withdraw

__all__ = [
    "add_to_cohort",
    "archive",
    "cohort",
    "cohorts",
    "invite_by_mail",
    "join",
    "people",
    "people_of_mine",
    "remove_from_cohort",
    "remove_role",
    "reopen",
    "switch",
    "undo_removal",
    "withdraw",
]
