"""Maps through the one door that makes them."""

import io
from typing import Any

from PIL import Image

from apps.common.access import Actor
from apps.journeys.models import ImagePlace, JourneyMap, MapImage, Upload, UploadPurpose
from apps.journeys.services import add_image, apply_operations, create_map
from apps.journeys.services.uploads import keep_upload
from tests.factories.organisations import OrganisationFactory


def guest(key: str = "key-of-a-guest") -> Actor:
    return Actor(guest_key=key)


def make_map(
    actor: Actor | None = None, *, document: dict[str, Any] | None = None, organisation_id: str = ""
) -> JourneyMap:
    actor = actor or guest()
    organisation_id = organisation_id or actor.active_org_id or OrganisationFactory().pk
    title = "" if document else "Untitled"
    return create_map(
        actor=actor, organisation_id=organisation_id, title=title, language="en", document=document
    )


def photo(size: tuple[int, int] = (60, 40), form: str = "JPEG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, form)
    return out.getvalue()


def sketch_of(map: JourneyMap, *, alt: str = "Boxes on a whiteboard") -> MapImage:
    actor = Actor(user_id=map.owner_id) if map.owner_id else guest()
    return add_image(map, actor=actor, place=ImagePlace.SKETCH, file=io.BytesIO(photo()), alt=alt)


def draw_change(map: JourneyMap, actor: Actor) -> None:
    """A change with a measure, an earlier review and a resource; ``shorter-queue`` is its id."""
    readings = [{"id": f"wait-{n}", "day": day, "value": value} for n, (day, value) in enumerate(_READ)]
    kpi = {"id": "wait", "name": "Wait at the desk", "unit": "minutes", "direction": "down"}
    review = {"id": "looked", "day": "2026-03-02", "before": 19, "after": 16, "verdict": "adjust"}
    change = {"id": "shorter-queue", "title": "A shorter queue", "owner": "Front office", "due": "2026-02-15"}
    resource = {"id": "desk", "name": "Second desk", "need": 2, "have": 1, "unit": "desks"}
    values = {
        "kpis": {**kpi, "baseline": 19, "target": 5, "readings": readings},
        "changes": {**change, "kpi": "wait", "reviews": [review]},
        "resources": {**resource, "changes": ["shorter-queue"]},
        "opportunities": {"id": "online", "text": "Check in online", "impact": 5, "effort": 2},
    }
    operations = [
        {"op": "add", "parent": "map", "field": name, "value": value} for name, value in values.items()
    ]
    apply_operations(
        map, operations, base_revision=map.revision, actor=actor, client="drawn-change", sequence=1
    )


_READ = (("2025-12-12", 19), ("2026-03-02", 16))


TABLE = "Stage,Touchpoint,Action,Emotion\nBefore,Website,looks for a room,1\nStay,Front desk,waits,-2\n"


def upload_of(
    actor: Actor | None = None,
    raw: bytes = TABLE.encode(),
    *,
    name: str = "hotel.csv",
    map: JourneyMap | None = None,
) -> Upload:
    actor = actor or guest()
    organisation_id = map.organisation_id if map else actor.active_org_id or OrganisationFactory().pk
    return keep_upload(
        raw, name=name, purpose=UploadPurpose.MAP, actor=actor, organisation_id=organisation_id, map=map
    )
