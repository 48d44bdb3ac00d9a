"""What a map still lacks to be one of its kind, in words."""

from __future__ import annotations

from dataclasses import dataclass

from apps.common.fixed import gettext as _
from apps.journeys import words
from apps.journeys.domain.document import Lane, Map
from apps.journeys.domain.kinds import Lack, lacking


@dataclass(frozen=True, slots=True)
class NamedLack:
    """``first``: the touchpoint at which to go on; empty where none is without an entry."""

    lane: Lane
    name: str
    text: str
    first: str
    declared: bool


def named_lacks(document: Map) -> tuple[NamedLack, ...]:
    """Empty while no kind is chosen."""
    kind = document.kind
    if kind is None:
        return ()
    return tuple(
        NamedLack(lack.lane, words.lane_label(lack.lane, kind=kind), _said(lack), lack.first, lack.declared)
        for lack in lacking(document, kind)
    )


def _said(lack: Lack) -> str:
    if not lack.declared:
        return _("not shown yet")
    if not lack.filled:
        return _("nothing yet")
    return _("filled at %(filled)s of %(wanted)s touchpoints") % {
        "filled": lack.filled,
        "wanted": lack.wanted,
    }
