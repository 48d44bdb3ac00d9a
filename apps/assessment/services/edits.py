"""The one way a grading changes: a version-checked UPDATE and one row in the log, both or neither."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from apps.assessment.models import Grading, GradingEvent
from apps.common.access import Actor
from apps.common.errors import DomainError, Stale

TRIES = 5
STATE = "state"


@dataclass(frozen=True, slots=True)
class Edit:
    """What a request says about itself: the version its page showed, the open page, its own key."""

    version: int
    key: str
    client: str = ""


@dataclass(frozen=True, slots=True)
class Edited:
    """``repeated``: a request with this key was answered before and nothing happened now."""

    grading: Grading
    repeated: bool = False


def _fresh(grading: Grading) -> Grading:
    """The same row as it stands now; what was loaded with it stays at hand."""
    grading.refresh_from_db(
        fields=["version", "state", "marks", "summary", "points", "grader", "completed_at", "released_at"],
        from_queryset=Grading.objects.for_org(grading.organisation_id),
    )
    return grading


def _already_answered(grading: Grading, edit: Edit, target: str) -> bool:
    """Looks at what happened since the page was drawn; raises Stale when somebody else changed the same part.

    A repeat is a request whose key made the last change of its part: A, then B, then A are three changes.
    """
    since = GradingEvent.objects.for_org(grading.organisation_id).filter(grading=grading)
    rows = list(
        since.filter(version__gt=edit.version).order_by("version").values_list("key", "client", "target")
    )
    if {part: key for key, _client, part in rows}.get(target) == edit.key:
        return True
    theirs = {part for _key, client, part in rows if not client or client != edit.client}
    if theirs & {target, STATE}:
        raise Stale(grading=grading, target=target)
    return False


def change_grading(
    grading: Grading,
    *,
    actor: Actor,
    edit: Edit,
    target: str,
    values: Callable[[Grading], dict[str, Any]],
    detail: dict[str, Any] | None = None,
) -> Edited:
    """Apply ``values`` to the newest row under its version. A change of another part is no conflict."""
    for _ in range(TRIES):
        if edit.version < grading.version and _already_answered(grading, edit, target):
            return Edited(grading, repeated=True)
        if grading.state != Grading.State.DRAFT:
            raise DomainError("grading_is_closed")
        new = {"grader_id": actor.user_id, **values(grading)}
        with transaction.atomic():
            scope = Grading.objects.for_org(grading.organisation_id)
            changed = scope.filter(pk=grading.pk, version=grading.version).update(
                version=grading.version + 1, **new
            )
            if changed:
                _log(grading, actor, edit, target, detail)
        if changed:
            for name, value in {**new, "version": grading.version + 1}.items():
                setattr(grading, name, value)
            return Edited(grading)
        _fresh(grading)
    raise Stale(grading=grading, target=target)


def _log(grading: Grading, actor: Actor, edit: Edit, target: str, detail: dict[str, Any] | None) -> None:
    GradingEvent.objects.create(
        grading=grading,
        version=grading.version + 1,
        actor_id=actor.user_id,
        client=edit.client,
        key=edit.key,
        target=target,
        detail=detail or {},
    )
