from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from apps.common.access import Request, requires
from apps.common.fixed import gettext as _
from apps.common.pages import render_page
from apps.journeys.domain.document import Empathy
from apps.journeys.policies import Perm
from apps.journeys.selectors import load_document
from apps.journeys.views.common import visible_map


@require_GET
@requires(Perm.VIEW_MAP)
def empathy(request: Request, map_id: str) -> HttpResponse:
    """The classic quadrants of the person whose journey it is; they are written in step 1."""
    map = visible_map(request, map_id)
    persona = load_document(map).owner
    context = {
        "map": map,
        "persona": persona,
        "quadrants": _quadrants(persona.empathy) if persona else (),
    }
    return render_page(request, "journeys/empathy.html", context)


def _quadrants(known: Empathy) -> tuple[tuple[str, str, str, str], ...]:
    """(field, head, question, what is written) in the order of the drawing."""
    return (
        ("says", _("Says"), _("What can be heard?"), known.says),
        ("thinks", _("Thinks"), _("What is on the mind, and not said?"), known.thinks),
        ("does", _("Does"), _("What can be seen?"), known.does),
        ("feels", _("Feels"), _("Which feeling, and when?"), known.feels),
        ("pains", _("Pains"), _("What stands in the way?"), known.pains),
        ("gains", _("Gains"), _("What would make it a good day?"), known.gains),
    )
