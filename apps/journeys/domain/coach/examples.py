"""The small map of which every rule approves, and ways to break it for one rule."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from typing import Any

TODAY = date(2027, 3, 1)
"""The day on which the examples are looked at."""


def _reactions(touchpoint: str, positive: str, neutral: str, negative: str) -> list[dict[str, Any]]:
    heard = {"positive": positive, "neutral": neutral, "negative": negative}
    return [
        {"id": f"{touchpoint}-{kind[:3]}", "polarity": kind, "text": text} for kind, text in heard.items()
    ]


def _channel(
    name: str,
    channel: str,
    owner: str,
    target_action: str,
    *,
    purpose: str = "service",
    experience: float = 1,
) -> dict[str, Any]:
    return {
        "id": name,
        "channel": channel,
        "primary": name.endswith("-ch"),
        "owner": owner,
        "target_action": target_action,
        "purpose": purpose,
        "goal_value": 1,
        "experience_value": experience,
    }


def _whys(name: str, *texts: str) -> list[dict[str, Any]]:
    """One chain of causes, the last of which can be changed."""
    causes: list[dict[str, Any]] = []
    for level in range(len(texts), 0, -1):
        cause: dict[str, Any] = {"id": f"{name}-why{level}", "text": texts[level - 1]}
        causes = [cause | ({"children": causes} if causes else {"controllable": True})]
    return causes


_TOUCHPOINTS: list[dict[str, Any]] = [
    {
        "id": "t1",
        "stage": "s1",
        "name": "Booking page",
        "action": "I compare two rooms and pay for one.",
        "category": "website",
        "media": "digital",
        "status": "in_use",
        "channels": [
            _channel("t1-ch", "Website", "Web team", "Pay for a room", purpose="purchase"),
            _channel("t1-ph", "Phone", "Front office", "Ask about the room", purpose="sales_support"),
        ],
        "emotion": {"score": 1},
        "reactions": _reactions("t1", "Clear pictures.", "It took ten minutes.", "The tax came at the end."),
        "kpis": ["k2"],
    },
    {
        "id": "t2",
        "stage": "s2",
        "name": "Check-in",
        "action": "I queue at the desk with my bags.",
        "expectation": "To have the key within five minutes.",
        "category": "staff",
        "media": "physical",
        "status": "in_use",
        "channels": [
            _channel("t2-ch", "Front desk", "Front office", "Sign and take the key", experience=-1),
            _channel("t2-sm", "Text message", "Front office", "Say when you arrive"),
        ],
        "emotion": {"score": -2, "note": "After a long flight the queue is the first thing to see."},
        "reactions": _reactions("t2", "They smiled.", "As in any hotel.", "Half an hour in a queue."),
        "stakeholders": ["h1"],
        "kpis": ["k1"],
        "weak_link": True,
        "weak_link_reason": "One desk is open while three flights arrive.",
    },
    {
        "id": "t3",
        "stage": "s2",
        "name": "The room",
        "action": "I unpack and lie down.",
        "category": "product_itself",
        "media": "physical",
        "status": "in_use",
        "channels": [_channel("t3-ch", "Room", "Housekeeping", "Feel at home")],
        "emotion": {"score": 1, "note": "It is quiet and clean, the queue is forgotten."},
        "reactions": _reactions("t3", "So quiet.", "Like the pictures.", "No socket by the bed."),
        "stakeholders": ["h2"],
        "kpis": ["k2"],
    },
    {
        "id": "t4",
        "stage": "s2",
        "name": "Breakfast",
        "action": "I eat on the terrace.",
        "category": "product_itself",
        "media": "physical",
        "status": "in_use",
        "channels": [_channel("t4-ch", "Restaurant", "Kitchen", "Come back tomorrow", experience=2)],
        "emotion": {"score": 2, "note": "The cook asks what I like and remembers it."},
        "reactions": _reactions("t4", "The cook knew my name.", "Coffee is fine.", "No seat after nine."),
        "stakeholders": ["h2"],
        "kpis": ["k2"],
    },
    {
        "id": "t5",
        "stage": "s3",
        "name": "Farewell e-mail",
        "action": "I read the thanks and close it.",
        "category": "email",
        "media": "digital",
        "status": "should_be_used",
        "reason": "Five of eight guests said that they heard nothing more.",
        "channels": [
            _channel("t5-ch", "E-mail", "Marketing", "Write a review", purpose="retention"),
            _channel("t5-ap", "Phone app", "Marketing", "Book again", purpose="retention"),
        ],
        "emotion": {"score": 0},
        "reactions": _reactions("t5", "A kind letter.", "I have read it.", "One more advertisement."),
        "kpis": ["k2"],
    },
]
GOOD: dict[str, Any] = {
    "title": "A weekend in a city hotel",
    "kind": "current",
    "language": "en",
    "scenario": "Lin flies in on Friday evening and stays two nights.",
    "scope_start": "Lin looks for a room.",
    "scope_end": "Lin is at home and remembers the stay.",
    "lanes": [
        "action",
        "channels",
        "purpose",
        "experience_value",
        "gap",
        "emotion",
        "reactions",
        "pains",
        "delights",
        "evidence",
        "stakeholders",
        "kpis",
    ],
    "personas": [
        {
            "id": "p1",
            "name": "Lin",
            "goals": "Two quiet nights near the old town.",
            "needs": "A key without waiting.",
            "frustrations": "Queues after a long flight.",
            "is_most_common": True,
            "evidence": ["e1"],
        }
    ],
    "goals": [
        {
            "id": "g1",
            "statement": "Guests reach their room sooner",
            "metric": "Minutes from door to key",
            "baseline": 31,
            "target": 8,
            "unit": "min",
            "due": "2027-03-31",
        }
    ],
    "stages": [
        {"id": "s1", "name": "Look for a room", "moment": "before"},
        {"id": "s2", "name": "Stay", "moment": "during"},
        {"id": "s3", "name": "Remember", "moment": "after"},
    ],
    "touchpoints": _TOUCHPOINTS,
    "evidence": [
        {
            "id": "e1",
            "kind": "interview",
            "text": "I choose by the photos.",
            "source": "Interview 3",
            "day": "2027-01-12",
            "touchpoint": "t1",
        },
        {
            "id": "e2",
            "kind": "quote",
            "text": "Half an hour, standing.",
            "source": "Interview 5",
            "day": "2027-01-14",
            "touchpoint": "t2",
        },
        {
            "id": "e3",
            "kind": "review",
            "text": "He remembered my eggs.",
            "source": "Guest book",
            "day": "2027-01-20",
            "touchpoint": "t4",
        },
    ],
    "stakeholders": [
        {"id": "h1", "name": "Receptionist", "side": "internal"},
        {"id": "h2", "name": "Housekeeping and kitchen", "side": "internal"},
    ],
    "kpis": [
        {
            "id": "k1",
            "name": "Minutes from door to key",
            "kind": "time",
            "direction": "down",
            "readings": [{"id": "k1-1", "day": "2027-01-31", "value": 31}],
        },
        {
            "id": "k2",
            "name": "Guests who would come again",
            "kind": "custom",
            "direction": "up",
            "readings": [{"id": "k2-1", "day": "2027-01-31", "value": 62}],
        },
    ],
    "pains": [
        {
            "id": "n1",
            "touchpoint": "t2",
            "text": "A long queue at the desk",
            "severity": 5,
            "causes": _whys(
                "n1",
                "One desk serves three late flights.",
                "The rota follows the daytime flights.",
                "Nobody compares the rota with the timetable.",
            ),
        }
    ],
    "delights": [
        {
            "id": "d1",
            "touchpoint": "t4",
            "text": "Somebody remembers what I like",
            "strength": 4,
            "causes": _whys(
                "d1",
                "Wishes are written into a notebook.",
                "The kitchen may decide on small extras.",
                "The service rules leave each team that freedom.",
            ),
        }
    ],
    "opportunities": [
        {"id": "o1", "text": "Hand out keys before the desk", "pains": ["n1"], "impact": 5, "effort": 3}
    ],
    "ideas": [{"id": "i1", "text": "A key on the phone", "opportunities": ["o1"]}],
    "resources": [{"id": "r1", "name": "Doors with a radio lock", "have": 0, "need": 40, "changes": ["c1"]}],
    "changes": [
        {
            "id": "c1",
            "title": "Key on the phone",
            "touchpoint": "t2",
            "ideas": ["i1"],
            "opportunities": ["o1"],
            "pains": ["n1"],
            "kpi": "k1",
            "owner": "Front office",
            "due": "2027-02-28",
        }
    ],
    "walkthrough": [{"id": f"walk{n}", "touchpoint": f"t{n}", "answer": "evidence"} for n in range(1, 6)],
}
UNANSWERED = {
    "id": "n2",
    "touchpoint": "t3",
    "text": "No socket by the bed",
    "causes": _whys(
        "n2",
        "The bed stands where a wardrobe was.",
        "Rooms were refitted by eye.",
        "No plan asks for sockets.",
    ),
}
"""A pain that no opportunity speaks to."""


def broken(path: str, value: Any, *more: Any) -> dict[str, Any]:
    """The good map with values set by dotted path; past the end of a list they are added, None removes."""
    document = deepcopy(GOOD)
    pairs = deepcopy((path, value, *more))
    for place, wanted in zip(pairs[::2], pairs[1::2], strict=True):
        *parents, last = place.split(".")
        target: Any = document
        for name in parents:
            target = target[int(name)] if isinstance(target, list) else target[name]
        if isinstance(target, list):
            position = int(last)
            target[position : position + 1] = [] if wanted is None else [wanted]
        else:
            target[last] = wanted
    return document


def crowded() -> dict[str, Any]:
    """The good map with many copies of a touchpoint in its second stage."""
    room = _TOUCHPOINTS[2]
    names = range(1, 25)
    copies = [
        room
        | {
            "id": f"x{n}",
            "name": f"{room['name']}, day {n}",
            "channels": [
                channel | {"id": f"x{n}-{suffix}"} for suffix in ("ch", "tv") for channel in room["channels"]
            ],
            "reactions": [item | {"id": f"x{n}-{item['polarity']}"} for item in room["reactions"]],
        }
        for n in names
    ]
    said = [
        {"id": f"x{n}-e", "kind": "observation", "text": "Slept till nine.", "touchpoint": f"x{n}"}
        for n in names
    ]
    walked = [{"id": f"x{n}-w", "touchpoint": f"x{n}", "answer": "guess"} for n in names]
    return deepcopy(
        GOOD
        | {
            "touchpoints": [*GOOD["touchpoints"], *copies],
            "evidence": [*GOOD["evidence"], *said],
            "walkthrough": [*GOOD["walkthrough"], *walked],
        }
    )
