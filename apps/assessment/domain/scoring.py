"""Points, pass and open criteria of one grading, and what two attempts differ in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from apps.assessment.domain.rubric import RubricDocument


@dataclass(frozen=True, slots=True)
class Score:
    """``open`` are the criteria without a level; ``passed`` is None until none is open."""

    points: int
    out_of: int
    pass_points: int
    open: tuple[str, ...]

    @property
    def complete(self) -> bool:
        return not self.open

    @property
    def passed(self) -> bool | None:
        return self.points >= self.pass_points if self.complete else None


@dataclass(frozen=True, slots=True)
class Progress:
    """Points of one criterion now and in the earlier attempt (None: it was not graded then)."""

    criterion: str
    points: int | None
    before: int | None

    @property
    def gained(self) -> int:
        """Signed difference; 0 when there is nothing to compare with."""
        if self.points is None or self.before is None:
            return 0
        return self.points - self.before

    @property
    def lost(self) -> int:
        return max(-self.gained, 0)


def score(rubric: RubricDocument, levels: Mapping[str, int], *, pass_points: int | None = None) -> Score:
    """Levels are points by criterion id; what the rubric does not know counts nothing."""
    given = {c.id: levels[c.id] for c in rubric.criteria if c.id in levels}
    return Score(
        points=sum(given.values()),
        out_of=rubric.out_of,
        pass_points=rubric.pass_points if pass_points is None else pass_points,
        open=tuple(c.id for c in rubric.criteria if c.id not in given),
    )


def compare(
    rubric: RubricDocument, now: Mapping[str, int], before: Mapping[str, int]
) -> tuple[Progress, ...]:
    """Progress by criterion, in the order of the rubric. Criteria keep their ids over versions."""
    return tuple(Progress(c.id, now.get(c.id), before.get(c.id)) for c in rubric.criteria)


def next_open(rubric: RubricDocument, levels: Mapping[str, int], after: str) -> str:
    """Where the grader goes after setting a level: the next open criterion, round to the start, else stay."""
    ids = [criterion.id for criterion in rubric.criteria]
    start = ids.index(after) + 1 if after in ids else 0
    stay = after if after in ids else ids[0]
    return next((cid for cid in ids[start:] + ids[:start] if cid not in levels), stay)
