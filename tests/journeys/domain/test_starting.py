"""What a new map begins with."""

import pytest

from apps.journeys.domain.document import Kind, Lane, Map
from apps.journeys.domain.kinds import lanes_of
from apps.journeys.domain.problems import read_map
from apps.journeys.domain.starting import StartStage, copied, start_document
from tests.journeys.domain.documents import HOTEL

pytestmark = pytest.mark.unit


def test_a_title_is_enough() -> None:
    assert start_document() == {}


def test_kind_and_stages_stand_in_the_map() -> None:
    stages = [StartStage("s-before", "Before", "before"), StartStage("s-stay", "Stay", "during")]
    document = read_map({"title": "x", **start_document(kind=Kind.FUTURE, stages=stages)})
    assert document.kind is Kind.FUTURE
    assert [(stage.id, stage.name, stage.moment) for stage in document.stages] == [
        ("s-before", "Before", "before"),
        ("s-stay", "Stay", "during"),
    ]


def test_the_light_template_asks_for_deeds_and_feelings_alone() -> None:
    document = read_map({"title": "x", **start_document(kind=Kind.BLUEPRINT, light=True)})
    assert lanes_of(document) == (Lane.ACTION, Lane.EMOTION)


def test_a_copy_leaves_links_and_portrait_behind_and_keeps_the_rest() -> None:
    raw = HOTEL | {
        "personas": [{"id": "anna", "name": "Anna", "portrait": "picture1", "evidence": ["quote"]}],
        "links": [{"id": "l1", "kind": "zoom", "map": "other"}],
    }
    document = Map.model_validate(raw)
    copy = read_map(copied(document))
    assert (copy.links, copy.personas[0].portrait) == ((), "")
    personas = (document.personas[0].model_copy(update={"portrait": ""}),)
    assert copy == document.model_copy(update={"links": (), "personas": personas})
