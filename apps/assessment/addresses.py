"""Links of the grading page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.urls import reverse

from apps.assessment.look import Look
from apps.assessment.models import Grading


@dataclass
class Addresses:
    grading: Grading
    look: Look

    @cached_property
    def url(self) -> str:
        return self.path_of(self.grading.submission_id)

    @cached_property
    def _pattern(self) -> tuple[str, str]:
        """What stands before and after the submission: cheaper than one reverse() per line of the queue."""
        before, _, after = reverse("assessment:grade", args=[self.grading.assignment_id, "-"]).rpartition("-")
        return before, after

    def path_of(self, submission: str) -> str:
        before, after = self._pattern
        return f"{before}{submission}{after}"

    def url_of(self, submission: str) -> str:
        """Another submission, with names shown or hidden as here."""
        return self.path_of(submission) + Look(names=self.look.names).query()

    def url_after(self, submission: str) -> str:
        """The page of the next submission; the table when none is left."""
        known = submission.isascii() and submission.isalnum() and len(submission) <= 10
        return self.url_of(submission) if known else self.table_url

    @cached_property
    def table_url(self) -> str:
        return reverse("assessment:table", args=[self.grading.assignment_id])

    def link(self, **changes: Any) -> str:
        """This page with something else open."""
        return self.url + replace(self.look, **changes).query()

    @property
    def here(self) -> str:
        return self.link()

    @property
    def map_url(self) -> str:
        return self.link(view="map")

    @property
    def list_url(self) -> str:
        return self.link(view="list")

    @property
    def names_shown_url(self) -> str:
        return self.link(names=True)

    @property
    def names_hidden_url(self) -> str:
        return self.link(names=False)

    @property
    def attempt_before(self) -> int:
        return self.grading.submission.number - 1

    @property
    def since_url(self) -> str:
        """Switches the comparison with the attempt before on and off."""
        return self.link(since=None if self.look.since is not None else self.attempt_before)
