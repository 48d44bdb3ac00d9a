from django.utils.translation import gettext_lazy as _

from apps.common.access import Perm as BasePerm
from apps.common.access import Role, policy
from apps.common.denials import explain


class Perm(BasePerm):
    START = "exercises.start"


policy(Perm.START, roles=tuple(Role))

explain(
    findings_block=_("The coach still holds the map back. Mend each finding or set it aside with a reason."),
    wrong_kind=_("This assignment asks for another kind of map."),
    submitted_meanwhile=_("This map was submitted a moment ago. Reload the page to see it."),
    no_organisation=_("Join an organisation first, then start the exercise."),
)
