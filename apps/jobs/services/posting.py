"""Letters that follow a change."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language

from apps.jobs.kinds import kind_of
from apps.jobs.letters import kind_of_letter
from apps.jobs.models import Job
from apps.jobs.services.asking import send_on_commit


def send_letters(name: str, letters: Mapping[str, Mapping[str, Any]], *, organisation_id: str) -> None:
    """``letters``: key of the event and its reader → ids and choices, never content; 1 query.

    A key stands for one letter: whoever sends it again sends nothing. Belongs into the transaction of the change that
    it follows; the worker gets it when that is committed, and the sweeper when there is no queue. ``language`` is
    added, that of the sender's page: for readers who have not chosen one.
    """
    kind, language = kind_of_letter(name), get_language() or settings.LANGUAGE_CODE
    jobs = [
        Job(
            kind=kind,
            key=key,
            args={"language": language, **args},
            organisation_id=organisation_id,
            max_attempts=kind_of(kind).max_attempts,
            run_after=timezone.now(),
        )
        for key, args in letters.items()
    ]
    # A row whose key is taken is left out; its message then finds nothing to do.
    Job.objects.bulk_create(jobs, ignore_conflicts=True)
    for job in jobs:
        send_on_commit(job.pk)
