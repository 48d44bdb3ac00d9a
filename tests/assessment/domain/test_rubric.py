from typing import Any

import pytest
from pydantic import ValidationError

from apps.assessment.domain.rubric import in_language, read_rubric
from tests.factories.assessment import rubric_body

pytestmark = pytest.mark.unit


def test_points_and_lookups() -> None:
    rubric = read_rubric(rubric_body())
    assert rubric.out_of == 18
    assert rubric.criterion("emotions").level_index(2) == 2
    assert rubric.criterion("emotions").level_index(9) is None
    assert rubric.criterion("nothing") is None
    assert rubric.criterion_for_lane("reactions").id == "emotions"
    assert rubric.criterion_for_lane("time") is None
    assert rubric.snippet("well", "en").praise
    assert rubric.snippet("nothing", "en").text == ""


def broken(**changes: Any) -> dict[str, Any]:
    return rubric_body(**changes)


def twice() -> dict[str, Any]:
    body = rubric_body()
    return body | {"criteria": [body["criteria"][0], body["criteria"][0]]}


def falling() -> dict[str, Any]:
    body = rubric_body()
    body["criteria"][0]["levels"].reverse()
    return body


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (broken(pass_points=19), "pass_out_of_reach"),
        (twice(), "duplicate_criterion"),
        (falling(), "levels_do_not_rise:persona_goal"),
        (broken(criteria=[]), "too_short"),
        (broken(surprise=1), "extra_forbidden"),
        (broken(title={}), "too_short"),
    ],
    ids=["pass", "twice", "falling", "empty", "extra", "no words"],
)
def test_refuses(body: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError) as error:
        read_rubric(body)
    assert said in str(error.value)


def test_words_fall_back() -> None:
    assert in_language({"en": "Level", "ru": "Уровень"}, "ru") == "Уровень"
    assert in_language({"en": "Level"}, "ru") == "Level"
    assert in_language({"zh-hans": "等级"}, "ru") == "等级"
