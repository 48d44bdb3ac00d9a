from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.common.access import Actor
from apps.common.ids import guest_hash, new_id
from apps.common.tenancy import TenantManager
from apps.journeys.domain.problems import plain_map, read_map, write_map


def own_maps(actor: Actor, path: str = "") -> models.Q:
    """Drafts belong to whoever draws them, and no role in the organisation helps; `CoAuthor` names who draws along."""
    if actor.user_id is not None:
        return models.Q(**{f"{path}owner": actor.user_id})
    if actor.guest_key:
        return models.Q(**{f"{path}owner": None, f"{path}guest_key": guest_hash(actor.guest_key)})
    return models.Q(pk__in=[])


class MapManager(TenantManager["JourneyMap"]):
    def own(self, actor: Actor) -> models.QuerySet["JourneyMap"]:
        return models.QuerySet(self.model, using=self._db).filter(own_maps(actor))

    def shared_with(self, actor: Actor) -> models.QuerySet["JourneyMap"]:
        """Others' maps that the actor draws on, in organisations they still belong to; each says ``is_shared``."""
        rows: models.QuerySet[JourneyMap] = models.QuerySet(self.model, using=self._db)
        if actor.user_id is None:
            return rows.none()
        rows = rows.filter(coauthors__user=actor.user_id, organisation__in=sorted(actor.org_ids))
        return rows.annotate(is_shared=models.Value(True))

    def for_actor(self, actor: Actor) -> models.QuerySet["JourneyMap"]:
        """Own and shared maps."""
        return models.QuerySet(self.model, using=self._db).filter(seen_maps(actor, ""))


def seen_maps(actor: Actor, path: str) -> models.Q:
    """A union and no OR: PostgreSQL would read the whole table for that one."""
    if actor.user_id is None:
        return own_maps(actor, path)
    maps = JourneyMap.objects
    own, shared = (rows.order_by().values("pk") for rows in (maps.own(actor), maps.shared_with(actor)))
    return models.Q(**{f"{path.removesuffix('__') or 'pk'}__in": own.union(shared, all=True)})


class PartOfMapManager[M: models.Model](TenantManager[M]):
    """Rows that hang on a map and are seen by whoever sees the map."""

    def __init__(self) -> None:
        super().__init__("map__organisation")

    def for_actor(self, actor: Actor) -> models.QuerySet[M]:
        return models.QuerySet(self.model, using=self._db).filter(seen_maps(actor, "map__"))


class StoredDocument(models.Model):
    """A map as canonical JSON text: no detour through a database's own JSON type."""

    document_json = models.TextField(editable=False)

    class Meta:
        abstract = True

    @property
    def document(self) -> dict[str, Any]:
        """The plain tree, a new one at each call. For the typed map: `selectors.load_document`."""
        return plain_map(self.document_json)

    @document.setter
    def document(self, plain: dict[str, Any]) -> None:
        self.document_json = write_map(read_map(plain))


