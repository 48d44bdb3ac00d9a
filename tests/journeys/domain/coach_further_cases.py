"""More edits of the good map: the rules of the later steps, of evidence, and of the flow."""

from typing import Any

from apps.journeys.domain.coach.blueprint import BLUEPRINT
from apps.journeys.domain.coach.examples import GOOD
from apps.journeys.domain.document import ROOT_ID

Edits = tuple[Any, ...]


def each(path: str, value: Any, *places: int) -> Edits:
    return tuple(part for place in places for part in (f"touchpoints.{place}.{path}", value))


def flow(*ways: tuple[str, str | None, str], process: str = "non_linear", **fields: Any) -> Edits:
    """Transitions (source, target, kind); ``fields`` are those of the first."""
    numbered: list[dict[str, Any]] = [
        {"id": f"x{number}", "source": source, "target": target, "kind": kind}
        for number, (source, target, kind) in enumerate(ways, 1)
    ]
    numbered[0].update(fields)
    return "process", process, "transitions", numbered


def branches(*shares: float | None) -> Edits:
    ways = [
        {"id": f"x{n}", "source": "t1", "target": f"t{n + 1}", "kind": "branch", "share": share}
        for n, share in enumerate(shares, 1)
    ]
    return "process", "non_linear", "transitions", ways


def chain(*texts: str, last: bool | None = True) -> list[dict[str, Any]]:
    causes: list[dict[str, Any]] = []
    for level in range(len(texts), 0, -1):
        cause = {"id": f"why{level}", "text": texts[level - 1], "children": causes}
        causes = [cause | ({} if causes else {"controllable": last})]
    return causes


def live(*reviews: dict[str, Any], due: str | None = "2027-02-28", state: str = "live") -> Edits:
    numbered = [{"id": f"v{number}", **review} for number, review in enumerate(reviews, 1)]
    return "changes.0.state", state, "changes.0.due", due, "changes.0.reviews", numbered


FULL = {"before": 31, "after": 9, "verdict": "keep"}
BLAMES = ("Nobody planned it", "It was forgotten", "The receptionist forgets it")


def drawn(*edits: Any) -> Edits:
    """The blueprint of the good map, and edits of it."""
    return (*BLUEPRINT, *edits)


def skipped(place: int, *lanes: str) -> Edits:
    return f"touchpoints.{place}.not_relevant", [{"lane": lane, "reason": "A letter"} for lane in lanes]


