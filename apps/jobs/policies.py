from enum import auto

from django.utils.translation import gettext_lazy as _

from apps.common.access import Actor, Allow, Decision, Deny, policy
from apps.common.access import Perm as BasePerm
from apps.common.denials import explain
from apps.common.ids import guest_hash
from apps.jobs.models import Job


class Perm(BasePerm):
    FOLLOW_JOB = auto()


@policy(Perm.FOLLOW_JOB, guests=True)
def may_follow(actor: Actor, obj: Job) -> Decision:
    if obj.owner_id is not None:
        own = obj.owner_id == actor.user_id
    else:
        own = actor.guest_key is not None and guest_hash(actor.guest_key) == obj.guest_key
    return Allow() if own else Deny("job_private")


explain(
    job_private=_("This was asked for by another person."),
    job_ended=_("This has ended already. Reload the page."),
    job_not_ended=_("This is still under way. Reload the page."),
    job_too_many=_("Several files are still being made for you. Wait until one is ready."),
    job_no_file=_("The file is no longer kept. Ask for it again."),
    job_lost=_("The work was interrupted several times. Try again."),
    job_broken=_("Something broke on our side. Try again."),
    job_gone=_("What this was made from is no longer there."),
)
