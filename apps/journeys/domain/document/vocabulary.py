"""Closed vocabularies of the map; the values are the names used in files and in the API."""

from enum import IntEnum, StrEnum


class Kind(StrEnum):
    CURRENT = "current"
    DAY_IN_LIFE = "day_in_life"
    FUTURE = "future"
    BLUEPRINT = "blueprint"
    EMPLOYEE = "employee"
    EXPERIENCE = "experience"


class Lane(StrEnum):
    ACTION = "action"
    CONTEXT = "context"
    THOUGHTS = "thoughts"
    EMOTION = "emotion"
    EVIDENCE = "evidence"
    REACTIONS = "reactions"
    EXPECTATION = "expectation"
    NEEDS = "needs"
    CHANNELS = "channels"
    PURPOSE = "purpose"
    GOAL_VALUE = "goal_value"
    EXPERIENCE_VALUE = "experience_value"
    GAP = "gap"
    PAINS = "pains"
    DELIGHTS = "delights"
    CAUSES = "causes"
    OPPORTUNITIES = "opportunities"
    RISKS = "risks"
    STAKEHOLDERS = "stakeholders"
    KPIS = "kpis"
    PHYSICAL_EVIDENCE = "physical_evidence"
    FRONTSTAGE = "frontstage"
    BACKSTAGE = "backstage"
    SUPPORT = "support"
    RESOURCES = "resources"
    CHANGES = "changes"
    TIME = "time"


class Moment(StrEnum):
    BEFORE = "before"
    DURING = "during"
    AFTER = "after"


class Category(StrEnum):
    ADVERTISING = "advertising"
    SOCIAL_NETWORK = "social_network"
    COMMUNITY = "community"
    EVENT = "event"
    STAFF = "staff"
    PR = "pr"
    SALES_PROCESS = "sales_process"
    DELIVERY = "delivery"
    TRAINING = "training"
    REVIEWS = "reviews"
    SIGNAGE = "signage"
    NAME = "name"
    CALL_CENTRE = "call_centre"
    WEBSITE = "website"
    EMAIL = "email"
    PAID_AD = "paid_ad"
    THIRD_PARTY_MENTION = "third_party_mention"
    CATALOGUE = "catalogue"
    BRANCH = "branch"
    PRODUCT_ITSELF = "product_itself"
    OTHER = "other"


class Media(StrEnum):
    PHYSICAL = "physical"
    DIGITAL = "digital"
    BOTH = "both"


class Status(StrEnum):
    IN_USE = "in_use"
    SHOULD_BE_USED = "should_be_used"
    TO_RETIRE = "to_retire"


class Wow(StrEnum):
    POSITIVE_EMOTION = "positive_emotion"
    BRINGS_BACK = "brings_back"
    LOYALTY = "loyalty"
    TELLS_FRIENDS = "tells_friends"


class Purpose(StrEnum):
    AWARENESS = "awareness"
    PROOF = "proof"
    SALES_SUPPORT = "sales_support"
    PURCHASE = "purchase"
    SERVICE = "service"
    RETENTION = "retention"
    OTHER = "other"


class Polarity(StrEnum):
    POSITIVE = "positive"
    NEUTRAL = "neutral"
    NEGATIVE = "negative"


class EvidenceKind(StrEnum):
    QUOTE = "quote"
    INTERVIEW = "interview"
    SURVEY = "survey"
    REVIEW = "review"
    WEB_ANALYTICS = "web_analytics"
    OBSERVATION = "observation"
    COMPETITOR_WATCH = "competitor_watch"
    SOCIAL_MEDIA = "social_media"
    SUPPORT_TICKET = "support_ticket"
    DOCUMENT = "document"
    ASSUMPTION = "assumption"


class KpiKind(StrEnum):
    NPS = "nps"
    CSAT = "csat"
    CES = "ces"
    CLV = "clv"
    CONVERSION = "conversion"
    TIME = "time"
    CUSTOM = "custom"


class Direction(StrEnum):
    UP = "up"
    DOWN = "down"


class Join(StrEnum):
    AND = "and"
    OR = "or"


class IdeaMethod(StrEnum):
    BRAINSTORM = "brainstorm"
    SCAMPER = "scamper"
    TRIZ = "triz"
    WHYS = "whys"


class ResourceKind(StrEnum):
    PEOPLE = "people"
    SKILL = "skill"
    BUDGET = "budget"
    TECHNOLOGY = "technology"
    PROCESS = "process"
    POLICY = "policy"
    DATA = "data"


class ChangeState(StrEnum):
    PROPOSED = "proposed"
    APPROVED = "approved"
    IN_PROGRESS = "in_progress"
    LIVE = "live"
    STOPPED = "stopped"


class Verdict(StrEnum):
    KEEP = "keep"
    ADJUST = "adjust"
    DROP = "drop"


class Layer(StrEnum):
    PHYSICAL_EVIDENCE = "physical_evidence"
    FRONTSTAGE = "frontstage"
    BACKSTAGE = "backstage"
    SUPPORT = "support"


class TransitionKind(StrEnum):
    NEXT = "next"
    BRANCH = "branch"
    LOOP = "loop"
    EXIT = "exit"


class LinkKind(StrEnum):
    ZOOM = "zoom"
    COUNTERPART = "counterpart"
    PERSONA_VARIANT = "persona_variant"
    MARKET_VARIANT = "market_variant"
    JOINT = "joint"
    CURRENT_OF = "current_of"
    FUTURE_OF = "future_of"


class Mood(IntEnum):
    FRUSTRATED = -2
    UNEASY = -1
    NEUTRAL = 0
    PLEASED = 1
    DELIGHTED = 2
