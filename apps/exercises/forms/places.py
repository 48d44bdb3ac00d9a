"""Steps 3 and 4: where customer and company meet, and what happens there."""

from __future__ import annotations

from django.utils.translation import pgettext

from apps.common.fixed import gettext as _
from apps.exercises.domain.editing import REASONS
from apps.exercises.forms.binding import Binder, Input, Panel, Row, Section
from apps.exercises.forms.choices import (
    choices,
    kind_choices,
    lane_choices,
    mood_choices,
    persona_name,
    wow_choices,
)
from apps.exercises.forms.frame import evidence_inputs
from apps.journeys import words
from apps.journeys.domain.document import (
    ROOT_ID,
    Category,
    Direction,
    EvidenceKind,
    Kind,
    Lane,
    Map,
    Media,
    Moment,
    Polarity,
    Purpose,
    Status,
    Touchpoint,
    TransitionKind,
)
from apps.journeys.domain.kinds import lanes_of


def stage_inputs() -> tuple[Input, ...]:
    return (
        Input("name", _("Stage")),
        Input("moment", _("Moment"), "choice", choices=choices(Moment)),
    )


def channel_inputs() -> tuple[Input, ...]:
    return (
        Input("channel", _("Channel"), placeholder=_("Website, phone, front desk")),
        Input("purpose", _("Purpose"), "choice", choices=choices(Purpose)),
        Input("owner", _("Owner in the company")),
        Input("target_action", _("What should the customer do here?")),
        Input("primary", _("Main channel"), "flag"),
    )


def touchpoints_panel(binder: Binder) -> Panel:
    """Without a selection: the columns of the map, stage by stage."""
    document = binder.document
    sections = [
        Section(
            title=_("Stages"),
            help=_("Name them as the customer would."),
            rows=binder.rows(
                "stages", document.stages, stage_inputs(), birth={"parent": ROOT_ID, "list_name": "stages"}
            ),
            add=_("Add a stage"),
            movable=True,
            kind="pairs",
        )
    ]
    for stage in document.stages:
        held = [item for item in document.touchpoints if item.stage == stage.id]
        birth = {"parent": ROOT_ID, "list_name": "touchpoints", "start": (("stage", stage.id),)}
        asks = (
            Input("name", _("Touchpoint")),
            Input("category", _("Category"), "choice", choices=choices(Category)),
        )
        sections.append(
            Section(
                title=stage.name,
                rows=binder.rows(f"touchpoints-{stage.id}", held, asks, birth=birth),
                add=_("Add a touchpoint"),
                movable=True,
                kind="touchpoints",
            )
        )
    return Panel(
        _("Where do you meet?"), _("First the stages, then every place of contact."), tuple(sections)
    )


def touchpoint_panel(binder: Binder, touchpoint: Touchpoint) -> Panel:
    """With a selection: one place of contact and its channels."""
    stages = [(stage.id, stage.name) for stage in binder.document.stages]
    fields = (
        Input("name", pgettext("of a thing", "Name")),
        Input("stage", _("Stage"), "choice", choices=stages),
        Input("category", _("Category"), "choice", choices=choices(Category)),
        Input("media", _("Physical or digital"), "choice", choices=choices(Media)),
        Input("status", _("Status"), "choice", choices=choices(Status)),
    )
    more = (
        Input("reason", _("Why should it be used, or retired?"), "area"),
        Input("owner", _("Owner in the company")),
        Input("time", _("When, how long")),
        Input("frequency", _("How often is it met? 1 rarely, 5 always"), "choice", choices=grade_choices()),
    )
    channels = binder.rows(
        f"channels-{touchpoint.id}",
        touchpoint.channels,
        channel_inputs(),
        birth={"parent": touchpoint.id, "list_name": "channels"},
    )
    sections = (
        Section(fields=binder.fields(touchpoint, touchpoint.id, fields)),
        Section(
            title=_("Channels"),
            help=_("Fewer touchpoints, more channels."),
            rows=channels,
            add=_("Add a channel"),
            anchor="s-channels",
        ),
        ways_section(binder, touchpoint),
        Section(
            title=_("More dimensions"),
            fields=binder.fields(touchpoint, touchpoint.id, more),
            folded=True,
            count=4,
        ),
    )
    return Panel(_("How do you meet here?"), _("Say who owns it and what the customer should do."), sections)


