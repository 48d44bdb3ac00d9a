"""Files between their preview and their import."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from apps.common.access import Actor
from apps.common.errors import DomainError, NotFound
from apps.common.ids import guest_hash, new_id
from apps.journeys.models import JourneyMap, Upload, UploadPurpose

FOLDER = "uploads"
KEPT = timedelta(days=1)
KEPT_AT_ONCE = 20
"""files of one person; the oldest makes room"""


def keep_upload(
    raw: bytes,
    *,
    name: str,
    purpose: UploadPurpose,
    actor: Actor,
    organisation_id: str,
    map: JourneyMap | None = None,
) -> Upload:
    """Store a file that has been looked at; ``name`` as the sender's device calls it."""
    key = new_id()
    path = f"{FOLDER}/{key}"
    with transaction.atomic():
        for old in Upload.objects.for_actor(actor)[KEPT_AT_ONCE - 1 :]:
            drop_upload(old)
        upload = Upload.objects.create(
            pk=key,
            organisation_id=organisation_id,
            owner_id=actor.user_id,
            guest_key=guest_hash(actor.guest_key) if actor.user_id is None and actor.guest_key else "",
            purpose=purpose,
            map=map,
            name="".join(char for char in name if char.isprintable())[-200:],
            file=path,
        )
        default_storage.save(path, ContentFile(raw))
    return upload


def read_upload(upload: Upload) -> bytes:
    """The bytes of a file; `NotFound` once it has been cleared away."""
    if not default_storage.exists(upload.file):
        raise NotFound
    with default_storage.open(upload.file) as file:
        content: bytes = file.read()
    return content


def choose_columns(upload: Upload, mapping: dict[str, object]) -> None:
    """What the preview has been told about the file."""
    upload.mapping = mapping
    upload.save(update_fields=["mapping"])


def claim_upload(upload: Upload) -> None:
    """Inside the transaction of an import: the file is brought in once, whoever is faster. `upload_used`."""
    deleted, _rows = Upload.objects.for_org(upload.organisation_id).filter(pk=upload.pk).delete()
    if not deleted:
        raise DomainError("upload_used")
    path = upload.file
    transaction.on_commit(lambda: default_storage.delete(path))


def drop_upload(upload: Upload) -> None:
    """The row, and the file when that is committed."""
    path = upload.file
    upload.delete()
    transaction.on_commit(lambda: default_storage.delete(path))


def delete_old_uploads(now: datetime) -> int:
    """Rows and files older than a day, and files without a row. How many rows."""
    old = list(Upload.unscoped.filter(created_at__lt=now - KEPT))
    for upload in old:
        drop_upload(upload)
    try:
        names = default_storage.listdir(FOLDER)[1]
    except FileNotFoundError:
        names = []
    known = set(Upload.unscoped.filter(pk__in=names).values_list("pk", flat=True))
    for name in names:
        path = f"{FOLDER}/{name}"
        if name not in known and default_storage.get_modified_time(path) < now - KEPT:
            default_storage.delete(path)
    return len(old)
