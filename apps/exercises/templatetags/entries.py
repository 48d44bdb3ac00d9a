"""Where something is typed, for the pages below, which know no more of the builder than that there is one."""

from django import template

from apps.exercises.builder import step_url
from apps.exercises.domain.entries import TYPED_AT
from apps.journeys.domain.document import Lane

register = template.Library()


@register.simple_tag
def typed_at(map_id: str, lane: Lane, touchpoint: str) -> str:
    """Address of the input of a lane at a touchpoint."""
    step, place = TYPED_AT[lane]
    return f"{step_url(map_id, step, touchpoint)}#{place.format(touchpoint)}"
