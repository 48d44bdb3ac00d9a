"""The objects that a map is made of."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from apps.journeys.domain.document.fields import (
    MAX_ITEMS,
    Count,
    Day,
    Grade,
    Id,
    Language,
    Name,
    Number,
    Percent,
    Refs,
    Score,
    Short,
    Text,
)
from apps.journeys.domain.document.vocabulary import (
    Category,
    ChangeState,
    Direction,
    EvidenceKind,
    IdeaMethod,
    Join,
    KpiKind,
    Lane,
    Layer,
    LinkKind,
    Media,
    Moment,
    Polarity,
    Purpose,
    ResourceKind,
    Status,
    TransitionKind,
    Verdict,
    Wow,
)


class Part(BaseModel):
    """A value that lives inside one object and is addressed through it."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_enum_values=False)


class Node(Part):
    """An object of the map with its own id."""

    id: Id


class Reading(Node):
    day: Day = None
    value: Number = None
    n: Count = None
    source: Short = ""


class Empathy(Part):
    says: Text = ""
    thinks: Text = ""
    does: Text = ""
    feels: Text = ""
    pains: Text = ""
    gains: Text = ""


class Persona(Node):
    name: Name
    owner: bool = True
    portrait: Short = ""
    segment: Short = ""
    role: Short = ""
    quote: Text = ""
    demographics: Text = ""
    context: Text = ""
    goals: Text = ""
    needs: Text = ""
    motivations: Text = ""
    frustrations: Text = ""
    preferred_channels: Text = ""
    share_of_base: Percent = None
    is_most_common: bool | None = None
    empathy: Empathy = Empathy()
    evidence: Refs = ()


class Goal(Node):
    statement: Name
    decision: Text = ""
    metric: Short = ""
    baseline: Number = None
    target: Number = None
    unit: Short = ""
    due: Day = None


class Stage(Node):
    name: Name
    moment: Moment | None = None
    customer_goal: Text = ""
    starts: Short = ""
    duration: Short = ""


class Emotion(Part):
    """Feeling at one touchpoint; ``score`` on −2…+2, converted on import from other scales (``original``)."""

    score: Score = None
    label: Short = ""
    note: Text = ""
    original: Number = None
    evidence: Refs = ()


class Reaction(Node):
    polarity: Polarity
    text: Text = ""
    share: Percent = None


class TouchpointChannel(Node):
    channel: Name
    primary: bool = False
    purpose: Purpose | None = None
    goal_value: Score = None
    experience_value: Score = None
    readings: Annotated[tuple[Reading, ...], Field(max_length=MAX_ITEMS)] = ()
    visits: Count = None
    exits: Count = None
    owner: Short = ""
    target_action: Short = ""


class NotRelevant(Part):
    lane: Lane
    reason: Name


class Touchpoint(Node):
    stage: Id
    name: Name
    action: Text = ""
    category: Category | None = None
    media: Media | None = None
    status: Status | None = None
    reason: Text = ""
    time: Short = ""
    context: Text = ""
    expectation: Text = ""
    thoughts: Text = ""
    needs: Text = ""
    owner: Short = ""
    frequency: Grade = None
    wow_tasks: Annotated[tuple[Wow, ...], Field(max_length=4)] = ()
    weak_link: bool = False
    weak_link_reason: Text = ""
    not_relevant: Annotated[tuple[NotRelevant, ...], Field(max_length=len(Lane))] = ()
    channels: Annotated[tuple[TouchpointChannel, ...], Field(max_length=30)] = ()
    emotion: Emotion = Emotion()
    reactions: Annotated[tuple[Reaction, ...], Field(max_length=200)] = ()
    stakeholders: Refs = ()
    kpis: Refs = ()


class Evidence(Node):
    kind: EvidenceKind
    text: Text = ""
    source: Short = ""
    day: Day = None
    n: Count = None
    language: Language = ""
    sentiment: Polarity | None = None
    touchpoint: Id | None = None