def way_inputs(document: Map, *, source: bool) -> tuple[Input, ...]:
    """What a transition is asked; ``source``: also where it begins."""
    places = [(item.id, item.name) for item in document.touchpoints_in_order()]
    begins = (Input("source", _("Starts from"), "choice", choices=places),) if source else ()
    return (
        *begins,
        Input("kind", _("Kind of way"), "choice", choices=choices(TransitionKind, blank=False)),
        Input("target", _("Leads to"), "choice", choices=[("", "—"), *places]),
        Input("share", _("Share of customers, %"), "number"),
        Input("condition", _("When is it taken?")),
    )


def ways_section(binder: Binder, touchpoint: Touchpoint) -> Section:
    held = [way for way in binder.document.transitions if way.source == touchpoint.id]
    start = (("source", touchpoint.id), ("kind", TransitionKind.LOOP.value))
    birth = {"parent": ROOT_ID, "list_name": "transitions", "start": start}
    return Section(
        title=_("Where does it go from here?"),
        help=_("Without an entry: on to the next touchpoint. Add loops back, branches and exits."),
        rows=binder.rows(
            f"ways-{touchpoint.id}", held, way_inputs(binder.document, source=False), birth=birth
        ),
        add=_("Add a way"),
        folded=True,
        count=len(held),
        kind="pairs",
        anchor="s-ways",
    )


def _not_relevant(binder: Binder, touchpoint: Touchpoint) -> Section:
    asks = tuple(Input(f"{REASONS}{lane}", words.label(lane)) for lane in lanes_of(binder.document))
    return Section(
        title=_("Not relevant here"),
        help=_(
            "Say why a lane has nothing to show at this touchpoint. The coach then no longer asks for it."
        ),
        fields=binder.fields(touchpoint, touchpoint.id, asks),
        folded=True,
        count=len(touchpoint.not_relevant),
        anchor="s-not-relevant",
    )


def grade_choices() -> list[tuple[str, str]]:
    return [("", "—"), *((str(grade), str(grade)) for grade in range(1, 6))]


def map_type_panel(binder: Binder) -> Panel:
    """Without a selection: what the map shall show."""
    fields = (
        Input("kind", _("Kind of map"), "radio", choices=kind_choices()),
        Input(
            "lanes",
            _("Lanes"),
            "checks",
            choices=lane_choices(binder.document),
            help=_("Only what you declare is counted. Without a choice the lanes of the kind are shown."),
        ),
    )
    return Panel(
        _("What shall the map show?"),
        _("Most first maps show the current state."),
        (Section(fields=binder.root(fields)),),
    )


def moment_panel(binder: Binder, touchpoint: Touchpoint) -> Panel:
    """With a selection: what happens, what is felt, what was said."""
    who, lanes = persona_name(binder.document), lanes_of(binder.document)
    fields = (
        _feeling(binder.document, who),
        Input("action", _("What does %(name)s do?") % {"name": who}, "area", help=_("Start with a verb.")),
        *(ask for lane, ask in lane_inputs().items() if lane in lanes),
    )
    sections = (
        Section(fields=binder.fields(touchpoint, touchpoint.id, fields)),
        _reactions(binder, touchpoint),
        Section(
            fields=binder.fields(
                touchpoint,
                touchpoint.id,
                (Input("expectation", _("What did %(name)s expect?") % {"name": who}, "area"),),
            )
        ),
        _quotes(binder, touchpoint),
        _more(binder, touchpoint),
        _not_relevant(binder, touchpoint),
    )
    return Panel(
        _("What happens at this touchpoint?"),
        _("Walk the journey as %(name)s. Short phrases are enough.") % {"name": who},
        sections,
    )


def _feeling(document: Map, who: str) -> Input:
    """What will be felt on a map of the future is a guess until a test has shown it."""
    if document.kind is not Kind.FUTURE:
        return Input(
            "emotion.score",
            _("How does %(name)s feel here?") % {"name": who},
            "moods",
            choices=mood_choices(),
        )
    label = _("How shall %(name)s feel here? A hypothesis") % {"name": who}
    return Input("emotion.score", label, "moods", choices=mood_choices())


def lane_inputs() -> dict[Lane, Input]:
    """Texts that stand in front where their lane is declared, else among the further dimensions."""
    return {
        Lane.CONTEXT: Input("context", _("Context"), "area"),
        Lane.THOUGHTS: Input("thoughts", _("Thoughts"), "area"),
        Lane.NEEDS: Input("needs", _("Unmet needs"), "area"),
    }


