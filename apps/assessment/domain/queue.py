"""The order in which one grader sees the maps of an assignment."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence


def shuffled(submissions: Iterable[str], *, grader: str) -> list[str]:
    """Pseudo-random, so nobody is always graded first or last, and the same at every visit of this grader."""

    def rank(submission: str) -> bytes:
        return hashlib.blake2b(f"{grader}:{submission}".encode(), digest_size=8).digest()

    return sorted(submissions, key=rank)


def following(order: Sequence[str], open_ids: Iterable[str], current: str) -> str | None:
    """The next map still to grade after the current one, round to the start; None when no other is left."""
    waiting = set(open_ids) - {current}
    start = order.index(current) + 1 if current in order else 0
    return next((sid for sid in [*order[start:], *order[:start]] if sid in waiting), None)


def window(order: Sequence[str], current: str, size: int) -> list[str]:
    """At most ``size`` neighbours in order, the current one among them: a page stays small with any class."""
    if len(order) <= size:
        return list(order)
    position = order.index(current) if current in order else 0
    start = min(max(position - 2, 0), len(order) - size)
    return list(order[start : start + size])
