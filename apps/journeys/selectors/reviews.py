from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from apps.common.access import Actor
from apps.jobs.models import Job
from apps.journeys.models import JourneyMap, ReviewPlan, Snapshot, SnapshotKind
from apps.journeys.selectors.maps import maps_of


def review_plan_of(map: JourneyMap) -> ReviewPlan | None:
    return ReviewPlan.objects.for_org(map.organisation_id).filter(map=map.pk).first()


def plan_of_letter(job: Job) -> ReviewPlan | None:
    """The plan that a reminder speaks of, with its map and author; None once the date has moved on."""
    plans = ReviewPlan.objects.for_org(job.organisation_id or "").select_related("map__owner")
    found = plans.filter(map=job.args["map"], next_on=job.args["day"], map__owner__isnull=False)
    return found.defer("map__document_json").first()


def maps_to_review(actor: Actor, *, today: date) -> QuerySet[JourneyMap]:
    """Own maps whose review is due, the longest overdue first, with their plans."""
    due = maps_of(actor).filter(review_plan__next_on__lte=today).select_related("review_plan")
    return due.order_by("review_plan__next_on", "pk")


def versions_over_time(map: JourneyMap, *, most: int) -> list[Snapshot]:
    """The newest named versions and submissions with their documents, the oldest of them first."""
    kinds = (SnapshotKind.NAMED, SnapshotKind.SUBMISSION)
    newest = map.snapshots.filter(kind__in=kinds).order_by("-created_at", "-pk")[:most]
    return list(newest)[::-1]
