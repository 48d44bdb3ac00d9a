from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.common.access import Actor
from apps.common.ids import guest_hash, request_key
from apps.journeys.domain.document import Map
from apps.journeys.domain.problems import InvalidDocument, read_map
from apps.journeys.domain.stored import recall
from apps.journeys.imports import read_json_map
from apps.journeys.mermaid import is_mermaid, read_mermaid_map
from apps.journeys.models import JourneyMap
from apps.journeys.selectors import review_today
from apps.journeys.services.editing import InvalidMap, derived, text_within_limit


def create_map(
    *,
    actor: Actor,
    organisation_id: str,
    title: str,
    language: str,
    document: dict[str, Any] | None = None,
    key: str = "",
) -> JourneyMap:
    """A new map of the actor. ``title`` and ``language``, where given, stand above those of ``document``.

    ``key``: of the form that asks. The same map asked for again with it is answered with the first one.
    """
    named = {key: value for key, value in (("title", title), ("language", language)) if value}
    try:
        drawn = read_map({**(document or {}), **named})
    except InvalidDocument as error:
        raise InvalidMap(error.problems) from None
    return _store(drawn, actor=actor, organisation_id=organisation_id, key=key)


def import_map(*, actor: Actor, organisation_id: str, raw: bytes, language: str, key: str = "") -> JourneyMap:
    """A new map from a JSON file or a Mermaid diagram, or `InvalidMap` with all that is wrong and nothing stored.

    ``language`` counts where the file names none; ``key`` as in `create_map`.
    """
    try:
        drawn = read_mermaid_map(raw) if is_mermaid(raw) else read_json_map(raw)
    except InvalidDocument as error:
        raise InvalidMap(error.problems) from None
    if not drawn.language:
        drawn = drawn.model_copy(update={"language": language})
    return _store(drawn, actor=actor, organisation_id=organisation_id, key=key)


def _store(drawn: Map, *, actor: Actor, organisation_id: str, key: str) -> JourneyMap:
    text = text_within_limit(drawn)
    created = JourneyMap(
        organisation_id=organisation_id,
        owner_id=actor.user_id,
        guest_key=guest_hash(actor.guest_key) if actor.user_id is None and actor.guest_key else "",
        request_key=request_key(key, text),
        document_json=text,
        updated_at=timezone.now(),
    )
    for name, value in derived(drawn, review_today(drawn)).items():
        setattr(created, name, value)
    try:
        with transaction.atomic():
            created.save(force_insert=True)
    except IntegrityError:
        first = JourneyMap.objects.own(actor).filter(request_key=created.request_key).first()
        if created.request_key is None or first is None:
            raise
        return first
    recall(text, drawn)
    return created
