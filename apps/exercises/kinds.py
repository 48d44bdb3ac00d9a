"""What the kind of a map asks in a step, what the map still lacks of it, and how the channels stand to their goals."""

from __future__ import annotations

from dataclasses import dataclass

from apps.common.fixed import gettext as _
from apps.exercises.domain.steps import Step
from apps.journeys import words
from apps.journeys.domain.analysis import channel_gap, channel_spread
from apps.journeys.domain.cells import number_text, signed
from apps.journeys.domain.coach.measures import WIDE
from apps.journeys.domain.document import Lane, Map, Touchpoint
from apps.journeys.domain.kinds import lanes_of
from apps.journeys.lacks import NamedLack, named_lacks
from apps.journeys.reference import kind_guides


@dataclass(frozen=True, slots=True)
class Gap:
    """``tone`` as in the cells of the map."""

    channel: str
    size: str
    tone: str
    text: str


@dataclass(frozen=True, slots=True)
class KindNote:
    name: str
    prompt: str
    lacks: tuple[NamedLack, ...]
    undeclared: bool
    """some of the lanes that are lacking are not shown yet"""
    gaps: tuple[Gap, ...]
    consistency: str


def kind_note(document: Map, step: Step, touchpoint: Touchpoint | None, language: str) -> KindNote:
    """For the form of a step: what is lacking is listed where the kind is chosen, the gaps where they are typed."""
    kind = document.kind
    chooses = step is Step.MAP_TYPE and touchpoint is None
    lacks = named_lacks(document) if chooses else ()
    measured = step is Step.ANALYSIS and touchpoint is not None and Lane.GAP in lanes_of(document)
    return KindNote(
        name=words.label(kind) if kind else "",
        prompt=kind_guides(language)[kind].prompts[step.value] if kind else "",
        lacks=lacks,
        undeclared=not all(lack.declared for lack in lacks),
        gaps=_gaps(touchpoint) if touchpoint and measured else (),
        consistency=_consistency(touchpoint) if touchpoint and measured else "",
    )


def _gaps(touchpoint: Touchpoint) -> tuple[Gap, ...]:
    known = [
        (channel.channel, gap) for channel in touchpoint.channels if (gap := channel_gap(channel)) is not None
    ]
    return tuple(_gap(name, gap) for name, gap in known)


def _gap(channel: str, gap: float) -> Gap:
    if gap > 0:
        return Gap(channel, signed(gap), "positive", _("above the goal"))
    if gap < 0:
        return Gap(channel, signed(gap), "negative", _("below the goal: improve"))
    return Gap(channel, signed(gap), "neutral", _("on the goal"))


def _consistency(touchpoint: Touchpoint) -> str:
    spread = channel_spread(touchpoint)
    known = [channel for channel in touchpoint.channels if channel.experience_value is not None]
    if spread is None or len(known) < 2:
        return ""
    text = _("Levels between the best and the worst channel: %(levels)s.") % {"levels": number_text(spread)}
    return f"{text} {_('They feel alike.') if spread <= WIDE else _('They do not feel like one company.')}"
