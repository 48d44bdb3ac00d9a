"""The map itself: the root of the tree, its lists and what must hold for the whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from apps.journeys.domain.document.fields import MAX_ITEMS, ROOT_ID, Language, Name, Short, Text
from apps.journeys.domain.document.objects import (
    BackstageStep,
    Cause,
    Change,
    Delight,
    Evidence,
    Goal,
    Idea,
    Kpi,
    Link,
    Node,
    Opportunity,
    Pain,
    Part,
    Persona,
    Policy,
    ProcessStep,
    Resource,
    Risk,
    Stage,
    Stakeholder,
    Technology,
    TimeAxis,
    Touchpoint,
    TouchpointChannel,
    Transition,
    Waiver,
    WalkStep,
)
from apps.journeys.domain.document.vocabulary import Kind, Lane


class Map(Part):
    format: Literal["cjm/1"] = "cjm/1"
    title: Name
    kind: Kind | None = None
    language: Language = ""
    market: Short = ""
    product: Short = ""
    brand: Short = ""
    time_axis: TimeAxis = TimeAxis()
    scenario: Text = ""
    scope_start: Text = ""
    scope_end: Text = ""
    depth: Literal["overview", "standard", "detailed"] | None = None
    view_axis: Literal["customer_journey", "customer_life_cycle", "brand_life_cycle"] = "customer_journey"
    process: Literal["linear", "non_linear"] = "linear"
    sources: Text = ""
    no_weak_link: bool = False
    lanes: Annotated[tuple[Lane, ...], Field(max_length=len(Lane))] = ()
    personas: Annotated[tuple[Persona, ...], Field(max_length=5)] = ()
    goals: Annotated[tuple[Goal, ...], Field(max_length=20)] = ()
    stages: Annotated[tuple[Stage, ...], Field(max_length=30)] = ()
    touchpoints: Annotated[tuple[Touchpoint, ...], Field(max_length=200)] = ()
    evidence: Annotated[tuple[Evidence, ...], Field(max_length=MAX_ITEMS)] = ()
    stakeholders: Annotated[tuple[Stakeholder, ...], Field(max_length=MAX_ITEMS)] = ()
    kpis: Annotated[tuple[Kpi, ...], Field(max_length=MAX_ITEMS)] = ()
    pains: Annotated[tuple[Pain, ...], Field(max_length=MAX_ITEMS)] = ()
    delights: Annotated[tuple[Delight, ...], Field(max_length=MAX_ITEMS)] = ()
    opportunities: Annotated[tuple[Opportunity, ...], Field(max_length=MAX_ITEMS)] = ()
    risks: Annotated[tuple[Risk, ...], Field(max_length=MAX_ITEMS)] = ()
    ideas: Annotated[tuple[Idea, ...], Field(max_length=MAX_ITEMS)] = ()
    resources: Annotated[tuple[Resource, ...], Field(max_length=MAX_ITEMS)] = ()
    changes: Annotated[tuple[Change, ...], Field(max_length=MAX_ITEMS)] = ()
    backstage: Annotated[tuple[BackstageStep, ...], Field(max_length=MAX_ITEMS)] = ()
    policies: Annotated[tuple[Policy, ...], Field(max_length=MAX_ITEMS)] = ()
    technologies: Annotated[tuple[Technology, ...], Field(max_length=MAX_ITEMS)] = ()
    processes: Annotated[tuple[ProcessStep, ...], Field(max_length=MAX_ITEMS)] = ()
    transitions: Annotated[tuple[Transition, ...], Field(max_length=MAX_ITEMS)] = ()
    links: Annotated[tuple[Link, ...], Field(max_length=200)] = ()
    walkthrough: Annotated[tuple[WalkStep, ...], Field(max_length=200)] = ()
    waivers: Annotated[tuple[Waiver, ...], Field(max_length=MAX_ITEMS)] = ()

    @model_validator(mode="after")
    def _ids_are_unique_and_stages_exist(self) -> Map:
        ids = [ROOT_ID, *(node.id for node in self.nodes())]
        if len(set(ids)) < len(ids):
            twice = next(name for index, name in enumerate(ids) if name in ids[:index])
            raise ValueError(f"duplicate_id:{twice}")
        stages = {stage.id for stage in self.stages}
        for touchpoint in self.touchpoints:
            if touchpoint.stage not in stages:
                raise ValueError(f"unknown_stage:{touchpoint.id}")
        if len(set(self.lanes)) != len(self.lanes):
            raise ValueError("duplicate_lane")
        return self

    def nodes(self) -> Iterator[Node]:
        """Every object that has an id, parents before children."""
        for field in NODE_LISTS:
            for node in getattr(self, field):
                yield node
                if type(node) in CHILD_LISTS:
                    yield from _inside(node)

    def touchpoints_in_order(self) -> tuple[Touchpoint, ...]:
        """Touchpoints by the order of their stages, inside a stage in the order of the list."""
        position = {stage.id: index for index, stage in enumerate(self.stages)}
        return tuple(sorted(self.touchpoints, key=lambda touchpoint: position[touchpoint.stage]))

    @property
    def owner(self) -> Persona | None:
        """The persona whose journey this is; None when nobody or more than one is marked (rule F1)."""
        owners = [persona for persona in self.personas if persona.owner]
        return owners[0] if len(owners) == 1 else None


NODE_LISTS: tuple[str, ...] = (
    "personas", "goals", "stages", "touchpoints", "evidence", "stakeholders", "kpis", "pains", "delights",
    "opportunities", "risks", "ideas", "resources", "changes", "backstage", "policies", "technologies",
    "processes", "transitions", "links", "walkthrough", "waivers",
)  # fmt: skip
CHILD_LISTS: dict[type[Node], tuple[str, ...]] = {
    Touchpoint: ("channels", "reactions"),
    TouchpointChannel: ("readings",),
    Kpi: ("readings",),
    Pain: ("causes",),
    Delight: ("causes",),
    Cause: ("children",),
    Change: ("reviews",),
}


def _inside(node: Node) -> Iterator[Node]:
    for field in CHILD_LISTS[type(node)]:
        for child in getattr(node, field):
            yield child
            if type(child) in CHILD_LISTS:
                yield from _inside(child)


def json_schema() -> dict[str, Any]:
    """JSON Schema of the ``cjm/1`` format, as published."""
    return Map.model_json_schema()
