"""Lanes that are not relevant at a touchpoint, as inputs of a form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from apps.exercises.domain.editing import Plan, Planner, field_kind, value_at
from apps.journeys.domain.document import Map, Touchpoint

pytestmark = pytest.mark.unit

MAP = Map.model_validate(
    {
        "title": "Stay",
        "stages": [{"id": "s", "name": "Stay"}],
        "touchpoints": [
            {
                "id": "t",
                "stage": "s",
                "name": "Desk",
                "not_relevant": [
                    {"lane": "pains", "reason": "Nobody waits"},
                    {"lane": "kpis", "reason": "Not ours"},
                ],
            }
        ],
    }
)


def plan(typed: Mapping[str, str]) -> Plan:
    return Planner(MAP, {f"f:t:not_relevant.{lane}": [text] for lane, text in typed.items()}, []).plan()


def kept(typed: Mapping[str, str]) -> dict[str, str]:
    (operation,) = plan(typed).operations
    assert (operation["op"], operation["id"], operation["field"]) == ("set", "t", "not_relevant")
    return {entry["lane"]: entry["reason"] for entry in operation["value"]}


@pytest.mark.parametrize(
    ("typed", "after"),
    [
        ({"pains": "Nobody waits", "kpis": ""}, {"pains": "Nobody waits"}),
        ({"delights": " Too short "}, {"pains": "Nobody waits", "kpis": "Not ours", "delights": "Too short"}),
        ({"pains": "Two doors"}, {"pains": "Two doors", "kpis": "Not ours"}),
        ({"pains": "", "kpis": " "}, {}),
    ],
    ids=["emptied", "added", "changed", "all back"],
)
def test_reasons_become_one_edit_of_the_touchpoint(typed: dict[str, str], after: dict[str, str]) -> None:
    assert kept(typed) == after


def test_unchanged_reasons_are_no_edit() -> None:
    assert plan({"pains": "Nobody waits", "action": ""}).operations == []


@pytest.mark.parametrize(
    ("text", "code"), [("x" * 301, "too_long"), ("a\x07", "control_character")], ids=["long", "bell"]
)
def test_a_faulty_reason_holds_no_other_back(text: str, code: str) -> None:
    found = plan({"action": text, "pains": "Two doors"})
    assert [(problem.path, problem.code) for problem in found.problems] == [("not_relevant.action", code)]
    assert {entry["lane"] for entry in found.operations[0]["value"]} == {"pains", "kpis"}


@pytest.mark.parametrize(("model", "path"), [(Touchpoint, "not_relevant.mood"), (Map, "not_relevant.pains")])
def test_other_fields_of_that_name_do_not_exist(model: Any, path: str) -> None:
    with pytest.raises(KeyError):
        field_kind(model, path)


def test_the_reason_is_the_value_of_its_input() -> None:
    (touchpoint,) = MAP.touchpoints
    assert [value_at(touchpoint, f"not_relevant.{lane}") for lane in ("pains", "action")] == [
        "Nobody waits",
        "",
    ]
