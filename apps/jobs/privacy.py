"""Jobs and the files they made go with whoever asked for them."""

from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.accounts.privacy import Keys, Rows, personal
from apps.jobs.models import Job
from apps.jobs.services.keeping import forget_jobs


def _jobs(user: User) -> Rows:
    return Job.unscoped.filter(owner=user).values("id", "kind", "state", "args", "created_at", "finished_at")


def _erase_jobs(user: User, kept: Keys) -> None:
    forget_jobs(user_id=user.pk)


personal(Job, title=_("Files you had made"), export=_jobs, erase=_erase_jobs)
