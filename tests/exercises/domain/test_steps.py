from __future__ import annotations

import pytest

from apps.exercises.domain.steps import ORDER, Step, step_by_number, step_states
from apps.journeys.domain.document import Map

pytestmark = pytest.mark.unit

TOUCHPOINT = {"id": "t1", "stage": "s1", "name": "Search"}
STAGES = [{"id": f"s{n}", "name": f"Stage {n}"} for n in (1, 2, 3)]


def state(step: Step, **fields: object) -> str:
    document = Map.model_validate({"title": "Stay", **fields})
    return step_states(document)[ORDER.index(step)].state


def test_seven_steps_in_their_order() -> None:
    assert [step.value for step in ORDER] == [
        "persona", "goals", "touchpoints", "map_type", "resources", "analysis", "changes",
    ]  # fmt: skip
    assert step_by_number(7) is Step.CHANGES


@pytest.mark.parametrize("number", [0, 8, -1])
def test_there_is_no_eighth_step(number: int) -> None:
    with pytest.raises(IndexError):
        step_by_number(number)


@pytest.mark.parametrize("step", ORDER)
def test_an_empty_map_has_everything_to_do(step: Step) -> None:
    assert state(step) == "todo"


@pytest.mark.parametrize(
    ("step", "fields", "wanted"),
    [
        (Step.PERSONA, {"personas": [{"id": "p", "name": "Lin"}]}, "started"),
        (Step.PERSONA, {"personas": [{"id": "p", "name": "Lin", "needs": "rest", "frustrations": "noise"}]}, "done"),
        (Step.GOALS, {"goals": [{"id": "g", "statement": "More"}]}, "started"),
        (Step.GOALS, {"goals": [{"id": "g", "statement": "More", "metric": "m", "target": 2, "due": "2026-12-01"}],
                      "scope_start": "a", "scope_end": "b"}, "done"),
        (Step.TOUCHPOINTS, {"stages": STAGES}, "started"),
        (Step.TOUCHPOINTS, {"stages": STAGES, "touchpoints": [
            {"id": f"t{n}", "stage": f"s{n}", "name": "x", "channels": [{"id": f"c{n}", "channel": "web"}]}
            for n in (1, 2, 3)
        ]}, "done"),
        (Step.MAP_TYPE, {"kind": "current"}, "started"),
        (Step.MAP_TYPE, {"kind": "current", "stages": STAGES,
                         "touchpoints": [{**TOUCHPOINT, "action": "Looks", "emotion": {"score": 0}}]}, "done"),
        (Step.RESOURCES, {"stages": STAGES, "touchpoints": [TOUCHPOINT],
                          "backstage": [{"id": "b", "layer": "backstage", "touchpoint": "t1"}]}, "started"),
        (Step.RESOURCES, {"stages": STAGES, "touchpoints": [TOUCHPOINT], "resources": [{"id": "r", "name": "Staff"}],
                          "backstage": [{"id": "b", "layer": "backstage", "touchpoint": "t1"}]}, "done"),
        (Step.ANALYSIS, {"no_weak_link": True}, "started"),
        (Step.ANALYSIS, {"stages": STAGES, "touchpoints": [{**TOUCHPOINT, "weak_link": True}],
                         "walkthrough": [{"id": "w", "touchpoint": "t1", "answer": "guess"}],
                         "pains": [{"id": "p", "text": "Fee", "causes": [{"id": "c", "text": "Late"}]}]}, "done"),
        (Step.CHANGES, {"changes": [{"id": "c", "title": "Show fee"}]}, "started"),
        (Step.CHANGES, {"changes": [{"id": "c", "title": "Show fee", "kpi": "k", "owner": "Web", "due": "2026-12-01",
                                     "pains": ["p"]}]}, "done"),
    ],
)  # fmt: skip
def test_state_of_a_step(step: Step, fields: dict[str, object], wanted: str) -> None:
    assert state(step, **fields) == wanted
