"""Mail is a job that nobody waits for: it belongs to nobody, no page shows it, and it is tried for hours.

An app registers its letters in its `tasks.py`: `@letter("graded")`; services send them by `services.send_letters`.
"""

from collections.abc import Callable

from django.core.mail import EmailMessage
from django.utils.translation import gettext_lazy as _

from apps.jobs.kinds import Output, Progress, job
from apps.jobs.models import Job

# 5, 20, 80 … seconds apart: the last one seven and a half hours after the first.
ATTEMPTS = 8

type Write = Callable[[Job], EmailMessage | None]
"""From the ids of the job to the letter as things stand now; None where it need not be sent any more."""


def kind_of_letter(name: str) -> str:
    return f"letter_{name}"


def letter(name: str) -> Callable[[Write], Write]:
    def register(write: Write) -> Write:
        @job(kind_of_letter(name), title=_("Mail"), steps={}, back=lambda _job: "/", max_attempts=ATTEMPTS)
        def send(job: Job, progress: Progress) -> Output:
            message = write(job)
            if message is not None:
                message.send()
            return Output(facts={"sent": message is not None})

        return write

    return register
