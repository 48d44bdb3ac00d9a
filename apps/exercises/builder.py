"""Everything the builder page shows for one map, step and touchpoint."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from math import ceil
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from apps.common.fixed import gettext as _
from apps.common.ids import new_id
from apps.common.ui import face, icon
from apps.exercises.domain.editing import Problem
from apps.exercises.domain.entries import TYPED_AT
from apps.exercises.domain.steps import ORDER, PER_TOUCHPOINT, Step, StepState, step_states
from apps.exercises.forms import behind, frame, places
from apps.exercises.forms.binding import Binder, Panel
from apps.exercises.forms.choices import persona_name, step_name
from apps.exercises.kinds import kind_note
from apps.exercises.models import Attempt
from apps.exercises.selectors import DEFAULT_EXERCISE
from apps.exercises.texts import StepText, exercise_texts
from apps.journeys import words
from apps.journeys.aspects import zoom_addresses
from apps.journeys.coaching import Advice, advise
from apps.journeys.domain.coach import Finding
from apps.journeys.domain.document import Lane, Map, Touchpoint
from apps.journeys.domain.grid import Grid, build_grid, icon_of
from apps.journeys.models import JourneyMap
from apps.journeys.reference import stage_sets
from apps.journeys.selectors import review_today
from apps.journeys.tables import render_map_table, render_strip

SHOWN_HINTS = 3


@dataclass(frozen=True, slots=True)
class Selection:
    """Where the learner is: the step, and the touchpoint for the steps that walk from one to the next."""

    step: Step
    touchpoint: Touchpoint | None
    order: tuple[Touchpoint, ...]

    @property
    def position(self) -> int:
        """1-based place of the touchpoint in the journey, 0 without one."""
        return self.order.index(self.touchpoint) + 1 if self.touchpoint else 0


def select(document: Map, step: Step, touchpoint_id: str | None) -> Selection:
    """The selection of an address; a touchpoint that is gone falls back to the step's own start."""
    order = document.touchpoints_in_order()
    touchpoint = next((item for item in order if item.id == touchpoint_id), None)
    if touchpoint is None and step in (Step.RESOURCES, Step.ANALYSIS) and order:
        touchpoint = order[0]
    if step not in PER_TOUCHPOINT | {Step.TOUCHPOINTS}:
        touchpoint = None
    return Selection(step, touchpoint, order)


def step_url(map_id: str, step: Step, touchpoint_id: str = "") -> str:
    url = _step_url(map_id, step, get_language())
    return f"{url}?tp={touchpoint_id}" if touchpoint_id else url


@lru_cache(maxsize=4096)
def _step_url(map_id: str, step: Step, language: str | None) -> str:
    """Two dozen of a page, the same at every edit; the language stands in the address."""
    return reverse("exercises:step", args=[map_id, step.number])


def neighbours(map_id: str, selection: Selection) -> tuple[tuple[str, str], tuple[str, str]]:
    """(address, name) of where Back and Next lead; an empty address at the ends."""
    return _back(map_id, selection), _next(map_id, selection)


def _back(map_id: str, selection: Selection) -> tuple[str, str]:
    step, order, place = selection.step, selection.order, selection.position
    if place > 1 and step in PER_TOUCHPOINT:
        return step_url(map_id, step, order[place - 2].id), order[place - 2].name
    if (place == 1 and step is Step.MAP_TYPE) or (place and step is Step.TOUCHPOINTS):
        return step_url(map_id, step), step_name(step)
    if step.number == 1:
        return "", ""
    previous = ORDER[step.number - 2]
    last = order[-1].id if order and previous in PER_TOUCHPOINT else ""
    return step_url(map_id, previous, last), step_name(previous)


def _next(map_id: str, selection: Selection) -> tuple[str, str]:
    step, order, place = selection.step, selection.order, selection.position
    walks = step in PER_TOUCHPOINT or (step is Step.TOUCHPOINTS and place)
    if walks and place < len(order):
        return step_url(map_id, step, order[place].id), order[place].name
    if step.number == len(ORDER):
        return reverse("journeys:map", args=[map_id]), _("the whole map")
    following = ORDER[step.number]
    return step_url(map_id, following), step_name(following)


def panel_for(binder: Binder, selection: Selection) -> Panel:
    """The form of the selection; walking steps without any touchpoint yet say what to do first."""
    whole = {
        Step.PERSONA: frame.persona_panel,
        Step.GOALS: frame.goals_panel,
        Step.TOUCHPOINTS: places.touchpoints_panel,
        Step.MAP_TYPE: places.map_type_panel,
        Step.CHANGES: behind.changes_panel,
    }
    at_touchpoint = {
        Step.TOUCHPOINTS: places.touchpoint_panel,
        Step.MAP_TYPE: places.moment_panel,
        Step.RESOURCES: behind.resources_panel,
        Step.ANALYSIS: behind.analysis_panel,
    }
    if selection.touchpoint is not None:
        return at_touchpoint[selection.step](binder, selection.touchpoint)
    if selection.step in whole:
        return whole[selection.step](binder)
    return Panel(
        _("First the touchpoints"), _("This step walks from touchpoint to touchpoint. Add them in step 3.")
    )


@dataclass(frozen=True, slots=True)
class StepLink:
    state: StepState
    url: str
    name: str
    current: bool


def step_links(map_id: str, document: Map, current: Step) -> list[StepLink]:
    return [
        StepLink(state, step_url(map_id, state.step), step_name(state.step), state.step is current)
        for state in step_states(document)
    ]


