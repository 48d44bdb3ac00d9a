"""What a posted form becomes: only what the person changed, each fault on its own."""

from __future__ import annotations

import pytest

from apps.exercises.domain.editing import (
    Birth,
    Plan,
    Planner,
    Problem,
    decode_birth,
    field_kind,
    parse,
    parse_number,
)
from apps.journeys.domain.document import Change, Goal, Map, Pain, Persona, Touchpoint, TouchpointChannel

pytestmark = pytest.mark.unit

BASE = Map.model_validate(
    {
        "title": "Stay",
        "stages": [{"id": "s1", "name": "Before"}],
        "touchpoints": [
            {
                "id": "t1",
                "stage": "s1",
                "name": "Search",
                "weak_link": True,
                "emotion": {"score": -1, "evidence": ["e0"]},
            }
        ],
        "evidence": [{"id": "e0", "kind": "quote", "text": "No price"}],
    }
)
QUOTE = Birth("e1", "map", "evidence", (("kind", "quote"), ("touchpoint", "t1")), "t1", "emotion.evidence")


def plan(posted: dict[str, list[str]], *births: Birth) -> Plan:
    return Planner(BASE, posted, births).plan()


@pytest.mark.parametrize(
    ("model", "path", "kind"),
    [
        pytest.param(Map, "title", "text", id="name"),
        pytest.param(Touchpoint, "emotion.score", "number", id="number-inside-a-part"),
        pytest.param(Touchpoint, "wow_tasks", "list", id="list"),
        pytest.param(Touchpoint, "weak_link", "flag", id="flag"),
        pytest.param(Persona, "is_most_common", "yes_no", id="three-states"),
        pytest.param(Goal, "due", "day", id="date"),
        pytest.param(Change, "kpi", "reference", id="reference"),
        pytest.param(Touchpoint, "category", "choice", id="enum"),
        pytest.param(Map, "depth", "choice", id="literal"),
        pytest.param(Pain, "severity", "integer", id="integer"),
        pytest.param(TouchpointChannel, "visits", "integer", id="count"),
    ],
)
def test_kind_of_a_field(model: type, path: str, kind: str) -> None:
    assert field_kind(model, path) == kind


def test_unknown_field_has_no_kind() -> None:
    with pytest.raises(KeyError):
        field_kind(Map, "colour")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("3", 3),
        ("-1,5", -1.5),
        ("1 234,5", 1234.5),
        ("1\u00a0234", 1234),
        ("12,345.5", 12345.5),
        ("−2", -2),
        ("1,234", 1234),
    ],
)
def test_numbers_as_people_write_them(text: str, number: float) -> None:
    assert parse_number(text) == number


@pytest.mark.parametrize(("text", "number"), [("0,125", 0.125), ("1,234", 1.234), ("1,234,567", 1234567)])
def test_one_comma_is_decimal_where_the_language_says_so(text: str, number: float) -> None:
    assert parse_number(text, ",") == number


@pytest.mark.parametrize("path", ["title.x", "lanes.0", "personas.0.name", "colour.red"])
def test_a_path_through_what_has_no_fields_has_no_kind(path: str) -> None:
    with pytest.raises(KeyError):
        field_kind(Map, path)


def test_a_part_is_written_field_by_field_only() -> None:
    result = plan({"f:t1:emotion": ["sad"], "f:t1:name": ["Compare"]})
    assert result.operations == [{"op": "set", "id": "t1", "field": "name", "value": "Compare"}]
    assert result.problems == [Problem("t1", "emotion", "unknown_field")]


@pytest.mark.parametrize(
    ("start", "problem"),
    [
        (("due", "soon"), Problem("g1", "due", "not_a_day")),
        (("target", "many"), Problem("g1", "target", "not_a_number")),
    ],
)
def test_a_forged_start_is_named(start: tuple[str, str], problem: Problem) -> None:
    result = plan({"f:g1:statement": ["More"]}, Birth("g1", "map", "goals", (start,)))
    assert result.operations == []
    assert result.problems == [problem]


@pytest.mark.parametrize("refs", ["nope", "name", "emotion.score", "__class__", "emotion.score.x"])
def test_an_owner_names_new_objects_only_in_a_list(refs: str) -> None:
    birth = Birth("e1", "map", "evidence", (("kind", "quote"),), "t1", refs)
    result = plan({"f:e1:text": ["Too far"], "f:t1:name": ["Compare"]}, birth)
    assert [operation["op"] for operation in result.operations] == ["set", "add"]
    assert result.problems == []


