from apps.journeys.models.maps import (
    EditKind,
    ImagePlace,
    JourneyMap,
    MapEdit,
    MapImage,
    MapManager,
    Snapshot,
    SnapshotKind,
    StoredDocument,
    own_maps,
)
from apps.journeys.models.reviews import ReviewPlan, ReviewRhythm
from apps.journeys.models.sharing import CoAuthor, ShareLink
from apps.journeys.models.uploads import Upload, UploadPurpose

__all__ = [
    "CoAuthor",
    "EditKind",
    "ImagePlace",
    "JourneyMap",
    "MapEdit",
    "MapImage",
    "MapManager",
    "ReviewPlan",
    "ReviewRhythm",
    "ShareLink",
    "Snapshot",
    "SnapshotKind",
    "StoredDocument",
    "Upload",
    "UploadPurpose",
    "own_maps",
]
