"""Edits of the good map and what a rule says to them: one entry per branch."""

from typing import Any

from apps.journeys.domain.coach.examples import GOOD
from apps.journeys.domain.document import ROOT_ID
from tests.journeys.domain import coach_further_cases as further


def skipping(index: int, *lanes: str) -> tuple[str, list[dict[str, str]]]:
    return f"touchpoints.{index}.not_relevant", [{"lane": lane, "reason": "Not here"} for lane in lanes]


SPEAKS: dict[str, tuple[str, tuple[Any, ...], str, tuple[str, ...]]] = {
    "F1 nobody": ("F1", ("personas", []), "none", (ROOT_ID,)),
    "F1 no owner among personas": ("F1", ("personas.0.owner", False), "none", (ROOT_ID,)),
    "F2 goal": ("F2", ("personas.0.goals", " \n"), "", ("p1",)),
    "F2 frustration": ("F2", ("personas.0.frustrations", ""), "", ("p1",)),
    "F2 evidence": ("F2", ("personas.0.evidence", []), "", ("p1",)),
    "F2 evidence that does not exist": ("F2", ("personas.0.evidence", ["gone"]), "", ("p1",)),
    "F2 evidence that is an assumption": ("F2", ("evidence.0.kind", "assumption"), "", ("p1",)),
    "F2 evidence that says nothing": ("F2", ("evidence.0.text", "", "evidence.0.source", " "), "", ("p1",)),
    "F4 scenario": ("F4", ("scenario", ""), "", (ROOT_ID,)),
    "F4 start": ("F4", ("scope_start", ""), "", (ROOT_ID,)),
    "F6 no goal": ("F6", ("goals", []), "none", (ROOT_ID,)),
    "F6 metric": ("F6", ("goals.0.metric", ""), "vague", ("g1",)),
    "F6 baseline": ("F6", ("goals.0.baseline", None), "vague", ("g1",)),
    "F6 date": ("F6", ("goals.0.due", None), "vague", ("g1",)),
    "F6 the second goal": ("F6", ("goals.1", {"id": "g2", "statement": "More"}), "vague", ("g2",)),
    "F7 two": ("F7", ("stages.0.name", "воронка", "stages.2.name", "工单"), "", ("s1", "s3")),
    "F8 two stages": ("F8", ("stages.2", None, "touchpoints.4.stage", "s2"), "few", (ROOT_ID,)),
    "F8 nine stages": (
        "F8",
        ("stages", [*GOOD["stages"], *({"id": f"x{n}", "name": f"Part {n}"} for n in range(6))]),
        "many",
        (ROOT_ID,),
    ),
    "F8 before": ("F8", ("stages.0.moment", None), "moments", ("s1", "s2", "s3")),
    "F8 during": ("F8", ("stages.1.moment", "after"), "moments", ("s1", "s2", "s3")),
    "T1 two": ("T1", ("touchpoints.0.channels", [], "touchpoints.3.channels", []), "", ("t1", "t4")),
    "T2 blank": ("T2", ("touchpoints.1.action", "\t"), "", ("t2",)),
    "T5 nothing at all": ("T5", ("touchpoints", [], "stages", []), "none", (ROOT_ID,)),
    "T5 only stages": ("T5", ("touchpoints", []), "none", ("s1", "s2", "s3")),
    "T6 target action": ("T6", ("touchpoints.1.channels.0.target_action", ""), "", ("t2-ch",)),
    "T6 two": (
        "T6",
        ("touchpoints.1.channels.0.target_action", "", "touchpoints.0.channels.0.owner", ""),
        "",
        ("t1-ch", "t2-ch"),
    ),
    "T10 case and spaces": ("T10", ("touchpoints.2.name", " check-IN  "), "", ("t2", "t3")),
    "T10 two pairs": (
        "T10",
        ("touchpoints.2.name", "Check-in", "touchpoints.4.name", "Breakfast"),
        "",
        ("t2", "t3", "t4", "t5"),
    ),
    "E1 zero is a score, none is not": ("E1", ("touchpoints.0.emotion", {}), "", ("t1",)),
    "E2 range just under two": (
        "E2",
        ("touchpoints.1.emotion.score", 0.1, "touchpoints.4.emotion.score", 0.1),
        "",
        ("t1", "t2", "t3", "t4", "t5"),
    ),
    "E2 three scores": (
        "E2",
        ("touchpoints", GOOD["touchpoints"][2:], "touchpoints.2.emotion.score", 1),
        "",
        ("t3", "t4", "t5"),
    ),
    "E3 three scores, range of two": ("E3", ("touchpoints", GOOD["touchpoints"][2:]), "lowest", ("t5",)),
    "E3 a blank note": ("E3", ("touchpoints.3.emotion.note", " ", "delights", []), "highest", ("t4",)),
    "E3 lowest without testimony": ("E3", ("evidence.1.kind", "observation"), "lowest", ("t2",)),
    "E3 highest without testimony": ("E3", ("evidence.2.touchpoint", "t3"), "highest", ("t4",)),
    "E3 lowest without reason": (
        "E3",
        ("touchpoints.1.emotion.note", "", "pains.0.touchpoint", "t1"),
        "lowest",
        ("t2",),
    ),
    "E3 a delight does not explain the lowest": (
        "E3",
        ("touchpoints.1.emotion.note", "", "pains.0.touchpoint", "t1", "delights.0.touchpoint", "t2"),
        "lowest",
        ("t2",),
    ),
    "E3 of two lowest the one that lacks least": (
        "E3",
        ("touchpoints.0.emotion.score", -2, "touchpoints.1.emotion.note", "", "pains", []),
        "lowest",
        ("t1",),
    ),
    "E4 two of five": ("E4", ("evidence.0.touchpoint", None), "", ("t1", "t3", "t5")),
    "E4 an assumption does not back": ("E4", ("evidence.0.kind", "assumption"), "", ("t1", "t3", "t5")),
    "E6 none at all": ("E6", ("touchpoints.4.reactions", []), "", ("t5",)),
    "E6 an empty one": ("E6", ("touchpoints.4.reactions.0.text", ""), "", ("t5",)),
    "E6 a blank one": ("E6", ("touchpoints.4.reactions.0.text", " "), "", ("t5",)),
    "E7 blank": ("E7", ("touchpoints.1.expectation", " "), "", ("t2",)),
    "E8 blank": ("E8", ("touchpoints.1.emotion.note", "\n"), "drop", ("t2",)),
    "E7 just below zero": ("E7", ("touchpoints.4.emotion.score", -0.1), "", ("t5",)),
    "E8 a fall": ("E8", ("touchpoints.1.emotion.note", ""), "drop", ("t2",)),
    "E8 the greater first": (
        "E8",
        (
            "touchpoints.1.emotion.note",
            "",
            "touchpoints.2.emotion",
            {"score": 2},
        ),
        "rise",
        ("t3", "t2"),
    ),
    "A1 a pain without a touchpoint": ("A1", ("pains.1", {"id": "n2", "text": "Noise"}), "", ("n2",)),
    "A2 a pain at another place": (
        "A2",
        ("pains.1", {"id": "n2", "text": "Noise", "touchpoint": "t3"}),
        "pain",
        ("n2",),
    ),
    "A2 an opportunity that names other pains": (
        "A2",
        ("opportunities.0", {"id": "o1", "text": "Earplugs", "pains": ["d1"], "touchpoint": "t2"}),
        "pain",
        ("n1",),
    ),
    "A2 a low point without a pain": ("A2", ("touchpoints.4.emotion.score", -1), "peak", ("t5",)),
    "A2 a low point at the start": ("A2", ("touchpoints.0.emotion.score", -2, "pains", []), "peak", ("t1",)),
    "A2 a plateau counts once": (
        "A2",
        ("touchpoints.3.emotion.score", -1, "touchpoints.4.emotion.score", -1),
        "peak",
        ("t4",),
    ),
    "A3 nothing scored": (
        "A3",
        ("touchpoints.1.weak_link", False, "lanes", ["action"]),
        "unknown",
        (ROOT_ID,),
    ),
    "C1 neither pain nor delight": (
        "C1",
        ("changes.0.pains", [], "changes.0.opportunities", [], "changes.0.ideas", []),
        "",
        ("c1",),
    ),
    "C1 a pain that does not exist": (
        "C1",
        ("changes.0.pains", ["x"], "changes.0.opportunities", [], "changes.0.ideas", []),
        "",
        ("c1",),
    ),
    "C1 a KPI that does not exist": ("C1", ("changes.0.kpi", "x"), "", ("c1",)),
    "C1 owner": ("C1", ("changes.0.owner", ""), "", ("c1",)),
    "C1 date": ("C1", ("changes.0.due", None), "", ("c1",)),
}
SILENT: dict[str, tuple[str, tuple[Any, ...]]] = {
    "F1 others who do not own": ("F1", ("personas.1", {"id": "p2", "name": "Omar", "owner": False})),
    "F2 no single owner": ("F2", ("personas.0", {"id": "p1", "name": "Lin", "owner": False})),
    "F2 gains and pains of the empathy map": (
        "F2",
        (
            "personas.0.goals",
            "",
            "personas.0.frustrations",
            "",
            "personas.0.empathy",
            {"gains": "Rest", "pains": "Noise"},
        ),
    ),
    "F6 zero is a number": ("F6", ("goals.0.baseline", 0, "goals.0.target", 0)),
    "F7 the employee's own words": ("F7", ("stages.0.name", "Approval", "kind", "employee")),
    "F8 eight stages": (
        "F8",
        ("stages", [*GOOD["stages"], *({"id": f"x{n}", "name": f"Part {n}"} for n in range(5))]),
    ),
    "T1 undeclared": ("T1", ("touchpoints.0.channels", [], "lanes", ["action"])),
    "T1 not relevant": ("T1", ("touchpoints.0.channels", [], *skipping(0, "channels"))),
    "T2 undeclared": ("T2", ("touchpoints.0.action", "", "lanes", ["emotion"])),
    "T2 not relevant": ("T2", ("touchpoints.0.action", "", *skipping(0, "action"))),
    "T6 undeclared": ("T6", ("touchpoints.0.channels.0.owner", "", "lanes", ["action"])),
    "T6 not relevant": ("T6", ("touchpoints.0.channels.0.owner", "", *skipping(0, "channels"))),
    "E1 no touchpoints": ("E1", ("touchpoints", [])),
    "E1 undeclared": ("E1", ("touchpoints.0.emotion", {}, "lanes", ["action"])),
    "E1 not relevant": ("E1", ("touchpoints.0.emotion", {}, *skipping(0, "emotion"))),
    "E1 zero": ("E1", ("touchpoints.0.emotion.score", 0)),
    "E2 range of two": ("E2", ("touchpoints.1.emotion.score", 0)),
    "E2 two scores": ("E2", ("touchpoints", GOOD["touchpoints"][2:4])),
    "E2 undeclared": ("E2", ("touchpoints.1.emotion.score", 1, "lanes", ["action"])),
    "E3 a pain explains the lowest": ("E3", ("touchpoints.1.emotion.note", "")),
    "E3 a delight explains the highest": (
        "E3",
        ("touchpoints.3.emotion.note", "", "delights.0.touchpoint", "t4"),
    ),
    "E3 two scores": ("E3", ("touchpoints", GOOD["touchpoints"][2:4], "evidence", [])),
    "E3 flat": ("E3", ("touchpoints.1.emotion.score", 1, "touchpoints.4.emotion.score", 1, "evidence", [])),
    "E3 testimony linked to the emotion": (
        "E3",
        ("evidence.1.touchpoint", None, "touchpoints.1.emotion.evidence", ["gone", "e2"]),
    ),
    "E3 evidence undeclared": ("E3", ("evidence", [], "lanes", ["emotion"])),
    "E3 evidence not relevant there": ("E3", ("evidence.1.touchpoint", None, *skipping(1, "evidence"))),
    "E3 one of two highest": ("E3", ("touchpoints.0.emotion.score", 2)),
    "E4 half": ("E4", ("evidence.0.touchpoint", None, *skipping(0, "evidence"))),
    "E4 undeclared": ("E4", ("evidence", [], "lanes", ["emotion"])),
    "E4 nothing scored": (
        "E4",
        ("touchpoints", [{"id": "t1", "stage": "s1", "name": "Page"}], "evidence", []),
    ),
    "E6 undeclared": ("E6", ("touchpoints.0.reactions", [], "lanes", ["emotion"])),
    "E6 not relevant": ("E6", ("touchpoints.0.reactions", [], *skipping(0, "reactions"))),
    "E6 a share without words": (
        "E6",
        ("touchpoints.0.reactions.0", {"id": "r", "polarity": "positive", "share": 20}),
    ),
    "E7 zero": ("E7", ("touchpoints.4.emotion.score", 0)),
    "E7 undeclared": ("E7", ("touchpoints.1.expectation", "", "lanes", ["action"])),
    "E7 not relevant": ("E7", ("touchpoints.1.expectation", "", *skipping(1, "expectation"))),
    "E7 emotion not relevant": ("E7", ("touchpoints.1.expectation", "", *skipping(1, "emotion"))),
    "E8 just under three": (
        "E8",
        ("touchpoints.1.emotion.note", "", "touchpoints.0.emotion.score", 0.9),
    ),
    "E8 across a gap": (
        "E8",
        ("touchpoints.2.emotion", {}, "touchpoints.3.emotion.note", ""),
    ),
    "E8 undeclared": ("E8", ("touchpoints.1.emotion.note", "", "lanes", ["action"])),
    "A1 no pains": ("A1", ("pains", [])),
    "A1 undeclared": ("A1", ("pains.0.causes", [], "lanes", ["action"])),
    "A1 pains not relevant": ("A1", ("pains.0.causes", [], *skipping(1, "pains"))),
    "A1 causes not relevant": ("A1", ("pains.0.causes", [], *skipping(1, "causes"))),
    "A2 undeclared": ("A2", ("opportunities", [], "lanes", ["action"])),
    "A2 an opportunity at the place answers its pains": (
        "A2",
        ("opportunities.0", {"id": "o1", "text": "Two desks", "touchpoint": "t2"}),
    ),
    "A2 an opportunity at a low point": (
        "A2",
        (
            "touchpoints.4.emotion.score",
            -1,
            "opportunities.1",
            {"id": "o2", "text": "A kinder letter", "touchpoint": "t5"},
        ),
    ),
    "A2 a low point that is not the lowest around": (
        "A2",
        ("touchpoints.0.emotion.score", -1),
    ),
    "A2 on the way up": ("A2", ("touchpoints.2.emotion.score", -1)),
    "A2 zero": ("A2", ("touchpoints.4.emotion.score", 0)),
    "A2 opportunities not relevant": (
        "A2",
        ("opportunities", [], *skipping(1, "opportunities")),
    ),
    "A3 none said": ("A3", ("touchpoints.1.weak_link", False, "no_weak_link", True)),
    "A3 no touchpoints": ("A3", ("touchpoints", [])),
    "C1 no changes": ("C1", ("changes", [])),
    "C1 by a delight": ("C1", ("changes.0.pains", [], "changes.0.delights", ["d1"])),
    "C1 by an opportunity": ("C1", ("changes.0.pains", [])),
    "C1 by the opportunity of an idea": (
        "C1",
        (
            "changes.0.pains",
            [],
            "changes.0.opportunities",
            [],
            "changes.0.ideas",
            ["i1"],
            "ideas",
            [{"id": "i0", "text": "Other"}, {"id": "i1", "text": "Key", "opportunities": ["o1"]}],
        ),
    ),
}
SPEAKS |= further.SPEAKS
SILENT |= further.SILENT
COMPANY_WORDS = (
    "Lead", "SALES PIPELINE", "MQL → SQL", "Onboarding funnel", "Обработка заявки", "Воронка", "Наши лиды",
    "Согласование", "审批", "线索转化", "線索", "處理工單", "获取lead阶段",
)  # fmt: skip
CUSTOMER_WORDS = (
    "Awareness", "Acquisition", "Retention", "Onboarding", "Leaders", "Misleading", "Выбор", "Лидеры мнений",
    "Покупка", "Удержание", "认知", "購買", "忠诚", "Follow the guide", "",
)  # fmt: skip
PERSONAL = (
    "Write to lin.chen+hotel@mail.example.org", "почта ivanov@пример.рф", "+49 (0) 30 1234 5678", "+7 916 123-45-67",
    "8 (916) 123-45-67", "13812345678", "138 1234 5678", "手机13812345678", "0912-345-678", "02 2345 6789",
    "(212) 555-0147", "212-555-0147", "4111 1111 1111 1111", "5500-0000-0000-0004", "card 378282246310005",
)  # fmt: skip
IMPERSONAL = (
    "", "14 arrivals, one desk; 19 minutes on average, 31 at worst.", "71 % finish in 3 min 40 s",
    "Between 2025-10-16 and 2025-10-17", "16.10.2025 17.10.2025", "20:30–22:30", "1 840 000 guests", "1,840,000,000",
    "Order 123456789012", "4111 1111 1111 1112", "0000000000000000", "a@b", "meet me @ the desk",
    "Interview 3, 14 October 2025, n = 212", "12.5 13.5 14.5 15.5 16.5", "ISBN 978-3-16-148410-0",
)  # fmt: skip
BLAMING = (
    ("The manager said no", "manager"), ("Because he forgets", "he"), ("Human error", "Human error"),
    ("Администратор не записывает", "Администратор"), ("Лень", "Лень"), ("Это халатность", "халатность"),
    ("客服人员没有记录", "客服人员"), ("他忘了登记", "他"), ("客服人員沒有記錄", "客服人員"), ("老闆不同意", "老闆"),
)  # fmt: skip
PROCESSES = (
    "", "The rota follows old arrivals", "No rule says how many employees are needed", "The sheet lists nothing",
    "Management reviews happen once a year", "Не хватает сотрудников по вечерам", "Он не сверяется с расписанием",
    "Ленточный конвейер", "其他系统没有打通", "他们的流程", "主管部门的规定", "排班沒有對照時刻表", "Other hotels",
)  # fmt: skip
