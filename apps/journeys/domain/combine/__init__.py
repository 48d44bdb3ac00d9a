"""Several maps at once: laid over each other, averaged, joined, copied as variants, assembled to a blueprint."""

from apps.journeys.domain.combine.align import Alignment, Row, align
from apps.journeys.domain.combine.average import (
    FEWEST,
    Average,
    NotEnough,
    Spread,
    average_of_maps,
    average_of_vectors,
    band_path,
)
from apps.journeys.domain.combine.blueprint import Match, Place, assemble, matches, unserved
from apps.journeys.domain.combine.joint import Conflict, conflicts, join
from apps.journeys.domain.combine.links import BACK, link_between
from apps.journeys.domain.combine.matching import differences
from apps.journeys.domain.combine.overlay import MOST, Difference, Overlay, Series, overlay
from apps.journeys.domain.combine.tomorrow import Answered, Tomorrow, beside_today
from apps.journeys.domain.combine.variants import VARIANTS, variant

__all__ = [
    "BACK",
    "FEWEST",
    "MOST",
    "VARIANTS",
    "Alignment",
    "Answered",
    "Average",
    "Conflict",
    "Difference",
    "Match",
    "NotEnough",
    "Overlay",
    "Place",
    "Row",
    "Series",
    "Spread",
    "Tomorrow",
    "align",
    "assemble",
    "average_of_maps",
    "average_of_vectors",
    "band_path",
    "beside_today",
    "conflicts",
    "differences",
    "join",
    "link_between",
    "matches",
    "overlay",
    "unserved",
    "variant",
]
