"""From pain to measured effect: whole chains, each link that can be missing, what hangs on nothing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.journeys.domain.document import Map
from apps.journeys.domain.trace import Chain, Part, Trace, trace

pytestmark = pytest.mark.unit

WHOLE: dict[str, Any] = {
    "title": "A night in Tula",
    "pains": [
        {
            "id": "queue",
            "text": "Queue",
            "severity": 5,
            "causes": [
                {"id": "w1", "text": "One desk", "children": [{"id": "w2", "text": "No plan"}]},
                {"id": "w3", "text": "Slow form"},
            ],
        }
    ],
    "opportunities": [{"id": "online", "text": "Check in online", "pains": ["queue"]}],
    "ideas": [{"id": "code", "text": "Door code", "opportunities": ["online"]}],
    "kpis": [{"id": "wait", "name": "Wait", "direction": "down", "unit": "min"}],
    "changes": [
        {
            "id": "do",
            "title": "Send the code",
            "ideas": ["code"],
            "kpi": "wait",
            "state": "live",
            "reviews": [{"id": "r", "day": "2026-01-01", "before": 19, "after": 9}],
        }
    ],
}


def traced(**more: Any) -> Trace:
    return trace(Map.model_validate({**WHOLE, **more}))


def told(chain: Chain) -> list[tuple[str, int, str, str]]:
    return [(entry.part.value, entry.depth, entry.id, entry.presence) for entry in chain.entries]


def test_a_whole_chain() -> None:
    found = traced()
    (chain,) = found.chains
    assert told(chain) == [
        ("felt", 0, "queue", "there"),
        ("cause", 1, "w2", "there"),
        ("cause", 1, "w3", "there"),
        ("opportunity", 1, "online", "there"),
        ("idea", 2, "code", "there"),
        ("change", 3, "do", "there"),
        ("kpi", 4, "wait", "there"),
        ("effect", 5, "do", "there"),
    ]
    assert chain.whole
    assert chain.missing == ()
    assert found.strays == ()
    effect = chain.entries[-1].effect
    assert effect is not None
    assert (effect.before, effect.after, effect.better) == (19, 9, True)


def without(field: str, **changes: Any) -> dict[str, Any]:
    return {field: [{**WHOLE[field][0], **changes}]}


@pytest.mark.parametrize(
    ("more", "missing"),
    [
        pytest.param(without("pains", causes=[]), [Part.CAUSE], id="no cause"),
        pytest.param(
            {**without("changes", ideas=["code"], pains=["queue"]), "opportunities": [], "ideas": []},
            [Part.OPPORTUNITY],
            id="no opportunity",
        ),
        pytest.param(
            {**without("changes", ideas=[], opportunities=["online"]), "ideas": []}, [Part.IDEA], id="no idea"
        ),
        pytest.param({"changes": []}, [Part.CHANGE], id="no change"),
        pytest.param(without("changes", state="stopped"), [Part.CHANGE], id="only a stopped change"),
        pytest.param(without("changes", kpi=None), [Part.KPI], id="no measure"),
        pytest.param(without("changes", kpi="gone"), [Part.KPI], id="a measure that is gone"),
        pytest.param(without("changes", reviews=[]), [Part.EFFECT], id="no effect of a live change"),
        pytest.param(
            {"opportunities": [], "ideas": [], "changes": [], **without("pains", causes=[])},
            [Part.CAUSE, Part.OPPORTUNITY, Part.CHANGE],
            id="nothing but the pain",
        ),
    ],
)
def test_what_is_missing(more: dict[str, Any], missing: list[Part]) -> None:
    (chain,) = traced(**more).chains
    assert list(chain.missing) == missing
    assert not chain.whole


def test_the_effect_of_a_change_under_way_comes_later() -> None:
    (chain,) = traced(**without("changes", state="in_progress", reviews=[])).chains
    assert chain.entries[-1].presence == "later"
    assert chain.missing == ()
    assert not chain.whole


def test_a_missing_link_names_the_object_that_lacks_it() -> None:
    chain = traced(**without("pains", causes=[]), opportunities=[], ideas=[], changes=[]).chains[0]
    assert {entry.id for entry in chain.entries if entry.presence == "missing"} == {"queue"}
    (chain,) = traced(**without("changes", kpi=None)).chains
    assert next(entry.id for entry in chain.entries if entry.part is Part.KPI) == "do"


def test_a_change_is_told_once_in_a_chain_and_an_opportunity_not_taken_is_no_gap() -> None:
    twice = {**WHOLE["changes"][0], "pains": ["queue"], "opportunities": ["online"]}
    rota = {"id": "rota", "text": "Staff by train times", "pains": ["queue"]}
    (chain,) = traced(changes=[twice], opportunities=[*WHOLE["opportunities"], rota]).chains
    assert [entry.id for entry in chain.entries if entry.part is Part.CHANGE] == ["do"]
    assert chain.missing == ()


def test_pains_come_before_delights_and_the_gravest_first() -> None:
    pains = [{"id": "small", "text": "x", "severity": 1}, {"id": "large", "text": "x", "severity": 5}]
    delights = [{"id": "joy", "text": "x", "strength": 5}]
    found = traced(pains=pains, delights=delights)
    assert [chain.felt.id for chain in found.chains] == ["large", "small", "joy"]


def test_what_leads_back_to_nothing_is_listed() -> None:
    found = traced(pains=[])
    assert [(entry.part.value, entry.id) for entry in found.strays] == [
        ("opportunity", "online"),
        ("idea", "code"),
        ("change", "do"),
    ]


REFS = st.lists(st.sampled_from([f"{kind}{n}" for kind in "podi" for n in range(3)]), max_size=3)


@given(st.lists(REFS, min_size=3, max_size=3), st.lists(REFS, min_size=3, max_size=3), REFS)
def test_every_object_is_told_in_a_chain_or_apart(
    ours: list[Any], theirs: list[Any], more: list[str]
) -> None:
    document = Map.model_validate(
        {
            "title": "x",
            "pains": [{"id": f"p{n}", "text": "x"} for n in range(3)],
            "opportunities": [{"id": f"o{n}", "text": "x", "pains": ours[n]} for n in range(3)],
            "ideas": [{"id": f"i{n}", "text": "x", "opportunities": theirs[n]} for n in range(3)],
            "changes": [{"id": f"c{n}", "title": "x", "ideas": more, "pains": ours[n]} for n in range(3)],
        }
    )
    found = trace(document)
    inside = {entry.id for chain in found.chains for entry in chain.entries}
    outside = [entry.id for entry in found.strays]
    assert inside.isdisjoint(outside)
    named = {item.id for item in (*document.opportunities, *document.ideas, *document.changes)}
    assert named <= inside | set(outside)
    assert len(outside) == len(set(outside))
