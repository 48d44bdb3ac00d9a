"""The 360° view: a customer's journey with what employees do behind each touchpoint."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from apps.journeys.domain.combine.align import align
from apps.journeys.domain.combine.links import link_between
from apps.journeys.domain.combine.matching import fresh, pairing, renamed
from apps.journeys.domain.document import (
    MAX_SHORT,
    ROOT_ID,
    BackstageStep,
    Category,
    Kind,
    Layer,
    LinkKind,
    Map,
    Media,
    Node,
    Touchpoint,
)

_FACE_TO_FACE = frozenset(
    {
        Category.STAFF,
        Category.CALL_CENTRE,
        Category.BRANCH,
        Category.EVENT,
        Category.TRAINING,
        Category.SALES_PROCESS,
    }
)


@dataclass(frozen=True, slots=True)
class Match:
    """A touchpoint of the employee and the customer's that it seems to stand behind; None: nothing fits."""

    employee: Touchpoint
    customer: str | None
    layer: Layer


@dataclass(frozen=True, slots=True)
class Place:
    """Where a step of the employee goes: behind which touchpoint of the customer, in which layer."""

    touchpoint: str
    layer: Layer


def matches(customer: Map, employee: Map) -> tuple[Match, ...]:
    """What belongs together by id or name, in the employee's order; positions alone prove nothing here."""
    found = {}
    for row in align((customer, employee)).rows:
        theirs, own = row.touchpoints
        if theirs and own and (theirs.id == own.id or theirs.name.casefold() == own.name.casefold()):
            found[own.id] = theirs
    return tuple(
        Match(item, found[item.id].id if item.id in found else None, _layer(found.get(item.id)))
        for item in employee.touchpoints_in_order()
    )


def _layer(customer: Touchpoint | None) -> Layer:
    """What the customer meets in person happens in front of them, the rest behind the line of visibility."""
    met = customer is not None and (customer.category in _FACE_TO_FACE or customer.media is Media.PHYSICAL)
    return Layer.FRONTSTAGE if met else Layer.BACKSTAGE


def unserved(customer: Map, places: Mapping[str, Place]) -> tuple[Touchpoint, ...]:
    """Touchpoints of the customer behind which nobody would stand."""
    served = {place.touchpoint for place in places.values()}
    own = {step.touchpoint for step in customer.backstage}
    return tuple(item for item in customer.touchpoints_in_order() if item.id not in served | own)


def assemble(
    customer: Map, employee: Map, places: Mapping[str, Place], *, title: str, sources: tuple[str, str]
) -> Map:
    """The blueprint: all of the customer's map, and for each touchpoint of the employee in ``places`` a step.

    Steps that the employee's map already has behind those touchpoints come along with their policies,
    technologies and processes. ``sources``: ids of the customer's and the employee's map.
    """
    names = pairing(customer, employee, {}, by_id=False)
    theirs = renamed(employee, names)
    behind = {names[name]: place for name, place in places.items() if name in names}
    return customer.model_copy(
        update={
            "title": title,
            "kind": Kind.BLUEPRINT,
            "lanes": (),
            "personas": tuple(item.model_copy(update={"portrait": ""}) for item in customer.personas),
            "backstage": (*customer.backstage, *_steps(customer, theirs, behind)),
            "policies": _together(customer.policies, theirs.policies),
            "technologies": _together(customer.technologies, theirs.technologies),
            "processes": _together(customer.processes, theirs.processes),
            "links": tuple(link_between(LinkKind.COUNTERPART, name) for name in dict.fromkeys(sources)),
            "walkthrough": (),
            "waivers": (),
        }
    )


def _steps(customer: Map, employee: Map, places: Mapping[str, Place]) -> list[BackstageStep]:
    used = {ROOT_ID, *(node.id for document in (customer, employee) for node in document.nodes())}
    own = {step.id for step in customer.backstage}
    found: list[BackstageStep] = []
    for touchpoint in employee.touchpoints_in_order():
        if (place := places.get(touchpoint.id)) is None:
            continue
        name = fresh(f"step-{touchpoint.id}"[:38], used)
        used.add(name)
        found.append(
            BackstageStep(
                id=name,
                touchpoint=place.touchpoint,
                layer=place.layer,
                actor=touchpoint.owner or (employee.owner.name[:MAX_SHORT] if employee.owner else ""),
                text=touchpoint.action or touchpoint.name,
            )
        )
        found += [
            step.model_copy(update={"touchpoint": place.touchpoint})
            for step in employee.backstage
            if step.touchpoint == touchpoint.id and step.id not in own
        ]
    return found


def _together[T: Node](own: tuple[T, ...], others: tuple[T, ...]) -> tuple[T, ...]:
    held = {node.id for node in own}
    return (*own, *(node for node in others if node.id not in held))
