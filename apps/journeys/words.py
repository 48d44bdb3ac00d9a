"""Words of the interface for the vocabularies of the map, in the language of the moment."""

from __future__ import annotations

from enum import Enum

from django.utils.translation import gettext_noop as N_  # noqa: N812 - marks texts that are translated later
from django.utils.translation import pgettext

from apps.common.fixed import gettext as _
from apps.common.ui import nearest_mood
from apps.journeys.domain.cells import number_text, signed
from apps.journeys.domain.document import (
    Category,
    ChangeState,
    Direction,
    EvidenceKind,
    Kind,
    KpiKind,
    Lane,
    Layer,
    Media,
    Moment,
    Mood,
    Polarity,
    Purpose,
    ResourceKind,
    Status,
    TransitionKind,
    Verdict,
    Wow,
)
from apps.journeys.domain.flow import Way
from apps.journeys.domain.formats.svg import Words as SvgWords

_LABELS: tuple[tuple[Enum, str], ...] = (
    (Kind.CURRENT, N_("Current state")),
    (Kind.DAY_IN_LIFE, N_("Day in the life")),
    (Kind.FUTURE, N_("Future state")),
    (Kind.BLUEPRINT, N_("Service blueprint")),
    (Kind.EMPLOYEE, N_("Employee journey map")),
    (Kind.EXPERIENCE, N_("Customer experience map")),
    (Lane.ACTION, N_("Action")),
    (Lane.CONTEXT, N_("Context")),
    (Lane.THOUGHTS, N_("Thoughts")),
    (Lane.EMOTION, N_("Emotion")),
    (Lane.EVIDENCE, N_("Own words")),
    (Lane.REACTIONS, N_("Reactions")),
    (Lane.EXPECTATION, N_("Expectation")),
    (Lane.NEEDS, N_("Unmet needs")),
    (Lane.CHANNELS, N_("Channels")),
    (Lane.PURPOSE, N_("Purpose")),
    (Lane.GOAL_VALUE, N_("Goal")),
    (Lane.EXPERIENCE_VALUE, N_("Experience")),
    (Lane.GAP, N_("Gap")),
    (Lane.PAINS, N_("Pains")),
    (Lane.DELIGHTS, N_("Delights")),
    (Lane.CAUSES, N_("Root causes")),
    (Lane.OPPORTUNITIES, N_("Opportunities")),
    (Lane.RISKS, N_("Risks")),
    (Lane.STAKEHOLDERS, N_("Stakeholders")),
    (Lane.KPIS, N_("Measure")),
    (Lane.PHYSICAL_EVIDENCE, N_("Physical evidence")),
    (Lane.FRONTSTAGE, N_("Frontstage")),
    (Lane.BACKSTAGE, N_("Backstage")),
    (Lane.SUPPORT, N_("Support processes")),
    (Lane.RESOURCES, N_("Resources")),
    (Lane.CHANGES, N_("Changes")),
    (Lane.TIME, N_("Time")),
    (Layer.PHYSICAL_EVIDENCE, N_("Physical evidence")),
    (Layer.FRONTSTAGE, N_("Frontstage")),
    (Layer.BACKSTAGE, N_("Backstage")),
    (Layer.SUPPORT, N_("Support processes")),
    (Moment.BEFORE, N_("Before")),
    (Moment.DURING, N_("During")),
    (Moment.AFTER, N_("After")),
    (Mood.FRUSTRATED, N_("Frustrated")),
    (Mood.UNEASY, N_("Uneasy")),
    (Mood.PLEASED, N_("Pleased")),
    (Mood.DELIGHTED, N_("Delighted")),
    (Category.ADVERTISING, N_("Advertising")),
    (Category.SOCIAL_NETWORK, N_("Social network")),
    (Category.COMMUNITY, N_("Community")),
    (Category.EVENT, N_("Event")),
    (Category.STAFF, N_("Staff")),
    (Category.PR, N_("PR")),
    (Category.SALES_PROCESS, N_("Sales process")),
    (Category.DELIVERY, N_("Delivery")),
    (Category.TRAINING, N_("Training")),
    (Category.REVIEWS, N_("Reviews")),
    (Category.SIGNAGE, N_("Signage")),
    (Category.CALL_CENTRE, N_("Call centre")),
    (Category.WEBSITE, N_("Website")),
    (Category.EMAIL, N_("E-mail")),
    (Category.PAID_AD, N_("Paid ad")),
    (Category.THIRD_PARTY_MENTION, N_("Third-party mention")),
    (Category.CATALOGUE, N_("Catalogue")),
    (Category.BRANCH, N_("Branch")),
    (Category.PRODUCT_ITSELF, N_("Product itself")),
    (Category.OTHER, N_("Other")),
    (Media.PHYSICAL, N_("Physical")),
    (Media.DIGITAL, N_("Digital")),
    (Media.BOTH, N_("Both")),
    (Status.IN_USE, N_("In use")),
    (Status.SHOULD_BE_USED, N_("Should be used")),
    (Status.TO_RETIRE, N_("To retire")),
    (Purpose.AWARENESS, N_("Awareness")),
    (Purpose.PROOF, N_("Proof")),
    (Purpose.SALES_SUPPORT, N_("Sales support")),
    (Purpose.PURCHASE, N_("Purchase")),
    (Purpose.SERVICE, N_("Service")),
    (Purpose.RETENTION, N_("Retention")),
    (Purpose.OTHER, N_("Other")),
    (Polarity.POSITIVE, N_("Positive")),
    (Polarity.NEUTRAL, N_("Neutral")),
    (Polarity.NEGATIVE, N_("Negative")),
    (EvidenceKind.QUOTE, N_("Quote")),
    (EvidenceKind.INTERVIEW, N_("Interview")),
    (EvidenceKind.SURVEY, N_("Survey")),
    (EvidenceKind.REVIEW, N_("Customer review")),
    (EvidenceKind.WEB_ANALYTICS, N_("Web analytics")),
    (EvidenceKind.OBSERVATION, N_("Observation")),
    (EvidenceKind.COMPETITOR_WATCH, N_("Competitor watch")),
    (EvidenceKind.SOCIAL_MEDIA, N_("Social media")),
    (EvidenceKind.SUPPORT_TICKET, N_("Support ticket")),
    (EvidenceKind.DOCUMENT, N_("Document")),
    (EvidenceKind.ASSUMPTION, N_("Assumption")),
    (KpiKind.CONVERSION, N_("Conversion")),
    (KpiKind.TIME, N_("Time")),
    (KpiKind.CUSTOM, N_("Own measure")),
    (ResourceKind.PEOPLE, N_("People")),
    (ResourceKind.SKILL, N_("Skill")),
    (ResourceKind.BUDGET, N_("Budget")),
    (ResourceKind.TECHNOLOGY, N_("Technology")),
    (ResourceKind.PROCESS, N_("Process")),
    (ResourceKind.POLICY, N_("Policy")),
    (ResourceKind.DATA, N_("Data")),
    (Direction.UP, N_("More is better")),
    (Direction.DOWN, N_("Less is better")),
    (ChangeState.PROPOSED, N_("Proposed")),
    (ChangeState.APPROVED, N_("Approved")),
    (ChangeState.IN_PROGRESS, N_("In progress")),
    (ChangeState.LIVE, N_("Live")),
    (ChangeState.STOPPED, N_("Stopped")),
    (Verdict.KEEP, N_("Keep")),
    (Verdict.ADJUST, N_("Adjust")),
    (Verdict.DROP, N_("Drop")),
    (Wow.POSITIVE_EMOTION, N_("Gives a positive emotion")),
    (Wow.BRINGS_BACK, N_("Brings the customer back")),
    (Wow.LOYALTY, N_("Builds loyalty")),
    (Wow.TELLS_FRIENDS, N_("Makes them tell friends")),
    (TransitionKind.NEXT, N_("Goes on to")),
    (TransitionKind.LOOP, N_("Loop")),
    (TransitionKind.EXIT, N_("Exit")),
)
# Equal values of different enums hash alike, so the table is keyed by class and value.
_BY_CLASS = {(type(member), member.value): text for member, text in _LABELS}
_ACRONYMS = {KpiKind.NPS: "NPS", KpiKind.CSAT: "CSAT", KpiKind.CES: "CES", KpiKind.CLV: "CLV"}


