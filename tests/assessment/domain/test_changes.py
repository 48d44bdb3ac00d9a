from typing import Any

import pytest

from apps.assessment.domain.changes import changed_cells
from apps.assessment.domain.places import pinnable, place_name, step_of
from apps.journeys.domain.coach.examples import GOOD, broken
from apps.journeys.domain.document import Lane, Map
from apps.journeys.domain.grid import build_grid

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (GOOD, GOOD, {}),
        (GOOD, broken("touchpoints.1.emotion.score", 0), {("t2", "emotion"): "changed"}),
        (broken("touchpoints.1.emotion", {}), GOOD, {("t2", "emotion"): "new"}),
        (GOOD, broken("touchpoints.0.action", "I call."), {("t1", "action"): "changed"}),
        (broken("touchpoints.0.action", ""), GOOD, {("t1", "action"): "new"}),
        (GOOD, broken("touchpoints.0.action", ""), {("t1", "action"): "changed"}),
        (GOOD, broken("touchpoints.0.reactions.0", None), {("t1", "reactions"): "changed"}),
        (GOOD, broken("evidence.2.text", "He knew my eggs."), {("t4", "evidence"): "changed"}),
        (GOOD, broken("title", "Another title"), {}),
    ],
)
def test_changed_cells(before: dict[str, Any], after: dict[str, Any], expected: dict[Any, str]) -> None:
    grids = [build_grid(Map.model_validate(document)) for document in (before, after)]
    assert changed_cells(*grids) == expected


def test_a_new_touchpoint_is_new_where_it_says_something() -> None:
    after = build_grid(Map.model_validate(GOOD))
    before = build_grid(Map.model_validate(broken("touchpoints.4", None)))
    found = changed_cells(before, after)
    assert {touchpoint for touchpoint, _lane in found} == {"t5"}
    assert set(found.values()) == {"new"}


@pytest.mark.parametrize(
    ("object_id", "lane", "allowed"),
    [
        ("t1", "emotion", True),
        ("t1", "nonsense", False),
        ("gone", "emotion", False),
        ("p1", "persona", True),
        ("t1", "persona", False),
        ("g1", "goal", True),
        ("map", "title", True),
        ("map", "emotion", False),
    ],
)
def test_pinnable(object_id: str, lane: str, *, allowed: bool) -> None:
    assert pinnable(Map.model_validate(GOOD), object_id, lane) is allowed


def test_places_have_the_names_of_the_author() -> None:
    document = Map.model_validate(GOOD)
    names = {key: place_name(document, key) for key in ("t2", "p1", "g1", "map", "gone")}
    assert names == {
        "t2": "Check-in",
        "p1": "Lin",
        "g1": "Guests reach their room sooner",
        "map": "A weekend in a city hotel",
        "gone": "",
    }


def test_every_lane_has_a_step() -> None:
    assert {step_of(lane) for lane in (*Lane, "persona", "goal", "title")} <= set(range(1, 8))
    assert (step_of("persona"), step_of("emotion"), step_of("backstage"), step_of("kpis")) == (1, 4, 5, 4)
