from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone

from apps.assessment.domain.marks import MarkError, with_mark
from apps.assessment.domain.places import pinnable
from apps.assessment.models import Assignment, Grading, MapComment
from apps.assessment.selectors import frozen_document
from apps.assessment.services.edits import Edit, Edited, change_grading
from apps.assessment.services.telling import tell_learner
from apps.common.access import Actor
from apps.common.errors import DomainError, NotFound, Stale

_ID = re.compile(r"[a-z0-9]{1,10}")


def mark_criterion(
    grading: Grading,
    *,
    actor: Actor,
    edit: Edit,
    criterion: str,
    level: int | None = None,
    feedback: str | None = None,
) -> Edited:
    """Set the level, the feedback or both; what is None stays."""

    def values(now: Grading) -> dict[str, Any]:
        try:
            marks = with_mark(now.marks, now.assignment.rubric, criterion, level=level, feedback=feedback)
        except MarkError as error:
            raise DomainError(error.args[0]) from error
        return {"marks": marks, "points": sum(mark["level"] or 0 for mark in marks.values())}

    detail = {key: value for key, value in (("level", level), ("feedback", feedback)) if value is not None}
    return change_grading(
        grading, actor=actor, edit=edit, target=f"criterion:{criterion}", values=values, detail=detail
    )


def write_summary(grading: Grading, *, actor: Actor, edit: Edit, text: str) -> Edited:
    return change_grading(
        grading,
        actor=actor,
        edit=edit,
        target="summary",
        values=lambda _now: {"summary": text},
        detail={"text": text},
    )


def _nothing_else(_now: Grading) -> dict[str, Any]:
    return {}


@transaction.atomic
def add_comment(
    grading: Grading, *, actor: Actor, edit: Edit, object_id: str, lane: str, text: str, praise: bool = False
) -> Edited:
    """Pin a remark to a cell of the frozen map; a repeat of the request does not pin it twice."""
    if not text.strip():
        raise DomainError("comment_is_empty")
    if not pinnable(frozen_document(grading.submission), object_id, lane):
        raise DomainError("no_such_place")
    edited = change_grading(
        grading,
        actor=actor,
        edit=edit,
        target=f"comment:new:{edit.key}",
        values=_nothing_else,
        detail={"object": object_id, "lane": lane, "text": text},
    )
    if not edited.repeated:
        MapComment.objects.create(
            organisation_id=grading.organisation_id,
            grading=grading,
            object_id=object_id,
            lane=lane,
            text=text,
            praise=praise,
            position=edited.grading.version,
        )
    return edited


@transaction.atomic
def change_comment(
    grading: Grading, *, actor: Actor, edit: Edit, comment_id: str, text: str, praise: bool = False
) -> Edited:
    """Raises Stale when the remark was deleted meanwhile, so that the words are not lost with it."""
    if not text.strip():
        raise DomainError("comment_is_empty")
    edited = _on_comment(grading, actor, edit, comment_id, detail={"text": text})
    if not edited.repeated:
        rows = MapComment.objects.for_org(grading.organisation_id).filter(pk=comment_id, grading=grading)
        if not rows.update(text=text, praise=praise):
            raise Stale(grading=grading, target=f"comment:{comment_id}")
    return edited


@transaction.atomic
def delete_comment(grading: Grading, *, actor: Actor, edit: Edit, comment_id: str) -> Edited:
    """Deleting what is already gone is no error."""
    edited = _on_comment(grading, actor, edit, comment_id, detail={"deleted": True})
    if not edited.repeated:
        MapComment.objects.for_org(grading.organisation_id).filter(pk=comment_id, grading=grading).delete()
    return edited


def _on_comment(
    grading: Grading, actor: Actor, edit: Edit, comment_id: str, *, detail: dict[str, Any]
) -> Edited:
    if not _ID.fullmatch(comment_id):
        raise NotFound
    target = f"comment:{comment_id}"
    return change_grading(grading, actor=actor, edit=edit, target=target, values=_nothing_else, detail=detail)


@transaction.atomic
def complete_grading(grading: Grading, *, actor: Actor, edit: Edit, summary: str | None = None) -> Edited:
    """Close the grading; the learner sees it now or with everybody else's, as the assignment says."""

    def values(now: Grading) -> dict[str, Any]:
        if now.score.open:
            raise DomainError("criteria_open", criteria=list(now.score.open))
        at = timezone.now()
        at_once = now.assignment.release == Assignment.Release.AT_ONCE
        return {
            "state": Grading.State.COMPLETED,
            "completed_at": at,
            "released_at": at if at_once else None,
        } | _written(summary)

    return _close(grading, actor, edit, values, Grading.State.COMPLETED)


@transaction.atomic
def return_for_rework(grading: Grading, *, actor: Actor, edit: Edit, summary: str | None = None) -> Edited:
    """Give it back without a result. The learner sees it at once and must be told what to work on."""
    remarks = MapComment.objects.for_org(grading.organisation_id).filter(grading=grading)

    def values(now: Grading) -> dict[str, Any]:
        told = now.summary if summary is None else summary
        if not told.strip() and not remarks.exists():
            raise DomainError("rework_needs_words")
        at = timezone.now()
        return {"state": Grading.State.RETURNED, "completed_at": at, "released_at": at} | _written(summary)

    return _close(grading, actor, edit, values, Grading.State.RETURNED)


def _close(
    grading: Grading,
    actor: Actor,
    edit: Edit,
    values: Callable[[Grading], dict[str, Any]],
    state: Grading.State,
) -> Edited:
    edited = change_grading(
        grading, actor=actor, edit=edit, target="state", values=values, detail={"state": state}
    )
    if not edited.repeated and edited.grading.released_at is not None:
        tell_learner(edited.grading)
    return edited


def _written(summary: str | None) -> dict[str, Any]:
    return {} if summary is None else {"summary": summary}
