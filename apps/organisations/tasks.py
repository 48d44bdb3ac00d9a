"""The letter that invites, and the addresses that nobody needs any more."""

from django.utils import timezone

from apps.jobs.letters import letter
from apps.jobs.queue import app
from apps.organisations import letters, services

letter("invited")(letters.invited)


@app.task(name="organisations.forget_addresses", ignore_result=True)
def forget_addresses() -> None:
    services.forget_addresses(timezone.now())
