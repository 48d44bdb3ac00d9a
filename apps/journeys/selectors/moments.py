"""A map as it was after any of its edits, and who has written how much of it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.core.cache import cache
from django.db.models import Count

from apps.journeys.domain.contribution import Author, Change, Contribution, contributions
from apps.journeys.domain.operations import Operation, apply
from apps.journeys.domain.stored import recall
from apps.journeys.models import JourneyMap, MapEdit

CHUNK = 500
REMEMBERED = 24 * 60 * 60
"""seconds; an edit makes a new key"""


def plain_at(map: JourneyMap, *, revision: int) -> dict[str, Any]:
    """The plain tree after that edit, 0 for the map as it was made. Shared: never change it.

    Walks back from the next kept version or, after the last, from now; 2 queries however many edits lie between.
    A version is kept before each restore, hence no walk leads through a whole map that a restore has put there.
    """
    if revision >= map.revision:
        return recall(map.document_json).plain
    kept = (
        map.snapshots.filter(revision__gte=revision, revision__lt=map.revision).order_by("revision").first()
    )
    text, newest = (kept.document_json, kept.revision) if kept else (map.document_json, map.revision)
    since = map.edits.filter(revision__gt=revision, revision__lte=newest).order_by("-revision")
    ways_back = since.values_list("inverse", flat=True).iterator(chunk_size=CHUNK)
    steps: list[Operation] = list(chain.from_iterable(ways_back))
    return apply(recall(text).plain, steps)[0] if steps else recall(text).plain


def edit_at(map: JourneyMap, *, revision: int) -> MapEdit | None:
    """With its author; 1 query."""
    return map.edits.filter(revision=revision).select_related("actor").first()


@dataclass(frozen=True, slots=True)
class Share:
    """One author's part of a map, in whole percent of the edits and of the text that edits wrote and that stands."""

    name: str
    edits: int
    of_edits: int
    of_text: int


def shares_of(map: JourneyMap) -> list[Share]:
    """Empty while nobody or one person has edited. 1 query; one more where the map is new to the cache."""
    rows = map.edits.order_by().values_list("actor", "actor__name").annotate(edits=Count("pk"))
    names = {author: name or "" for author, name, _edits in rows}
    if len(names) < 2:
        return []
    found = _contributions(map)
    edits, letters = sum(one.edits for one in found), sum(one.letters for one in found)
    return [
        Share(
            names.get(one.author, ""),
            one.edits,
            round(100 * one.edits / edits),
            round(100 * one.letters / letters) if letters else 0,
        )
        for one in found
    ]


def _contributions(map: JourneyMap) -> list[Contribution]:
    """Worked out once for each revision: it reads the whole log."""
    key = f"contributions:{map.pk}:{map.revision}"
    known: list[tuple[Author, int, int]] | None = cache.get(key)
    if known is None:
        rows = map.edits.filter(revision__lte=map.revision).order_by("revision")
        log = rows.values_list("actor", "operations", "inverse").iterator(chunk_size=CHUNK)
        found = contributions(recall(map.document_json).document, (Change(*row) for row in log))
        known = [(one.author, one.edits, one.letters) for one in found]
        cache.set(key, known, timeout=REMEMBERED)
    return [Contribution(*values) for values in known]
