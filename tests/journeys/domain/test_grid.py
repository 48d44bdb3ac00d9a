"""What a map shows: columns, slots, cells of every lane, marks."""

from __future__ import annotations

from typing import Any

import pytest

from apps.journeys.domain.cells import entries, number_text, signed
from apps.journeys.domain.document import Category, Lane
from apps.journeys.domain.grid import Grid, LaneRow, bands, build_grid, drawn_curve, icon_of, rounded, slots
from tests.factories.maps import Document, big_map, small_map, typed

pytestmark = pytest.mark.unit


def grid_of(document: Document, *lanes: str, **fields: Any) -> Grid:
    return build_grid(typed(document | ({"lanes": list(lanes)} if lanes else {}) | fields))


def row(grid: Grid, lane: Lane) -> LaneRow:
    return next(row for row in (*grid.front, *grid.back) if row.lane is lane)


def with_touchpoint(**fields: Any) -> Document:
    document = small_map()
    document["touchpoints"][0] |= fields
    return document


def test_the_shape_of_a_large_map() -> None:
    grid = grid_of(big_map())
    rows = (*grid.front, *grid.back)
    assert (len(grid.columns), len(rows)) == (40, 12)
    assert all(cell.state == "filled" for line in rows for cell in line.cells)
    assert [line.lane for line in grid.back] == [Lane.BACKSTAGE, Lane.KPIS]
    assert [stage.span for stage in grid.stages] == [5] * 8


def test_columns_follow_the_stages_and_not_the_list() -> None:
    document = small_map()
    document["touchpoints"].reverse()
    assert [column.stage for column in grid_of(document).columns] == [
        "s0",
        "s1",
        "s1",
        "s2",
        "s2",
        "s3",
        "s4",
    ]


@pytest.mark.parametrize(
    ("kind", "lanes", "expected"),
    [
        pytest.param(
            "blueprint",
            (),
            [
                ("", ["physical_evidence", "action"]),
                ("interaction", ["frontstage"]),
                ("visibility", ["backstage"]),
                ("internal_interaction", ["support"]),
            ],
            id="all three lines",
        ),
        pytest.param(
            "blueprint",
            ("frontstage", "resources", "support", "backstage", "emotion", "action"),
            [
                ("", ["emotion", "action"]),
                ("interaction", ["frontstage"]),
                ("visibility", ["backstage"]),
                ("internal_interaction", ["resources", "support"]),
            ],
            id="lanes declared in any order stand on their side of the lines",
        ),
        pytest.param(
            "blueprint",
            ("action", "support"),
            [("", ["action"]), ("visibility", ["support"])],
            id="the line of visibility stays without a backstage",
        ),
        pytest.param(
            "blueprint",
            ("frontstage", "backstage"),
            [("", ["frontstage"]), ("visibility", ["backstage"])],
            id="no line of interaction without the customer",
        ),
        pytest.param(
            "current",
            ("backstage", "action", "frontstage", "support"),
            [("", ["action", "frontstage"]), ("visibility", ["backstage", "support"])],
            id="other kinds have one line",
        ),
        pytest.param("current", ("action",), [("", ["action"])], id="nothing behind, no line"),
    ],
)
def test_lines_of_a_blueprint(
    kind: str, lanes: tuple[str, ...], expected: list[tuple[str, list[str]]]
) -> None:
    drawn = bands(grid_of(small_map(), *lanes, kind=kind))
    assert [(band.line, [line.lane.value for line in band.rows]) for band in drawn] == expected


def test_an_empty_stage_takes_a_column_and_the_curve_moves_on() -> None:
    document = small_map()
    document["stages"].insert(0, {"id": "new", "name": "Before"})
    grid = grid_of(document)
    drawn = slots(grid)
    assert [slot.place for slot in drawn] == [-1, 0, 1, 2, 3, 4, 5, 6]
    assert drawn[0].column is None
    assert grid.curve.line.startswith("M50 ")
    assert drawn_curve(grid, drawn).line.startswith("M150 ")


def test_an_empty_stage_between_others_parts_the_curve() -> None:
    document = small_map()
    document["touchpoints"] = [item for item in document["touchpoints"] if item["stage"] != "s2"]
    grid = grid_of(document)
    line = drawn_curve(grid, slots(grid)).line
    assert line.count("M") == 2
    assert "M450 " in line


def test_without_empty_stages_the_curve_is_the_grids() -> None:
    grid = grid_of(small_map())
    assert drawn_curve(grid, slots(grid)) is grid.curve


@pytest.mark.parametrize(
    ("score", "mood"),
    [(None, None), (0, 0), (0.49, 0), (0.5, 1), (-0.5, -1), (1.5, 2), (-1.49, -1), (-2, -2)],
)
def test_the_face_of_a_score(score: float | None, mood: int | None) -> None:
    assert rounded(score) == mood


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (1, "+1"), (-1.5, "\u22121.5"), (0.00001, "0"), (-0.00001, "0"), (1_234_567, "+1234567")],
)
def test_signed(value: float, text: str) -> None:
    assert signed(value) == text


