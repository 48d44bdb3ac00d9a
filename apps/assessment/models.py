import json
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.assessment.domain.marks import Mark, read_marks
from apps.assessment.domain.rubric import RubricDocument, read_rubric
from apps.assessment.domain.scoring import Score, score
from apps.common.ids import new_id
from apps.common.tenancy import TenantManager

# Parsed bodies by digest: the same text never changes its meaning.
_documents: dict[str, RubricDocument] = {}


class Rubric(models.Model):
    """A name for a line of versions. The shipped rubrics belong to nobody and serve every organisation."""

    slug = models.SlugField(primary_key=True, max_length=60)

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.slug


class RubricVersion(models.Model):
    """One wording of a rubric, never changed: grades given with it keep their meaning."""

    id = models.CharField(primary_key=True, max_length=10, default=new_id, editable=False)
    rubric = models.ForeignKey(Rubric, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    # Criteria, levels and comment bank with their words in every language (domain/rubric.py), as JSON text:
    # it comes along with many pages and is parsed once per text.
    body = models.TextField()
    # Of the body: the same text is never stored as two versions.
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["rubric", "number"]
        constraints = [
            models.UniqueConstraint(fields=["rubric", "number"], name="rubric_version_number_unique"),
            models.UniqueConstraint(fields=["rubric", "digest"], name="rubric_version_body_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.rubric_id} {self.number}"

    def save(self, **options: Any) -> None:
        if not self._state.adding:
            raise TypeError("A rubric version is never changed: make the next one.")
        super().save(**options)

    @cached_property
    def document(self) -> RubricDocument:
        found = _documents.get(self.digest)
        if found is None:
            found = _documents[self.digest] = read_rubric(json.loads(self.body))
        return found


class Assignment(models.Model):
    """An exercise given to a cohort. Any map of the exercise's kind may be submitted to it."""

    class Release(models.TextChoices):
        AT_ONCE = "at_once"
        TOGETHER = "together"

    id = models.CharField(primary_key=True, max_length=10, default=new_id, editable=False)
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.CASCADE, related_name="+")
    cohort = models.ForeignKey("organisations.Cohort", on_delete=models.CASCADE, related_name="assignments")
    exercise = models.ForeignKey("exercises.Exercise", on_delete=models.PROTECT, related_name="assignments")
    rubric_version = models.ForeignKey(RubricVersion, on_delete=models.PROTECT, related_name="assignments")
    # In the trainer's words, as the cohort knows it: "Final map".
    title = models.CharField(max_length=120)
    opens = models.DateTimeField()
    # After this moment nothing is taken in; empty means no end.
    due = models.DateTimeField(null=True, blank=True)
    # How often one learner may submit.
    attempts = models.PositiveSmallIntegerField(default=3)
    pass_points = models.PositiveSmallIntegerField()
    # Whether a learner sees a result when it is complete or everybody sees theirs on the same day.
    release = models.CharField(max_length=10, choices=Release, default=Release.AT_ONCE)
    # Grading starts without names; a trainer may show them.
    hide_names = models.BooleanField(default=False)
    # Set by the first submission. From then on cohort, exercise and rubric stay what they were.
    taken = models.BooleanField(default=False, editable=False)
    # Of the trainer's changes: a page drawn from an older one is stale.
    version = models.PositiveIntegerField(default=0, editable=False)
    # Of the request that made it: a repeat gets this assignment and not a second one.
    key = models.CharField(max_length=40, default=new_id, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    unscoped = models.Manager()
    objects = TenantManager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "key"], name="assignment_key_unique"),
            models.CheckConstraint(condition=Q(attempts__gte=1), name="assignment_takes_one_attempt"),
            models.CheckConstraint(
                condition=Q(due__isnull=True) | Q(due__gt=models.F("opens")),
                name="assignment_due_after_opens",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def rubric(self) -> RubricDocument:
        return self.rubric_version.document


class Grading(models.Model):
    """What one submission was given: levels, remarks, summary; changed as a whole under one version."""

    class State(models.TextChoices):
        DRAFT = "draft"
        COMPLETED = "completed"
        RETURNED = "returned"

    id = models.CharField(primary_key=True, max_length=10, default=new_id, editable=False)
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.CASCADE, related_name="+")
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="gradings")
    submission = models.OneToOneField(
        "exercises.Submission", on_delete=models.CASCADE, related_name="grading"
    )
    # Who submitted, and for the how manieth time to this assignment, whichever map it was. Unique together:
    # of two submissions at the same moment only one can be the last attempt.
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    turn = models.PositiveSmallIntegerField()
    # Who wrote in it last; empty until somebody has.
    grader = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    version = models.PositiveIntegerField(default=0)
    # {criterion id: {"level": points or null, "feedback": text}}; part of the row, so that one conditional
    # UPDATE keeps the whole grading consistent (domain/marks.py).
    marks = models.JSONField(default=dict, blank=True)
    summary = models.TextField(blank=True, max_length=5000)
    # Sum of the levels, kept for lists.
    points = models.PositiveSmallIntegerField(default=0)
    completed_at = models.DateTimeField(null=True, blank=True)
    # From this moment the learner sees it; a draft never has one.
    released_at = models.DateTimeField(null=True, blank=True)

    unscoped = models.Manager()
    objects = TenantManager()

    class Meta:
        ordering = ["submission"]
        indexes = [models.Index(fields=["assignment", "state"], name="grading_by_state")]
        constraints = [
            models.UniqueConstraint(fields=["assignment", "learner", "turn"], name="grading_turn_unique"),
            models.CheckConstraint(
                condition=~Q(state="draft") | Q(released_at__isnull=True),
                name="grading_draft_is_not_released",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(completed_at__isnull=False),
                name="grading_completion_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.state}"

    @property
    def read_marks(self) -> dict[str, Mark]:
        return read_marks(self.marks)

    @property
    def levels(self) -> dict[str, int]:
        return {cid: mark.level for cid, mark in self.read_marks.items() if mark.level is not None}

    @property
    def score(self) -> Score:
        return score(self.assignment.rubric, self.levels, pass_points=self.assignment.pass_points)


class MapComment(models.Model):
    """A remark of the grader, pinned to one cell of the frozen map."""

    id = models.CharField(primary_key=True, max_length=10, default=new_id, editable=False)
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.CASCADE, related_name="+")
    grading = models.ForeignKey(Grading, on_delete=models.CASCADE, related_name="comments")
    # A touchpoint, persona or goal of the map, or "map" for its title.
    object_id = models.CharField(max_length=40)
    # A lane of a touchpoint, else "persona", "goal", "title".
    lane = models.CharField(max_length=40)
    text = models.TextField(max_length=5000)
    # Praise asks for nothing, so it cannot be ticked as addressed.
    praise = models.BooleanField(default=False)
    # The grading's version that brought it, hence the order of writing; pins count those that remain.
    position = models.PositiveIntegerField()

    unscoped = models.Manager()
    objects = TenantManager()

    class Meta:
        ordering = ["grading", "position"]
        constraints = [
            models.UniqueConstraint(fields=["grading", "position"], name="map_comment_position_unique")
        ]

    def __str__(self) -> str:
        return f"{self.object_id} {self.lane}"


class GradingEvent(models.Model):
    """What was done to a grading, one row per change, never changed: log, and memory of answered requests."""

    id = models.BigAutoField(primary_key=True)
    grading = models.ForeignKey(Grading, on_delete=models.CASCADE, related_name="events")
    # The grading's version after the change.
    version = models.PositiveIntegerField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    # The open page that sent it: a page never conflicts with its own earlier change.
    client = models.CharField(max_length=40, blank=True)
    # Of the request: how a repeat is told from a new change.
    key = models.CharField(max_length=40)
    # The part that changed: "criterion:<id>", "comment:<id>", "comment:new:<key>", "summary", "state".
    target = models.CharField(max_length=80)
    detail = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    unscoped = models.Manager()
    objects = TenantManager("grading__organisation")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["grading", "version"], name="grading_event_version_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.grading_id} {self.version} {self.target}"


class RemarkAddressed(models.Model):
    """The learner says that the next attempt answers this remark. Taking the tick away deletes the row."""

    comment = models.OneToOneField(
        MapComment, primary_key=True, on_delete=models.CASCADE, related_name="addressed"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    unscoped = models.Manager()
    objects = TenantManager("comment__organisation")

    def __str__(self) -> str:
        return self.comment_id
