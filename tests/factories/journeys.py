"""Maps through the one door that makes them."""

import io
from typing import Any

from PIL import Image

from apps.common.access import Actor
from apps.journeys.models import ImagePlace, JourneyMap, MapImage
from apps.journeys.services import add_image, create_map
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
