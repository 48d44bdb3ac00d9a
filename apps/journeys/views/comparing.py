from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from apps.common.access import Request, requires
from apps.common.pages import render_page
from apps.journeys import comparisons
from apps.journeys.differences import difference_lines
from apps.journeys.domain.combine import MOST, NotEnough, average_of_maps, average_of_vectors, overlay
from apps.journeys.policies import Perm
from apps.journeys.selectors import (
    Comparable,
    comparables,
    emotion_vectors,
    maps_among,
    maps_of,
    version_key,
    versions_of,
    whole_maps,
)

# So many maps are counted on one page; up to READ of them are read whole, else their stored scores are enough.
COUNTED, READ, LINES_SHOWN = 200, 50, 300


@require_GET
@requires(Perm.VIEW_MAP)
def compare(request: Request) -> HttpResponse:
    """Two to five maps and versions side by side; the address names them, so it can be kept."""
    keys = list(dict.fromkeys(request.GET.getlist("maps")))
    found = comparables(request.actor, keys) if len(keys) <= MOST else []
    sides = [side for side in found if side]
    if len(keys) > MOST:
        return _choose(request, keys[:MOST], _("Up to five can be laid over each other. Choose fewer."))
    if len(sides) < len(keys):
        return _choose(request, keys, _("One of these maps is not here any more, or it is not yours to see."))
    if len(sides) < 2:
        chosen = (
            _("Choose a second one, then there is something to compare.") if "show" in request.GET else ""
        )
        return _choose(request, keys, chosen)
    return render_page(request, "journeys/compare.html", _side_by_side(sides, request.GET.get("diff", "")))


def _choose(request: Request, keys: Sequence[str], problem: str) -> HttpResponse:
    maps = maps_of(request.actor)[:COUNTED]
    versions = versions_of(request.actor, {key.partition(".")[0] for key in keys})
    context = {
        "maps": maps,
        "versions": [(version_key(version), version) for version in versions],
        "keys": keys,
        "problem": problem,
    }
    return render_page(request, "journeys/compare_choose.html", context, status=422 if problem else 200)


def _side_by_side(sides: Sequence[Comparable], asked: str) -> dict[str, Any]:
    labels = comparisons.labels_of(sides)
    found = overlay([side.document for side in sides])
    pairs = comparisons.pairs_of(labels)
    pair = next((item for item in pairs if item.name == asked), pairs[0])
    before, after = sides[pair.before].document, sides[pair.after].document
    lines = difference_lines(before, after)
    return {
        "sides": list(zip(sides, labels, strict=True)),
        "chart": comparisons.render_chart(comparisons.overlay_chart(found, labels)),
        "figures": comparisons.figures(found, labels),
        "apart": comparisons.apart(found, labels),
        "pairs": pairs,
        "pair": pair,
        "before": labels[pair.before],
        "after": labels[pair.after],
        "lines": lines[:LINES_SHOWN],
        "more": max(len(lines) - LINES_SHOWN, 0),
        "future": comparisons.future_of(before, after),
    }


@require_GET
@requires(Perm.VIEW_MAP)
def average(request: Request) -> HttpResponse:
    """The average experience of own maps: of a few by touchpoint, of many by position."""
    ids = list(dict.fromkeys(request.GET.getlist("maps")))
    maps = maps_among(request.actor, ids[:COUNTED])
    counted = maps.count()
    if len(ids) > COUNTED:
        return _choose(request, ids[:COUNTED], _("Up to 200 maps can be counted together. Choose fewer."))
    if counted < len(ids):
        return _choose(request, ids, _("One of these maps is not here any more, or it is not yours to see."))
    few = counted <= READ
    found = average_of_maps(whole_maps(maps)) if few else average_of_vectors(emotion_vectors(maps))
    if isinstance(found, NotEnough):
        return _choose(request, ids, _("An average needs at least two maps. Choose more.") if ids else "")
    context = {
        "chart": comparisons.render_chart(comparisons.average_chart(found)),
        "n": found.n,
        "by_position": not few,
        "ids": ids,
    }
    return render_page(request, "journeys/average.html", context)
