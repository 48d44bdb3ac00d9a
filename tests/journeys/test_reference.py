import pytest
from django.conf import settings

from apps.journeys.domain.document import Moment
from apps.journeys.reference import stage_sets

pytestmark = pytest.mark.unit

LANGUAGES = [code for code, _name in settings.LANGUAGES]


@pytest.mark.parametrize("language", LANGUAGES)
def test_ready_sets_are_whole_in_every_language(language: str) -> None:
    found = stage_sets(language)
    assert {one.id for one in found} == {one.id for one in stage_sets("en")}
    assert len({one.name for one in found}) == len(found) >= 8
    for one in found:
        assert 3 <= len(one.stages) <= 8
        assert len({stage.id for stage in one.stages}) == len(one.stages)
        assert all(stage.name.strip() for stage in one.stages)
        assert {stage.moment for stage in one.stages} == {moment.value for moment in Moment}
