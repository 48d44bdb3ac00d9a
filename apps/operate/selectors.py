from django.db.models import Count

from apps.jobs.models import Job, JobState


def jobs_by_state() -> dict[str, int]:
    """Every state, also where there is no job in it."""
    found = dict(Job.unscoped.order_by().values_list("state").annotate(Count("pk")))
    return {state: found.get(state, 0) for state in JobState.values}