class JourneyMap(StoredDocument):
    """A learner's map. It changes only through `services.apply_operations`."""

    id = models.CharField(primary_key=True, max_length=10, default=new_id, editable=False)
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.CASCADE,
        related_name="maps",
        verbose_name=_("organisation"),
    )
    # Null while a guest draws.
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="maps"
    )
    # Hash of the guest's key, empty for a map with an owner.
    guest_key = models.CharField(max_length=64, blank=True, default="", editable=False)
    # Of the form that made the map, with what was sent: sent again, it is answered with this map.
    request_key = models.CharField(max_length=64, null=True, editable=False)
    # Number of the newest edit; 0 as created.
    revision = models.PositiveIntegerField(default=0, editable=False)
    # Read from the document at each edit, for lists and averages.
    title = models.CharField(_("Title"), max_length=300)
    kind = models.CharField(max_length=20, blank=True, default="")
    language = models.CharField(max_length=35, blank=True, default="")
    touchpoint_count = models.PositiveIntegerField(default=0)
    # Open findings of the coach: neither mended nor waived.
    errors = models.PositiveIntegerField(default=0)
    warnings = models.PositiveIntegerField(default=0)
    hints = models.PositiveIntegerField(default=0)
    # Score of each touchpoint in journey order, null where none is set.
    emotions = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    # Time of the newest edit.
    updated_at = models.DateTimeField()

    unscoped = models.Manager()
    objects = MapManager()

    class Meta:
        ordering = ["-updated_at", "pk"]
        verbose_name = _("map")
        verbose_name_plural = _("maps")
        indexes = [
            models.Index(fields=["owner", "-updated_at"], name="map_of_owner"),
            models.Index(fields=["guest_key"], name="map_of_guest", condition=~models.Q(guest_key="")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(owner=None, guest_key__gt="")
                | models.Q(owner__isnull=False, guest_key=""),
                name="map_of_owner_or_guest",
            ),
            models.UniqueConstraint(fields=["owner", "request_key"], name="map_made_once_by_owner"),
            models.UniqueConstraint(
                fields=["guest_key", "request_key"],
                condition=~models.Q(guest_key=""),
                name="map_made_once_by_guest",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class EditKind(models.TextChoices):
    EDIT = "edit", _("Edit")
    UNDO = "undo", _("Undo")
    REDO = "redo", _("Redo")
    RESTORE = "restore", _("Restore")


class MapEdit(models.Model):
    """One accepted change: log, audit, outbox and idempotency record at once. Rows are only ever added."""

    map = models.ForeignKey(JourneyMap, on_delete=models.CASCADE, related_name="edits")
    # The revision that this edit made.
    revision = models.PositiveIntegerField()
    # Null for guests, and for people who left.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # One open page; its edits never collide with each other.
    client = models.CharField(max_length=40)
    # Number of the edit within its client: sent again, it is answered again and not done again.
    sequence = models.PositiveBigIntegerField()
    # As carried out on the revision before, not as asked for on an older one.
    operations = models.JSONField()
    # What leads back to the revision before.
    inverse = models.JSONField()
    kind = models.CharField(max_length=10, choices=EditKind, default=EditKind.EDIT)
    # Undo and redo: the last edit of the change that was taken back or done again.
    answers = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    unscoped = models.Manager()
    objects = PartOfMapManager["MapEdit"]()

    class Meta:
        ordering = ["map", "revision"]
        verbose_name = _("edit")
        verbose_name_plural = _("edits")
        constraints = [
            models.UniqueConstraint(fields=["map", "revision"], name="edit_revision_unique"),
            models.UniqueConstraint(fields=["map", "client", "sequence"], name="edit_sequence_unique"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["undo", "redo"], answers__isnull=False)
                | models.Q(kind__in=["edit", "restore"], answers=None),
                name="edit_answers_fit_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.map_id} #{self.revision}"


class SnapshotKind(models.TextChoices):
    SUBMISSION = "submission", _("Submission")
    NAMED = "named", _("Named version")
    RESTORE = "restore", _("Before a restore")


class Snapshot(StoredDocument):
    """A map as it was at one moment. Never changed: grading looks at the one of the submission."""

    id = models.CharField(primary_key=True, max_length=10, default=new_id, editable=False)
    map = models.ForeignKey(JourneyMap, on_delete=models.CASCADE, related_name="snapshots")
    revision = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=SnapshotKind)
    # Given by the author to a named version.
    name = models.CharField(_("Name"), max_length=150, blank=True, default="")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    unscoped = models.Manager()
    objects = PartOfMapManager["Snapshot"]()

    class Meta:
        ordering = ["-created_at", "pk"]
        verbose_name = _("version")
        verbose_name_plural = _("versions")

    def __str__(self) -> str:
        return f"{self.map_id} {self.kind} @{self.revision}"

    @property
    def tenant_id(self) -> str:
        return self.map.organisation_id


class ImagePlace(models.TextChoices):
    PORTRAIT = "portrait", _("Portrait of the persona")
    SKETCH = "sketch", _("Photo of a paper sketch")


class MapImage(models.Model):
    """A picture that lies beside a map. Shown is the newest of its place; a portrait, while the persona names it."""

    id = models.CharField(primary_key=True, max_length=10, default=new_id, editable=False)
    map = models.ForeignKey(JourneyMap, on_delete=models.CASCADE, related_name="images")
    place = models.CharField(max_length=10, choices=ImagePlace)
    # What can be seen, for those who do not see it.
    alt = models.CharField(max_length=300)
    # Path in the storage, below maps/<map>/.
    file = models.CharField(max_length=100, editable=False)
    content_type = models.CharField(max_length=20, editable=False)
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    unscoped = models.Manager()
    objects = PartOfMapManager["MapImage"]()

    class Meta:
        ordering = ["-created_at", "pk"]
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    def __str__(self) -> str:
        return f"{self.map_id} {self.place}"
