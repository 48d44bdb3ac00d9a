import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.journeys.domain.document import ROOT_ID, Kind, Lane, Map
from apps.journeys.domain.kinds import BACK_LANES, DEFAULT_LANES, lacking, lanes_of, missing_lanes
from apps.journeys.domain.operations import apply
from tests.journeys.domain.test_coach_properties import documents as maps

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_lanes_and_none_twice(kind: Kind) -> None:
    assert len(set(DEFAULT_LANES[kind])) == len(DEFAULT_LANES[kind]) >= 5


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        pytest.param({}, DEFAULT_LANES[Kind.CURRENT], id="no kind: today's journey"),
        pytest.param({"kind": "future"}, DEFAULT_LANES[Kind.FUTURE], id="the kind's"),
        pytest.param(
            {"kind": "future", "lanes": ["time", "action"]}, (Lane.TIME, Lane.ACTION), id="declared, in order"
        ),
    ],
)
def test_lanes_of(fields: dict[str, object], expected: tuple[Lane, ...]) -> None:
    assert lanes_of(Map.model_validate({"title": "x"} | fields)) == expected


def test_missing_lanes() -> None:
    document = Map.model_validate({"title": "x", "lanes": ["action", "frontstage"]})
    assert missing_lanes(document, Kind.BLUEPRINT) == (Lane.PHYSICAL_EVIDENCE, Lane.BACKSTAGE, Lane.SUPPORT)


def test_the_customer_sees_the_front_of_a_blueprint() -> None:
    lanes = DEFAULT_LANES[Kind.BLUEPRINT]
    assert [lane for lane in lanes if lane in BACK_LANES] == [Lane.BACKSTAGE, Lane.SUPPORT]


def walked(*, kind: str | None = None, **touchpoint: object) -> Map:
    """A map of three touchpoints; ``touchpoint``: fields of the first."""
    places = [{"id": f"t{n}", "stage": "s1", "name": f"Place {n}"} for n in (1, 2, 3)]
    places[0] |= touchpoint  # type: ignore[arg-type]
    return Map.model_validate(
        {"title": "x", "kind": kind, "stages": [{"id": "s1", "name": "All"}], "touchpoints": places}
    )


def test_what_a_kind_lacks_is_told_lane_by_lane() -> None:
    document = walked(kind="day_in_life", action="I wait.", context="A cold platform")
    lacks = {lack.lane: lack for lack in lacking(document, Kind.DAY_IN_LIFE)}
    assert set(lacks) == set(DEFAULT_LANES[Kind.DAY_IN_LIFE])
    assert all(lack.declared for lack in lacks.values())
    context = lacks[Lane.CONTEXT]
    assert (context.filled, context.wanted, context.first) == (1, 3, "t2")
    assert lacks[Lane.NEEDS].first == "t1"


def test_lanes_that_the_author_left_out_are_lacking_however_full() -> None:
    document = walked(action="I wait.").model_copy(update={"lanes": (Lane.TIME,)})
    lacks = {lack.lane: lack.declared for lack in lacking(document, Kind.CURRENT)}
    assert lacks == dict.fromkeys(DEFAULT_LANES[Kind.CURRENT], False)


def test_a_cell_set_aside_is_not_lacking() -> None:
    aside = [{"lane": "context", "reason": "At home"}]
    lacks = {lack.lane: lack for lack in lacking(walked(not_relevant=aside), Kind.DAY_IN_LIFE)}
    assert (lacks[Lane.CONTEXT].wanted, lacks[Lane.CONTEXT].first) == (2, "t2")


def test_one_pain_is_enough_for_the_lane_of_pains_but_an_action_is_wanted_everywhere() -> None:
    pain = {"id": "p1", "text": "Cold", "touchpoint": "t1"}
    document = Map.model_validate(walked(action="I wait.").model_dump() | {"pains": [pain]})
    lanes = {lack.lane for lack in lacking(document, Kind.CURRENT)}
    assert Lane.PAINS not in lanes
    assert {Lane.ACTION, Lane.DELIGHTS, Lane.REACTIONS} <= lanes


def test_reactions_count_though_they_are_not_listed() -> None:
    heard = [{"id": "r1", "polarity": "positive", "text": "Warm"}]
    lacks = {lack.lane: lack.filled for lack in lacking(walked(reactions=heard), Kind.CURRENT)}
    assert lacks[Lane.REACTIONS] == 1


@pytest.mark.parametrize("kind", Kind)
def test_nothing_is_lacking_before_there_are_touchpoints(kind: Kind) -> None:
    assert lacking(Map(title="x"), kind) == ()


@given(maps(), st.sampled_from(Kind))
def test_another_kind_loses_nothing_but_the_kind(plain: dict[str, object], kind: Kind) -> None:
    changed, _inverse = apply(plain, [{"op": "set", "id": ROOT_ID, "field": "kind", "value": kind.value}])
    before, after = Map.model_validate(plain), Map.model_validate(changed)
    assert after.model_copy(update={"kind": before.kind}) == before
    assert all(0 <= lack.filled <= lack.wanted for lack in lacking(after, kind))
