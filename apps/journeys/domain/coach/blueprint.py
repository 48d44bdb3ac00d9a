"""Rules of the service blueprint: every step hangs on a touchpoint, stands on its side of the line, and is served."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from apps.journeys.domain.coach.actor_words import is_behind, is_customer
from apps.journeys.domain.coach.examples import GOOD, broken
from apps.journeys.domain.coach.registry import Hit, Rule, Severity, View, at_touchpoints, filled, names_of
from apps.journeys.domain.document import ROOT_ID, BackstageStep, Kind, Lane, Layer, LinkKind

LAYERED = {
    Lane.PHYSICAL_EVIDENCE: Layer.PHYSICAL_EVIDENCE,
    Lane.FRONTSTAGE: Layer.FRONTSTAGE,
    Lane.BACKSTAGE: Layer.BACKSTAGE,
    Lane.SUPPORT: Layer.SUPPORT,
}
BEHIND = (Lane.BACKSTAGE, Lane.SUPPORT)
UNSEEN = frozenset({Layer.BACKSTAGE, Layer.SUPPORT})


def step_hangs_on_a_touchpoint(view: View) -> Iterator[Hit]:
    places = {touchpoint.id for touchpoint in view.ordered}
    yield from _at_steps([step for step in _steps(view) if step.touchpoint not in places])


def _layers(view: View) -> frozenset[Layer]:
    """Those whose lanes are declared."""
    return frozenset(layer for lane, layer in LAYERED.items() if lane in view.lanes)


def _is_blueprint(view: View) -> bool:
    return view.document.kind is Kind.BLUEPRINT and bool(_layers(view))


def _steps(view: View) -> Iterator[BackstageStep]:
    """Steps of the declared layers that say something."""
    layers = _layers(view)
    for step in view.document.backstage:
        if step.layer in layers and (filled(step.text) or filled(step.actor)):
            yield step


def _at_steps(steps: list[BackstageStep], case: str = "") -> Iterator[Hit]:
    if steps:
        named = [step.text or step.actor for step in steps]
        params = {"count": len(steps), "step": named[0], **names_of(named)}
        yield Hit(tuple(step.id for step in steps), case, params=params)


def all_means_are_named(view: View) -> Iterator[Hit]:
    """Means count where a step uses them; a list of policies that nothing follows explains nothing."""
    if not _is_blueprint(view):
        return
    document, steps = view.document, view.document.backstage
    used = {
        "people": any(filled(step.actor) for step in steps),
        "policy": _is_used({item.id for item in document.policies}, [step.policies for step in steps]),
        "technology": _is_used(
            {item.id for item in document.technologies}, [step.technologies for step in steps]
        ),
        "process": _is_used({item.id for item in document.processes}, [step.processes for step in steps]),
    }
    if missing := tuple(name for name, there in used.items() if not there):
        yield Hit((ROOT_ID,), params={"missing": missing})


def _is_used(known: set[str], named: list[tuple[str, ...]]) -> bool:
    return any(not known.isdisjoint(refs) for refs in named)


def sides_are_kept(view: View) -> Iterator[Hit]:
    """What the customer does is no step behind the line; what nobody sees is no step in front of it."""
    owner = view.document.owner
    persona = owner.name.replace("，", ",").split(",", maxsplit=1)[0].strip().casefold() if owner else ""
    below, above = [], []
    for step in _steps(view):
        if step.layer in UNSEEN:
            if is_customer(step.actor) or (persona and step.actor.strip().casefold() == persona):
                below.append(step)
        elif is_behind(step.actor):
            above.append(step)
    yield from _at_steps(below, "customer")
    yield from _at_steps(above, "backstage")


def front_is_served(view: View) -> Iterator[Hit]:
    """Somebody or something stands behind what is done in front; one lane left out with a reason is enough."""
    declared = [lane for lane in BEHIND if lane in view.lanes]
    served = set().union(*(view.served[LAYERED[lane]] for lane in declared))
    front = view.served[Layer.FRONTSTAGE]
    yield from at_touchpoints(
        [
            place
            for place in view.cells(Lane.FRONTSTAGE)
            if declared
            and place.id in front
            and place.id not in served
            and all(view.relevant(place.id, lane) for lane in declared)
        ]
    )


def employees_are_mapped(view: View) -> Iterator[Hit]:
    linked = any(link.kind is LinkKind.COUNTERPART for link in view.document.links)
    if _is_blueprint(view) and not linked:
        yield Hit((ROOT_ID,))


def _step(name: str, place: str, layer: Layer, actor: str, text: str, **refs: list[str]) -> dict[str, Any]:
    return {"id": name, "touchpoint": place, "layer": layer.value, "actor": actor, "text": text, **refs}


_STEPS = [
    _step("b1", "t1", Layer.PHYSICAL_EVIDENCE, "", "Booking page", technologies=["x1"]),
    _step("b2", "t2", Layer.PHYSICAL_EVIDENCE, "", "Key and map of the house"),
    _step("b3", "t3", Layer.PHYSICAL_EVIDENCE, "", "Card with the name of the guest"),
    _step("b4", "t1", Layer.FRONTSTAGE, "Front office", "Answers the phone", policies=["y1"]),
    _step("b5", "t2", Layer.FRONTSTAGE, "Receptionist", "Greets and hands over the key"),
    _step("b6", "t4", Layer.FRONTSTAGE, "Cook", "Asks what the guest likes"),
    _step("b7", "t1", Layer.BACKSTAGE, "Web team", "Sets the prices of the day"),
    _step("b8", "t2", Layer.BACKSTAGE, "Front office", "Prepares the keys", processes=["z1"]),
    _step("b9", "t4", Layer.BACKSTAGE, "Kitchen", "Reads the book of wishes"),
    _step("b10", "t1", Layer.SUPPORT, "Provider", "Runs the booking system"),
    _step("b11", "t2", Layer.SUPPORT, "Personnel", "Writes the rota"),
    _step("b12", "t5", Layer.SUPPORT, "Marketing", "Sends the letters"),
]
BLUEPRINT: tuple[Any, ...] = (
    "kind", "blueprint", "lanes", [*GOOD["lanes"], *LAYERED], "backstage", _STEPS,
    "policies", [{"id": "y1", "name": "Answer within three rings"}],
    "technologies", [{"id": "x1", "name": "Booking system"}],
    "processes", [{"id": "z1", "name": "Shift change"}],
    "links", [{"id": "l1", "kind": "counterpart", "map": "m2"}],
)  # fmt: skip
"""Edits of the good map that make a blueprint of it."""
_GOOD = broken(*BLUEPRINT)


def _bad(*edits: Any) -> dict[str, Any]:
    return broken(*BLUEPRINT, *edits)


_LAYERS = tuple(LAYERED)
RULES = (
    Rule(
        "B1", Severity.WARNING, 5, _LAYERS, "backstage", step_hangs_on_a_touchpoint, _GOOD,
        bad=_bad("backstage.12", {"id": "b13", "layer": "support", "text": "Mends the lift"}),
    ),
    Rule(
        "B2", Severity.WARNING, 5, _LAYERS, "policies", all_means_are_named, _GOOD,
        bad=_bad("backstage.3.policies", []),
    ),
    Rule(
        "B3", Severity.WARNING, 5, _LAYERS, "layer", sides_are_kept, _GOOD, cases=("customer", "backstage"),
        bad=_bad("backstage.8.actor", "Lin"),
    ),
    Rule(
        "B4", Severity.WARNING, 5, (Lane.FRONTSTAGE, *BEHIND), "backstage", front_is_served, _GOOD,
        requires=(Lane.FRONTSTAGE,), bad=_bad("backstage.5.touchpoint", "t3"),
    ),
    Rule(
        "B5", Severity.WARNING, 5, (), "links", employees_are_mapped, _GOOD, bad=_bad("links", []),
    ),
)  # fmt: skip
