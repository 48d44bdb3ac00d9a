import copy
from typing import Any

import pytest
from hypothesis import given

from apps.journeys.domain.diff import Diff, FieldChange, diff
from apps.journeys.domain.operations import OperationError, apply
from apps.journeys.domain.problems import InvalidDocument, read_map
from tests.journeys.domain.documents import HOTEL, operations

pytestmark = pytest.mark.unit


def after(*edit: dict[str, Any]) -> Any:
    return read_map(apply(HOTEL, edit)[0])


def test_equal_documents_do_not_differ() -> None:
    assert not diff(read_map(HOTEL), read_map(copy.deepcopy(HOTEL)))


def test_fields_of_the_map_of_objects_and_of_parts() -> None:
    found = diff(
        read_map(HOTEL),
        after(
            {"op": "set", "id": "map", "field": "title", "value": "New"},
            {"op": "set", "id": "web", "field": "owner", "value": "Mia"},
            {"op": "set", "id": "book", "field": "emotion.score", "value": -1},
        ),
    )
    assert sorted(found.changed, key=lambda change: change.id) == [
        FieldChange("book", "emotion.score", 1.0, -1.0),
        FieldChange("map", "title", "A night in Tula", "New"),
        FieldChange("web", "owner", "", "Mia"),
    ]
    assert (found.added, found.removed, found.moved) == ((), (), ())


def test_objects_added_and_removed_with_everything_inside() -> None:
    gone = after({"op": "remove", "id": "queue"})
    assert set(diff(read_map(HOTEL), gone).removed) == {"queue", "why1", "why2"}
    assert set(diff(gone, read_map(HOTEL)).added) == {"queue", "why1", "why2"}
    assert diff(gone, read_map(HOTEL)).changed == (FieldChange("kiosk", "pains", (), ("queue",)),)


@pytest.mark.parametrize(
    ("edit", "moved"),
    [
        ({"op": "move", "id": "after", "index": 0}, ("after",)),
        ({"op": "move", "id": "before", "index": 2}, ("before",)),
        ({"op": "move", "id": "web", "parent": "arrive", "field": "channels"}, ("web",)),
        (
            {"op": "add", "parent": "map", "field": "stages", "value": {"id": "s9", "name": "x"}, "index": 0},
            (),
        ),
    ],
)
def test_moves_are_named_by_what_moved(edit: dict[str, Any], moved: tuple[str, ...]) -> None:
    assert diff(read_map(HOTEL), after(edit)).moved == moved


def test_an_id_that_became_another_kind_of_object() -> None:
    other = {**HOTEL, "goals": [], "policies": [{"id": "goal", "name": "x"}]}
    found = diff(read_map(HOTEL), read_map(other))
    assert [change.field for change in found.changed] == [""]
    assert found.moved == ("goal",)


@given(operations())
def test_a_diff_is_empty_only_between_equals_and_turns_round(edit: list[dict[str, Any]]) -> None:
    try:
        a, b = read_map(HOTEL), read_map(apply(HOTEL, edit)[0])
    except (OperationError, InvalidDocument):
        return
    there, back = diff(a, b), diff(b, a)
    assert bool(there) == (a != b)
    assert set(there.added) == set(back.removed)
    assert {(c.id, c.field, c.before, c.after) for c in there.changed if c.field} == {
        (c.id, c.field, c.after, c.before) for c in back.changed if c.field
    }
    assert isinstance(there, Diff)
