"""The one write path of a map: rebase, validate the whole, version-checked UPDATE, one row in the log."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from apps.common.access import Actor
from apps.common.errors import DomainError, Stale
from apps.common.metrics import map_saves
from apps.journeys.domain.coach import Finding, Severity
from apps.journeys.domain.document import ROOT_ID, LinkKind, Map
from apps.journeys.domain.operations import (
    FieldConflict,
    Operation,
    OperationError,
    apply,
    check,
    conflicts,
    rebase,
)
from apps.journeys.domain.problems import InvalidDocument, Problem, replain_map, reread_map, write_map
from apps.journeys.domain.stored import recall
from apps.journeys.imports import MAX_BYTES
from apps.journeys.models import EditKind, JourneyMap, MapEdit
from apps.journeys.selectors import leads_to, review_today
from apps.journeys.topics import map_changed, map_topic
from apps.live.hub import Message
from apps.live.relay import publish

FREE_ATTEMPTS = 3
# Edits that the server numbers itself, within the client that asked, start above any number a client may use.
SEQUENCE_LIMIT = 2**53
LONGEST_PAUSE = 0.02
_CLIENT = re.compile(r"[A-Za-z0-9_-]{1,40}")


class EditConflict(DomainError):  # noqa: N818 - named by what happened
    """Somebody else changed the same fields since; nothing was stored. ``revision``: of their values."""

    def __init__(self, found: Sequence[FieldConflict], revision: int) -> None:
        super().__init__("edit_conflict")
        self.conflicts = list(found)
        self.revision = revision


class InvalidMap(DomainError):  # noqa: N818 - named by what happened
    """The map would not be valid; nothing was stored."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("invalid_map")
        self.problems = list(problems)


@dataclass(frozen=True, slots=True)
class Applied:
    map: JourneyMap
    document: Map
    findings: tuple[Finding, ...]
    revision: int
    """that this edit made; an edit that changed nothing made none and names the newest"""
    missed: tuple[Operation, ...] = ()
    """what others did between ``base_revision`` and this edit: the page has not shown it yet"""


def apply_operations(
    map: JourneyMap,
    operations: Sequence[Operation],
    *,
    base_revision: int,
    actor: Actor,
    client: str,
    sequence: int,
) -> Applied:
    """Carry out what a page asks for, on the newest document.

    ``client`` is one open page and ``sequence`` the number of the edit in it: repeated, the edit is answered
    again and not done again. Edits of other clients after ``base_revision`` are kept; where they touch the
    same fields, `EditConflict`. `InvalidMap` names object and field of each problem. Queries: one UPDATE, one
    INSERT, and one SELECT when ``base_revision`` is not the newest.
    """
    _check_request(operations, client, sequence)

    def attempt() -> Applied | None:
        if base_revision > map.revision:
            raise DomainError("unknown_revision", revision=map.revision)
        since = _edits_since(map, base_revision, client, sequence)
        if since and since[-1].revision > map.revision:
            return None
        if first := next((edit for edit in since if edit.client == client), None):
            return _answer(map, first.revision)
        refuse_collisions(map, operations, since)
        todo = rebase(operations, recall(map.document_json).plain) if since else operations
        try:
            done = commit(map, todo, kind=EditKind.EDIT, actor=actor, client=client, sequence=sequence)
        except IntegrityError:
            first = map.edits.get(client=client, sequence=sequence)
            map.refresh_from_db()
            return _answer(map, first.revision)
        missed = tuple(operation for edit in since for operation in edit.operations)
        return done and Applied(done.map, done.document, done.findings, done.revision, missed)

    return retried(map, attempt)


def _check_request(operations: Sequence[Operation], client: str, sequence: int) -> None:
    if not _CLIENT.fullmatch(client) or not 0 <= sequence < SEQUENCE_LIMIT:
        raise DomainError("malformed_request")
    try:
        check(operations)
    except OperationError as error:
        raise _refusal(error, operations) from None


def _edits_since(map: JourneyMap, base: int, client: str, sequence: int) -> list[MapEdit]:
    """Other clients' edits after ``base``, and this very one if it has been done before."""
    if base == map.revision:
        return []
    wanted = ~Q(client=client) | Q(sequence=sequence)
    return list(map.edits.filter(wanted, revision__gt=base).order_by("revision"))


def refuse_collisions(
    map: JourneyMap,
    operations: Sequence[Operation],
    since: Sequence[MapEdit],
) -> None:
    undone_by = [operation for edit in since for operation in edit.inverse]
    if found := conflicts(operations, undone_by, recall(map.document_json).plain):
        raise EditConflict(found, map.revision)