def label(member: Enum) -> str:
    """The word for a value of any vocabulary; the value itself where every language uses the same sign."""
    if member is Mood.NEUTRAL:
        return pgettext("mood", "Neutral")
    if member is Category.NAME:
        return pgettext("of a thing", "Name")
    if member is TransitionKind.BRANCH:
        return pgettext("of a journey", "Branch")
    text = _BY_CLASS.get((type(member), member.value))
    return _(text) if text else _ACRONYMS.get(member, str(member.value))  # type: ignore[call-overload]


def kind_label(kind: Kind | None) -> str:
    return label(kind) if kind else _("Kind not chosen")


def mood_label(mood: int) -> str:
    return label(Mood(mood))


def score_label(score: float) -> str:
    """A feeling in a word with its number: the word alone would hide what lies between two of them."""
    near = mood_label(nearest_mood(score))
    return _("%(mood)s, %(score)s") % {"mood": near, "score": signed(round(score, 1))}


def lane_label(lane: Lane, persona: str = "", kind: Kind | None = None) -> str:
    """The head of a lane; the action lane names the persona in the nominative.

    What will be felt on a map of the ``kind`` of the future is a hypothesis, and says so.
    """
    if lane is Lane.EMOTION and kind is Kind.FUTURE:
        return pgettext("what will be felt", "Hypothesis")
    if lane is Lane.ACTION and persona:
        return _("What %(name)s does") % {"name": persona}
    return label(lane)