def ranked_advice(
    findings: Sequence[Finding], document: Map, selection: Selection, language: str
) -> tuple[list[Advice], list[Advice]]:
    """(of this step, the selected touchpoint first; all the others). Waived ones are left out."""
    advice = advise([finding for finding in findings if finding.waived is None], document, language)
    place = selection.touchpoint.id if selection.touchpoint else ""
    here = [item for item in advice if item.step == selection.step.number]
    here.sort(key=lambda item: place not in item.finding.where if place else False)
    return here, [item for item in advice if item.step != selection.step.number]


def map_links(map_id: str, step: Step) -> Any:
    """Address of a touchpoint's column head: the same step where it walks, else step 4."""
    target = step if step in PER_TOUCHPOINT | {Step.TOUCHPOINTS} else Step.MAP_TYPE
    base = step_url(map_id, target)
    return lambda touchpoint_id: f"{base}?tp={touchpoint_id}"


def entry_links(map_id: str) -> dict[Lane, list[str]]:
    """Address where the entries of each lane are typed, in pieces between which the touchpoint's id stands."""
    bases = {step: step_url(map_id, step) for step in Step}
    return {lane: f"{bases[step]}?tp={{}}#{place}".split("{}") for lane, (step, place) in TYPED_AT.items()}


def aside_links(map_id: str) -> dict[Lane, list[str]]:
    """Address where each lane is set aside at a touchpoint, in pieces as those of `entry_links`."""
    base = step_url(map_id, Step.MAP_TYPE)
    return {lane: [f"{base}?tp=", "#", f"-not_relevant-{lane}"] for lane in Lane}


def texts_for(attempt: Attempt | None, step: Step, language: str) -> StepText:
    slug = attempt.exercise_id if attempt else DEFAULT_EXERCISE
    return exercise_texts(slug, language).steps[step.value]


def live_context(
    map: JourneyMap, document: Map, selection: Selection, findings: Sequence[Finding] | None = None
) -> dict[str, Any]:
    """What changes with every edit: drawing, strip, steps, coach, saved time. Sent alone after an autosave."""
    language = get_language() or "en"
    grid: Grid = build_grid(document)
    chosen = selection.touchpoint.id if selection.touchpoint else None
    here, elsewhere = ranked_advice(
        review_today(document) if findings is None else findings, document, selection, language
    )
    links, adds = map_links(map.pk, selection.step), entry_links(map.pk)
    return {
        "map": map,
        "document": document,
        "grid": grid,
        "map_table": render_map_table(
            grid,
            language=language,
            selected=chosen,
            links=links,
            adds=adds,
            asides=aside_links(map.pk),
            zooms=zoom_addresses(document),
        ),
        "strip": render_strip(grid, selected=chosen, links=links),
        "steps": step_links(map.pk, document, selection.step),
        "lanes_url": step_url(map.pk, Step.MAP_TYPE),
        "saved_at": timezone.localtime(map.updated_at),
        "hints": here[:SHOWN_HINTS],
        "more_hints": [*here[SHOWN_HINTS:], *elsewhere],
        "hint_count": len(here) + len(elsewhere),
        "who": persona_name(document),
        "kind_name": words.label(document.kind) if document.kind else "",
        "kind_note": kind_note(document, selection.step, selection.touchpoint, language),
        "entry_url": lambda lane, place: place.join(adds[lane]),
        "step": selection.step,
        "selection": selection,
    }


def page_context(
    map: JourneyMap,
    document: Map,
    selection: Selection,
    *,
    attempt: Attempt | None,
    findings: Sequence[Finding] | None = None,
    typed: Mapping[str, Sequence[str]] | None = None,
    problems: Sequence[Problem] = (),
    blanks: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """The whole page: the live part, the form of the step and the way on."""
    language = get_language() or "en"
    binder = Binder(document, typed=typed, problems=problems, blanks=blanks)
    back, forward = neighbours(map.pk, selection)
    panel = panel_for(binder, selection)
    return live_context(map, document, selection, findings) | {
        "attempt": attempt,
        "step_name": step_name(selection.step),
        "panel": panel,
        "panel_html": panel_html(map.pk, panel),
        "text": texts_for(attempt, selection.step, language),
        "back": back,
        "next": forward,
        "client": new_id(),
        "here": step_url(map.pk, selection.step, selection.touchpoint.id if selection.touchpoint else ""),
        "problems": problems,
        "guest": guest_bar(map, selection) if map.owner_id is None else None,
        "needs_stages": selection.step is Step.TOUCHPOINTS and not document.stages,
        "stage_sets": stage_sets(language),
        "pager_icon": icon_of(selection.touchpoint) if selection.touchpoint else "",
    }


@dataclass(frozen=True, slots=True)
class GuestBar:
    days: int
    """that the map is kept if nobody touches it"""
    keep_url: str
    """to an account and back to this place"""


def guest_bar(map: JourneyMap, selection: Selection) -> GuestBar:
    touchpoint = selection.touchpoint.id if selection.touchpoint else ""
    here = urlencode({"next": step_url(map.pk, selection.step, touchpoint)})
    ends = map.updated_at + timedelta(days=settings.GUEST_MAP_DAYS)
    days = ceil((ends - timezone.now()) / timedelta(days=1))
    return GuestBar(max(1, days), f"{reverse('account_signup')}?{here}")


def panel_html(map_id: str, panel: Panel) -> SafeString:
    """The inputs of the form, by Jinja2: a step may hold a thousand options."""
    context = {
        "panel": panel,
        "icon": icon,
        "face": face,
        "open_url": lambda touchpoint_id: step_url(map_id, Step.TOUCHPOINTS, touchpoint_id),
    }
    return mark_safe(render_to_string("exercises/panel.jinja", context))  # noqa: S308 - the template escapes
