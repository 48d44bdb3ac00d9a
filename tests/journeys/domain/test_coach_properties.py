"""What holds for the coach whatever the document: it never fails, and what it says can be acted upon."""

from datetime import date
from enum import Enum
from time import process_time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.journeys.domain.coach import RULES, blocking, review
from apps.journeys.domain.coach.examples import GOOD, TODAY
from apps.journeys.domain.document import (
    ROOT_ID,
    Category,
    ChangeState,
    Direction,
    EvidenceKind,
    Kind,
    Lane,
    Layer,
    Map,
    Media,
    Moment,
    Polarity,
    Status,
    TransitionKind,
    Verdict,
)
from apps.journeys.domain.operations import OperationError, apply

pytestmark = pytest.mark.unit

TEXT = st.sampled_from(["", " ", "Queue", "队列", "очередь", "воронка {persona}", "lead 线索", "%s {0} }"])
NAME = TEXT.filter(bool)
SCORE = st.none() | st.integers(-2, 2) | st.floats(-2, 2)
ANY_ID = st.sampled_from(
    ["p0", "p1", "s0", "s1", "t0", "t1", "t2", "t3", "e0", "n0", "d0", "o0", "i0", "k0", "gone"]
)
REFS = st.lists(ANY_ID, max_size=3, unique=True)
PLACE = st.none() | ANY_ID


def _maybe(vocabulary: type[Enum]) -> st.SearchStrategy[Any]:
    return st.none() | st.sampled_from(vocabulary)


def _some(
    prefix: str, most: int, **fields: st.SearchStrategy[Any]
) -> st.SearchStrategy[list[dict[str, Any]]]:
    return st.lists(st.fixed_dictionaries(fields), max_size=most).map(
        lambda items: [{"id": f"{prefix}{index}", **item} for index, item in enumerate(items)]
    )


DAY = st.none() | st.dates(date(2026, 1, 1), date(2027, 12, 31)).map(str)
CHANNEL = st.fixed_dictionaries(
    {
        "channel": NAME,
        "owner": TEXT,
        "target_action": TEXT,
        "purpose": st.none() | st.just("service"),
        "goal_value": SCORE,
        "experience_value": SCORE,
    }
)
CHANNELS = st.lists(CHANNEL, max_size=2)
FRAME = ("F1", "F2", "F3", "F4", "F5", "F6", "F7", "F8", "F9")
LANELESS = (
    "T3", "T4", "T5", "T9", "T10", "T11", "E11", "A3", "A5", "A9", "C1", "C2", "C3", "C4", "C5", "C6", "L1", "L2",
    "L3", "L4",
)  # fmt: skip
"""Rules about the whole map, and about objects that stand outside the lanes; T11 asks about the lane left."""
REACTIONS = st.lists(st.fixed_dictionaries({"polarity": st.sampled_from(Polarity), "text": TEXT}), max_size=3)
SKIPPED = st.lists(st.fixed_dictionaries({"lane": st.sampled_from(Lane), "reason": NAME}), max_size=3)
EMOTION = st.fixed_dictionaries({"score": SCORE, "note": TEXT, "evidence": REFS})


VALUE = st.none() | st.integers(0, 3)
VALUES = st.lists(st.fixed_dictionaries({"day": DAY, "value": VALUE}), max_size=2)
REVIEWS = st.lists(
    st.fixed_dictionaries({"day": DAY, "before": VALUE, "after": VALUE, "verdict": _maybe(Verdict)}),
    max_size=2,
)
PERSONAL = st.sampled_from(["lin@example.org", "+7 916 123-45-67", "4111 1111 1111 1111"])


