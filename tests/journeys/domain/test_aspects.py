"""Channels through the stages, the short-list, the life cycle, and lanes that are not relevant."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.journeys.domain.channels import channel_lines, consistencies
from apps.journeys.domain.coach import RULES, review
from apps.journeys.domain.coach.examples import TODAY
from apps.journeys.domain.document import Lane, Map
from apps.journeys.domain.life_cycle import phases
from apps.journeys.domain.shortlist import MOST, Sign, shortlist
from apps.journeys.domain.sub_journey import sub_journey
from tests.factories.maps import big_map

pytestmark = pytest.mark.unit

STAGES = [
    {"id": "a", "name": "Choose", "moment": "before"},
    {"id": "b", "name": "Stay", "moment": "during"},
    {"id": "c", "name": "Later"},
]


def mapped(*touchpoints: dict[str, Any], **rest: Any) -> Map:
    return Map.model_validate({"title": "Stay", "stages": STAGES, "touchpoints": touchpoints, **rest})


def met(name: str, stage: str, *channels: dict[str, Any], **rest: Any) -> dict[str, Any]:
    named = [{"id": f"{name}-{n}", **channel} for n, channel in enumerate(channels)]
    return {"id": name, "stage": stage, "name": name.title(), "channels": named, **rest}


def test_one_channel_runs_through_all_stages_however_it_is_typed() -> None:
    web = {"channel": "Web site", "goal_value": 1, "experience_value": 1.5, "visits": 100, "exits": 10}
    again = {"channel": " web  SITE ", "goal_value": 1, "experience_value": -1, "visits": 50}
    line, phone = channel_lines(
        mapped(
            met("search", "a", web), met("book", "a", again, {"channel": "Phone"}), met("stay", "b", again)
        )
    )
    assert (line.name, line.touchpoints, line.stages) == ("Web site", 3, 2)
    assert [len(crossing.uses) for crossing in line.crossings] == [2, 1, 0]
    assert [crossing.gap for crossing in line.crossings] == [-0.75, -2, None]
    assert (line.visits, line.exits, line.exit_share, line.spread) == (200, 10, 5, 2.5)
    assert (phone.name, phone.gap, phone.experience, phone.visits, phone.exit_share) == (
        "Phone", None, None, None, None,
    )  # fmt: skip


@pytest.mark.parametrize(("worst", "uneven"), [(-1, False), (-1.5, True)])
def test_channels_feel_alike_up_to_two_levels(worst: float, uneven: bool) -> None:  # noqa: FBT001
    good, bad = ({"channel": name, "experience_value": value} for name, value in (("A", 1), ("B", worst)))
    (found,) = consistencies(mapped(met("desk", "a", good, bad), met("door", "b", good)))
    assert (found.touchpoint.id, found.spread, found.uneven) == ("desk", 1 - worst, uneven)


def test_the_most_used_come_first() -> None:
    found = shortlist(
        mapped(
            met("rare", "a", {"channel": "Web", "visits": 10}),
            met("often", "b", {"channel": "Web", "visits": 90}, {"channel": "Phone"}),
            met("never", "c"),
            pains=[{"id": "p", "text": "Slow", "touchpoint": "often"}],
        )
    )
    assert [item.touchpoint.id for item in found.candidates] == ["often", "rare", "never"]
    assert found.signs == (Sign.VISITS, Sign.CHANNELS, Sign.PAINS)
    assert [round(item.use) for item in found.candidates] == [100, 20, 0]


def test_a_reaction_without_a_share_counts_as_one_of_a_hundred() -> None:
    heard = [{"id": "r", "polarity": "positive", "text": "Nice"}]
    share = [{"id": "s", "polarity": "negative", "share": 40}]
    found = shortlist(mapped(met("one", "a", reactions=heard), met("many", "a", reactions=share)))
    assert [item.values[Sign.REACTIONS] for item in found.candidates] == [40, 1]


def test_without_signs_the_order_of_the_journey_stays() -> None:
    found = shortlist(mapped(met("x", "b"), met("y", "a")))
    assert ([item.touchpoint.id for item in found.candidates], found.signs) == (["y", "x"], ())


@given(st.integers(0, 40), st.lists(st.integers(0, 5), min_size=40, max_size=40))
def test_a_map_keeps_at_most_twenty_five_and_loses_none(count: int, visits: list[int]) -> None:
    places = [met(f"t{n}", "a", {"channel": "Web", "visits": visits[n]}) for n in range(count)]
    found = shortlist(mapped(*places))
    assert len(found.kept) == min(count, MOST)
    assert {item.touchpoint.id for item in (*found.kept, *found.left)} == {place["id"] for place in places}
    assert min((item.use for item in found.kept), default=0) >= max(
        (item.use for item in found.left), default=0
    )


def test_stages_stand_by_their_moment() -> None:
    document = mapped(
        met("search", "a", emotion={"score": 1}),
        met("book", "a", {"channel": "Web"}, emotion={"score": -2}),
        met("home", "c"),
        pains=[{"id": "p", "text": "Slow", "touchpoint": "book"}, {"id": "q", "text": "Late"}],
    )
    before, during, after, unsaid = phases(document)
    assert [phase.moment for phase in (before, during, after)] == ["before", "during", "after"]
    assert (before.mood, before.channels, before.pains) == (-0.5, 1, 1)
    assert (during.mood, after.stages, unsaid.moment) == (None, (), None)
    assert [stage.stage.id for stage in unsaid.stages] == ["c"]


def test_a_sub_journey_takes_the_persona_and_the_frame_and_no_pictures() -> None:
    persona = {"id": "p", "name": "Lin", "portrait": "image1", "evidence": ["e"], "needs": "Quiet"}
    document = mapped(
        met("desk", "b", action="I wait."),
        personas=[persona],
        kind="current",
        product="Room",
        lanes=["pains"],
    )
    made = Map.model_validate(sub_journey(document, document.touchpoints[0], title="At the desk"))
    assert (made.title, made.scenario, made.kind, made.product) == (
        "At the desk",
        "I wait.",
        "current",
        "Room",
    )
    assert made.lanes == (Lane.PAINS,)
    assert [(who.name, who.needs, who.portrait, who.evidence) for who in made.personas] == [
        ("Lin", "Quiet", "", ())
    ]
    assert made.stages == ()


COUNTED = [rule for rule in RULES.values() if rule.requires]


@pytest.mark.parametrize("rule", COUNTED, ids=[rule.code for rule in COUNTED])
def test_a_rule_is_silent_where_its_lanes_are_not_relevant(rule: Any) -> None:
    broken = Map.model_validate(rule.bad)
    beside = Map.model_validate(rule.beside) if rule.beside else None
    left_out = [{"lane": lane.value, "reason": "Not here"} for lane in Lane]
    plain = broken.model_dump(mode="json")
    for touchpoint in plain["touchpoints"]:
        touchpoint["not_relevant"] = left_out
    aside = Map.model_validate(plain)
    assert rule.code in {finding.rule for finding in review(broken, today=TODAY, current=beside)}
    about_places = {touchpoint.id for touchpoint in aside.touchpoints}
    about_places |= {channel.id for touchpoint in aside.touchpoints for channel in touchpoint.channels}
    for finding in review(aside, today=TODAY, current=beside):
        if finding.rule == rule.code:
            assert about_places.isdisjoint(finding.where)


def test_a_lane_half_set_aside_is_asked_about_the_rest_only() -> None:
    """T11: five of ten are not relevant, of the other five three are filled, which is enough."""
    places = [met(f"t{n}", "a", thoughts="Hm" if n < 3 else "") for n in range(10)]
    asked = mapped(*places, lanes=["thoughts"])
    for place in places[5:]:
        place["not_relevant"] = [{"lane": "thoughts", "reason": "Nobody is there"}]
    spared = mapped(*places, lanes=["thoughts"])
    rules = [{finding.rule for finding in review(document, today=TODAY)} for document in (asked, spared)]
    assert ["T11" in found for found in rules] == [True, False]


def test_views_of_the_largest_map_are_quick() -> None:
    document = Map.model_validate(big_map())
    assert len(shortlist(document).candidates) == len(document.touchpoints)
    assert sum(len(line.uses) for line in channel_lines(document)) == sum(
        len(touchpoint.channels) for touchpoint in document.touchpoints
    )
