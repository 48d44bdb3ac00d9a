"""The invitation by mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apps.common.letters import compose, page
from apps.organisations.models import RoleChoice
from apps.organisations.selectors import account_with, invitation_of_letter

if TYPE_CHECKING:
    from django.core.mail import EmailMessage

    from apps.jobs.models import Job


def invited(job: Job) -> EmailMessage | None:
    """None where the link would no longer let anybody in."""
    invitation = invitation_of_letter(job)
    if invitation is None or not invitation.email or not invitation.is_usable:
        return None
    account = account_with(invitation.email)
    language = (account.language if account else "") or job.args["language"]
    context = {
        "organisation": invitation.organisation.name,
        "inviter": invitation.created_by.name if invitation.created_by else "",
        "role": RoleChoice(invitation.role).label,
        "cohort": invitation.cohort.name if invitation.cohort else "",
        "until": invitation.expires_at,
        "link": page(language, "organisations:join", invitation.token),
    }
    return compose("invited", to=invitation.email, language=language, context=context, key=job.pk)
