"""What a map tells, by tables and by properties."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.journeys.domain import analysis
from apps.journeys.domain.document import Map, Wow

pytestmark = pytest.mark.unit

SCORES = st.lists(st.floats(-2, 2, allow_nan=False), min_size=1, max_size=12)


def journey(*scores: float | None, **more: Any) -> Map:
    touchpoints = [
        {"id": f"t{n}", "stage": "s", "name": f"T{n}", "emotion": {"score": score}}
        for n, score in enumerate(scores)
    ]
    for n, extra in more.pop("at", {}).items():
        touchpoints[n] |= extra
    stages = [{"id": "s", "name": "Stay"}]
    return Map.model_validate({"title": "x", "stages": stages, "touchpoints": touchpoints} | more)


@given(SCORES)
def test_the_curve_never_leaves_the_range_of_two_neighbours(values: list[float]) -> None:
    slopes = analysis.steffen_slopes(values)
    for (a, b), (left, right) in zip(pairwise(values), pairwise(slopes), strict=True):
        for step in range(41):
            t = step / 40
            y = (
                (2 * t**3 - 3 * t**2 + 1) * a
                + (t**3 - 2 * t**2 + t) * left
                + (3 * t**2 - 2 * t**3) * b
                + (t**3 - t**2) * right
            )
            assert min(a, b) - 1e-9 <= y <= max(a, b) + 1e-9


@given(st.lists(st.none() | st.floats(-2, 2, allow_nan=False), max_size=12))
def test_the_path_passes_through_every_score_of_a_run(values: list[float | None]) -> None:
    path = analysis.curve_path(values)
    drawn = {float(x) for x in re.findall(r"(?:M| )(-?[\d.]+) -?[\d.e-]+(?= C|$| M)", path.line)}
    near = [
        n
        for n, value in enumerate(values)
        if value is not None and any(0 <= m < len(values) and values[m] is not None for m in (n - 1, n + 1))
    ]
    assert drawn == {100.0 * n + 50 for n in near}
    assert path.line.count("M") == path.area.count("Z")


@pytest.mark.parametrize(
    ("values", "runs"),
    [
        pytest.param([], 0, id="nothing"),
        pytest.param([1], 0, id="a lonely point has only its face"),
        pytest.param([1, 2], 1, id="two points"),
        pytest.param([1, None, 2], 0, id="a gap stays a gap"),
        pytest.param([1, 1, None, -1, 0], 2, id="two runs"),
    ],
)
def test_runs(values: list[float | None], runs: int) -> None:
    assert analysis.curve_path(values).line.count("M") == runs


def test_extremes_are_the_first_of_equals() -> None:
    found = analysis.extremes(journey(1, -2, 2, -2, 2))
    assert (found.lowest.id, found.highest.id) == ("t1", "t2") if found.lowest and found.highest else False
    assert analysis.extremes(journey(None)) == analysis.Extremes(None, None)


def test_jumps_are_signed_sorted_and_stop_at_gaps() -> None:
    found = analysis.jumps(journey(0, 1, -2, None, 2), at_least=1)
    assert [(jump.before.id, jump.size) for jump in found] == [("t1", -3.0), ("t0", 1.0)]
    assert [jump.size for jump in analysis.jumps(journey(0, 1, -2), at_least=3)] == [-3.0]


def test_findings_are_ranked_and_the_unrated_come_last() -> None:
    document = journey(
        pains=[{"id": f"p{n}", "text": "x", "severity": n or None} for n in (2, 0, 5)],
        delights=[{"id": f"d{n}", "text": "x", "strength": n or None} for n in (0, 4)],
    )
    assert [pain.id for pain in analysis.ranked_pains(document)] == ["p5", "p2", "p0"]
    assert [delight.id for delight in analysis.ranked_delights(document)] == ["d4", "d0"]


def channel(**values: Any) -> dict[str, Any]:
    return {"channels": [{"id": "c", "channel": "Web"} | values]}


RISK = {"id": "r", "text": "x", "touchpoint": "t0", "probability": 5, "impact": 5}


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        pytest.param(journey(), None, id="no touchpoint"),
        pytest.param(journey(1, 0, 2), None, id="nothing is low"),
        pytest.param(journey(1, -1, -2), "t2", id="the lowest emotion"),
        pytest.param(journey(-1, -2, risks=[RISK]), "t0", id="risk weighs more"),
        pytest.param(journey(-1, -1, at={1: channel(visits=10, exits=9)}), "t1", id="many leave there"),
        pytest.param(journey(-1, -1, at={1: channel(visits=0, exits=3)}), "t0", id="no visits, no share"),
        pytest.param(journey(-2, 2, at={1: {"weak_link": True}}), "t1", id="the marked one wins"),
        pytest.param(journey(-2, no_weak_link=True), None, id="the author said none"),
    ],
)
def test_weak_link(document: Map, expected: str | None) -> None:
    found = analysis.weak_link(document)
    assert (found.touchpoint.id if found else None) == expected


def test_wow_coverage() -> None:
    tasks = {0: {"wow_tasks": ["loyalty"]}, 1: {"wow_tasks": ["loyalty", "tells_friends"]}}
    coverage = analysis.wow_coverage(journey(1, 1, at=tasks))
    assert coverage == {
        Wow.POSITIVE_EMOTION: 0,
        Wow.BRINGS_BACK: 0,
        Wow.LOYALTY: 2,
        Wow.TELLS_FRIENDS: 1,
    }


def test_reactions_without_a_text_do_not_count() -> None:
    told = [("positive", "a"), ("positive", "b"), ("neutral", " "), ("negative", "c")]
    reactions = [{"id": f"r{n}", "polarity": kind, "text": text} for n, (kind, text) in enumerate(told)]
    assert analysis.reaction_balance(journey(1, at={0: {"reactions": reactions}}).touchpoints[0]) == (2, 0, 1)


@pytest.mark.parametrize(
    ("goal", "experience", "gap"),
    [
        pytest.param(1, 2, 1.0, id="above the goal is positive"),
        pytest.param(1, -1, -2.0, id="to be improved is negative"),
        pytest.param(0, 0, 0.0, id="as wished"),
        pytest.param(None, 1, None, id="no goal"),
        pytest.param(1, None, None, id="no experience"),
    ],
)
def test_gap(goal: float | None, experience: float | None, gap: float | None) -> None:
    values = channel(goal_value=goal, experience_value=experience)
    assert analysis.channel_gap(journey(1, at={0: values}).touchpoints[0].channels[0]) == gap


@pytest.mark.parametrize(
    ("values", "spread"),
    [
        pytest.param([], None, id="none"),
        pytest.param([1], None, id="one"),
        pytest.param([1, None], None, id="one known"),
        pytest.param([-2, 1, 0], 3.0, id="three"),
    ],
)
def test_spread(values: list[float | None], spread: float | None) -> None:
    channels = [{"id": f"c{n}", "channel": "x", "experience_value": v} for n, v in enumerate(values)]
    assert analysis.channel_spread(journey(1, at={0: {"channels": channels}}).touchpoints[0]) == spread


@pytest.mark.parametrize(
    ("scores", "kind", "percent"),
    [
        pytest.param((None,), "quote", None, id="no scores"),
        pytest.param((1, -1), "quote", 50.0, id="one of two"),
        pytest.param((1, None), "quote", 100.0, id="only scored ones count"),
        pytest.param((1, -1), "assumption", 0.0, id="an assumption is no evidence"),
    ],
)
def test_evidence_coverage(scores: tuple[float | None, ...], kind: str, percent: float | None) -> None:
    backed = {0: {"emotion": {"score": scores[0], "evidence": ["e"]}}}
    document = journey(*scores, at=backed, evidence=[{"id": "e", "kind": kind, "text": "x"}])
    assert analysis.evidence_coverage(document) == percent


def test_channels_per_touchpoint() -> None:
    assert analysis.channels_per_touchpoint(journey()) is None
    assert analysis.channels_per_touchpoint(journey(1, 1, at={0: channel()})) == 0.5


@pytest.mark.parametrize(
    ("impact", "effort", "place"),
    [
        pytest.param(5, 1, "quick_win", id="much for little"),
        pytest.param(4, 3, "large", id="the middle of effort is not little"),
        pytest.param(3, 2, "small", id="the middle of impact is not much"),
        pytest.param(1, 5, "costly", id="little for much"),
        pytest.param(None, 1, None, id="impact not graded"),
        pytest.param(5, None, None, id="effort not graded"),
    ],
)
def test_quadrant(impact: int | None, effort: int | None, place: str | None) -> None:
    opportunity = {"id": "o", "text": "x", "impact": impact, "effort": effort}
    document = journey(opportunities=[opportunity])
    assert analysis.quadrant(document.opportunities[0]) == place


RESOURCES = [
    {"id": "a", "name": "Desk", "kind": "people", "have": 1, "need": 3, "unit": "people", "cost": 100},
    {"id": "b", "name": "Night", "kind": "people", "need": 1, "unit": " people "},
    {"id": "c", "name": "Lamp", "kind": "budget", "have": 9, "need": 5, "unit": "euros", "cost": 70},
    {"id": "d", "name": "Link", "need": 1, "unit": "", "cost": 30},
]


def test_a_shortage_is_never_negative() -> None:
    document = journey(resources=RESOURCES)
    assert [analysis.shortage(item) for item in document.resources] == [2, 1, 0, 1]


def test_gaps_are_summed_by_kind_and_never_over_units() -> None:
    document = journey(resources=RESOURCES)
    found = [(gap.kind, gap.count, gap.short, gap.cost) for gap in analysis.gaps_by_kind(document)]
    assert found == [("people", 2, 2, 100.0), ("budget", 1, 0, None), (None, 1, 1, 30.0)]
    assert analysis.gaps_by_unit(document) == {"people": 3.0}


def test_evidence_at_the_touchpoint_backs_its_emotion_and_an_empty_one_backs_nothing() -> None:
    said = {"id": "e", "kind": "quote", "text": "So slow", "touchpoint": "t0"}
    assert analysis.evidence_coverage(journey(-1, 1, evidence=[said])) == 50.0
    assert analysis.evidence_coverage(journey(-1, 1, evidence=[{**said, "text": " "}])) == 0.0


@pytest.mark.parametrize(
    ("channels", "share"),
    [
        pytest.param([(10, 4), (10, 0)], 0.2, id="over all channels"),
        pytest.param([(10, None)], None, id="exits unknown"),
        pytest.param([(0, 3)], None, id="no visits"),
        pytest.param([(2, 5)], 1.0, id="never above all"),
    ],
)
def test_exit_share(channels: list[tuple[int | None, int | None]], share: float | None) -> None:
    held = [
        {"id": f"c{n}", "channel": "x", "visits": visits, "exits": exits}
        for n, (visits, exits) in enumerate(channels)
    ]
    assert analysis.exit_share(journey(1, at={0: {"channels": held}}).touchpoints[0]) == share
