"""What a home page gathers from everywhere; each part may be missing and the page still stands."""

from dataclasses import dataclass

from django.utils import timezone

from apps.assessment.models import Assignment, Grading
from apps.assessment.selectors import Choice, assignments_taught, latest_feedback, open_assignments
from apps.common.access import Actor, Role
from apps.exercises.builder import step_url
from apps.exercises.domain.steps import PER_TOUCHPOINT, Step, StepState, step_states
from apps.exercises.forms.choices import step_name
from apps.journeys.domain.document import Map, Touchpoint
from apps.journeys.domain.grid import Grid, build_grid
from apps.journeys.models import JourneyMap
from apps.journeys.selectors import load_document, maps_of, maps_to_review
from apps.learning.selectors import CourseRow, courses_of
from apps.portal.overview import Overview, overview_of

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Going:
    """The map to go on with: where the person stopped and what the next place still lacks."""

    map: JourneyMap
    grid: Grid
    steps: tuple[StepState, ...]
    step: Step
    step_name: str
    touchpoint: Touchpoint | None
    lacks: str
    url: str


@dataclass(frozen=True, slots=True)
class Home:
    going: Going | None
    feedback: Grading | None
    open: tuple[Choice, ...]
    assignments: tuple[Assignment, ...]
    office: Overview | None
    """of the organisation that the person manages"""
    learns: bool
    courses: tuple[CourseRow, ...]
    review: tuple[JourneyMap, ...]
    """maps to look at again, the longest overdue first"""


def home_of(actor: Actor, language: str) -> Home:
    roles = actor.roles.get(actor.active_org_id or "", frozenset())
    teaches, manages = Role.TRAINER in roles, Role.MANAGER in roles
    return Home(
        going=going_on(actor),
        feedback=next(iter(latest_feedback(actor, limit=1)), None),
        open=_open(actor),
        assignments=tuple(assignments_taught(actor)[:SHOWN]) if teaches else (),
        office=overview_of(actor) if manages else None,
        learns=not manages or Role.LEARNER in roles,
        courses=tuple(courses_of(actor, language)),
        review=tuple(maps_to_review(actor, today=timezone.localdate())[:SHOWN]),
    )


def going_on(actor: Actor) -> Going | None:
    """The map that was changed last; a finished one is shown at its last step."""
    current = maps_of(actor).defer(None).order_by("-updated_at").first()
    if current is None:
        return None
    document = load_document(current)
    steps = step_states(document)
    step = next((state.step for state in steps if state.state != "done"), steps[-1].step)
    touchpoint, lacks = _place(document) if step in PER_TOUCHPOINT else (None, "")
    url = step_url(current.pk, step, touchpoint.id if touchpoint else "")
    return Going(current, build_grid(document), steps, step, step_name(step), touchpoint, lacks, url)


def _place(document: Map) -> tuple[Touchpoint | None, str]:
    """The first touchpoint without a feeling, else the first without a voice, else the first."""
    order = document.touchpoints_in_order()
    unfelt = next((item for item in order if item.emotion.score is None), None)
    if unfelt is not None:
        return unfelt, "feeling"
    heard = {item.touchpoint for item in document.evidence}
    unheard = next((item for item in order if not item.reactions and item.id not in heard), None)
    if unheard is not None:
        return unheard, "voice"
    return (order[0] if order else None), ""


def _open(actor: Actor) -> tuple[Choice, ...]:
    """What the cohorts of the active organisation wait for, while an attempt is left."""
    if actor.active_org_id is None:
        return ()
    choices = open_assignments(actor, organisation_id=actor.active_org_id)
    return tuple(choice for choice in choices if choice.left)[:SHOWN]
