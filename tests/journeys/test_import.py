import json
from typing import Any

import pytest

from apps.journeys.domain.operations.tree import MAX_DEPTH
from apps.journeys.domain.problems import InvalidDocument, read_map
from apps.journeys.faults import fault_lines
from apps.journeys.imports import MAX_BYTES, MAX_NAME, read_json_map
from apps.journeys.models import JourneyMap
from apps.journeys.selectors import load_document
from apps.journeys.services import InvalidMap, import_map
from tests.factories.journeys import guest
from tests.factories.organisations import OrganisationFactory
from tests.journeys.domain.documents import HOTEL


def nested(levels: int) -> dict[str, Any]:
    node: dict[str, Any] = {"id": f"d{levels}", "text": "why"}
    return node if levels <= 1 else {**node, "children": [nested(levels - 1)]}


def with_causes(levels: int) -> bytes:
    return json.dumps({**HOTEL, "pains": [{"id": "p", "text": "p", "causes": [nested(levels)]}]}).encode()


@pytest.mark.unit
@pytest.mark.parametrize("start", ["", "\ufeff"])
def test_what_was_written_is_read(start: str) -> None:
    assert read_json_map((start + json.dumps(HOTEL)).encode()) == read_map(HOTEL)


@pytest.mark.unit
def test_the_deepest_map_that_can_be_drawn_can_be_read() -> None:
    assert read_json_map(with_causes(MAX_DEPTH - 1)).pains


@pytest.mark.unit
@pytest.mark.parametrize(
    ("raw", "code", "params"),
    [
        (b" " * (MAX_BYTES + 1), "too_large", {"size": MAX_BYTES + 1, "max": MAX_BYTES}),
        (b'{"title": "\xff"}', "not_utf8", {"position": 11}),
        (b"", "not_json", {"line": 1, "column": 0}),
        (b'{"title": "x",\n "kind" }', "not_json", {"line": 2, "column": 9}),
        (b'{"title": NaN}', "not_json", None),
        (b'{"title": "\\ud800"}', "not_json", None),
        (b"[1]", "not_a_map", {}),
        (b'"x"', "not_a_map", {}),
        (with_causes(40), "too_deep", None),
        (b'{"title":' + b"[" * 100_000, "too_deep", None),
    ],
    ids=lambda value: "" if isinstance(value, bytes) else None,
)
def test_unreadable_files_are_refused_with_the_place(raw: bytes, code: str, params: Any) -> None:
    with pytest.raises(InvalidDocument) as refusal:
        read_json_map(raw)
    found = refusal.value.problems[0]
    assert (found.id, found.code) == ("map", code)
    if params is not None:
        assert found.params == params


@pytest.mark.unit
def test_names_that_stand_twice_are_refused_with_their_place() -> None:
    long, number = "x" * 100_000, "9" * 4300
    raw = (
        f'{{"title": "A", "title": "B", "goals": [{{"id": "g", "statement": "s", "id": "h"}}], "{long}": {number},'
        f' "{long}": 1, "stages": [{{"id": "a", "name": "A"}}, {{"id": "b", "name": "B", "name": "B"}}]}}'
    )
    with pytest.raises(InvalidDocument) as refusal:
        read_json_map(raw.encode())
    assert {problem.code for problem in refusal.value.problems} == {"duplicate_name"}
    assert [problem.params["path"] for problem in refusal.value.problems] == [
        "title",
        "x" * MAX_NAME + "…",
        "goals.0.id",
        "stages.1.name",
    ]
    assert fault_lines(refusal.value.problems)[2] == (
        "goals.0.id: The name “id” stands here more than once. Keep one."
    )


@pytest.mark.db
@pytest.mark.django_db
def test_everything_wrong_is_listed_and_nothing_is_stored() -> None:
    wrong = {**HOTEL, "title": "x" * 400, "colour": "red", "goals": [{"id": "goal", "statement": "a\u0000b"}]}
    with pytest.raises(InvalidMap) as refusal:
        import_map(
            actor=guest(),
            organisation_id=OrganisationFactory().pk,
            raw=json.dumps(wrong).encode(),
            language="en",
        )
    assert {(p.id, p.field, p.code, p.params["path"]) for p in refusal.value.problems} == {
        ("map", "title", "too_long", "title"),
        ("map", "colour", "unknown_field", "colour"),
        ("goal", "statement", "control_character", "goals.0.statement"),
    }
    assert not JourneyMap.unscoped.exists()


@pytest.mark.db
@pytest.mark.django_db
@pytest.mark.parametrize(("own", "expected"), [("", "en"), ("zh-Hant", "zh-Hant")])
def test_a_file_becomes_a_map_of_its_reader(own: str, expected: str) -> None:
    raw = json.dumps({**HOTEL, "language": own}).encode()
    made = import_map(actor=guest(), organisation_id=OrganisationFactory().pk, raw=raw, language="en")
    assert (made.language, made.title, made.touchpoint_count) == (expected, "A night in Tula", 2)
    assert load_document(made).touchpoints == read_map(HOTEL).touchpoints