def _reactions(binder: Binder, touchpoint: Touchpoint) -> Section:
    asks = {
        Polarity.POSITIVE: (_("Positive"), _("Anything that went well?"), 1),
        Polarity.NEUTRAL: (_("Neutral"), _("What was said without praise or blame?"), 0),
        Polarity.NEGATIVE: (_("Negative"), _("What did they complain about?"), -2),
    }
    rows: list[Row] = []
    for polarity, (label, hint, tone) in asks.items():
        held = [item for item in touchpoint.reactions if item.polarity == polarity]
        birth = {"parent": touchpoint.id, "list_name": "reactions", "start": (("polarity", polarity.value),)}
        ask = Input("text", label, "reaction", placeholder=hint, tone=tone)
        key = f"reaction-{polarity.value}-{touchpoint.id}"
        rows += binder.rows(key, held, (ask,), birth=birth, blanks=0 if held else 1)
    return Section(
        title=_("Reactions you heard"),
        help=_("At least one of each kind: positive, neutral, negative."),
        rows=tuple(rows),
        kind="reactions",
        anchor="s-reactions",
    )


def _quotes(binder: Binder, touchpoint: Touchpoint) -> Section:
    document = binder.document
    backing = [
        item
        for item in document.evidence
        if item.id in touchpoint.emotion.evidence or item.touchpoint == touchpoint.id
    ]
    birth = {
        "parent": ROOT_ID,
        "list_name": "evidence",
        "start": (("kind", EvidenceKind.QUOTE.value), ("touchpoint", touchpoint.id)),
        "owner": touchpoint.id,
        "refs": "emotion.evidence",
    }
    tone = Input("sentiment", _("Tone of the words"), "choice", choices=choices(Polarity))
    return Section(
        title=_("Quote and source"),
        help=_("A quote has a source. A guess is marked as an assumption."),
        rows=binder.rows(f"quotes-{touchpoint.id}", backing, (*evidence_inputs(), tone), birth=birth),
        add=_("Add a quote"),
        anchor="s-quotes",
    )


def _more(binder: Binder, touchpoint: Touchpoint) -> Section:
    lanes = lanes_of(binder.document)
    fields = (
        *(ask for lane, ask in lane_inputs().items() if lane not in lanes),
        Input("emotion.note", _("Why this feeling?"), "area"),
        Input("wow_tasks", _("What a wow does here"), "checks", choices=wow_choices()),
    )
    children = (_risks(binder, touchpoint), _measures(binder, touchpoint), _people(binder, touchpoint))
    return Section(
        title=_("More dimensions"),
        fields=binder.fields(touchpoint, touchpoint.id, fields),
        rows=tuple(row for section in children for row in section.rows),
        folded=True,
        count=8,
        anchor="s-more",
    )


def kpi_inputs() -> tuple[Input, ...]:
    return (
        Input("name", _("Measure (KPI)")),
        Input("baseline", _("Today"), "number"),
        Input("target", _("Target"), "number"),
        Input("unit", _("Unit")),
        Input("direction", _("Which way is better?"), "choice", choices=choices(Direction)),
    )


def _risks(binder: Binder, touchpoint: Touchpoint) -> Section:
    held = [item for item in binder.document.risks if item.touchpoint == touchpoint.id]
    asks = (
        Input("text", _("Risk"), "area"),
        Input("probability", _("Probability"), "choice", choices=grade_choices()),
        Input("impact", _("Impact"), "choice", choices=grade_choices()),
    )
    birth = {"parent": ROOT_ID, "list_name": "risks", "start": (("touchpoint", touchpoint.id),)}
    return Section(rows=binder.rows(f"risks-{touchpoint.id}", held, asks, birth=birth))


def _measures(binder: Binder, touchpoint: Touchpoint) -> Section:
    held = [item for item in binder.document.kpis if item.id in touchpoint.kpis]
    birth = {"parent": ROOT_ID, "list_name": "kpis", "owner": touchpoint.id, "refs": "kpis"}
    return Section(rows=binder.rows(f"kpis-{touchpoint.id}", held, kpi_inputs(), birth=birth))


def _people(binder: Binder, touchpoint: Touchpoint) -> Section:
    held = [item for item in binder.document.stakeholders if item.id in touchpoint.stakeholders]
    asks = (Input("name", _("Stakeholder")), Input("role", _("Their part in it")))
    birth = {"parent": ROOT_ID, "list_name": "stakeholders", "owner": touchpoint.id, "refs": "stakeholders"}
    return Section(rows=binder.rows(f"people-{touchpoint.id}", held, asks, birth=birth))


def touchpoint_in(document: Map, touchpoint_id: str | None) -> Touchpoint | None:
    return next((item for item in document.touchpoints if item.id == touchpoint_id), None)
