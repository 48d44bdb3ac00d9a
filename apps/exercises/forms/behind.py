"""Steps 5 to 7: who and what stands behind, where it hurts and why, what will be done and measured."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils.translation import pgettext

from apps.common.fixed import gettext as _
from apps.exercises.forms.binding import Binder, Input, Panel, Row, Section
from apps.exercises.forms.choices import (
    choices,
    mood_select_choices,
    option,
    persona_name,
    walk_choices,
    yes_no_choices,
)
from apps.exercises.forms.places import grade_choices, kpi_inputs
from apps.journeys.domain.document import (
    ROOT_ID,
    BackstageStep,
    Cause,
    ChangeState,
    Kind,
    Lane,
    Layer,
    Map,
    ResourceKind,
    Touchpoint,
    Verdict,
)
from apps.journeys.domain.kinds import lanes_of

# Of five whys, the last ones may reach what somebody can change.
WHYS, DEEP = 5, 3


def resources_panel(binder: Binder, touchpoint: Touchpoint) -> Panel:
    sections = (_steps(binder, touchpoint), _means(binder), _resources(binder, touchpoint))
    return Panel(_("Who and what stands behind?"), _("People, systems, policies, processes."), sections)


def _steps(binder: Binder, touchpoint: Touchpoint) -> Section:
    document = binder.document
    asks = (
        Input("text", _("What is done or seen"), "area"),
        Input("actor", _("Who or what does it")),
        Input("layer", _("Where"), "choice", choices=choices(Layer)),
    )
    rows: list[Row] = []
    for layer in Layer:
        held = [
            item for item in document.backstage if (item.touchpoint, item.layer) == (touchpoint.id, layer)
        ]
        # A blueprint waits for every layer; elsewhere one empty step is enough.
        waits = not held if document.kind is Kind.BLUEPRINT else layer is Layer.BACKSTAGE
        start = (("touchpoint", touchpoint.id), ("layer", layer.value))
        birth = {"parent": ROOT_ID, "list_name": "backstage", "start": start}
        key = f"steps-{layer}-{touchpoint.id}"
        rows += binder.rows(
            key,
            held,
            asks,
            birth=birth,
            blanks=int(waits),
            children=lambda owner_id, node: _means_of(binder, owner_id, node),
        )
    return Section(
        title=_("Behind this touchpoint"),
        help=_("What the customer sees, who serves, what happens behind."),
        rows=tuple(rows),
        add=_("Add a step"),
        anchor="s-behind",
    )


def _means_of(binder: Binder, owner_id: str, node: BackstageStep | None) -> tuple[Section, ...]:
    """What a step may name: the policies, technologies and processes that the map lists."""
    document = binder.document
    listed = (
        ("policies", _("Follows the policy"), document.policies),
        ("technologies", _("Uses the technology"), document.technologies),
        ("processes", _("Part of the process"), document.processes),
    )
    asks = [
        Input(path, label, "checks", choices=[(item.id, item.name) for item in items])
        for path, label, items in listed
        if items
    ]
    if not asks:
        return ()
    fields = binder.fields(node, owner_id, asks)
    ticked = sum(len([value for value in field.values if value]) for field in fields)
    return (Section(title=_("What it uses"), fields=fields, folded=True, count=ticked),)


def _means(binder: Binder) -> Section:
    """The lists themselves, the same at every touchpoint."""
    document = binder.document
    listed = (
        ("policies", _("Policy"), document.policies),
        ("technologies", _("Technology"), document.technologies),
        ("processes", _("Process"), document.processes),
    )
    rows: list[Row] = []
    for name, label, items in listed:
        birth = {"parent": ROOT_ID, "list_name": name}
        rows += binder.rows(name, items, (Input("name", label),), birth=birth)
    return Section(
        title=_("Policies, technologies, processes"),
        help=_("Name them once here, then tick them at each step that uses them."),
        rows=tuple(rows),
        add=_("Add to the list"),
        folded=document.kind is not Kind.BLUEPRINT,
        count=sum(len(items) for _name, _label, items in listed),
        anchor="s-means",
    )


def _resources(binder: Binder, touchpoint: Touchpoint) -> Section:
    used = [item for item in binder.document.resources if touchpoint.id in item.touchpoints]
    changes = [(item.id, item.title) for item in binder.document.changes]
    asks = [
        Input("name", _("Resource")),
        Input("kind", _("Kind"), "choice", choices=choices(ResourceKind)),
        Input("have", _("Have"), "number"),
        Input("need", pgettext("of a resource", "Need"), "number"),
        Input("unit", _("Unit")),
        Input("cost", _("Cost"), "number"),
    ]
    if changes:
        asks.append(Input("changes", _("The change that brings it"), "checks", choices=changes))
    birth = {"parent": ROOT_ID, "list_name": "resources", "start": (("touchpoints", touchpoint.id),)}
    return Section(
        title=_("Resources"),
        help=_("What you have and what you need for it to work."),
        rows=binder.rows(f"resources-{touchpoint.id}", used, asks, birth=birth),
        add=_("Add a resource"),
        kind="figures",
        anchor="s-resources",
    )


def _why_sections(binder: Binder, owner_id: str, node: Any) -> tuple[Section, ...]:
    """Five lines, each asking why the line above happens; they nest as a chain of causes."""
    rows: list[Row] = []
    parent, list_name, causes = owner_id, "causes", tuple(node.causes) if node else ()
    for number in range(1, WHYS + 1):
        asks = [Input("text", _("Why %(number)s") % {"number": number})]
        if number >= DEEP:
            asks.append(Input("controllable", _("Can we change it?"), "choice", choices=yes_no_choices()))
        cause: Cause | None = causes[0] if causes else None
        birth = {"parent": parent, "list_name": list_name}
        rows += binder.rows(
            f"why-{owner_id}-{number}",
            [cause] if cause else [],
            asks,
            birth=birth,
            blanks=0 if cause else 1,
        )
        parent, list_name, causes = rows[-1].id, "children", cause.children if cause else ()
    return (Section(title=_("5 Whys"), rows=tuple(rows), folded=True, kind="whys", count=WHYS),)


def analysis_panel(binder: Binder, touchpoint: Touchpoint) -> Panel:
    who = persona_name(binder.document)
    measured = Lane.GAP in lanes_of(binder.document)
    gaps = (_gaps(binder, touchpoint),)
    sections = (
        *(gaps if measured else ()),
        _walk(binder, touchpoint),
        _pains(binder, touchpoint),
        _delights(binder, touchpoint),
        _opportunities(binder, touchpoint),
        _weak_link(binder, touchpoint),
        *(() if measured else gaps),
    )
    return Panel(
        _("Where does it hurt, and why?"),
        _("Walk the journey once more as %(name)s.") % {"name": who},
        sections,
    )


def _walk(binder: Binder, touchpoint: Touchpoint) -> Section:
    held = [step for step in binder.document.walkthrough if step.touchpoint == touchpoint.id][:1]
    asks = (
        Input("answer", _("Evidence or guess?"), "radio", choices=walk_choices()),
        Input("note", _("What did you notice?"), "area"),
    )
    birth = {"parent": ROOT_ID, "list_name": "walkthrough", "start": (("touchpoint", touchpoint.id),)}
    rows = binder.rows(f"walk-{touchpoint.id}", held, asks, birth=birth, blanks=0 if held else 1)
    return Section(title=_("Walk-through"), rows=rows, kind="single")


def _pains(binder: Binder, touchpoint: Touchpoint) -> Section:
    held = [item for item in binder.document.pains if item.touchpoint == touchpoint.id]
    asks = (
        Input("text", _("Pain"), "area"),
        Input("severity", _("Severity, 1 to 5"), "choice", choices=grade_choices()),
    )
    birth = {"parent": ROOT_ID, "list_name": "pains", "start": (("touchpoint", touchpoint.id),)}
    rows = binder.rows(
        f"pains-{touchpoint.id}",
        held,
        asks,
        birth=birth,
        children=lambda owner_id, node: _why_sections(binder, owner_id, node),
    )
    return Section(title=_("Pains"), rows=rows, add=_("Add a pain"), anchor="s-pains")


def _delights(binder: Binder, touchpoint: Touchpoint) -> Section:
    held = [item for item in binder.document.delights if item.touchpoint == touchpoint.id]
    asks = (
        Input("text", _("Delight"), "area"),
        Input("strength", _("Strength, 1 to 5"), "choice", choices=grade_choices()),
    )
    birth = {"parent": ROOT_ID, "list_name": "delights", "start": (("touchpoint", touchpoint.id),)}
    rows = binder.rows(
        f"delights-{touchpoint.id}",
        held,
        asks,
        birth=birth,
        children=lambda owner_id, node: _why_sections(binder, owner_id, node),
    )
    return Section(title=_("Delights"), rows=rows, add=_("Add a delight"), anchor="s-delights")


def _opportunities(binder: Binder, touchpoint: Touchpoint) -> Section:
    document = binder.document
    pains = [(item.id, item.text) for item in document.pains if item.touchpoint == touchpoint.id]
    delights = [(item.id, item.text) for item in document.delights if item.touchpoint == touchpoint.id]
    held = [item for item in document.opportunities if item.touchpoint == touchpoint.id]
    asks = [Input("text", _("Opportunity"), "area")]
    if pains:
        asks.append(Input("pains", _("Answers the pain"), "checks", choices=pains))
    if delights:
        asks.append(Input("delights", _("Builds on the delight"), "checks", choices=delights))
    asks += [
        Input("impact", _("Impact"), "choice", choices=grade_choices()),
        Input("effort", _("Effort"), "choice", choices=grade_choices()),
    ]
    birth = {"parent": ROOT_ID, "list_name": "opportunities", "start": (("touchpoint", touchpoint.id),)}
    rows = binder.rows(
        f"opportunities-{touchpoint.id}",
        held,
        asks,
        birth=birth,
        children=lambda owner_id, node: _ideas(binder, owner_id) if node else (),
    )
    return Section(title=_("Opportunities"), rows=rows, add=_("Add an opportunity"), anchor="s-opportunities")


def _ideas(binder: Binder, opportunity_id: str) -> tuple[Section, ...]:
    """An idea that serves several opportunities is typed under its first."""
    held = [item for item in binder.document.ideas if item.opportunities[:1] == (opportunity_id,)]
    birth = {"parent": ROOT_ID, "list_name": "ideas", "start": (("opportunities", opportunity_id),)}
    rows = binder.rows(f"ideas-{opportunity_id}", held, (Input("text", _("Idea")),), birth=birth)
    return (Section(title=_("Ideas"), rows=rows, folded=True, count=len(held)),)


def _weak_link(binder: Binder, touchpoint: Touchpoint) -> Section:
    fields = binder.fields(
        touchpoint,
        touchpoint.id,
        (
            Input("weak_link", _("This is the weak link of the journey"), "flag"),
            Input("weak_link_reason", _("Why would customers leave here?"), "area"),
        ),
    )
    none = binder.root((Input("no_weak_link", _("This journey has no weak link"), "flag"),))
    return Section(title=_("Weak link"), fields=(*fields, *none))


def _gaps(binder: Binder, touchpoint: Touchpoint) -> Section:
    asks = (
        Input("goal_value", _("Goal"), "choice", choices=mood_select_choices()),
        Input("experience_value", _("Experience"), "choice", choices=mood_select_choices()),
    )
    title, anchor = _("Goal and experience by channel"), "s-gaps"
    if not touchpoint.channels:
        first = _("First add the channels of this touchpoint, in step 3.")
        return Section(title=title, help=first, anchor=anchor)
    sections = [
        Section(title=item.channel, fields=binder.fields(item, item.id, asks), kind="pairs")
        for item in touchpoint.channels
    ]
    fields = tuple(bound for section in sections for bound in _with_channel(section))
    folded = Lane.GAP not in lanes_of(binder.document)
    return Section(title=title, fields=fields, folded=folded, kind="pairs", count=len(fields), anchor=anchor)


def _with_channel(section: Section) -> list[Any]:
    return [
        replace(bound, ask=replace(bound.ask, label=f"{section.title}: {bound.ask.label}"))
        for bound in section.fields
    ]


def _change_inputs(document: Map) -> list[Input]:
    places = [option("", "—"), *(option(item.id, item.name) for item in document.touchpoints_in_order())]
    measures = [option("", "—"), *(option(item.id, item.name) for item in document.kpis)]
    pains = [(item.id, item.text) for item in document.pains]
    delights = [(item.id, item.text) for item in document.delights]
    opportunities = [(item.id, item.text) for item in document.opportunities]
    ideas = [(item.id, item.text) for item in document.ideas]
    asks = [
        Input("title", _("Change"), "area"),
        Input("touchpoint", _("Touchpoint"), "choice", choices=places),
        Input("kpi", _("Measure (KPI)"), "choice", choices=measures),
        Input("owner", _("Owner")),
        Input("due", _("Due"), "day"),
        Input("state", _("State"), "choice", choices=choices(ChangeState, blank=False)),
    ]
    if pains:
        asks.append(Input("pains", _("Answers the pain"), "checks", choices=pains))
    if delights:
        asks.append(Input("delights", _("Builds on the delight"), "checks", choices=delights))
    if opportunities:
        asks.append(Input("opportunities", _("Takes up the opportunity"), "checks", choices=opportunities))
    if ideas:
        asks.append(Input("ideas", _("Carries out the idea"), "checks", choices=ideas))
    return asks


def _reviews(binder: Binder, owner_id: str, node: Any) -> tuple[Section, ...]:
    asks = (
        Input("day", _("Review on"), "day"),
        Input("before", _("Before"), "number"),
        Input("after", _("After"), "number"),
        Input("verdict", _("Verdict"), "choice", choices=choices(Verdict)),
    )
    birth = {"parent": owner_id, "list_name": "reviews"}
    rows = binder.rows(f"reviews-{owner_id}", node.reviews if node else (), asks, birth=birth)
    return (
        Section(
            title=pgettext("of a change", "Reviews"),
            rows=rows,
            folded=True,
            kind="figures",
            count=len(rows) - 1,
        ),
    )


def _readings(binder: Binder, owner_id: str, node: Any) -> tuple[Section, ...]:
    asks = (
        Input("day", _("Read on"), "day"),
        Input("value", _("Value"), "number"),
        Input("source", _("Source")),
    )
    birth = {"parent": owner_id, "list_name": "readings"}
    rows = binder.rows(f"readings-{owner_id}", node.readings if node else (), asks, birth=birth)
    return (Section(title=_("Readings"), rows=rows, folded=True, kind="figures", count=len(rows) - 1),)


def changes_panel(binder: Binder) -> Panel:
    document = binder.document
    rows = binder.rows(
        "changes",
        document.changes,
        _change_inputs(document),
        birth={
            "parent": ROOT_ID,
            "list_name": "changes",
            "start": (("state", ChangeState.PROPOSED.value),),
        },
        children=lambda owner_id, node: _reviews(binder, owner_id, node),
    )
    kpis = binder.rows(
        "kpis",
        document.kpis,
        kpi_inputs(),
        birth={"parent": ROOT_ID, "list_name": "kpis"},
        children=lambda owner_id, node: _readings(binder, owner_id, node),
    )
    sections = (
        Section(title=_("Changes"), rows=rows, add=_("Add a change"), anchor="s-changes"),
        Section(
            title=_("Measures"),
            rows=kpis,
            add=_("Add a measure"),
            folded=True,
            kind="figures",
            count=len(document.kpis),
        ),
    )
    return Panel(
        _("What will you do and measure?"), _("One owner, one date, one number for each change."), sections
    )
