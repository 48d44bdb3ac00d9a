"""What authors are told by mail: of living maps, and of maps that they draw together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apps.accounts.models import User
from apps.common.letters import compose, page
from apps.journeys.selectors import coauthor_of_letter, plan_of_letter

if TYPE_CHECKING:
    from django.core.mail import EmailMessage

    from apps.jobs.models import Job


def review_due(job: Job) -> EmailMessage | None:
    """None where the review has been held or moved, or the author wants no mail."""
    plan = plan_of_letter(job)
    reader = plan.map.owner if plan else None
    if plan is None or reader is None or not reader.wants_mail:
        return None
    language = reader.language or job.args["language"]
    context = {
        "map": plan.map.title,
        "day": plan.next_on,
        "link": page(language, "journeys:changes", plan.map_id),
        "settings_link": page(language, "portal:settings"),
    }
    return compose("review_due", to=reader.email, language=language, context=context, key=job.pk)


def coauthor_added(job: Job) -> EmailMessage | None:
    """None where the person no longer draws on the map or wants no mail."""
    coauthor = coauthor_of_letter(job)
    if coauthor is None or not coauthor.user.wants_mail:
        return None
    map, reader = coauthor.map, coauthor.user
    language = reader.language or job.args["language"]
    context = {
        "owner": map.owner.name if map.owner else "",
        "map": map.title,
        "organisation": map.organisation.name,
        "link": page(language, "journeys:map", map.pk),
        "settings_link": page(language, "portal:settings"),
    }
    return compose("coauthor_added", to=reader.email, language=language, context=context, key=job.pk)


def map_deleted(job: Job) -> EmailMessage | None:
    """None where the co-author wants no mail; the owner may have gone with the map."""
    people = User.objects.in_bulk([job.args["to"], job.args["by"]])
    reader, owner = people.get(job.args["to"]), people.get(job.args["by"])
    if reader is None or not reader.wants_mail:
        return None
    language = reader.language or job.args["language"]
    context = {
        "owner": owner.name if owner else "",
        "map": job.args["title"],
        "settings_link": page(language, "portal:settings"),
    }
    return compose("map_deleted", to=reader.email, language=language, context=context, key=job.pk)
