import pytest

from apps.journeys.domain.document import Kind, Lane, Map
from apps.journeys.domain.kinds import BACK_LANES, DEFAULT_LANES, lanes_of, missing_lanes

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
