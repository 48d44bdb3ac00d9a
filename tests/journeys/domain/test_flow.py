"""Ways through a map: reach, loops, shares, and how they are drawn."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.journeys.domain.document import Map, TransitionKind
from apps.journeys.domain.flow import Flow, ways_by_source, zooms
from apps.journeys.domain.formats.pages import draw_sheets
from apps.journeys.domain.formats.svg import draw_svg
from apps.journeys.domain.grid import build_grid
from tests.journeys.domain.test_svg import WORDS as PLAIN_WORDS

pytestmark = pytest.mark.unit

WORDS = replace(PLAIN_WORDS, ways={kind: f"{kind} word" for kind in TransitionKind})


def journey(*ways: dict[str, Any], touchpoints: int = 4, stages: int = 1) -> Map:
    """Touchpoints t0, t1 … spread over stages in order; the ways get their ids."""
    per_stage = -(-touchpoints // stages)
    return Map.model_validate(
        {
            "title": "Stay",
            "stages": [{"id": f"s{n}", "name": f"Stage {n}"} for n in range(stages)],
            "touchpoints": [
                {"id": f"t{n}", "stage": f"s{n // per_stage}", "name": f"Place {n}"}
                for n in range(touchpoints)
            ],
            "transitions": [{"id": f"w{n}", **way} for n, way in enumerate(ways)],
        }
    )


def way(
    source: int, target: int | None, kind: str, share: float | None = None, **rest: Any
) -> dict[str, Any]:
    end = {} if target is None else {"target": f"t{target}"}
    return {"source": f"t{source}", "kind": kind, "share": share, **end, **rest}


def test_without_transitions_everybody_passes_everywhere_once() -> None:
    flow = Flow.of(journey())
    assert flow.visits == dict.fromkeys(["t0", "t1", "t2", "t3"], 100.0)
    assert (flow.reached, flow.ends, flow.leaving) == ({"t0", "t1", "t2", "t3"}, ["t3"], {})


@pytest.mark.parametrize(
    ("ways", "visits"),
    [
        ([way(1, None, "exit", 40)], [100, 100, 60, 60]),
        ([way(0, 1, "branch", 70), way(0, 2, "branch", 30)], [100, 70, 100, 100]),
        ([way(0, 1, "branch", 60), way(0, 2, "branch", 20)], [100, 75, 100, 100]),
        ([way(0, 1, "branch", 70), way(0, 3, "branch")], [100, 70, 70, 100]),
        ([way(2, 1, "loop", 50)], [100, 200, 200, 100]),
        ([way(1, 3, "next")], [100, 100, 0, 100]),
        ([way(1, 2, "exit", 25)], [100, 100, 75, 75]),
    ],
    ids=["exit", "branches", "shares below 100", "rest", "loop", "skip", "exit that names a place"],
)
def test_visits_of_a_hundred(ways: list[dict[str, Any]], visits: list[float]) -> None:
    found = Flow.of(journey(*ways)).visits
    assert found is not None
    assert [round(found[f"t{n}"], 2) for n in range(4)] == visits


def test_a_loop_that_never_lets_go_cannot_be_counted() -> None:
    flow = Flow.of(journey(way(2, 1, "loop", 100), way(2, 3, "next", 0)))
    assert flow.visits is None
    assert flow.leaving == {}


def test_what_is_skipped_is_not_reached() -> None:
    assert Flow.of(journey(way(0, 2, "next"))).reached == {"t0", "t2", "t3"}


def test_of_those_who_leave() -> None:
    flow = Flow.of(journey(way(1, None, "exit", 40), way(2, None, "exit", 50)))
    assert {place: round(number, 2) for place, number in flow.leaving.items()} == {"t1": 40, "t2": 30}


def test_ways_to_nowhere_are_not_drawn() -> None:
    document = journey(way(0, None, "loop"), {"source": "gone", "target": "t1", "kind": "loop"})
    assert ways_by_source(document) == {}
    assert build_grid(journey()).ways == {}


def test_the_grid_names_where_a_way_leads() -> None:
    ways = build_grid(journey(way(2, 0, "loop", 15, condition="Not ready"), way(2, 1, "exit"))).ways
    (loop, leave) = ways["t2"]
    assert (loop.kind, loop.name, loop.condition, loop.share) == (
        TransitionKind.LOOP,
        "Place 0",
        "Not ready",
        15,
    )
    assert (leave.name, leave.target) == ("", "")


def test_the_first_sub_journey_of_a_touchpoint_counts() -> None:
    links = [
        {"id": "l1", "kind": "zoom", "map": "abc", "touchpoint": "t1"},
        {"id": "l2", "kind": "zoom", "map": "def", "touchpoint": "t1"},
        {"id": "l3", "kind": "joint", "map": "ghi", "touchpoint": "t2"},
        {"id": "l4", "kind": "zoom", "map": "jkl"},
    ]
    assert zooms(
        journey().model_copy(update={"links": Map.model_validate({"title": "x", "links": links}).links})
    ) == {"t1": "abc"}


ANY_WAYS = st.lists(
    st.builds(
        way,
        st.integers(0, 5),
        st.integers(0, 5),
        st.sampled_from(["next", "branch", "loop", "exit"]),
        st.none() | st.integers(0, 100),
    ),
    max_size=8,
)


@given(ANY_WAYS)
def test_nobody_gets_where_nothing_leads_and_nobody_is_made_up(ways: list[dict[str, Any]]) -> None:
    flow = Flow.of(journey(*ways, touchpoints=6))
    if flow.visits is None:
        return
    assert {place for place, number in flow.visits.items() if number > 0} <= flow.reached
    assert flow.visits["t0"] >= 100
    assert sum(flow.leaving.values()) <= 100 + 1e-3
    for place in flow.order:
        parts = [part for _target, part in flow.fractions(place.id)]
        assert not parts or sum(parts) == pytest.approx(1)


def said(picture: str) -> str:
    """The texts of a picture, lines that were broken put together again."""
    return " ".join(re.findall(r"<text[^>]*>([^<]*)</text>", picture))


@pytest.mark.parametrize("ending", ["loop", "branch", "exit"])
def test_every_kind_of_way_is_drawn_with_its_word(ending: str) -> None:
    picture = draw_svg(journey(way(3, 0, ending, 20, condition="Late at night")), words=WORDS)
    assert f"{ending} word · Late at night · 20 %" in said(picture)
    assert ('stroke-dasharray="7 4"' in picture) == (ending == "branch")


def test_a_way_to_the_next_touchpoint_needs_no_arrow() -> None:
    assert draw_svg(journey(way(0, 1, "next")), words=WORDS) == draw_svg(journey(), words=WORDS)


def test_a_way_to_another_sheet_names_the_place() -> None:
    document = journey(way(12, 1, "loop", condition="Again"), touchpoints=20, stages=4)
    first, last = draw_sheets(document, words=WORDS)
    assert "loop word · Place 12 · Again" in said(first)
    assert "loop word · Place 1 · Again" in said(last)


def test_labels_stay_inside_the_picture() -> None:
    long = "When the room is not ready and nobody has been told about it in time " * 3
    picture = draw_svg(
        journey(way(3, 3, "loop", condition=long), way(3, None, "exit", condition=long)), words=WORDS
    )
    wide = float(picture.split('width="')[1].split('"')[0])
    for part in picture.split("translate(")[1:]:
        assert float(part.split(" ")[0]) <= wide - 138