@pytest.mark.parametrize(
    ("kind", "values", "value"),
    [
        ("flag", [""], False),
        ("flag", ["", "1"], True),
        ("yes_no", [""], None),
        ("yes_no", ["1"], True),
        ("yes_no", ["0"], False),
        ("list", ["", "a", "b"], ["a", "b"]),
        ("day", ["2026-05-31"], "2026-05-31"),
        ("number", [" "], None),
        ("choice", [""], None),
        ("text", ["a\r\nb"], "a\nb"),
    ],
)
def test_text_becomes_a_value(kind: str, values: list[str], value: object) -> None:
    assert parse(kind, values) == value  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "text"), [("number", "many"), ("integer", "x"), ("day", "31.05."), ("integer", "1e999")]
)
def test_what_cannot_be_a_value_is_named(kind: str, text: str) -> None:
    with pytest.raises(ValueError, match=f"not_a_{kind}"):
        parse(kind, [text])  # type: ignore[arg-type]


def test_only_changed_fields_become_operations() -> None:
    result = plan(
        {
            "f:t1:name": ["Search"],
            "f:t1:action": ["Compares"],
            "f:t1:emotion.score": ["-1"],
            "f:t1:weak_link": ["", "1"],
        }
    )
    assert result.operations == [{"op": "set", "id": "t1", "field": "action", "value": "Compares"}]
    assert result.problems == []


def test_a_fault_does_not_hold_back_the_others() -> None:
    result = plan({"f:t1:emotion.score": ["sad"], "f:t1:action": ["Looks"]})
    assert result.operations == [{"op": "set", "id": "t1", "field": "action", "value": "Looks"}]
    assert result.problems == [Problem("t1", "emotion.score", "not_a_number")]


def test_an_unknown_field_is_named_and_an_unknown_object_ignored() -> None:
    result = plan({"f:t1:colour": ["red"], "f:gone:name": ["x"]})
    assert result.operations == []
    assert result.problems == [Problem("t1", "colour", "unknown_field")]


def test_a_new_object_is_added_and_named_by_its_owner() -> None:
    result = plan({"f:e1:text": ["Too far"], "f:e1:kind": ["quote"], "f:e1:source": [""]}, QUOTE)
    assert result.operations == [
        {"op": "add", "parent": "map", "field": "evidence",
         "value": {"id": "e1", "kind": "quote", "touchpoint": "t1", "text": "Too far"}},
        {"op": "set", "id": "t1", "field": "emotion.evidence", "value": ["e0", "e1"]},
    ]  # fmt: skip


def test_a_row_that_shows_only_its_defaults_is_not_created() -> None:
    assert plan({"f:e1:text": [""], "f:e1:kind": ["quote"]}, QUOTE).operations == []


def test_an_object_that_exists_is_changed_not_added_again() -> None:
    again = Birth("e0", "map", "evidence")
    result = plan({"f:e0:text": ["No price at all"]}, again)
    assert result.operations == [{"op": "set", "id": "e0", "field": "text", "value": "No price at all"}]


def test_a_chain_of_causes_nests() -> None:
    pain = Birth("p1", "map", "pains", (("touchpoint", "t1"),))
    births = (pain, Birth("c1", "p1", "causes"), Birth("c2", "c1", "children"))
    result = plan({"f:p1:text": ["Fee"], "f:c1:text": ["Shown late"], "f:c2:text": ["No owner"]}, *births)
    assert [op["parent"] for op in result.operations] == ["map", "p1", "c1"]


def test_a_cause_without_the_one_above_says_so() -> None:
    births = (Birth("c1", "t9", "causes"), Birth("c2", "c1", "children"))
    result = plan({"f:c2:text": ["No owner"]}, *births)
    assert result.operations == []
    assert result.problems == [Problem("c2", "text", "parent_missing")]


def test_a_list_that_the_parent_lacks_is_refused() -> None:
    result = plan({"f:x1:name": ["x"]}, Birth("x1", "map", "colours"))
    assert result.problems == [Problem("x1", "name", "unknown_field")]


def test_two_new_references_of_one_owner_are_both_kept() -> None:
    second = Birth("e2", "map", "evidence", (), "t1", "emotion.evidence")
    result = plan({"f:e1:text": ["a"], "f:e2:text": ["b"]}, QUOTE, second)
    assert result.operations[1]["value"] == ["e0", "e1", "e2"]


@pytest.mark.parametrize("birth", [QUOTE, Birth("p", "map", "personas")], ids=["with-owner", "bare"])
def test_birth_survives_the_form(birth: Birth) -> None:
    assert decode_birth(birth.encode()) == birth


@pytest.mark.parametrize("text", ["", "a:b", ":map:stages::.", "a:b:c:d:e:f"])
def test_broken_birth_is_none(text: str) -> None:
    assert decode_birth(text) is None
