"""Levels and feedback by criterion, as the grading's row keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from apps.assessment.domain.rubric import RubricDocument


@dataclass(frozen=True, slots=True)
class Mark:
    """``level`` is the points of the chosen level, None while the criterion is open."""

    level: int | None = None
    feedback: str = ""


class MarkError(ValueError):
    """``args[0]`` is the code: unknown_criterion or unknown_level."""


def read_marks(stored: Mapping[str, Any]) -> dict[str, Mark]:
    return {cid: Mark(entry.get("level"), entry.get("feedback", "")) for cid, entry in stored.items()}


def with_mark(
    stored: Mapping[str, Any],
    rubric: RubricDocument,
    criterion_id: str,
    *,
    level: int | None,
    feedback: str | None,
) -> dict[str, Any]:
    """A copy with this criterion changed; None leaves the part as it was. Raises MarkError."""
    criterion = rubric.criterion(criterion_id)
    if criterion is None:
        raise MarkError("unknown_criterion")
    if level is not None and criterion.level_index(level) is None:
        raise MarkError("unknown_level")
    old = read_marks(stored).get(criterion_id, Mark())
    new = Mark(old.level if level is None else level, old.feedback if feedback is None else feedback)
    return {**stored, criterion_id: asdict(new)}