def commit(
    map: JourneyMap,
    operations: Sequence[Operation],
    *,
    kind: EditKind,
    actor: Actor,
    client: str,
    sequence: int | None = None,
    answers: MapEdit | None = None,
) -> Applied | None:
    """Store the change on exactly the revision that ``map`` has; None when somebody was faster."""
    document, plain, text, inverse = _changed(map, operations, actor)
    findings = review_today(document)
    if text == map.document_json and kind == EditKind.EDIT:
        return Applied(map, document, findings, map.revision)
    now, revision = timezone.now(), map.revision + 1
    columns = {"document_json": text, "updated_at": now, "revision": revision, **derived(document, findings)}
    # The outermost transaction in the product; a savepoint inside a caller's would only cost two queries.
    with transaction.atomic(savepoint=False):
        own_row = JourneyMap.objects.for_org(map.organisation_id).filter(pk=map.pk, revision=map.revision)
        if not own_row.update(**columns):
            return None
        MapEdit.objects.create(
            map=map,
            revision=revision,
            actor_id=actor.user_id,
            client=client,
            sequence=SEQUENCE_LIMIT + revision if sequence is None else sequence,
            operations=list(operations),
            inverse=inverse,
            kind=kind,
            answers=answers,
            at=now,
        )
    for name, value in columns.items():
        setattr(map, name, value)
    recall(text, document, plain)
    heard = map_changed(map, client)
    transaction.on_commit(lambda: _saved(map.pk, heard), robust=True)
    return Applied(map, document, findings, revision)


def _saved(map_id: str, heard: Message) -> None:
    map_saves.inc()
    publish(map_topic(map_id), heard)


def _changed(
    map: JourneyMap, operations: Sequence[Operation], actor: Actor
) -> tuple[Map, dict[str, Any], str, list[Operation]]:
    """The changed map: typed, as the plain tree and as the text to store; and what takes the change back."""
    stored = recall(map.document_json)
    try:
        changed, inverse = apply(stored.plain, operations)
        document = reread_map(changed, stored.plain, stored.document)
    except OperationError as error:
        raise _refusal(error, operations) from None
    except InvalidDocument as error:
        raise InvalidMap(error.problems) from None
    _refuse_circles(map, document, actor)
    return document, replain_map(changed, stored.plain, document), text_within_limit(document), inverse


def _refuse_circles(map: JourneyMap, document: Map, actor: Actor) -> None:
    """Zooming in comes to an end, whether a link was drawn, brought back or came with a file."""
    if document.links == recall(map.document_json).document.links:
        return
    for link in document.links:
        if link.kind is LinkKind.ZOOM and leads_to(actor, start=link.map, target=map.pk):
            raise InvalidMap([Problem(link.id, "map", "zoom_cycle")])


def text_within_limit(document: Map) -> str:
    text = write_map(document)
    if len(text) > MAX_BYTES // 4 and len(text.encode()) > MAX_BYTES:
        raise InvalidMap([Problem(ROOT_ID, "", "too_large", {"max": MAX_BYTES})])
    return text


def _refusal(error: OperationError, operations: Sequence[Operation]) -> InvalidMap:
    asked: Any = operations[error.index] if error.index < len(operations) else {}
    asked = asked if isinstance(asked, dict) else {}
    name = error.params.get("id") or asked.get("id") or asked.get("parent")
    field = error.params.get("field") or asked.get("field")
    params = {key: value for key, value in error.params.items() if key not in {"id", "field"}}
    return InvalidMap(
        [
            Problem(
                name if isinstance(name, str) else ROOT_ID,
                field if isinstance(field, str) else "",
                error.code,
                {**params, "operation": error.index},
            )
        ]
    )


def derived(document: Map, findings: Sequence[Finding]) -> dict[str, Any]:
    """The columns that lists and averages read."""
    open_ones = [finding.severity for finding in findings if finding.waived is None]
    return {
        "title": document.title,
        "kind": document.kind or "",
        "language": document.language,
        "touchpoint_count": len(document.touchpoints),
        "errors": open_ones.count(Severity.ERROR),
        "warnings": open_ones.count(Severity.WARNING),
        "hints": open_ones.count(Severity.HINT),
        "emotions": [touchpoint.emotion.score for touchpoint in document.touchpoints_in_order()],
    }


def _answer(map: JourneyMap, revision: int) -> Applied:
    document = recall(map.document_json).document
    return Applied(map, document, review_today(document), revision)


def retried(map: JourneyMap, attempt: Callable[[], Applied | None]) -> Applied:
    """Try on the newest document until nobody is faster: a few times freely, then with the row locked.

    The lock only gives everybody their turn on a busy map; what keeps edits is the version check.
    """
    for _ in range(FREE_ATTEMPTS):
        if done := attempt():
            return done
        time.sleep(random.uniform(0, LONGEST_PAUSE))  # noqa: S311 - spreads load
        map.refresh_from_db()
    with transaction.atomic():
        map.refresh_from_db(from_queryset=JourneyMap.objects.for_org(map.organisation_id).select_for_update())
        if done := attempt():
            return done
    raise Stale("map_busy")
