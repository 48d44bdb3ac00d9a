"""A living map is looked at again and again: how often, when it was done, and who is reminded."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from apps.common.errors import Stale
from apps.jobs.services import send_letters
from apps.journeys.domain.rhythm import next_review
from apps.journeys.models import JourneyMap, ReviewPlan, ReviewRhythm

LETTER = "review_due"
MONTHS = {ReviewRhythm.MONTH: 1, ReviewRhythm.QUARTER: 3}


def plan_reviews(map: JourneyMap, *, rhythm: ReviewRhythm | None, next_on: date | None) -> None:
    """Look at the map every month or three, next on that date; without one of the two, never again."""
    plans = ReviewPlan.objects.for_org(map.organisation_id)
    if rhythm is None or next_on is None:
        plans.filter(map=map).delete()
    else:
        plans.update_or_create(map=map, defaults={"rhythm": rhythm, "next_on": next_on})


def hold_review(map: JourneyMap, *, planned: date) -> date:
    """The review that was planned for a date has been held; when the next one is.

    Pressed twice, it counts once. `Stale` where the plan has another date by now, or is gone.
    """
    plans = ReviewPlan.objects.for_org(map.organisation_id).filter(map=map)
    plan = plans.first()
    if plan is None:
        raise Stale("review_moved")
    months = MONTHS[ReviewRhythm(plan.rhythm)]
    following = next_review(planned, months=months, today=timezone.localdate())
    if not plans.filter(next_on=planned, rhythm=plan.rhythm).update(next_on=following):
        raise Stale("review_moved")
    return following


def remind_of_reviews(today: date) -> int:
    """One mail to the author of each map whose review is due; how many were written.

    A reminder is claimed by a conditional UPDATE, so that two clocks send one. Maps of guests have nobody to write
    to. Who wants no mail is not claimed either: switched on while the date still stands, the mail comes.
    """
    due = ReviewPlan.unscoped.filter(
        next_on__lte=today, map__owner__is_active=True, map__owner__mail_about_work=True
    ).exclude(reminded_for=F("next_on"))
    rows = list(due.values_list("map", "map__organisation", "next_on"))
    return sum(claim(*row) for row in rows)


@transaction.atomic
def claim(map_id: str, organisation_id: str, day: date) -> bool:
    """Mark the date and write the letter, both or none; False where another clock was faster or the date has moved."""
    plan = ReviewPlan.objects.for_org(organisation_id).filter(map=map_id, next_on=day)
    if not plan.exclude(reminded_for=day).update(reminded_for=day):
        return False
    letters = {f"{map_id}:{day.isoformat()}": {"map": map_id, "day": day.isoformat()}}
    send_letters(LETTER, letters, organisation_id=organisation_id)
    return True