SPEAKS: dict[str, tuple[str, Edits, str, tuple[str, ...]]] = {
    "F3 not said": ("F3", ("personas.0.is_most_common", None), "unknown", ("p1",)),
    "F3 said to be rare": ("F3", ("personas.0.is_most_common", False), "rare", ("p1",)),
    "F3 linked to a sub-journey": (
        "F3",
        ("personas.0.is_most_common", False, "links", [{"id": "l1", "kind": "zoom", "map": "m2"}]),
        "rare",
        ("p1",),
    ),
    "T3 nothing said": ("T3", each("status", None, 0, 1, 2, 3, 4), "", (ROOT_ID,)),
    "T3 only proposals": ("T3", each("status", "should_be_used", 0, 1, 2, 3), "", (ROOT_ID,)),
    "T4 a blank reason": ("T4", ("touchpoints.4.reason", " "), "", ("t5",)),
    "T4 an assumption is no evidence": (
        "T4",
        ("touchpoints.4.reason", "", "evidence.0.kind", "assumption", "evidence.0.touchpoint", "t5"),
        "",
        ("t5",),
    ),
    "T7 two": ("T7", (*each("channels.0.purpose", None, 1, 0),), "", ("t1-ch", "t2-ch")),
    "T8 of those that have any": (
        "T8",
        ("touchpoints.0.channels", [], "touchpoints.1.channels.1", None),
        "",
        (ROOT_ID,),
    ),
    "T9 nothing said": ("T9", each("media", None, 0, 1, 2, 3, 4), "", (ROOT_ID,)),
    "T9 physical": ("T9", each("media", "digital", 1, 2, 3), "", (ROOT_ID,)),
    "T11 just under three in five": (
        "T11",
        ("lanes.99", "time", *each("time", "20:00", 0, 1)),
        "",
        ("t3", "t4", "t5"),
    ),
    "T11 values of channels": (
        "T11",
        ("lanes.99", "goal_value", *each("channels.0.goal_value", None, 2, 3), *each("channels", [], 0)),
        "",
        ("t1", "t3", "t4"),
    ),
    "T11 a layer with an empty step": (
        "T11",
        ("lanes.99", "backstage", "backstage", [{"id": "b1", "touchpoint": "t1", "layer": "backstage"}]),
        "",
        ("t1", "t2", "t3", "t4", "t5"),
    ),
    "T11 the emptiest lane first": (
        "T11",
        ("lanes", ["time", "context"], *each("time", "20:00", 0, 1)),
        "",
        ("t1", "t2", "t3", "t4", "t5"),
    ),
    "T12 physical": ("T12", ("touchpoints.3.stakeholders", []), "", ("t4",)),
    "T12 staff on a screen": (
        "T12",
        ("touchpoints.1.media", "digital", "touchpoints.1.stakeholders", []),
        "",
        ("t2",),
    ),
    "T12 somebody who does not exist": ("T12", ("touchpoints.1.stakeholders", ["gone"]), "", ("t2",)),
    "E5 below zero": ("E5", ("evidence.1.sentiment", "positive"), "low", ("t2",)),
    "E5 above zero": ("E5", ("evidence.2.sentiment", "negative"), "high", ("t4",)),
    "E9 to be used": ("E9", ("kind", "future", "evidence.0.kind", "quote", "evidence.0.touchpoint", "t5"), "", ("t5",)),
    "E9 nothing said about use": ("E9", ("kind", "future", "touchpoints.1.status", None), "", ("t2",)),
    "E10 no delight there": ("E10", ("delights.0.touchpoint", "t3"), "", ("t4",)),
    "E10 the first of two": (
        "E10",
        ("delights", [], "touchpoints.2.emotion.score", 2),
        "",
        ("t3",),
    ),
    "E11 source": ("E11", ("evidence.1.source", " "), "unsourced", ("e2",)),
    "E11 every testimony": ("E11", ("evidence.2.day", None, "evidence.0.day", None), "unsourced", ("e1", "e3")),
    "E11 a phone number": ("E11", ("evidence.0.text", "Call +7 916 123-45-67"), "personal", ("e1",)),
    "E11 in an assumption": (
        "E11",
        ("evidence.0.kind", "assumption", "evidence.0.source", "lin@example.org"),
        "personal",
        ("e1",),
    ),
    "E11 personal goes before unsourced": (
        "E11",
        ("evidence.0.text", "lin@example.org", "evidence.0.day", None),
        "personal",
        ("e1",),
    ),
    "A4 a measure that does not exist": ("A4", ("touchpoints.2.kpis", ["gone"]), "", ("t3",)),
    "A5 direction": ("A5", ("kpis.1.direction", None), "", ("k2",)),
    "A5 a reading without a value": ("A5", ("kpis.0.readings.0.value", None), "", ("k1",)),
    "A6 a stage without a goal": (
        "A6",
        (*each("channels.0.goal_value", None, 0), *each("channels.1", None, 0)),
        "unknown",
        ("s1",),
    ),
    "A6 a negative gap": ("A6", ("touchpoints.4.channels.1.experience_value", 0.5), "negative", ("t5-ap",)),
    "A6 an opportunity elsewhere": (
        "A6",
        ("opportunities.0.pains", [], "opportunities.0.touchpoint", "t3"),
        "negative",
        ("t2-ch",),
    ),
    "A7 just over two": ("A7", ("touchpoints.1.channels.1.experience_value", 1.1), "", ("t2",)),
    "A7 the widest first": (
        "A7",
        (
            *each("channels.1.experience_value", -1.5, 0),
            "touchpoints.1.channels.1.experience_value",
            2,
        ),
        "",
        ("t2", "t1"),
    ),
    "A8 two levels": ("A8", ("pains.0.causes", chain("One desk", "A rota")), "short", ("n1",)),
    "A8 of a delight": ("A8", ("delights.0.causes", chain("A notebook")), "short", ("d1",)),
    "A8 the pain said again": (
        "A8",
        ("pains.0.causes", chain(" a LONG queue  at the desk", "A rota", "No rule")),
        "circle",
        ("n1",),
    ),
    "A8 a cause said again": ("A8", ("pains.0.causes", chain("One desk", "A rota", "a rota")), "circle", ("n1",)),
    "A8 a person": ("A8", ("pains.0.causes", chain(*BLAMES)), "person", ("n1",)),
    "A8 nobody said": ("A8", ("pains.0.causes", chain("One", "Two", "Three", last=None)), "fixed", ("n1",)),
    "A8 out of reach": ("A8", ("pains.0.causes", chain("One", "Two", "Three", last=False)), "fixed", ("n1",)),
    "A9 nobody walked": ("A9", ("walkthrough", []), "", ("t1", "t2", "t3", "t4", "t5")),
    "A9 no answer": ("A9", ("walkthrough.1", {"id": "walk2", "touchpoint": "t2", "note": "Dark"}), "", ("t2",)),
    "B1 two": (
        "B1",
        drawn("backstage.2.touchpoint", None, "backstage.11.touchpoint", None),
        "",
        ("b3", "b12"),
    ),
    "B1 on a current map that declares a layer": (
        "B1",
        ("lanes.99", "backstage", "backstage", [{"id": "b1", "layer": "backstage", "text": "Keys"}]),
        "",
        ("b1",),
    ),
    "B2 technology": ("B2", drawn("backstage.0.technologies", []), "", (ROOT_ID,)),
    "B2 a process that is gone": ("B2", drawn("backstage.7.processes", ["gone"]), "", (ROOT_ID,)),
    "B2 people": (
        "B2",
        drawn("backstage", [{**step, "actor": " "} for step in BLUEPRINT[5]]),
        "",
        (ROOT_ID,),
    ),
    "B3 a word for the customer": ("B3", drawn("backstage.10.actor", "The guests"), "customer", ("b11",)),
    "B3 the persona with an age": (
        "B3",
        drawn("personas.0.name", "林，23 岁", "backstage.10.actor", " 林"),
        "customer",
        ("b11",),
    ),
    "B3 in Russian": ("B3", drawn("backstage.10.actor", "Клиентка"), "customer", ("b11",)),
    "B3 in Chinese": ("B3", drawn("backstage.10.actor", "住客"), "customer", ("b11",)),
    "B3 the back office in front": ("B3", drawn("backstage.4.actor", "Back office"), "backstage", ("b5",)),
    "B3 behind the scenes in Russian": ("B3", drawn("backstage.4.actor", "Бэк-офис"), "backstage", ("b5",)),
    "B3 behind the scenes in Chinese": ("B3", drawn("backstage.4.actor", "後台團隊"), "backstage", ("b5",)),
    "B4 two": (
        "B4",
        drawn("backstage.5.touchpoint", "t3", "backstage.8.touchpoint", "t1", "backstage.4.touchpoint", "t4"),
        "",
        ("t3", "t4"),
    ),
    "B4 support alone is declared": (
        "B4",
        drawn("lanes", ["action", "emotion", "frontstage", "support"]),
        "",
        ("t4",),
    ),
    "B5 another link": (
        "B5",
        drawn("links", [{"id": "l1", "kind": "zoom", "map": "m2"}]),
        "",
        (ROOT_ID,),
    ),
    "C2 a change that does not exist": ("C2", ("resources.0.changes", ["gone"]), "", ("r1",)),
    "C2 nothing there yet": ("C2", ("resources.0.changes", [], "resources.0.have", None), "", ("r1",)),
    "C3 a review too long ago": ("C3", live({"day": "2026-11-28", **FULL}), "", ("c1",)),
    "C3 the last of several": ("C3", live({"day": "2026-11-28"}, {"day": "2026-05-01"}), "", ("c1",)),
    "C3 in progress": ("C3", live({"day": "2026-11-28"}, state="in_progress"), "", ("c1",)),
    "C3 never reviewed": ("C3", live(due="2026-11-28"), "", ("c1",)),
    "C3 planned too late": ("C3", live({"day": "2026-12-01"}, {"day": "2027-03-04"}), "", ("c1",)),
    "C4 no review": ("C4", live(), "", ("c1",)),
    "C4 no date": ("C4", live(due=None), "", ("c1",)),
    "C4 no verdict": ("C4", live({"day": "2027-02-01", **FULL, "verdict": None}), "", ("c1",)),
    "C5 an idea without an opportunity": ("C5", ("ideas.0.opportunities", []), "", ("i1",)),
    "C5 only half scored": ("C5", ("opportunities.0.effort", None), "", ("i1",)),
    "C5 no vote was cast": ("C5", ("opportunities.0.impact", None, "opportunities.0.votes", 0), "", ("i1",)),
    "C6 by the touchpoint of a change": ("C6", ("kind", "future", "pains", [], "changes", []), "unchanged", ("t2",)),
    "C6 of another id": (
        "C6",
        ("kind", "future", "touchpoints.1.id", "t9"),
        "unchanged",
        ("t9",),
    ),
    "L1 jumped over": ("L1", flow(("t1", "t4", "next")), "", ("t2", "t3")),
    "L2 at the end": ("L2", flow(("t5", "t2", "loop")), "", ("x1",)),
    "L2 everybody goes back": ("L2", flow(("t4", "t3", "loop"), share=100), "", ("x1",)),
    "L2 the same touchpoint again": ("L2", flow(("t3", "t3", "loop")), "", ("x1",)),
    "L2 a circle of plain steps": ("L2", flow(("t4", "t2", "next")), "", ("x1",)),
    "L2 only the loop that holds": (
        "L2",
        flow(("t2", "t1", "loop"), ("t5", "t4", "loop"), share=20),
        "",
        ("x2",),
    ),
    "L3 below": ("L3", branches(70, 28.9), "", ("x1", "x2")),
    "L3 above": ("L3", branches(70, 31.1), "", ("x1", "x2")),
    "L3 one share alone": ("L3", branches(70, None), "", ("x1", "x2")),
    "L3 with those who leave": (
        "L3",
        ("process", "non_linear", "transitions", [
            {"id": "x1", "source": "t1", "target": "t2", "kind": "branch", "share": 60},
            {"id": "x2", "source": "t1", "target": "t3", "kind": "branch", "share": 40},
            {"id": "x3", "source": "t1", "kind": "exit", "share": 10},
        ]),
        "",
        ("x1", "x2", "x3"),
    ),
    "L4 a bend": ("L4", flow(("t4", "t3", "loop"), process="linear", share=20), "winding", ("x1",)),
    "L4 only steps": ("L4", flow(("t1", "t2", "next")), "straight", (ROOT_ID,)),
}  # fmt: skip
SILENT: dict[str, tuple[str, Edits]] = {
    "F3 nobody owns it": ("F3", ("personas.0.is_most_common", False, "personas.0.owner", False)),
    "F3 a map beside others": (
        "F3",
        ("personas.0.is_most_common", False, "links", [{"id": "l1", "kind": "persona_variant", "map": "m2"}]),
    ),
    "F3 an employee": ("F3", ("personas.0.is_most_common", None, "kind", "employee")),
    "F9 twenty-five": (
        "F9",
        (
            "touchpoints",
            [*GOOD["touchpoints"], *({"id": f"x{n}", "stage": "s2", "name": f"{n}"} for n in range(20))],
        ),
    ),
    "T3 a day in the life": ("T3", ("kind", "day_in_life", "touchpoints.4.status", "in_use")),
    "T3 no touchpoints": ("T3", ("touchpoints", [])),
    "T4 evidence instead": ("T4", ("touchpoints.4.reason", "", "evidence.0.touchpoint", "t5")),
    "T4 in use": ("T4", ("touchpoints.4.reason", "", "touchpoints.4.status", "in_use")),
    "T7 undeclared": ("T7", ("touchpoints.0.channels.0.purpose", None, "lanes", ["channels"])),
    "T8 two touchpoints": (
        "T8",
        ("touchpoints.0.channels", [], "touchpoints.1.channels", [], "touchpoints.4.channels", []),
    ),
    "T9 one that is both": ("T9", (*each("media", None, 0, 1, 2, 3), "touchpoints.4.media", "both")),
    "T9 no touchpoints": ("T9", ("touchpoints", [])),
    "T11 three in five": ("T11", ("lanes.99", "time", *each("time", "20:00", 0, 1, 2))),
    "T11 not relevant": (
        "T11",
        ("lanes.99", "needs", *each("not_relevant", [{"lane": "needs", "reason": "-"}], 0, 1, 2, 3, 4)),
    ),
    "T11 what is only noted": ("T11", ("lanes", ["pains", "delights", "opportunities", "risks"])),
    "T11 a step by its actor": (
        "T11",
        (
            "lanes.99",
            "frontstage",
            "backstage",
            [
                {"id": f"b{n}", "touchpoint": f"t{n}", "layer": "frontstage", "actor": "Desk"}
                for n in (1, 2, 3)
            ],
        ),
    ),
    "T12 a screen": ("T12", ("touchpoints.4.stakeholders", [])),
    "E5 disagreement among people": (
        "E5",
        ("evidence.1.sentiment", "positive", "evidence.0.sentiment", "negative", "evidence.0.touchpoint", "t2"),
    ),
    "E5 neutral words": ("E5", ("evidence.1.sentiment", "neutral")),
    "E5 a score of zero": ("E5", ("evidence.0.sentiment", "negative", "evidence.0.touchpoint", "t5")),
    "E5 not testimony": ("E5", ("evidence.1.sentiment", "positive", "evidence.1.kind", "observation")),
    "E9 in use already": ("E9", ("kind", "future")),
    "E9 an interview may be about a test": (
        "E9",
        ("kind", "future", "touchpoints.4.emotion.evidence", ["e1"]),
    ),
    "E9 today": ("E9", ("touchpoints.4.emotion.evidence", ["e3"])),
    "E3 a test in a future map": (
        "E3",
        ("kind", "future", "evidence.1.kind", "observation", "evidence.2.kind", "document"),
    ),
    "E10 one of two": ("E10", ("touchpoints.2.emotion.score", 2)),
    "E10 zero is no delight": (
        "E10",
        ("delights", [], *each("emotion.score", 0, 0, 2, 3)),
    ),
    "E10 a flat curve": ("E10", ("delights", [], *each("emotion.score", 1, 1, 3, 4))),
    "E11 what was observed": ("E11", ("evidence.1.day", None, "evidence.1.kind", "observation")),
    "E11 an empty one": ("E11", ("evidence.1.day", None, "evidence.1.text", "")),
    "A4 by a channel": (
        "A4",
        ("touchpoints.2.kpis", [], "kpis.1.channel", "t3-ch"),
    ),
    "A4 not relevant": (
        "A4",
        ("touchpoints.2.kpis", [], "touchpoints.2.not_relevant", [{"lane": "kpis", "reason": "Rarely met"}]),
    ),
    "A5 without the lane it counts all the same": ("A5", ("lanes", ["action"])),
    "A6 an empty stage": ("A6", ("stages.3", {"id": "s4", "name": "Again"})),
    "A6 one channel of the stage": ("A6", ("touchpoints.0.channels.0.goal_value", None)),
    "A6 an opportunity at the place": (
        "A6",
        ("opportunities.0.pains", [], "opportunities.0.touchpoint", "t2"),
    ),
    "A6 an opportunity where nothing hurts": (
        "A6",
        ("pains", [], "opportunities.0.pains", [], "opportunities.0.touchpoint", "t2"),
    ),
    "A7 two": ("A7", ("touchpoints.1.channels.1.experience_value", 1)),
    "A7 one value": ("A7", ("touchpoints.1.channels.1.experience_value", None)),
    "A8 no tree at all": ("A8", ("pains.0.causes", [], "delights.0.causes", [])),
    "A8 undeclared": (
        "A8",
        ("pains.0.causes", chain("One"), "lanes", [name for name in GOOD["lanes"] if name != "pains"]),
    ),
    "A8 not relevant": (
        "A8",
        (
            "pains.0.causes",
            chain("One"),
            "touchpoints.1.not_relevant",
            [{"lane": "causes", "reason": "Known"}],
        ),
    ),
    "A8 one branch is deep, one leaf is ours": (
        "A8",
        (
            "pains.0.causes",
            [*chain("One desk", "A rota", "No rule"), {"id": "other", "text": "The weather"}],
        ),
    ),
    "A8 a person on the way to a process": (
        "A8",
        ("pains.0.causes", chain("The receptionist is alone", "A rota", "No rule")),
    ),
    "A8 a person who delights": ("A8", ("delights.0.causes", chain("A colleague", "Time", "The manager lets them"))),
    "A9 a guess is an answer": ("A9", ("walkthrough.1.answer", "guess")),
    "B1 a blank step": ("B1", drawn("backstage.99", {"id": "b99", "layer": "support", "text": " "})),
    "B1 undeclared": ("B1", ("backstage", [{"id": "b1", "layer": "backstage", "text": "Keys"}])),
    "B2 not a blueprint": ("B2", ("kind", "current")),
    "B3 a desk for customers": ("B3", drawn("backstage.8.actor", "Client service team")),
    "B3 the customer in front": ("B3", drawn("backstage.4.actor", "Guest")),
    "B4 left out with a reason": (
        "B4",
        drawn("backstage.5.touchpoint", "t3", *skipped(2, "support")),
    ),
    "B4 nothing behind is declared": ("B4", drawn("lanes", ["action", "emotion", "frontstage"])),
    "B5 a current map": ("B5", ("links", [])),
    "C2 a cost": ("C2", ("resources.0.changes", [], "resources.0.cost", 900)),
    "C2 enough": ("C2", ("resources.0.changes", [], "resources.0.have", 40)),
    "C2 no need said": ("C2", ("resources.0.changes", [], "resources.0.need", None)),
    "C3 within three months": ("C3", live({"day": "2026-11-29", **FULL})),
    "C3 live since a while": ("C3", live(due="2026-11-29")),
    "C3 proposed": ("C3", live({"day": "2026-01-01"}, state="proposed")),
    "C3 planned in time": ("C3", live({"day": "2026-12-15"}, {"day": "2027-03-15"})),
    "C4 all there": ("C4", live({"day": "2027-02-01", **FULL})),
    "C4 in one of several": ("C4", live({"day": "2027-02-01", **FULL}, {"day": "2027-03-15"})),
    "C4 not live": ("C4", live(state="in_progress")),
    "C4 before its time": ("C4", live(due="2027-03-02")),
    "C5 votes": ("C5", ("opportunities.0.impact", None, "opportunities.0.votes", 3)),
    "C5 not chosen": ("C5", ("opportunities.0.impact", None, "changes.0.ideas", [])),
    "C6 today": ("C6", ("changes", [])),
    "C6 another score": ("C6", ("kind", "future", "touchpoints.1.emotion.score", 1)),
    "C6 gone": ("C6", ("kind", "future", "touchpoints.1", None)),
    "L1 a loop beside the way on": ("L1", flow(("t4", "t3", "loop"))),
    "L1 reached from behind": ("L1", flow(("t1", "t3", "next"), ("t5", "t2", "loop"))),
    "L1 a way to nowhere": ("L1", flow(("t1", "gone", "next"))),
    "L1 no touchpoints": ("L1", ("touchpoints", [], *flow(("t1", "t2", "next")))),
    "L2 a condition": ("L2", flow(("t5", "t2", "loop"), condition="The code is wrong")),
    "L2 an exit inside": ("L2", flow(("t5", "t2", "loop"), ("t3", None, "exit"))),
    "L2 a way out": ("L2", flow(("t4", "t3", "loop"), ("t4", "t5", "next"))),
    "L3 a little off": ("L3", branches(70, 29)),
    "L3 no shares": ("L3", branches(None, None)),
    "L3 shares of a loop": ("L3", flow(("t4", "t3", "loop"), share=20)),
    "L4 a branch": ("L4", branches(70, 30)),
    "L4 no touchpoints": ("L4", ("process", "non_linear", "touchpoints", [])),
}  # fmt: skip
