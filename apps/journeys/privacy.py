"""Maps are their author's and go with the author, but for those that a higher floor claims."""

import json
from collections.abc import Callable
from typing import Any

from django.core.files.storage import default_storage
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.accounts.privacy import Files, Keys, Rows, personal
from apps.journeys.domain.operations import Operation
from apps.journeys.models import (
    CoAuthor,
    JourneyMap,
    MapEdit,
    MapImage,
    ReviewPlan,
    ShareLink,
    Snapshot,
    Upload,
)
from apps.journeys.services.images import delete_image


def _of(user: User) -> QuerySet[JourneyMap]:
    return JourneyMap.unscoped.filter(owner=user)


def _edits_by(user: User) -> QuerySet[MapEdit]:
    return MapEdit.unscoped.filter(actor=user)


def _versions_of(user: User) -> QuerySet[Snapshot]:
    return Snapshot.unscoped.filter(map__owner=user)


def _maps(user: User) -> Rows:
    return _of(user).values(
        "id", "title", "kind", "language", "organisation__name", "revision", "created_at", "updated_at"
    )


def _map_files(user: User) -> Files:
    for map in _of(user).iterator(chunk_size=20):
        yield f"maps/{map.pk}.cjm.json", _readable(map.document)


def _readable(document: dict[str, object]) -> bytes:
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _erase_maps(user: User, kept: Keys) -> None:
    _of(user).exclude(pk__in=kept).delete()


def _erased(rows: Callable[[User], QuerySet[Any]]) -> Callable[[User, Keys], None]:
    def erase(user: User, kept: Keys) -> None:
        rows(user).delete()

    return erase


def _edits(user: User) -> Rows:
    own = set(_of(user).values_list("pk", flat=True))
    rows = _edits_by(user).values("map_id", "revision", "kind", "at", "operations")
    for row in rows.iterator(chunk_size=500):
        yield row if row["map_id"] in own else {**row, "operations": _own_words(row["operations"])}


def _own_words(operations: list[Operation]) -> list[Operation]:
    """Without the whole map that a restore puts back: on somebody else's map it holds their words."""
    return [{**step, "value": None} if step["op"] == "replace" else step for step in operations]


def _leave_edits(user: User, kept: Keys) -> None:
    _edits_by(user).update(actor=None)


def _versions(user: User) -> Rows:
    return _versions_of(user).values("id", "map_id", "revision", "kind", "name", "created_at")


def _version_files(user: User) -> Files:
    for version in _versions_of(user).iterator(chunk_size=20):
        yield f"maps/{version.map_id}/{version.pk}.cjm.json", _readable(version.document)


def _erase_versions(user: User, kept: Keys) -> None:
    _versions_of(user).exclude(pk__in=kept).delete()
    Snapshot.unscoped.filter(created_by=user).update(created_by=None)


def _images_of(user: User) -> QuerySet[MapImage]:
    return MapImage.unscoped.filter(map__owner=user)


def _images(user: User) -> Rows:
    return _images_of(user).values("id", "map_id", "place", "alt", "width", "height", "created_at")


def _image_files(user: User) -> Files:
    for image in _images_of(user):
        if default_storage.exists(image.file):
            with default_storage.open(image.file) as file:
                yield image.file, file.read()


def _erase_images(user: User, kept: Keys) -> None:
    for image in _images_of(user):
        delete_image(image)


personal(
    JourneyMap,
    title=_("Your maps"),
    export=_maps,
    files=_map_files,
    erase=_erase_maps,
    kept=_("A map that you handed in belongs to the record of its cohort; all others are deleted."),
)
personal(
    MapEdit,
    title=_("Changes you made to maps"),
    export=_edits,
    erase=_leave_edits,
    kept=_("The history of a map that stays is kept with it, without saying who."),
)
personal(
    Snapshot,
    title=_("Versions of your maps"),
    export=_versions,
    files=_version_files,
    erase=_erase_versions,
    kept=_("What you handed in, exactly as it was graded; all other versions are deleted."),
)
personal(
    MapImage,
    title=_("Portraits and sketches beside your maps"),
    export=_images,
    files=_image_files,
    erase=_erase_images,
)


def _shared_with(user: User) -> QuerySet[CoAuthor]:
    return CoAuthor.unscoped.filter(Q(user=user) | Q(map__owner=user))


def _links_of(user: User) -> QuerySet[ShareLink]:
    return ShareLink.unscoped.filter(Q(map__owner=user) | Q(created_by=user))


def _reviews_of(user: User) -> QuerySet[ReviewPlan]:
    return ReviewPlan.unscoped.filter(map__owner=user)


def _uploads_of(user: User) -> QuerySet[Upload]:
    return Upload.unscoped.filter(owner=user)


def _upload_files(user: User) -> Files:
    for upload in _uploads_of(user):
        if default_storage.exists(upload.file):
            with default_storage.open(upload.file) as file:
                yield upload.file, file.read()


def _erase_uploads(user: User, kept: Keys) -> None:
    for upload in _uploads_of(user):
        default_storage.delete(upload.file)
    _uploads_of(user).delete()


personal(
    CoAuthor,
    title=_("Maps drawn together"),
    export=lambda user: _shared_with(user).filter(user=user).values("map_id", "map__title", "created_at"),
    erase=_erased(_shared_with),
)
personal(
    ShareLink,
    title=_("Links to your maps"),
    export=lambda user: _links_of(user).values("map_id", "embed", "created_at", "expires_at", "revoked_at"),
    erase=_erased(_links_of),
)
personal(
    ReviewPlan,
    title=_("When you look at your maps again"),
    export=lambda user: _reviews_of(user).values("map_id", "rhythm", "next_on"),
    erase=_erased(_reviews_of),
)
personal(
    Upload,
    title=_("Files on their way into a map"),
    export=lambda user: _uploads_of(user).values("name", "purpose", "map_id", "created_at"),
    files=_upload_files,
    erase=_erase_uploads,
)
