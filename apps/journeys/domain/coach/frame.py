"""Rules of the frame: whose journey, which goal, what kind of map, which stages, how large."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from apps.journeys.domain.coach.company_words import company_words_in
from apps.journeys.domain.coach.examples import GOOD, broken, crowded
from apps.journeys.domain.coach.registry import Hit, Rule, Severity, View, filled, names_of
from apps.journeys.domain.document import ROOT_ID, Goal, Kind, LinkKind, Moment

FEWEST_STAGES, MOST_STAGES = 3, 8
MOST_TOUCHPOINTS = 25


def one_owner(view: View) -> Iterator[Hit]:
    owners = [persona for persona in view.document.personas if persona.owner]
    if not owners:
        yield Hit((ROOT_ID,), "none")
    elif len(owners) > 1:
        params = {"count": len(owners), **names_of(persona.name for persona in owners)}
        yield Hit(tuple(persona.id for persona in owners), "several", "owner", params)


def persona_is_known(view: View) -> Iterator[Hit]:
    """Gains and pains of the empathy map say a goal and a frustration as well as these fields do."""
    persona = view.document.owner
    if persona is None:
        return
    has = {
        "goals": filled(persona.goals) or filled(persona.empathy.gains),
        "needs": filled(persona.needs),
        "frustrations": filled(persona.frustrations) or filled(persona.empathy.pains),
        "evidence": any(ref in view.evidence for ref in persona.evidence),
    }
    if missing := tuple(name for name, there in has.items() if not there):
        yield Hit((persona.id,), field=missing[0], params={"missing": missing})


def persona_is_common(view: View) -> Iterator[Hit]:
    """A map that belongs to maps of other personas is not the first; employees are not counted as customers."""
    document = view.document
    persona = document.owner
    if persona is None or persona.is_most_common or document.kind is Kind.EMPLOYEE:
        return
    if not any(link.kind is LinkKind.PERSONA_VARIANT for link in document.links):
        yield Hit((persona.id,), "unknown" if persona.is_most_common is None else "rare")


def scope_is_set(view: View) -> Iterator[Hit]:
    fields = ("scenario", "scope_start", "scope_end")
    if missing := tuple(name for name in fields if not filled(getattr(view.document, name))):
        yield Hit((ROOT_ID,), field=missing[0], params={"missing": missing})


def kind_is_chosen(view: View) -> Iterator[Hit]:
    if view.document.kind is None:
        yield Hit((ROOT_ID,))


def goal_is_measurable(view: View) -> Iterator[Hit]:
    goals = view.document.goals
    if not goals:
        yield Hit((ROOT_ID,), "none", "statement")
        return
    vague = [(goal, missing) for goal in goals if (missing := _missing_of(goal))]
    if vague:
        first, missing = vague[0]
        params = {"missing": missing, "count": len(vague), "goal": first.statement}
        yield Hit(tuple(goal.id for goal, _ in vague), "vague", missing[0], params)


def _missing_of(goal: Goal) -> tuple[str, ...]:
    has = {
        "metric": filled(goal.metric),
        "baseline": goal.baseline is not None,
        "target": goal.target is not None,
        "due": goal.due is not None,
    }
    return tuple(name for name, there in has.items() if not there)


def stages_are_the_customers(view: View) -> Iterator[Hit]:
    """The employee's own journey may well have approvals and tickets in it."""
    if view.document.kind is Kind.EMPLOYEE:
        return
    found = [(stage, words) for stage in view.document.stages if (words := company_words_in(stage.name))]
    if found:
        first, words = found[0]
        names = names_of(stage.name for stage, _ in found)
        params = {"count": len(found), "stage": first.name, "word": words[0], **names}
        yield Hit(tuple(stage.id for stage, _ in found), params=params)


def stages_cover_the_journey(view: View) -> Iterator[Hit]:
    stages = view.document.stages
    if len(stages) < FEWEST_STAGES:
        yield Hit((ROOT_ID,), "few", params={"count": len(stages)})
    elif len(stages) > MOST_STAGES:
        yield Hit((ROOT_ID,), "many", params={"count": len(stages)})
    moments = {stage.moment for stage in stages}
    missing = tuple(moment.value for moment in Moment if moment not in moments)
    if stages and missing and len(stages) >= FEWEST_STAGES:
        where = tuple(stage.id for stage in stages)
        yield Hit(where, "moments", "moment", {"count": len(stages), "missing": missing})


def map_is_of_one_size(view: View) -> Iterator[Hit]:
    """The stage with the most touchpoints is the one to be mapped apart."""
    if len(view.ordered) > MOST_TOUCHPOINTS:
        (fullest, held), *_ = Counter(place.stage for place in view.ordered).most_common(1)
        name = next(stage.name for stage in view.document.stages if stage.id == fullest)
        yield Hit((fullest,), params={"count": len(view.ordered), "stage": name, "held": held})


RULES = (
    Rule(
        "F1", Severity.ERROR, 1, (), "name", one_owner, GOOD, cases=("none", "several"),
        bad=broken("personas.1", {"id": "p2", "name": "Omar", "owner": True}),
    ),
    Rule(
        "F2", Severity.WARNING, 1, (), "needs", persona_is_known, GOOD,
        bad=broken("personas.0.needs", ""),
    ),
    Rule(
        "F3", Severity.HINT, 1, (), "is_most_common", persona_is_common, GOOD, cases=("unknown", "rare"),
        bad=broken("personas.0.is_most_common", False),
    ),
    Rule(
        "F4", Severity.WARNING, 2, (), "scenario", scope_is_set, GOOD,
        bad=broken("scope_end", ""),
    ),
    Rule(
        "F5", Severity.ERROR, 4, (), "kind", kind_is_chosen, GOOD,
        bad=broken("kind", None),
    ),
    Rule(
        "F6", Severity.ERROR, 2, (), "metric", goal_is_measurable, GOOD, cases=("none", "vague"),
        bad=broken("goals.0.target", None),
    ),
    Rule(
        "F7", Severity.WARNING, 3, (), "name", stages_are_the_customers, GOOD,
        bad=broken("stages.0.name", "Lead qualification"),
    ),
    Rule(
        "F8", Severity.HINT, 3, (), "stages", stages_cover_the_journey, GOOD,
        cases=("few", "many", "moments"), bad=broken("stages.2.moment", "during"),
    ),
    Rule(
        "F9", Severity.HINT, 3, (), "touchpoints", map_is_of_one_size, GOOD, bad=crowded(),
    ),
)  # fmt: skip
