from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.common.access import Actor
from apps.common.ids import guest_hash, new_id
from apps.common.tenancy import TenantManager


class JobState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Working")
    DONE = "done", _("Ready")
    FAILED = "failed", _("Not done")
    CANCELLED = "cancelled", _("Cancelled")


ENDED = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)
CAN_RETRY = (JobState.FAILED, JobState.CANCELLED)


class JobManager(TenantManager["Job"]):
    def for_actor(self, actor: Actor) -> models.QuerySet["Job"]:
        """A job belongs to whoever asked for it; nobody else sees it, whatever the role."""
        rows: models.QuerySet[Job] = models.QuerySet(self.model, using=self._db)
        if actor.user_id is not None:
            return rows.filter(owner=actor.user_id)
        if actor.guest_key:
            return rows.filter(owner=None, guest_key=guest_hash(actor.guest_key))
        return rows.none()


class Job(models.Model):
    """Work that nobody should wait for with an open request. Changes only through `services`."""

    id = models.CharField(primary_key=True, max_length=10, default=new_id, editable=False)
    # Name of a registered kind.
    kind = models.CharField(max_length=40)
    # Null where the work belongs to no organisation.
    organisation = models.ForeignKey(
        "organisations.Organisation", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    # Null for guests, and for letters, which nobody asked for (letters.py).
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="jobs"
    )
    # Hash of the guest's key, empty for a job with an owner and for letters.
    guest_key = models.CharField(max_length=64, blank=True, default="", editable=False)
    # Asked for twice with one key, it is one job.
    key = models.CharField(max_length=200)
    # Ids and choices, never content: the job reads what is true when it runs.
    args = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=10, choices=JobState, default=JobState.WAITING)
    # Number of the attempt that runs or ran last. Whoever writes for an attempt names its number.
    attempt = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=3)
    # Not before; moves on after a failed attempt.
    run_after = models.DateTimeField()
    # Asked for while it runs; the worker sees it at its next step.
    cancel_asked = models.BooleanField(default=False)
    progress = models.PositiveSmallIntegerField(default=0)
    # Code of the step; its words stand with the kind.
    step = models.CharField(max_length=40, blank=True, default="")
    # {file, name, content_type, size} and the facts of the kind.
    result = models.JSONField(default=dict, blank=True)
    # Code of the refusal.
    error = models.CharField(max_length=60, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    # Last sign of life of the worker.
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    unscoped = models.Manager()
    objects = JobManager()

    class Meta:
        ordering = ["-created_at", "pk"]
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        indexes = [
            models.Index(fields=["state", "run_after"], name="job_state_due"),
            models.Index(fields=["finished_at"], name="job_finished"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "kind", "key"], condition=~models.Q(owner=None), name="job_key_of_owner"
            ),
            models.UniqueConstraint(
                fields=["guest_key", "kind", "key"], condition=models.Q(owner=None), name="job_key_of_guest"
            ),
            models.CheckConstraint(
                condition=models.Q(owner=None) | models.Q(guest_key=""), name="job_of_owner_or_guest"
            ),
            models.CheckConstraint(condition=models.Q(progress__lte=100), name="job_progress_percent"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def ended(self) -> bool:
        return self.state in ENDED

    @property
    def can_retry(self) -> bool:
        return self.state in CAN_RETRY

    @property
    def is_done(self) -> bool:
        return self.state == JobState.DONE

    @property
    def file(self) -> str:
        """Path in the storage, empty where there is nothing to download."""
        path: str = self.result.get("file", "")
        return path
