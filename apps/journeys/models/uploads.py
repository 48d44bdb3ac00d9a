from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.common.access import Actor
from apps.common.ids import new_id
from apps.common.tenancy import TenantManager
from apps.journeys.models.maps import JourneyMap, own_maps


class UploadPurpose(models.TextChoices):
    MAP = "map", _("A map from a spreadsheet")
    RESEARCH = "research", _("Research")
    READINGS = "readings", _("Readings of measures")


class UploadManager(TenantManager["Upload"]):
    def for_actor(self, actor: Actor) -> models.QuerySet["Upload"]:
        """Whoever sent the file, and nobody else."""
        return models.QuerySet(self.model, using=self._db).filter(own_maps(actor))


class Upload(models.Model):
    """A file between its preview and its import. Deleted with the import, or after a day."""

    id = models.CharField(primary_key=True, max_length=10, default=new_id, editable=False)
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.CASCADE, related_name="+")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    # As at the map: hash of the guest's key, empty with an owner.
    guest_key = models.CharField(max_length=64, blank=True, default="", editable=False)
    purpose = models.CharField(max_length=10, choices=UploadPurpose)
    # The map that it goes into; null where it becomes a new one.
    map = models.ForeignKey(
        JourneyMap, null=True, blank=True, on_delete=models.CASCADE, related_name="uploads"
    )
    # As the sender's device called it: shown, never used as a path.
    name = models.CharField(max_length=200)
    # Path in the storage, below uploads/.
    file = models.CharField(max_length=100, editable=False)
    # What the columns mean, as chosen so far: heading or position → field.
    mapping = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    unscoped = models.Manager()
    objects = UploadManager()

    class Meta:
        ordering = ["-created_at", "pk"]
        verbose_name = _("uploaded file")
        verbose_name_plural = _("uploaded files")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(owner=None, guest_key__gt="")
                | models.Q(owner__isnull=False, guest_key=""),
                name="upload_of_owner_or_guest",
            ),
            models.CheckConstraint(
                condition=models.Q(purpose__in=UploadPurpose.values), name="upload_purpose_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.purpose}"
