import json
from pathlib import Path
from typing import Any

import pytest

from apps.journeys.domain.document import MAX_TEXT, Map, json_schema
from apps.journeys.domain.problems import InvalidDocument, Problem, plain_map, read_map, write_map
from tests.journeys.domain.documents import HOTEL

pytestmark = pytest.mark.unit
SCHEMA = Path(__file__).resolve().parents[3] / "docs" / "cjm-1.schema.json"


LONG = "x" * 400
GOAL = {"id": "g", "statement": "x"}
CROWD = [{"id": f"p{n}", "name": "x"} for n in range(6)]


def problems_of(document: Any) -> list[Problem]:
    with pytest.raises(InvalidDocument) as refusal:
        read_map(document)
    return refusal.value.problems


def test_a_title_is_enough() -> None:
    assert Map(title="x").touchpoints == ()


def test_the_published_schema_is_the_one_of_the_models() -> None:
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == json_schema()


def test_json_keeps_everything_and_leaves_defaults_out() -> None:
    document = read_map(HOTEL)
    assert plain_map(write_map(document)) == HOTEL
    assert Map.model_validate_json(document.model_dump_json()) == document
    assert plain_map(write_map(Map(title="x"))) == {"format": "cjm/1", "title": "x"}


def test_touchpoints_follow_their_stages() -> None:
    turned = {**HOTEL, "touchpoints": HOTEL["touchpoints"][::-1]}
    assert [t.id for t in read_map(turned).touchpoints_in_order()] == ["book", "arrive"]


def test_the_owner_is_one_persona_or_none() -> None:
    assert read_map(HOTEL).owner is not None
    twice = [{"id": "a", "name": "A"}, {"id": "b", "name": "B"}]
    assert read_map({**HOTEL, "personas": twice}).owner is None


@pytest.mark.parametrize(
    "text", ["喆接触点", "مرحبا", "👩🏽‍🚀 emoji", "tab\tline\nend\r\n", "\u200f\ufeff\U0010ffff"]
)
def test_texts_of_any_script_are_kept(text: str) -> None:
    assert plain_map(write_map(read_map({**HOTEL, "scenario": text})))["scenario"] == text


def touchpoint(**fields: Any) -> dict[str, Any]:
    first, *rest = HOTEL["touchpoints"]
    return {**HOTEL, "touchpoints": [{**first, **fields}, *rest]}


@pytest.mark.parametrize(
    ("document", "id", "field", "code", "params"),
    [
        ({}, "map", "title", "required", {}),
        ([], "map", "", "wrong_type", {}),
        ({"title": ""}, "map", "title", "required", {}),
        ({"title": "x", "format": "cjm/2"}, "map", "format", "unknown_value", {"expected": "'cjm/1'"}),
        ({"title": "x" * 100_000}, "map", "title", "too_long", {"max": 300}),
        (touchpoint(action="x" * 100_000), "book", "action", "too_long", {"max": MAX_TEXT}),
        (touchpoint(action="a\x00b"), "book", "action", "control_character", {}),
        (touchpoint(action="a\ud800b"), "book", "action", "control_character", {}),
        (touchpoint(action=7), "book", "action", "wrong_type", {}),
        (touchpoint(colour="red"), "book", "colour", "unknown_field", {}),
        (touchpoint(stage="nowhere"), "book", "stage", "unknown_stage", {}),
        (touchpoint(emotion={"score": 3}), "book", "emotion.score", "out_of_range", {"max": 2}),
        (touchpoint(emotion={"score": -3}), "book", "emotion.score", "out_of_range", {"min": -2}),
        (touchpoint(emotion={"score": float("nan")}), "book", "emotion.score", "out_of_range", None),
        (touchpoint(category="zoo"), "book", "category", "unknown_value", None),
        (touchpoint(channels=[{"id": "c9", "channel": LONG}]), "c9", "channel", "too_long", {"max": 300}),
        (touchpoint(channels=[{"channel": "x"}]), "book", "channels", "required", {}),
        (touchpoint(not_relevant=[{"lane": "gap", "reason": ""}]), "book", "not_relevant", "required", {}),
        (touchpoint(id="arrive"), "arrive", "id", "duplicate_id", {}),
        (touchpoint(id="map"), "map", "id", "duplicate_id", {}),
        (touchpoint(id="no spaces"), "no spaces", "id", "malformed", {}),
        ({"title": "x", "goals": [GOAL | {"due": "31."}]}, "g", "due", "invalid_date", {}),
        ({**HOTEL, "lanes": ["gap", "gap"]}, "map", "", "duplicate_lane", {}),
        ({**HOTEL, "personas": CROWD}, "map", "personas", "too_many", {"max": 5}),
    ],
)  # fmt: skip
def test_problems_stand_at_object_and_field(
    document: Any, id: str, field: str, code: str, params: dict[str, Any] | None
) -> None:
    found = problems_of(document)[0]
    assert (found.id, found.field, found.code) == (id, field, code)
    if params is not None:
        assert {key: value for key, value in found.params.items() if key != "path"} == params


def test_every_problem_is_named_with_its_path() -> None:
    found = problems_of(touchpoint(action=7, emotion={"score": 9}))
    assert [problem.params["path"] for problem in found] == [
        "touchpoints.0.action",
        "touchpoints.0.emotion.score",
    ]
