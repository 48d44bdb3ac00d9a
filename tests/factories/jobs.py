"""Jobs through the services that make them. `note` is a kind that does what its args say."""

import time
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy

from apps.common.access import Actor
from apps.common.errors import DomainError
from apps.jobs.kinds import Output, Progress, job
from apps.jobs.models import Job
from apps.jobs.services import claim, enqueue, finish
from apps.journeys.services import order_picture
from tests.factories.journeys import guest, make_map

WORDS = gettext_lazy("Map")


@job("note", title=WORDS, steps={"write": WORDS}, back=lambda job: "/en/")
def note(job: Job, progress: Progress) -> Output:
    """Writes ``text``; the first attempt takes ``seconds``, each one ``pause`` seconds in which nothing is told.

    ``fail`` and ``refuse`` are errors, ``meanwhile`` is what others do to the row; a line in ``ledger`` for each run.
    """
    for _ in range(int(job.args.get("seconds", 0) * 10) if job.attempt == 1 else 0):
        progress(10, "write")
        time.sleep(0.1)
    time.sleep(job.args.get("pause", 0))
    if happens := job.args.get("meanwhile"):
        Job.unscoped.filter(pk=job.pk).update(**happens)
    progress(50, "write")
    if job.args.get("fail", 0) >= job.attempt:
        raise RuntimeError("the disk is full")
    if refusal := job.args.get("refuse"):
        raise DomainError(refusal)
    if ledger := job.args.get("ledger"):
        with Path(ledger).open("a") as file:
            file.write(f"{job.pk}\n")
    return Output(job.args.get("text", "text").encode(), "Note.txt", "text/plain", {"attempt": job.attempt})


def ask(actor: Actor | None = None, *, key: str = "k", **args: Any) -> Job:
    return enqueue("note", actor=actor or guest(), key=key, args=args)


def done_job(actor: Actor) -> Job:
    """A picture of a map, ready to be downloaded."""
    drawn = order_picture(make_map(actor), actor=actor, form="png", language="en")
    # Outside a transaction the worker has drawn it by now.
    if taken := claim(drawn.pk):
        finish(taken, Output(b"picture", "A map.png", "image/png"))
    return Job.unscoped.get(pk=drawn.pk)
