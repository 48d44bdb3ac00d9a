"""For the person who waits: how far it is, cancel, try again, download."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from apps.common import access
from apps.common.access import Request, requires
from apps.common.denials import sentence_for
from apps.common.errors import DomainError
from apps.common.pages import go, render_page
from apps.jobs.kinds import kind_of
from apps.jobs.models import Job
from apps.jobs.policies import Perm
from apps.jobs.selectors import job_by_id
from apps.jobs.services import cancel_job, retry_job


def _followed(request: Request, job_id: str) -> Job:
    return access.get(request.actor, Perm.FOLLOW_JOB, job_by_id, job_id=job_id)


@require_GET
@requires(Perm.FOLLOW_JOB)
def show(request: Request, job_id: str) -> HttpResponse:
    job = _followed(request, job_id)
    kind = kind_of(job.kind)
    context = {
        "job": job,
        "kind": kind,
        "step": kind.steps.get(job.step, ""),
        "back": kind.back(job),
        "error": sentence_for(job.error) if job.error else "",
    }
    response = render_page(request, "jobs/job.html", context, partial=("job",))
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@requires(Perm.FOLLOW_JOB)
def cancel(request: Request, job_id: str) -> HttpResponse:
    cancel_job(_followed(request, job_id), actor=request.actor)
    return go(request, reverse("jobs:job", args=[job_id]))


@require_POST
@requires(Perm.FOLLOW_JOB)
def retry(request: Request, job_id: str) -> HttpResponse:
    retry_job(_followed(request, job_id), actor=request.actor)
    return go(request, reverse("jobs:job", args=[job_id]))


@require_GET
@requires(Perm.FOLLOW_JOB)
def download(request: Request, job_id: str) -> HttpResponse:
    job = _followed(request, job_id)
    if not (job.is_done and job.file and default_storage.exists(job.file)):
        raise DomainError("job_no_file")
    with default_storage.open(job.file) as file:
        response = HttpResponse(file.read(), content_type=job.result["content_type"])
    response["Content-Disposition"] = content_disposition_header(True, job.result["name"]) or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response
