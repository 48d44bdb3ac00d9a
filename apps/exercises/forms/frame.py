"""Steps 1 and 2: the persona and the goal, the frame of the map."""

from __future__ import annotations

from django.utils.translation import pgettext

from apps.common.fixed import gettext as _
from apps.exercises.forms.binding import Binder, Input, Panel, Section
from apps.exercises.forms.choices import choices, depth_choices, yes_no_choices
from apps.journeys.domain.document import ROOT_ID, EvidenceKind, Goal, Kind, Map, Persona


def persona_inputs(kind: Kind | None = None) -> tuple[Input, ...]:
    """Of an employee one asks first for the role and the process; a customer's role stands further down."""
    employed = (
        Input("role", _("Role in the company"), placeholder=_("Support agent, second line")),
        Input("segment", _("Team and process"), placeholder=_("Solving a customer's case")),
    )
    return (
        Input("name", _("Name"), help=_("A name you can say in a meeting, and an age if it matters.")),
        *(employed if kind is Kind.EMPLOYEE else ()),
        Input(
            "context", _("Situation"), "area", help=_("Where does this person stand when the journey begins?")
        ),
        Input("needs", _("Need"), "area", placeholder=_("What must work, whatever else happens?")),
        Input("motivations", _("Motive"), "area", placeholder=_("Why now?")),
        Input("goals", _("Goal of the persona"), "area"),
        Input("frustrations", _("Frustration"), "area", placeholder=_("What went wrong last time?")),
    )


def portrait_inputs(kind: Kind | None = None) -> tuple[Input, ...]:
    """An employee is no share of the customers; role and process stand among the first inputs there."""
    customers = (
        Input("is_most_common", _("Is this your most common customer?"), "choice", choices=yes_no_choices()),
        Input("share_of_base", _("Share of all customers, %"), "number"),
        Input("segment", _("Segment")),
        Input("role", pgettext("of a persona", "Role")),
    )
    return (
        *(customers if kind is not Kind.EMPLOYEE else ()),
        Input("quote", _("One sentence in their own words"), "area"),
        Input("demographics", _("Age, place, household"), "area"),
        Input("preferred_channels", _("Preferred channels"), "area"),
    )


def empathy_inputs() -> tuple[Input, ...]:
    return (
        Input("empathy.says", _("Says"), "area"),
        Input("empathy.thinks", _("Thinks"), "area"),
        Input("empathy.does", _("Does"), "area"),
        Input("empathy.feels", _("Feels"), "area"),
        Input("empathy.pains", _("Pains"), "area"),
        Input("empathy.gains", _("Gains"), "area"),
    )


def evidence_inputs() -> tuple[Input, ...]:
    return (
        Input("text", _("What was said or seen"), "area"),
        Input("kind", _("Kind of evidence"), "choice", choices=choices(EvidenceKind)),
        Input("source", _("Source"), placeholder=_("Interview 3")),
        Input("day", _("Date"), "day"),
    )


def persona_panel(binder: Binder) -> Panel:
    personas = binder.document.personas
    persona = binder.document.owner or (personas[0] if personas else None)
    return Panel(
        _("Whose journey is it?"),
        _("One person, not everyone. Short phrases are enough."),
        _persona_sections(binder, persona),
    )


def _persona_sections(binder: Binder, persona: Persona | None) -> tuple[Section, ...]:
    birth = {"parent": ROOT_ID, "list_name": "personas"}
    held, blanks = ([persona], 0) if persona else ([], 1)
    kind = binder.document.kind
    main = Section(
        rows=binder.rows("persona", held, persona_inputs(kind), birth=birth, blanks=blanks), kind="single"
    )
    if persona is None:
        return (main,)
    return (
        main,
        _persona_evidence(binder, persona),
        Section(
            title=_("Empathy map"),
            fields=binder.fields(persona, persona.id, empathy_inputs()),
            folded=True,
            count=6,
        ),
        Section(
            title=_("More about this person"),
            fields=(portrait := binder.fields(persona, persona.id, portrait_inputs(kind))),
            folded=True,
            count=len(portrait),
        ),
        *_other_personas(binder, persona),
    )


def _persona_evidence(binder: Binder, persona: Persona) -> Section:
    backing = [item for item in binder.document.evidence if item.id in persona.evidence]
    birth = {
        "parent": ROOT_ID,
        "list_name": "evidence",
        "start": (("kind", EvidenceKind.INTERVIEW.value),),
        "owner": persona.id,
        "refs": "evidence",
    }
    return Section(
        title=_("Evidence for this persona"),
        help=_("One interview is a start. A guess is fine when it is marked as an assumption."),
        rows=binder.rows("persona-evidence", backing, evidence_inputs(), birth=birth),
        add=_("Add evidence"),
    )


def _other_personas(binder: Binder, persona: Persona) -> tuple[Section, ...]:
    others = [item for item in binder.document.personas if item.id != persona.id]
    if not others:
        return ()
    asks = (Input("name", _("Name")), Input("owner", _("The journey is theirs"), "flag"))
    rows = binder.rows("others", others, asks, birth={}, blanks=0)
    return (Section(title=_("Other personas in this map"), rows=rows),)


def scope_inputs() -> tuple[Input, ...]:
    return (
        Input("scope_start", _("The journey starts when"), "area", placeholder=_("The first thought of it")),
        Input(
            "scope_end", _("The journey ends when"), "area", placeholder=_("The last thing they do or say")
        ),
    )


def goal_inputs() -> tuple[Input, ...]:
    return (
        Input("statement", _("What do you want to improve?"), help=_("One goal you can measure.")),
        Input("metric", _("Measured by"), placeholder=_("Direct bookings per month")),
        Input("baseline", _("Today"), "number"),
        Input("target", _("Target"), "number"),
        Input("unit", _("Unit")),
        Input("due", _("Until"), "day"),
        Input("decision", _("Which decision will this map support?"), "area"),
    )


def goals_panel(binder: Binder) -> Panel:
    document: Map = binder.document
    goals: tuple[Goal, ...] = document.goals
    sections = (
        Section(
            fields=binder.root(
                (Input("title", _("Title of the map")), Input("scenario", _("Scenario"), "area"))
            )
        ),
        Section(
            title=_("Goal"),
            rows=binder.rows(
                "goals",
                goals,
                goal_inputs(),
                birth={"parent": ROOT_ID, "list_name": "goals"},
                blanks=0 if goals else 1,
            ),
            kind="figures",
        ),
        Section(title=_("Scope"), fields=binder.root(scope_inputs())),
        Section(
            title=_("Depth and sources"),
            fields=binder.root(
                (
                    Input("depth", _("How deep?"), "choice", choices=depth_choices()),
                    Input("sources", _("Where will the evidence come from?"), "area"),
                    Input("product", _("Product or service")),
                    Input("brand", _("Brand")),
                    Input("market", _("Market")),
                )
            ),
            folded=True,
            count=5,
        ),
    )
    return Panel(
        _("What do you want to learn?"), _("The goal decides which part is mapped, and how deep."), sections
    )
