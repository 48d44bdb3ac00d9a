"""Several maps at once: aligned, laid over each other, averaged, joined, copied, assembled."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.journeys.domain.combine import (
    Average,
    NotEnough,
    Place,
    align,
    assemble,
    average_of_maps,
    average_of_vectors,
    beside_today,
    conflicts,
    differences,
    join,
    matches,
    overlay,
    unserved,
    variant,
)
from apps.journeys.domain.document import Kind, Layer, LinkKind, Map
from apps.journeys.domain.problems import plain_map, read_map, write_map
from tests.factories.maps import big_map, small_map, typed
from tests.journeys.domain.documents import HOTEL

pytestmark = pytest.mark.unit


def drawn(*stages: tuple[str, list[tuple[str, float | None]]], prefix: str = "a", **rest: Any) -> Map:
    """A map of stages with (touchpoint, score); ids from the prefix."""
    touchpoints, number = [], 0
    for place, (_name, held) in enumerate(stages):
        for name, score in held:
            feeling = {} if score is None else {"emotion": {"score": score}}
            touchpoints.append(
                {"id": f"{prefix}{number}", "stage": f"{prefix}s{place}", "name": name, **feeling}
            )
            number += 1
    heads = [{"id": f"{prefix}s{place}", "name": name} for place, (name, _held) in enumerate(stages)]
    return read_map({"title": f"Map {prefix}", "stages": heads, "touchpoints": touchpoints, **rest})


def rows(*documents: Map) -> list[tuple[str | None, ...]]:
    return [tuple(item.name if item else None for item in row.touchpoints) for row in align(documents).rows]


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        pytest.param(
            drawn(("Buy", [("Pay", 0), ("Choose", 1)])), [("Choose", "Pay"), ("Pay", "Choose")], id="same ids"
        ),
        pytest.param(
            drawn(("Buy", [("  pay", 0), ("CHOOSE", 1)]), prefix="b"),
            [("Choose", "CHOOSE"), ("Pay", "  pay")],
            id="same names",
        ),
        pytest.param(
            drawn(("Kaufen", [("Wählen", 0), ("Zahlen", 1)]), prefix="b"),
            [("Choose", "Wählen"), ("Pay", "Zahlen")],
            id="same positions",
        ),
        pytest.param(
            drawn(("Buy", [("Choose", 0), ("Ask", 1), ("Pay", 1)]), prefix="b"),
            [("Choose", "Choose"), (None, "Ask"), ("Pay", "Pay")],
            id="one more, behind its neighbour",
        ),
        pytest.param(
            drawn(("Find", [("Choose", 0)]), ("Buy", [("Pay", 1)]), prefix="b"),
            [("Choose", "Choose"), ("Pay", "Pay")],
            id="the same name in another stage",
        ),
    ],
)
def test_which_touchpoints_are_the_same_moment(other: Map, expected: list[tuple[str | None, ...]]) -> None:
    assert rows(drawn(("Buy", [("Choose", 1), ("Pay", -1)])), other) == expected


_NAMES = st.sampled_from(["Ask", "Pay", "Wait", "Call", "Go"])
_SCORES = st.none() | st.integers(-2, 2).map(float)
_STAGES = st.lists(
    st.tuples(
        st.sampled_from(["Before", "During", "After"]), st.lists(st.tuples(_NAMES, _SCORES), max_size=4)
    ),
    min_size=1,
    max_size=3,
)
_MAPS = st.builds(lambda prefix, stages: drawn(*stages, prefix=prefix), st.sampled_from("abc"), _STAGES)


@given(st.lists(_MAPS, min_size=1, max_size=5))
def test_every_touchpoint_stands_in_exactly_one_row(documents: list[Map]) -> None:
    alignment = align(documents)
    for number, document in enumerate(documents):
        held = [item.id for row in alignment.rows if (item := row.touchpoints[number])]
        assert sorted(held) == sorted(item.id for item in document.touchpoints)
        stages = [stage.id for found in alignment.stages if (stage := found[number])]
        assert sorted(stages) == sorted(stage.id for stage in document.stages)
    assert [row.stage for row in alignment.rows] == sorted(row.stage for row in alignment.rows)


@given(_MAPS)
def test_a_map_beside_itself_is_the_map(document: Map) -> None:
    order = [item.name for item in document.touchpoints_in_order()]
    assert rows(document, document) == [(name, name) for name in order]
    assert overlay([document, document]).differences == ()
    assert not differences(document, document)[0]


def test_curves_lie_over_each_other_and_gaps_stay_gaps() -> None:
    here = drawn(("Buy", [("Choose", 1), ("Pay", -2), ("Wait", None)]))
    there = drawn(("Buy", [("Choose", 1), ("Pay", 2), ("Wait", 0), ("Praise", 1)]), prefix="b")
    found = overlay([here, there])
    assert [one.scores for one in found.series] == [(1, -2, None, None), (1, 2, 0, 1)]
    assert found.series[0].path.line.count("M") == 1
    assert (found.series[0].mean, found.series[0].lowest, found.series[0].highest) == (-0.5, 1, 0)
    assert [(item.row, item.high, item.low, item.size) for item in found.differences] == [(1, 1, 0, 4)]


def test_a_map_without_scores_has_no_figures() -> None:
    found = overlay([drawn(("Buy", [("Pay", None)])), drawn(("Buy", [("Pay", 2)]))])
    assert (found.series[0].mean, found.series[0].lowest, found.series[0].path.line) == (None, None, "")
    assert found.differences == ()


@pytest.mark.parametrize("number", [0, 1, 6])
def test_two_to_five_maps_are_laid_over_each_other(number: int) -> None:
    with pytest.raises(ValueError, match="two to 5 maps"):
        overlay([typed(small_map())] * number)


def test_the_average_has_spread_and_counts() -> None:
    found = average_of_vectors([[2, 1, None], [0, 1], [-2, 1, -1], [2, None, None, 1]])
    assert isinstance(found, Average)
    assert found.n == 4
    assert [(point.n, point.mean, point.low, point.high) for point in found.points] == [
        (4, 0.5, -0.5, 2),
        (3, 1, 1, 1),
        (1, None, None, None),
        (1, None, None, None),
    ]


@pytest.mark.parametrize("few", [[], [[1.0, 2.0]]])
def test_one_map_is_no_average(few: list[list[float | None]]) -> None:
    assert average_of_vectors(few) == NotEnough(len(few), 2)
    assert average_of_maps([typed(small_map())] * len(few)) == NotEnough(len(few), 2)


@given(st.lists(st.lists(_SCORES, max_size=6), min_size=2, max_size=12), st.randoms())
def test_the_mean_stays_within_the_scores_and_knows_no_order(
    vectors: list[list[float | None]], dice: Any
) -> None:
    found = average_of_vectors(vectors)
    assert isinstance(found, Average)
    for place, point in enumerate(found.points):
        known = [vector[place] for vector in vectors if place < len(vector) and vector[place] is not None]
        assert point.n == len(known)
        if point.mean is not None:
            assert point.low is not None
            assert point.high is not None
            assert min(known) <= point.low <= point.high <= max(known)
            assert min(known) - 1e-9 <= point.mean <= max(known) + 1e-9
        else:
            assert len(known) < 2
    shuffled = list(vectors)
    dice.shuffle(shuffled)
    assert average_of_vectors(shuffled) == found


def test_whole_maps_are_averaged_by_touchpoint_and_not_by_position() -> None:
    found = average_of_maps(
        [
            drawn(("Buy", [("Choose", 2), ("Pay", -2)])),
            drawn(("Buy", [("Choose", 1), ("Ask", 0), ("Pay", -1)]), prefix="b"),
        ]
    )
    assert isinstance(found, Average)
    assert found.alignment
    assert [
        (row.name, point.mean) for row, point in zip(found.alignment.rows, found.points, strict=True)
    ] == [
        ("Choose", 1.5),
        ("Ask", None),
        ("Pay", -1.5),
    ]


def test_a_thousand_maps_of_forty_touchpoints_take_less_than_half_a_second() -> None:
    vectors = [[float((n + place) % 5 - 2) for place in range(40)] for n in range(1000)]
    begun = time.perf_counter()
    assert isinstance(average_of_vectors(vectors), Average)
    assert time.perf_counter() - begun < 0.5


def test_maps_that_grew_apart_differ_only_where_they_say_something_else() -> None:
    here = drawn(
        ("Buy", [("Choose", 1), ("Pay", -1)]), pains=[{"id": "p", "text": "Fee", "touchpoint": "a1"}]
    )
    there = drawn(
        ("Buy", [("Choose", 1), ("Pay", 2)]),
        prefix="b",
        title="Map a",
        pains=[{"id": "a0", "text": "fee ", "touchpoint": "b1"}, {"id": "q", "text": "Queue"}],
    )
    found, matched = differences(here, there)
    assert found.added == ("q",)
    assert found.removed == found.moved == ()
    assert {(change.id, change.field) for change in found.changed} == {("a1", "emotion.score"), ("p", "text")}
    assert read_map(plain_map(write_map(matched))) == matched


def test_what_moved_to_another_touchpoint_is_moved() -> None:
    moved = plain_map(write_map(read_map(HOTEL)))
    moved["touchpoints"][1]["channels"] = moved["touchpoints"][0].pop("channels")
    found, _matched = differences(read_map(HOTEL), read_map(moved))
    assert (found.added, found.removed, found.moved) == ((), (), ("web",))


ANNA = {"personas": [{"id": "p", "name": "Anna"}], "kind": "current", "language": "en"}
BORIS = {"personas": [{"id": "p", "name": "Boris"}], "kind": "current", "language": "ru"}


def two_views() -> tuple[Map, Map]:
    anna = drawn(("Find", [("Search", 1)]), ("Buy", [("Pay", 2), ("Sign", 1)]), **ANNA)
    boris = drawn(
        ("Find", [("Search", 2), ("Sign", 1)]), ("Buy", [("Pay", -1), ("Check", -2)]), prefix="b", **BORIS
    )
    plain_a, plain_b = plain_map(write_map(anna)), plain_map(write_map(boris))
    plain_a["touchpoints"][1] |= {"channels": [{"id": "c", "channel": "Shop"}], "action": "Taps a card"}
    plain_b["touchpoints"][2] |= {
        "channels": [{"id": "c", "channel": "Invoice"}],
        "action": "Waits for approval",
        "reactions": [{"id": "r", "polarity": "negative", "text": "Slow"}],
    }
    plain_b["pains"] = [{"id": "a0", "touchpoint": "b2", "text": "Approval takes a week"}]
    return read_map(plain_a), read_map(plain_b)


def test_conflicts_are_opposite_feelings_other_stages_and_no_channel_in_common() -> None:
    found = conflicts(align(two_views()))
    assert [(item.kind, item.name, item.values) for item in found] == [
        ("emotion", "Pay", ((0, 2), (1, -1))),
        ("channel", "Pay", ((0, "Shop"), (1, "Invoice"))),
        ("stage", "Sign", ((0, "Buy"), (1, "Find"))),
    ]


def joined(*documents: Map) -> Map:
    return join(
        documents,
        sources=[f"map{number}" for number in range(len(documents))],
        labels=["Anna", "Boris", "Chen"][: len(documents)],
        title="Both",
        note=lambda conflict: f"! {conflict.values}",
    )


def test_the_joint_map_holds_what_both_say() -> None:
    found = joined(*two_views())
    assert read_map(plain_map(write_map(found))) == found
    assert [item.name for item in found.touchpoints_in_order()] == ["Search", "Pay", "Check", "Sign"]
    pay = found.touchpoints_in_order()[1]
    assert pay.action == "Anna: Taps a card\nBoris: Waits for approval"
    assert (pay.emotion.score, pay.emotion.note) == (0.5, "! ((0, 2.0), (1, -1.0))")
    assert [item.channel for item in pay.channels] == ["Shop", "Invoice"]
    assert [item.text for item in pay.reactions] == ["Slow"]
    assert [(item.text, item.touchpoint) for item in found.pains] == [("Approval takes a week", pay.id)]
    assert [(item.name, item.owner) for item in found.personas] == [("Anna", True), ("Boris", False)]
    assert [(link.kind, link.map) for link in found.links] == [("joint", "map0"), ("joint", "map1")]


@given(st.lists(_MAPS, min_size=2, max_size=4))
def test_a_joint_map_is_always_a_map_with_every_row_once(documents: list[Map]) -> None:
    found = joined(*documents[:3])
    assert read_map(plain_map(write_map(found))) == found
    assert len(found.touchpoints) == len(align(documents[:3]).rows)


def test_a_map_joined_with_its_copy_says_nothing_twice() -> None:
    hotel = read_map(HOTEL)
    found = joined(hotel, hotel)
    for field in ("touchpoints", "pains", "evidence", "opportunities", "kpis", "transitions", "personas"):
        assert len(getattr(found, field)) == len(getattr(hotel, field)), field
    assert [len(item.channels) for item in found.touchpoints] == [1, 0]


def test_large_maps_are_joined_within_a_second() -> None:
    begun = time.perf_counter()
    joined(*[typed(big_map())] * 3)
    assert time.perf_counter() - begun < 1


@pytest.mark.parametrize(
    ("kind", "personas", "market", "drawn_as"),
    [
        (LinkKind.PERSONA_VARIANT, 0, "Tula", Kind.CURRENT),
        (LinkKind.MARKET_VARIANT, 1, "", Kind.CURRENT),
        (LinkKind.FUTURE_OF, 1, "Tula", Kind.FUTURE),
    ],
)
def test_a_variant_is_the_map_without_its_persona_or_market(
    kind: LinkKind, personas: int, market: str, drawn_as: Kind
) -> None:
    document = read_map({**HOTEL, "market": "Tula", "links": [{"id": "l", "kind": "zoom", "map": "other"}]})
    found = variant(document, kind=kind, source="hotel", title="Copy")
    assert read_map(plain_map(write_map(found))) == found
    assert (len(found.personas), found.market, found.kind) == (personas, market, drawn_as)
    assert [(link.kind, link.map) for link in found.links] == [(kind, "hotel")]
    assert found.touchpoints == document.touchpoints
    assert found.walkthrough == found.waivers == ()


def test_only_three_kinds_of_links_are_variants() -> None:
    with pytest.raises(ValueError, match="no variant"):
        variant(read_map(HOTEL), kind=LinkKind.ZOOM, source="x", title="Copy")


def employees() -> Map:
    return read_map(
        {
            "title": "Front desk",
            "kind": "employee",
            "personas": [{"id": "mia", "name": "Mia"}],
            "stages": [{"id": "s", "name": "Shift"}],
            "touchpoints": [
                {"id": "e1", "stage": "s", "name": "Arrive", "action": "Hands over the key"},
                {"id": "e2", "stage": "s", "name": "Clean the room", "owner": "Housekeeping"},
                {"id": "e3", "stage": "s", "name": "Count the till"},
            ],
            "backstage": [
                {
                    "id": "queue",
                    "touchpoint": "e1",
                    "layer": "support",
                    "text": "Room list",
                    "technologies": ["pms"],
                }
            ],
            "technologies": [{"id": "pms", "name": "Hotel system"}],
        }
    )


def test_what_belongs_together_by_name_and_what_matches_nothing() -> None:
    found = matches(read_map(HOTEL), employees())
    assert [(item.employee.name, item.customer) for item in found] == [
        ("Arrive", "arrive"),
        ("Clean the room", None),
        ("Count the till", None),
    ]
    places = {"e1": Place("arrive", Layer.FRONTSTAGE)}
    assert [item.name for item in unserved(read_map(HOTEL), places)] == ["Book"]


@pytest.mark.parametrize(
    ("customer", "layer"),
    [
        ({"category": "staff"}, Layer.FRONTSTAGE),
        ({"media": "physical"}, Layer.FRONTSTAGE),
        ({}, Layer.BACKSTAGE),
    ],
)
def test_who_is_met_in_person_stands_in_front(customer: dict[str, Any], layer: Layer) -> None:
    plain = plain_map(write_map(read_map(HOTEL)))
    plain["touchpoints"][1] |= customer
    assert matches(read_map(plain), employees())[0].layer is layer


def test_a_blueprint_has_the_steps_of_the_employee_behind_the_customer() -> None:
    hotel = read_map(HOTEL)
    places = {"e1": Place("arrive", Layer.FRONTSTAGE), "e2": Place("book", Layer.BACKSTAGE)}
    found = assemble(hotel, employees(), places, title="360°", sources=("customer", "employee"))
    assert read_map(plain_map(write_map(found))) == found
    assert found.kind is Kind.BLUEPRINT
    assert found.touchpoints == hotel.touchpoints
    assert [(step.touchpoint, step.layer, step.actor, step.text) for step in found.backstage] == [
        ("arrive", "frontstage", "Mia", "Hands over the key"),
        ("arrive", "support", "", "Room list"),
        ("book", "backstage", "Housekeeping", "Clean the room"),
    ]
    assert [item.name for item in found.technologies] == ["Hotel system"]
    assert found.backstage[1].technologies == (found.technologies[0].id,)
    assert [(link.kind, link.map) for link in found.links] == [
        ("counterpart", "customer"),
        ("counterpart", "employee"),
    ]


def test_today_beside_tomorrow() -> None:
    plain = plain_map(write_map(read_map(HOTEL)))
    plain["pains"].append({"id": "noise", "touchpoint": "book", "text": "Noise"})
    plain["changes"] = [{"id": "stop", "title": "Stopped", "state": "stopped", "pains": ["noise"]}]
    today = read_map(plain)
    plain = plain_map(write_map(variant(today, kind=LinkKind.FUTURE_OF, source="x", title="Tomorrow")))
    plain["changes"] = [
        {"id": "c1", "title": "Kiosk at the door", "opportunities": ["kiosk"]},
        {"id": "c2", "title": "Thank-you note", "touchpoint": "book"},
    ]
    plain["touchpoints"][1]["action"] = "Taps the kiosk"
    found = beside_today(today, read_map(plain))
    assert [(item.change.title, item.touchpoints, item.differs) for item in found.changes] == [
        ("Kiosk at the door", ("Arrive",), True),
        ("Thank-you note", ("Book",), False),
    ]
    assert [pain.text for pain in found.untouched] == ["Noise"]
