"""Sheets beside the steps: the settings of a map, its flow, and the walk through it."""

from __future__ import annotations

from apps.common.fixed import gettext as _
from apps.exercises.forms.binding import Binder, Bound, Choices, Input, Panel, Section
from apps.exercises.forms.choices import depth_choices, lane_choices, persona_name, walk_choices
from apps.exercises.forms.frame import scope_inputs
from apps.exercises.forms.places import way_inputs
from apps.journeys.domain.document import ROOT_ID, Touchpoint, TransitionKind


def view_axis_choices() -> Choices:
    return [
        ("customer_journey", _("Customer journey")),
        ("customer_life_cycle", _("Customer life cycle")),
        ("brand_life_cycle", _("Brand life cycle")),
    ]


def process_choices() -> Choices:
    return [
        ("linear", _("Linear: one touchpoint after the other")),
        ("non_linear", _("Not linear: with branches and loops")),
    ]


def settings_panel(binder: Binder) -> Panel:
    about = (
        Input("title", _("Title of the map")),
        Input("scenario", _("Scenario"), "area"),
        *scope_inputs(),
    )
    whose = (
        Input("product", _("Product or service")),
        Input("brand", _("Brand")),
        Input("market", _("Market")),
        Input("language", _("Language of the map"), help=_("A language tag, for example en, zh-Hans or ru.")),
    )
    time = (
        Input("time_axis.label", _("What the time axis shows"), placeholder=_("Days since the booking")),
        Input("time_axis.unit", _("Unit")),
    )
    drawn = (
        Input("depth", _("How deep?"), "choice", choices=depth_choices()),
        Input("view_axis", _("Seen along"), "radio", choices=view_axis_choices()),
        Input("process", _("Process"), "radio", choices=process_choices()),
    )
    return Panel(
        _("Map settings"),
        _("What the map tells, for whom, and which lanes it shows."),
        (
            Section(title=_("Scenario and scope"), fields=binder.root(about)),
            Section(title=_("Where it holds"), fields=binder.root(whose), kind="pairs"),
            Section(title=_("Time axis"), fields=binder.root(time), kind="pairs"),
            Section(title=_("How it is seen"), fields=binder.root(drawn)),
        ),
    )


def lanes_field(binder: Binder) -> Bound:
    """The lanes as boxes: those in force first and in their order."""
    ask = Input("lanes", _("Lanes"), "checks", choices=lane_choices(binder.document))
    return binder.field(binder.document, ROOT_ID, ask)


def flow_panel(binder: Binder) -> Panel:
    document = binder.document
    process = Input("process", _("Process"), "radio", choices=process_choices())
    birth = {
        "parent": ROOT_ID,
        "list_name": "transitions",
        "start": (
            ("source", document.touchpoints_in_order()[0].id if document.touchpoints else ""),
            ("kind", TransitionKind.LOOP.value),
        ),
    }
    asks = way_inputs(document, source=True)
    ways = Section(
        title=_("Ways"),
        help=_("Without an entry: on to the next touchpoint. Add loops back, branches and exits."),
        rows=binder.rows("ways", document.transitions, asks, birth=birth),
        add=_("Add a way"),
        kind="ways",
        anchor="s-ways",
    )
    return Panel(
        _("Flow"),
        _("Not every journey is a straight line: people come back, choose, and leave."),
        (Section(fields=binder.root((process,))), *((ways,) if document.touchpoints else ())),
    )


def walk_panel(binder: Binder, touchpoint: Touchpoint) -> Panel:
    held = [step for step in binder.document.walkthrough if step.touchpoint == touchpoint.id][:1]
    asks = (
        Input("answer", _("Evidence or guess?"), "radio", choices=walk_choices()),
        Input("note", _("What happens to you here, and how do you know?"), "area"),
        Input("at", _("When, how long"), placeholder=_("Day 2, ten minutes")),
    )
    birth = {"parent": ROOT_ID, "list_name": "walkthrough", "start": (("touchpoint", touchpoint.id),)}
    rows = binder.rows(f"walk-{touchpoint.id}", held, asks, birth=birth, blanks=0 if held else 1)
    return Panel(
        _("Walk-through"),
        _("You are %(name)s. Go from touchpoint to touchpoint and say what you know and what you guess.")
        % {"name": persona_name(binder.document)},
        (Section(rows=rows, kind="single"),),
    )