def _chain(name: str, texts: list[str], controllable: bool | None) -> list[dict[str, Any]]:  # noqa: FBT001
    causes: list[dict[str, Any]] = []
    for level in range(len(texts), 0, -1):
        cause = {"id": f"{name}-{level}", "text": texts[level - 1], "children": causes}
        causes = [cause | {"controllable": controllable}]
    return causes


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """Any schema-valid map, references that lead nowhere included."""
    stages = draw(_some("s", 10, name=NAME, moment=st.none() | st.sampled_from(Moment)))
    touchpoints = draw(
        _some(
            "t", 6, name=NAME, action=TEXT, expectation=TEXT, weak_link=st.booleans(), emotion=EMOTION,
            channels=CHANNELS, reactions=REACTIONS, not_relevant=SKIPPED, media=_maybe(Media),
            status=_maybe(Status), category=_maybe(Category), reason=TEXT, kpis=REFS, stakeholders=REFS,
        )
    )  # fmt: skip
    touchpoints = touchpoints if stages else []
    for touchpoint in touchpoints:
        touchpoint["stage"] = draw(st.sampled_from(stages))["id"]
        for field in ("channels", "reactions"):
            for index, child in enumerate(touchpoint[field]):
                child["id"] = f"{touchpoint['id']}-{field[:1]}{index}"
    pains = draw(_some("n", 3, text=NAME, touchpoint=PLACE, causes=st.lists(NAME, max_size=4)))
    delights = draw(_some("d", 2, text=NAME, touchpoint=PLACE, causes=st.lists(NAME, max_size=4)))
    for item in (*pains, *delights):
        item["causes"] = _chain(item["id"], item["causes"], draw(st.none() | st.booleans()))
    changes = draw(
        _some(
            "c", 2, title=NAME, ideas=REFS, opportunities=REFS, pains=REFS, kpi=PLACE, owner=TEXT, due=DAY,
            touchpoint=PLACE, state=st.sampled_from(ChangeState), reviews=REVIEWS,
        )
    )  # fmt: skip
    kpis = draw(_some("k", 1, name=NAME, direction=_maybe(Direction), readings=VALUES, channel=PLACE))
    for item in (*changes, *kpis):
        field = "reviews" if "reviews" in item else "readings"
        item[field] = [{"id": f"{item['id']}-{n}", **part} for n, part in enumerate(item[field])]
    return {
        "process": draw(st.sampled_from(["linear", "non_linear"])),
        "stakeholders": draw(_some("h", 1, name=NAME)),
        "resources": draw(_some("r", 2, name=NAME, need=VALUE, have=VALUE, cost=VALUE, changes=REFS)),
        "backstage": draw(_some("b", 2, touchpoint=PLACE, layer=st.sampled_from(Layer), text=TEXT)),
        "transitions": draw(
            _some(
                "x",
                4,
                source=ANY_ID,
                target=PLACE,
                kind=st.sampled_from(TransitionKind),
                condition=TEXT,
                share=st.none() | st.integers(0, 100),
            )
        ),
        "walkthrough": draw(
            _some("q", 2, touchpoint=ANY_ID, answer=st.none() | st.sampled_from(["evidence", "guess"]))
        ),
        "title": "Any",
        "kind": draw(st.none() | st.sampled_from(Kind)),
        "lanes": draw(st.lists(st.sampled_from(Lane), unique=True)),
        "scenario": draw(TEXT),
        "no_weak_link": draw(st.booleans()),
        "personas": draw(
            _some(
                "p",
                3,
                name=NAME,
                owner=st.booleans(),
                needs=TEXT,
                goals=TEXT,
                evidence=REFS,
                is_most_common=st.none() | st.booleans(),
            )
        ),
        "goals": draw(_some("g", 2, statement=NAME, metric=TEXT, target=st.none() | st.just(1))),
        "stages": stages,
        "touchpoints": touchpoints,
        "evidence": draw(
            _some(
                "e",
                3,
                kind=st.sampled_from(EvidenceKind),
                text=TEXT | PERSONAL,
                touchpoint=PLACE,
                day=DAY,
                sentiment=_maybe(Polarity),
                source=TEXT,
            )
        ),
        "kpis": kpis,
        "pains": pains,
        "delights": delights,
        "opportunities": draw(
            _some("o", 2, text=NAME, touchpoint=PLACE, pains=REFS, delights=REFS, votes=VALUE)
        ),
        "ideas": draw(_some("i", 2, text=NAME, opportunities=REFS)),
        "changes": changes,
        "waivers": draw(_some("w", 2, rule=st.sampled_from(sorted(RULES)), where=REFS, reason=NAME)),
    }


@st.composite
def operations(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Edits of the good map: texts emptied, scores moved, objects taken away."""
    names = st.sampled_from(sorted(node.id for node in Map.model_validate(GOOD).nodes()))
    fields = st.sampled_from(
        [
            "name",
            "action",
            "emotion.score",
            "emotion.note",
            "expectation",
            "touchpoint",
            "kind",
            "text",
            "owner",
            "pains",
        ]
    )
    unset = st.builds(lambda name, field: {"op": "set", "id": name, "field": field}, names, fields)
    written = st.builds(
        lambda name, field, value: {"op": "set", "id": name, "field": field, "value": value},
        names | st.just(ROOT_ID),
        fields,
        NAME | SCORE | REFS | st.booleans(),
    )
    return draw(
        st.lists(unset | written | st.builds(lambda name: {"op": "remove", "id": name}, names), max_size=8)
    )


@given(documents(), st.none() | st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.none() | documents())
def test_any_document_can_be_reviewed(
    raw: dict[str, Any], today: date | None, other: dict[str, Any] | None
) -> None:
    document = Map.model_validate(raw)
    current = Map.model_validate(other) if other else None
    findings = review(document, today=today, current=current)
    assert findings == review(document, today=today, current=current)
    ids = {ROOT_ID, *(node.id for node in document.nodes())}
    assert all(finding.where and ids.issuperset(finding.where) for finding in findings)
    assert all(len(set(finding.where)) == len(finding.where) for finding in findings)
    assert all(finding.params["case"] in RULES[finding.rule].cases for finding in findings)
    assert len({finding.fingerprint for finding in findings}) == len(findings)
    assert len(findings) <= sum(len(rule.cases) for rule in RULES.values())
    assert [finding.waived is not None for finding in findings] == sorted(
        finding.waived is not None for finding in findings
    )


@given(operations())
def test_any_edit_of_a_map_can_be_reviewed(edits: list[dict[str, Any]]) -> None:
    raw = GOOD
    for edit in edits:
        try:
            changed, _ = apply(raw, [edit])
            Map.model_validate(changed)
        except (OperationError, ValueError):
            continue
        raw = changed
    review(Map.model_validate(raw))


@given(documents())
def test_waivers_unblock_and_undeclared_lanes_are_left_alone(raw: dict[str, Any]) -> None:
    waivers = [{"id": f"all-{code}", "rule": code, "reason": "Known"} for code in RULES]
    waived = review(Map.model_validate({**raw, "waivers": waivers}))
    assert blocking(waived) == ()
    assert len(waived) == len(review(Map.model_validate(raw)))
    without_lanes = review(Map.model_validate({**raw, "lanes": [Lane.TIME]}))
    assert {finding.rule for finding in without_lanes} <= {*FRAME, *LANELESS}


def test_reviewing_a_big_map_is_quick() -> None:
    from tests.factories.maps import big_map

    document = Map.model_validate(big_map())
    review(document, today=TODAY)
    best = min(_seconds(document) for _ in range(20))
    assert best <= 0.003


def _seconds(document: Map) -> float:
    started = process_time()
    review(document, today=TODAY)
    return process_time() - started
