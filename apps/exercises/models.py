from django.conf import settings
from django.db import models

from apps.common.ids import new_id
from apps.common.tenancy import TenantManager


class Exercise(models.Model):
    """A guided exercise of the shipped curriculum; its texts lie in fixtures/reference under the same slug."""

    slug = models.SlugField(primary_key=True, max_length=60)
    # The case study that gives brief and research, by its slug in the curriculum.
    case = models.CharField(max_length=60)
    # Only a map of this kind may be submitted.
    kind = models.CharField(max_length=20)
    # The rubric that grades it, by its slug in assessment.
    rubric = models.CharField(max_length=60)

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.slug


class Attempt(models.Model):
    """One learner's work on one exercise: the map that is being drawn and everything submitted from it."""

    id = models.CharField(primary_key=True, max_length=10, default=new_id, editable=False)
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.CASCADE, related_name="+")
    exercise = models.ForeignKey(Exercise, on_delete=models.PROTECT, related_name="attempts")
    map = models.OneToOneField("journeys.JourneyMap", on_delete=models.CASCADE, related_name="attempt")
    # Null while a guest draws.
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="attempts"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    unscoped = models.Manager()
    objects = TenantManager()

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.exercise_id} {self.pk}"


class Submission(models.Model):
    """A map handed in: the frozen snapshot that grading looks at. Never changed, never deleted with a draft."""

    id = models.CharField(primary_key=True, max_length=10, default=new_id, editable=False)
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.CASCADE, related_name="+")
    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="submissions")
    # 1 for the first submission of this map, 2 for the improved one, …
    number = models.PositiveSmallIntegerField()
    snapshot = models.OneToOneField("journeys.Snapshot", on_delete=models.PROTECT, related_name="submission")
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="submissions"
    )
    submitted_at = models.DateTimeField(auto_now_add=True)
    # What the learner wants the trainer to know.
    message = models.TextField(blank=True, max_length=2000)
    # A repeated request with the same key gets the first submission back.
    key = models.CharField(max_length=40)

    unscoped = models.Manager()
    objects = TenantManager()

    class Meta:
        ordering = ["attempt", "number"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "number"], name="submission_number_unique"),
            models.UniqueConstraint(fields=["attempt", "key"], name="submission_key_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id} #{self.number}"
