"""Documents and random operations for the tests of the domain."""

from typing import Any

from hypothesis import strategies as st

from apps.journeys.domain.document import ROOT_ID
from apps.journeys.domain.operations import Tree

HOTEL: dict[str, Any] = {
    "format": "cjm/1",
    "title": "A night in Tula",
    "kind": "current",
    "lanes": ["action", "emotion"],
    "personas": [{"id": "anna", "name": "Anna", "evidence": ["quote"], "empathy": {"says": "hm"}}],
    "goals": [{"id": "goal", "statement": "Fewer queues"}],
    "stages": [
        {"id": "before", "name": "Before"},
        {"id": "stay", "name": "Stay"},
        {"id": "after", "name": "After"},
    ],
    "touchpoints": [
        {
            "id": "book",
            "stage": "before",
            "name": "Book",
            "channels": [{"id": "web", "channel": "Web", "readings": [{"id": "r1", "value": 2.0}]}],
            "emotion": {"score": 1.0, "evidence": ["quote"]},
            "stakeholders": ["desk"],
        },
        {
            "id": "arrive",
            "stage": "stay",
            "name": "Arrive",
            "reactions": [{"id": "grr", "polarity": "negative"}],
        },
    ],
    "evidence": [{"id": "quote", "kind": "quote", "text": "So slow", "touchpoint": "arrive"}],
    "stakeholders": [{"id": "desk", "name": "Front desk"}],
    "kpis": [{"id": "nps", "name": "NPS", "channel": "web", "goal": "goal"}],
    "pains": [
        {
            "id": "queue",
            "touchpoint": "arrive",
            "text": "Queue",
            "evidence": ["quote"],
            "causes": [{"id": "why1", "text": "One desk", "children": [{"id": "why2", "text": "No plan"}]}],
        }
    ],
    "opportunities": [{"id": "kiosk", "text": "Kiosk", "pains": ["queue"]}],
    "transitions": [{"id": "t1", "source": "book", "target": "arrive"}],
    "walkthrough": [{"id": "w1", "touchpoint": "arrive", "answer": "guess"}],
    "waivers": [{"id": "x1", "rule": "E7", "where": ["arrive"], "reason": "Known"}],
}

_TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20)
_FIELDS = st.sampled_from(
    ["name", "text", "emotion.note", "emotion.score", "action", "title", "touchpoint", "pains", "stage"]
)
_VALUES = st.one_of(
    _TEXTS, st.integers(-3, 3), st.none(), st.sampled_from(["arrive", "book", "stay"]), st.just(["queue"])
)
_NEW = st.sampled_from(
    [
        (ROOT_ID, "stages", {"name": "New"}),
        (ROOT_ID, "touchpoints", {"name": "New", "stage": "stay", "channels": []}),
        (ROOT_ID, "pains", {"text": "New", "touchpoint": "book"}),
        ("queue", "causes", {"text": "New"}),
        ("why1", "children", {"text": "New"}),
        ("book", "channels", {"channel": "New"}),
        ("arrive", "reactions", {"polarity": "positive"}),
        (ROOT_ID, "waivers", {"rule": "E7", "where": ["book", "queue"], "reason": "New"}),
    ]
)


def ids_of(document: dict[str, Any]) -> list[str]:
    return sorted(Tree(document).nodes)


@st.composite
def operations(draw: st.DrawFn, prefix: str = "n") -> list[dict[str, Any]]:
    """Operations on the hotel document; some of them fail."""
    names = st.sampled_from(ids_of(HOTEL))
    found: list[dict[str, Any]] = []
    for number in range(draw(st.integers(1, 5))):
        match draw(st.sampled_from(["set", "unset", "add", "remove", "move"])):
            case "set":
                found.append({"op": "set", "id": draw(names), "field": draw(_FIELDS), "value": draw(_VALUES)})
            case "unset":
                found.append({"op": "set", "id": draw(names), "field": draw(_FIELDS)})
            case "add":
                parent, field, value = draw(_NEW)
                index = draw(st.none() | st.integers(-1, 4))
                value = {"id": f"{prefix}{number}", **value}
                found.append({"op": "add", "parent": parent, "field": field, "value": value, "index": index})
            case "remove":
                found.append({"op": "remove", "id": draw(names)})
            case "move":
                found.append({"op": "move", "id": draw(names), "index": draw(st.integers(0, 4))})
    return found
