"""What the queue calls; the work is in `services`."""

from apps.jobs import services
from apps.jobs.queue import app
from apps.jobs.services.asking import TASK


@app.task(name=TASK, ignore_result=True)
def run(job_id: str) -> None:
    services.run_job(job_id)


@app.task(name="jobs.sweep", ignore_result=True)
def sweep() -> None:
    services.sweep()


@app.task(name="jobs.delete_old_results", ignore_result=True)
def delete_old_results() -> None:
    services.delete_old_results()