def test_a_number_has_no_exponent() -> None:
    assert [number_text(value) for value in (1_000_000.0, 0.25, -3.0)] == ["1000000", "0.25", "-3"]


TP = "t0"
FILLED: dict[Lane, tuple[dict[str, Any], dict[str, Any], list[tuple[str, str]]]] = {
    Lane.ACTION: ({"action": "Reads"}, {}, [("Reads", "")]),
    Lane.CONTEXT: ({"context": "On a bus"}, {}, [("On a bus", "")]),
    Lane.THOUGHTS: ({"thoughts": "Hm"}, {}, [("Hm", "")]),
    Lane.EXPECTATION: ({"expectation": "Fast"}, {}, [("Fast", "")]),
    Lane.NEEDS: ({"needs": "Calm"}, {}, [("Calm", "")]),
    Lane.TIME: ({"time": "5 min"}, {}, [("5 min", "")]),
    Lane.EMOTION: ({"emotion": {"score": 1, "label": "Curious"}}, {}, [("Curious", "")]),
    Lane.CHANNELS: ({"channels": [{"id": "c", "channel": "Web"}]}, {}, [("Web", "")]),
    Lane.PURPOSE: ({"channels": [{"id": "c", "channel": "Web", "purpose": "proof"}]}, {}, [("Web", "")]),
    Lane.GOAL_VALUE: ({"channels": [{"id": "c", "channel": "Web", "goal_value": 2}]}, {}, [("Web", "+2")]),
    Lane.EXPERIENCE_VALUE: (
        {"channels": [{"id": "c", "channel": "Web", "experience_value": -1}]},
        {},
        [("Web", "\u22121")],
    ),
    Lane.GAP: (
        {"channels": [{"id": "c", "channel": "Web", "goal_value": 1, "experience_value": -1}]},
        {},
        [("Web", "\u22122")],
    ),
    Lane.EVIDENCE: (
        {"emotion": {"score": 1, "evidence": ["e2"]}},
        {
            "evidence": [
                {"id": "e1", "kind": "quote", "text": "One", "source": "A", "touchpoint": TP},
                {"id": "e2", "kind": "assumption", "text": "Two"},
                {"id": "e3", "kind": "quote", "text": "", "touchpoint": TP},
            ]
        },
        [("Two", ""), ("One", "A")],
    ),
    Lane.STAKEHOLDERS: (
        {"stakeholders": ["p", "gone"]},
        {"stakeholders": [{"id": "p", "name": "Clerk"}]},
        [("Clerk", "")],
    ),
    Lane.KPIS: (
        {"kpis": ["k1", "k2", "k3"]},
        {
            "kpis": [
                {"id": "k1", "name": "Plain"},
                {"id": "k2", "name": "Base", "unit": "%", "baseline": 41},
                {
                    "id": "k3",
                    "name": "Read",
                    "baseline": 1,
                    "readings": [
                        {"id": "q1", "day": "2026-05-02", "value": 7},
                        {"id": "q2", "day": "2026-06-01"},
                        {"id": "q3", "day": "2026-04-01", "value": 9},
                    ],
                },
            ]
        },
        [("Plain", ""), ("Base 41 %", ""), ("Read 7", "")],
    ),
    Lane.PAINS: ({}, {"pains": [{"id": "p", "text": "Fee", "touchpoint": TP}]}, [("Fee", "")]),
    Lane.DELIGHTS: ({}, {"delights": [{"id": "d", "text": "Card", "touchpoint": TP}]}, [("Card", "")]),
    Lane.CAUSES: (
        {},
        {
            "pains": [
                {
                    "id": "p",
                    "text": "Fee",
                    "touchpoint": TP,
                    "causes": [{"id": "a", "text": "Why", "children": [{"id": "b", "text": "Root"}]}],
                }
            ]
        },
        [("Root", "")],
    ),
    Lane.RISKS: ({}, {"risks": [{"id": "r", "text": "Leaves", "touchpoint": TP}]}, [("Leaves", "")]),
    Lane.OPPORTUNITIES: (
        {},
        {"opportunities": [{"id": "o", "text": "Show", "touchpoint": TP}]},
        [("Show", "")],
    ),
    Lane.CHANGES: (
        {},
        {"changes": [{"id": "c", "title": "Show it", "owner": "Web team", "touchpoint": TP}]},
        [("Show it", "Web team")],
    ),
    Lane.RESOURCES: ({}, {"resources": [{"id": "r", "name": "Team", "touchpoints": [TP]}]}, [("Team", "")]),
} | {
    lane: (
        {},
        {
            "backstage": [
                {"id": "b1", "layer": lane.value, "actor": "Cook", "text": "Cooks", "touchpoint": TP},
                {"id": "b2", "layer": lane.value, "actor": "Porter", "touchpoint": TP},
                {"id": "b3", "layer": lane.value, "touchpoint": TP},
            ]
        },
        [("Cooks", "Cook"), ("Porter", "")],
    )
    for lane in (Lane.PHYSICAL_EVIDENCE, Lane.FRONTSTAGE, Lane.BACKSTAGE, Lane.SUPPORT)
}