_KEYS: dict[str, type[Enum]] = {"purpose": Purpose, "evidence": EvidenceKind}


def key_label(key: str) -> str:
    """The word for the key of an entry of a cell, e.g. ``purpose.service``."""
    vocabulary, _separator, value = key.partition(".")
    return label(_KEYS[vocabulary](value))


def keyed(name: str, value: str) -> str:
    """An entry with the word for its key: a channel and its purpose."""
    return _("%(name)s: %(value)s") % {"name": name, "value": value}


def way_text(way: Way) -> str:
    """A transition as it stands in a cell: its kind, where it leads, when and how often."""
    head = f"{label(way.kind)} → {way.name}" if way.name else label(way.kind)
    share = "" if way.share is None else f"{number_text(way.share)} %"
    return " · ".join(part for part in (head, way.condition, share) if part)


def customer(persona: str) -> str:
    """Who the journey is about: the persona's first name, else the customer."""
    return persona.replace("，", ",").split(",", maxsplit=1)[0].strip() or pgettext(
        "without a persona", "the customer"
    )


def line_labels(name: str) -> dict[str, str]:
    """The lines between the bands of a service blueprint; ``name``: who does not see what lies behind."""
    return {
        "interaction": _("Line of interaction"),
        "visibility": _("Line of visibility: %(name)s does not see what is below") % {"name": name},
        "internal_interaction": _("Line of internal interaction"),
    }


def svg_words(persona: str, kind: Kind | None = None) -> SvgWords:
    """The words of a picture in the language of the moment."""
    name = customer(persona)
    return SvgWords(
        stage=_("Stage"),
        touchpoint=_("Touchpoint"),
        assumption=_("Assumption"),
        not_relevant=_("Not relevant"),
        marks={"wow": _("Wow"), "pain": _("Pain"), "weak": _("Weak link")},
        moods={mood.value: label(mood) for mood in Mood},
        lanes={lane: lane_label(lane, name if persona else "", kind) for lane in Lane},
        lines=line_labels(name),
        keyed=keyed("{name}", "{value}"),
        keys={f"purpose.{purpose.value}": label(purpose) for purpose in Purpose},
        reactions=(label(Polarity.POSITIVE), label(Polarity.NEUTRAL), label(Polarity.NEGATIVE)),
        ways={kind: label(kind) for kind in TransitionKind},
    )
