from apps.common.access import Actor
from apps.jobs.models import Job


def job_by_id(actor: Actor, *, job_id: str) -> Job | None:
    return Job.objects.for_actor(actor).filter(pk=job_id).first()