@pytest.mark.parametrize("lane", sorted(set(Lane) - {Lane.REACTIONS}))
def test_what_stands_in_a_lane(lane: Lane) -> None:
    own, around, expected = FILLED[lane]
    found = row(grid_of(with_touchpoint(**own) | around, lane.value), lane)
    assert [(item.text, item.source) for item in found.entries[0]] == expected
    assert found.cells[0].state == "filled"
    if lane is not Lane.EMOTION:
        assert [cell.state for cell in found.cells[1:]] == ["empty"] * 6


@pytest.mark.parametrize(
    ("experience", "tone"),
    [(2, "positive"), (1, "neutral"), (-1, "negative")],
    ids=["above", "as wished", "below"],
)
def test_the_tone_of_a_gap(experience: int, tone: str) -> None:
    channels = [
        {"id": "c", "channel": "Web", "goal_value": 1, "experience_value": experience},
        {"id": "d", "channel": "x"},
    ]
    document = typed(with_touchpoint(channels=channels))
    assert [item.tone for item in entries(document, Lane.GAP, document.touchpoints)[0]] == [tone]


def test_reactions_are_counted() -> None:
    told = [{"id": f"r{n}", "polarity": kind, "text": "x"} for n, kind in enumerate(("positive", "negative"))]
    cells = row(grid_of(with_touchpoint(reactions=told), "reactions"), Lane.REACTIONS).cells
    assert (cells[0].counts, cells[0].state) == ((1, 0, 1), "filled")
    assert (cells[1].counts, cells[1].state) == ((0, 0, 0), "empty")


def test_a_cell_left_out_keeps_its_reason_unless_it_is_filled() -> None:
    left_out = [{"lane": "action", "reason": "A robot"}, {"lane": "needs", "reason": "None"}]
    grid = grid_of(with_touchpoint(needs="Calm", not_relevant=left_out), "action", "needs")
    cells = [line.cells[0] for line in grid.front]
    assert [(cell.state, cell.reason) for cell in cells] == [("not_relevant", "A robot"), ("filled", "None")]


def test_marks() -> None:
    document = small_map() | {
        "pains": [{"id": f"p{n}", "text": "x", "touchpoint": "t3"} for n in range(2)]
        + [{"id": "px", "text": "x"}],
        "delights": [
            {"id": "d1", "text": "x", "touchpoint": "t5", "strength": 4},
            {"id": "d2", "text": "x", "touchpoint": "t6", "strength": 3},
        ],
    }
    document["touchpoints"][3] |= {"weak_link": True, "wow_tasks": ["loyalty"]}
    marks = {
        column.id: [(mark.kind, mark.count) for mark in column.marks] for column in grid_of(document).columns
    }
    assert marks["t3"] == [("wow", 1), ("pain", 2), ("weak", 1)]
    assert marks["t5"] == [("wow", 1)]
    assert marks["t6"] == []


def test_the_main_channel_is_the_primary_one_else_the_first() -> None:
    channels = [{"id": "a", "channel": "Web"}, {"id": "b", "channel": "Phone", "primary": True}]
    assert grid_of(with_touchpoint(channels=channels)).columns[0].channel == "Phone"
    assert grid_of(with_touchpoint(channels=channels[:1])).columns[0].channel == "Web"


@pytest.mark.parametrize("category", Category)
def test_every_category_has_a_sign(category: Category) -> None:
    assert icon_of(typed(with_touchpoint(category=category.value)).touchpoints[0])


@pytest.mark.parametrize(
    ("persona", "line"),
    [
        pytest.param({"role": "Buyer", "context": "x"}, "Buyer", id="the role first"),
        pytest.param({"needs": "Calm\nand more"}, "Calm", id="one line"),
        pytest.param({"context": "a" * 141}, "a" * 139 + "…", id="a long one ends with a mark"),
        pytest.param({}, "", id="nothing told"),
    ],
)
def test_the_line_under_the_persona(persona: dict[str, str], line: str) -> None:
    grid = grid_of(small_map(), personas=[{"id": "lin", "name": "Lin"} | persona])
    assert (grid.persona, grid.persona_line) == ("Lin", line)


def test_extremes_are_columns() -> None:
    grid = grid_of(small_map())
    assert (grid.lowest, grid.highest) == (grid.columns[3], grid.columns[5])
    bare = grid_of({"title": "x"})
    assert (bare.lowest, bare.highest, bare.columns, bare.persona) == (None, None, (), "")
