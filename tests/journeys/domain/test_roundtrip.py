"""JSON is lossless: what is downloaded comes back as it was, whatever the map holds."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from pydantic import BaseModel

from apps.journeys.domain.document import NODE_LISTS, Map
from apps.journeys.domain.problems import plain_map, read_map, write_map
from apps.journeys.imports import read_json_map
from tests.journeys.domain.schema_strategy import DOCUMENTS, model

pytestmark = pytest.mark.unit
CHECKS = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]


def comes_back(plain: dict[str, Any]) -> None:
    document = Map.model_validate(plain)
    downloaded = document.model_dump_json(indent=2, exclude_defaults=False)
    again = read_json_map(downloaded.encode())
    assert again == document
    assert again.model_dump_json() == document.model_dump_json()
    assert read_map(plain_map(write_map(document))) == document


@settings(max_examples=150, deadline=None, suppress_health_check=CHECKS)
@given(DOCUMENTS)
def test_a_map_comes_back_from_json(plain: dict[str, Any]) -> None:
    comes_back(plain)


@pytest.mark.slow
@settings(max_examples=5_000, deadline=None, suppress_health_check=CHECKS)
@given(DOCUMENTS)
def test_five_thousand_maps_come_back_from_json(plain: dict[str, Any]) -> None:
    comes_back(plain)


@pytest.mark.parametrize(
    "kind", [Map, *(get_args(Map.model_fields[name].annotation)[0] for name in NODE_LISTS)]
)
def test_the_strategy_fills_every_field_of_the_schema(kind: type[BaseModel]) -> None:
    """A field that the strategy forgets would not be tested above."""
    seen: set[str] = set()

    @settings(max_examples=150, deadline=None, database=None, derandomize=True, suppress_health_check=CHECKS)
    @given(model(kind))
    def look(plain: dict[str, Any]) -> None:
        seen.update(plain)

    look()
    assert seen == set(kind.model_fields)
