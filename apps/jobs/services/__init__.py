"""Everything that writes jobs."""

from apps.jobs.services.asking import cancel_job, enqueue, retry_job
from apps.jobs.services.keeping import delete_old_results, forget_jobs, keep_guest_jobs, sweep
from apps.jobs.services.posting import send_letters
from apps.jobs.services.running import claim, finish, run_job

__all__ = [
    "cancel_job",
    "claim",
    "delete_old_results",
    "enqueue",
    "finish",
    "forget_jobs",
    "keep_guest_jobs",
    "retry_job",
    "run_job",
    "send_letters",
    "sweep",
]