class Stakeholder(Node):
    name: Name
    role: Short = ""
    side: Literal["internal", "external"] | None = None


class Kpi(Node):
    name: Name
    kind: KpiKind = KpiKind.CUSTOM
    unit: Short = ""
    direction: Direction | None = None
    baseline: Number = None
    target: Number = None
    due: Day = None
    readings: Annotated[tuple[Reading, ...], Field(max_length=MAX_ITEMS)] = ()
    goal: Id | None = None
    channel: Id | None = None


class Cause(Node):
    """One "why" of a 5 Whys tree; ``join`` says how the children together explain it."""

    text: Name
    join: Join = Join.AND
    controllable: bool | None = None
    evidence: Refs = ()
    children: Annotated[tuple[Cause, ...], Field(max_length=50)] = ()


class Pain(Node):
    touchpoint: Id | None = None
    text: Name
    severity: Grade = None
    frequency: Short = ""
    evidence: Refs = ()
    causes: Annotated[tuple[Cause, ...], Field(max_length=50)] = ()


class Delight(Node):
    touchpoint: Id | None = None
    text: Name
    strength: Grade = None
    frequency: Short = ""
    evidence: Refs = ()
    causes: Annotated[tuple[Cause, ...], Field(max_length=50)] = ()


class Opportunity(Node):
    text: Name
    touchpoint: Id | None = None
    pains: Refs = ()
    delights: Refs = ()
    impact: Grade = None
    effort: Grade = None
    votes: Count = None


class Risk(Node):
    touchpoint: Id | None = None
    text: Name
    probability: Grade = None
    impact: Grade = None
    response: Text = ""


class Idea(Node):
    method: IdeaMethod = IdeaMethod.BRAINSTORM
    principle: Short = ""
    text: Name
    board: Short = ""
    card: Short = ""
    opportunities: Refs = ()


class Resource(Node):
    name: Name
    kind: ResourceKind | None = None
    have: Number = None
    need: Number = None
    unit: Short = ""
    cost: Number = None
    changes: Refs = ()
    touchpoints: Refs = ()


class Review(Node):
    day: Day = None
    before: Number = None
    after: Number = None
    verdict: Verdict | None = None
    note: Text = ""


class Change(Node):
    title: Name
    touchpoint: Id | None = None
    ideas: Refs = ()
    opportunities: Refs = ()
    pains: Refs = ()
    delights: Refs = ()
    kpi: Id | None = None
    owner: Short = ""
    due: Day = None
    state: ChangeState = ChangeState.PROPOSED
    cost: Number = None
    prototype: Text = ""
    reviews: Annotated[tuple[Review, ...], Field(max_length=200)] = ()


class BackstageStep(Node):
    touchpoint: Id | None = None
    layer: Layer
    actor: Short = ""
    text: Text = ""
    policies: Refs = ()
    technologies: Refs = ()
    processes: Refs = ()


class Policy(Node):
    name: Name
    note: Text = ""


class Technology(Node):
    name: Name
    note: Text = ""


class ProcessStep(Node):
    name: Name
    note: Text = ""


class Transition(Node):
    source: Id
    target: Id | None = None
    kind: TransitionKind = TransitionKind.NEXT
    condition: Short = ""
    share: Percent = None


class Link(Node):
    kind: LinkKind
    map: Id
    touchpoint: Id | None = None
    note: Text = ""


class WalkStep(Node):
    touchpoint: Id
    answer: Literal["evidence", "guess"] | None = None
    note: Text = ""
    at: Short = ""


class TimeAxis(Part):
    label: Short = ""
    unit: Short = ""


class Waiver(Node):
    """A coach finding that the author sets aside; the trainer sees the reason."""

    rule: Annotated[str, StringConstraints(pattern=r"^[A-Z][0-9]{1,2}$")]
    where: Refs = ()
    reason: Name
