import copy
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from apps.journeys.domain.document import CHILD_LISTS, NODE_LISTS, Map, Node
from apps.journeys.domain.operations import (
    MAX_OPERATIONS,
    FieldConflict,
    OperationError,
    apply,
    check,
    conflicts,
    rebase,
)
from apps.journeys.domain.operations.shapes import ROOT_SHAPE, shape_of
from apps.journeys.domain.problems import (
    InvalidDocument,
    plain_map,
    read_map,
    replain_map,
    reread_map,
    write_map,
)
from tests.journeys.domain.documents import HOTEL, operations

pytestmark = pytest.mark.unit


def set_(name: str, field: str, value: Any) -> dict[str, Any]:
    return {"op": "set", "id": name, "field": field, "value": value}


def add(parent: str, field: str, value: Any, **more: Any) -> dict[str, Any]:
    return {"op": "add", "parent": parent, "field": field, "value": value, **more}


def remove(name: str) -> dict[str, Any]:
    return {"op": "remove", "id": name}


def names(document: dict[str, Any], field: str) -> list[str]:
    return [node["id"] for node in document.get(field, [])]


def test_shapes_know_the_lists_of_the_document() -> None:
    assert tuple(ROOT_SHAPE.children) == NODE_LISTS
    for model in Node.__subclasses__():
        assert tuple(shape_of(model).children) == CHILD_LISTS.get(model, ()), model


def test_the_map_of_a_link_is_not_a_reference() -> None:
    assert shape_of(ROOT_SHAPE.children["links"]).required_refs == ()


@given(operations())
def test_the_way_back_is_exact_and_the_given_document_stays(edit: list[dict[str, Any]]) -> None:
    before = copy.deepcopy(HOTEL)
    try:
        after, back = apply(HOTEL, edit)
    except OperationError:
        assert before == HOTEL
        return
    assert before == HOTEL
    assert apply(after, back)[0] == HOTEL


@given(operations())
def test_the_result_is_valid_or_refused(edit: list[dict[str, Any]]) -> None:
    check(edit)
    try:
        after, back = apply(HOTEL, edit)
        document = read_map(after)
    except (OperationError, InvalidDocument):
        return
    stored = plain_map(write_map(document))
    assert read_map(stored) == document
    assert replain_map(after, HOTEL, document) == stored
    assert read_map(apply(stored, back)[0]) == read_map(HOTEL)


@given(operations())
def test_sparing_validation_says_the_same(edit: list[dict[str, Any]]) -> None:
    def outcome(read: Any) -> Any:
        try:
            return read()
        except InvalidDocument as error:
            return error.problems

    try:
        after, _ = apply(HOTEL, edit)
    except OperationError:
        return
    assert outcome(lambda: reread_map(after, HOTEL, read_map(HOTEL))) == outcome(lambda: read_map(after))


SETTABLE = [
    (name, field)
    for name, field in [
        ("map", "title"), ("map", "scenario"), ("anna", "name"), ("anna", "needs"),
        ("anna", "empathy.thinks"),
        ("book", "name"), ("book", "emotion.note"), ("book", "emotion.label"), ("arrive", "emotion.note"),
        ("arrive", "emotion.label"), ("queue", "text"), ("web", "channel"), ("why2", "text"),
    ]
]  # fmt: skip


@given(st.sampled_from(SETTABLE), st.sampled_from(SETTABLE))
def test_edits_of_different_fields_meet_in_any_order(one: tuple[str, str], other: tuple[str, str]) -> None:
    assume(one != other)
    mine, theirs = [set_(*one, "mine")], [set_(*other, "theirs")]
    first, back = apply(HOTEL, theirs)
    assert conflicts(mine, back, first) == []
    second, _ = apply(HOTEL, mine)
    assert apply(first, mine)[0] == apply(second, theirs)[0]


@pytest.mark.parametrize(
    ("operation", "code"),
    [
        ("text", "unknown_operation"),
        ({"op": "replace", "value": {}}, "unknown_operation"),
        ({"op": ["set"]}, "unknown_operation"),
        ({"op": "set", "id": 3, "field": "name"}, "malformed_operation"),
        ({"op": "set", "id": "book"}, "malformed_operation"),
        ({"op": "remove", "id": "book", "why": "x"}, "malformed_operation"),
        ({"op": "move", "id": "book", "index": True}, "malformed_operation"),
        ({"op": "move", "id": "book", "parent": ["map"]}, "malformed_operation"),
        ({"op": "add", "parent": "map", "field": "pains", "value": {"text": "x"}}, "missing_id"),
        ({"op": "add", "parent": "map", "field": "pains", "value": "x"}, "missing_id"),
    ],
)
def test_malformed_operations_are_refused_before_anything_else(operation: Any, code: str) -> None:
    with pytest.raises(OperationError) as refusal:
        check([set_("map", "title", "x"), operation])
    assert (refusal.value.code, refusal.value.index) == (code, 1)


def test_too_many_operations_are_refused() -> None:
    with pytest.raises(OperationError, match="too_many_operations"):
        check([set_("map", "title", "x")] * (MAX_OPERATIONS + 1))


def deep_cause(levels: int) -> dict[str, Any]:
    node: dict[str, Any] = {"id": f"d{levels}", "text": "why"}
    return node if levels == 0 else {**node, "children": [deep_cause(levels - 1)]}


@pytest.mark.parametrize(
    ("operation", "code"),
    [
        (set_("nobody", "name", "x"), "unknown_id"),
        (set_("book", "emotoin", 1), "unknown_field"),
        (set_("book", "emotion.colour", 1), "unknown_field"),
        (set_("book", "id", "x"), "not_settable"),
        (set_("map", "format", "cjm/2"), "not_settable"),
        (set_("book", "channels", []), "not_settable"),
        (add("nobody", "pains", {"id": "p"}), "unknown_id"),
        (add("map", "title", {"id": "p"}), "unknown_field"),
        (add("map", "pains", {"id": "book"}), "duplicate_id"),
        (add("map", "pains", {"id": "p", "causes": [{"id": "p"}]}), "duplicate_id"),
        (add("map", "pains", {"id": "p", "causes": [deep_cause(30)]}), "too_deep"),
        (remove("nobody"), "unknown_id"),
        (remove("map"), "not_removable"),
        (remove("stay"), "stage_not_empty"),
        ({"op": "move", "id": "map", "index": 0}, "not_movable"),
        ({"op": "move", "id": "nobody", "index": 0}, "unknown_id"),
        ({"op": "move", "id": "web", "parent": "nobody", "index": 0}, "unknown_id"),
        ({"op": "move", "id": "web", "parent": "arrive", "field": "reactions", "index": 0}, "unknown_field"),
        ({"op": "move", "id": "why1", "parent": "why2", "field": "children", "index": 0}, "inside_itself"),
    ],
)
def test_impossible_operations_name_their_place(operation: dict[str, Any], code: str) -> None:
    with pytest.raises(OperationError) as refusal:
        apply(HOTEL, [set_("map", "title", "x"), operation])
    assert (refusal.value.code, refusal.value.index) == (code, 1)


def test_a_move_cannot_build_what_is_too_deep() -> None:
    start, _ = apply(
        HOTEL, [add("queue", "causes", deep_cause(17)), add("why2", "children", {"id": "a", "text": "a"})]
    )
    with pytest.raises(OperationError, match="too_deep"):
        apply(start, [{"op": "move", "id": "d17", "parent": "a", "field": "children"}])


@pytest.mark.parametrize(
    ("place", "order"),
    [
        ({}, ["before", "stay", "after", "new"]),
        ({"index": 0}, ["new", "before", "stay", "after"]),
        ({"index": 99}, ["before", "stay", "after", "new"]),
        ({"index": -5}, ["new", "before", "stay", "after"]),
        ({"after": "before"}, ["before", "new", "stay", "after"]),
        ({"after": "gone", "index": 1}, ["before", "new", "stay", "after"]),
    ],
)
def test_places_are_forgiving(place: dict[str, Any], order: list[str]) -> None:
    after, _ = apply(HOTEL, [add("map", "stages", {"id": "new", "name": "New"}, **place)])
    assert names(after, "stages") == order


def test_moving_inside_a_list_and_to_another_parent() -> None:
    after, back = apply(HOTEL, [{"op": "move", "id": "after", "index": 0}])
    assert names(after, "stages") == ["after", "before", "stay"]
    assert apply(after, back)[0] == HOTEL
    after, back = apply(
        HOTEL, [{"op": "move", "id": "web", "parent": "arrive", "field": "channels", "index": 0}]
    )
    assert names(after["touchpoints"][1], "channels") == ["web"]
    assert "channels" not in after["touchpoints"][0]
    assert apply(after, back)[0] == HOTEL


def test_removal_takes_the_object_out_of_every_reference_and_comes_back_whole() -> None:
    after, back = apply(HOTEL, [remove("arrive")])
    assert "transitions" not in after
    assert "walkthrough" not in after
    assert "waivers" not in after
    assert "touchpoint" not in after["pains"][0]
    assert "touchpoint" not in after["evidence"][0]
    assert apply(after, back)[0] == HOTEL


def test_removal_reaches_embedded_and_inner_references() -> None:
    after, back = apply(HOTEL, [remove("quote"), remove("book")])
    assert "evidence" not in after["personas"][0]
    assert "channel" not in after["kpis"][0]
    assert after["kpis"][0]["goal"] == "goal"
    assert apply(after, back)[0] == HOTEL
    after, _ = apply(HOTEL, [remove("quote")])
    assert after["touchpoints"][0]["emotion"] == {"score": 1.0}


def test_a_value_may_be_unset_and_a_part_set_as_a_whole() -> None:
    after, back = apply(HOTEL, [{"op": "set", "id": "book", "field": "emotion"}])
    assert "emotion" not in after["touchpoints"][0]
    assert apply(after, back)[0] == HOTEL
    after, back = apply(HOTEL, [set_("arrive", "emotion", {"score": -2, "note": "queue"})])
    assert apply(after, back)[0] == HOTEL
    assert Map.model_validate(after).touchpoints[1].emotion.score == -2


def test_objects_made_in_the_same_edit_can_be_addressed() -> None:
    edit = [
        add("map", "stages", {"id": "s9", "name": "Nine"}),
        add("map", "touchpoints", {"id": "t9", "name": "Nine", "stage": "s9"}),
        set_("t9", "emotion.score", 2),
        remove("t9"),
        remove("s9"),
    ]
    after, back = apply(HOTEL, edit)
    assert after == HOTEL
    assert apply(after, back)[0] == HOTEL


def test_a_restored_document_is_replaced_as_a_whole() -> None:
    other = {"format": "cjm/1", "title": "Other"}
    after, back = apply(HOTEL, [{"op": "replace", "value": other}, set_("map", "market", "ru")])
    assert after == {**other, "market": "ru"}
    assert apply(after, back)[0] == HOTEL


CAUSE = {"id": "new", "text": "New"}


@pytest.mark.parametrize(
    ("theirs", "mine", "expected"),
    [
        ([set_("book", "name", "B")], [set_("book", "name", "M")], [("book", "name", "M", "B", "")]),
        ([set_("book", "name", "B")], [set_("book", "name", "B")], []),
        ([set_("book", "name", "B")], [set_("book", "action", "M")], []),
        ([set_("arrive", "emotion.note", "B")], [set_("arrive", "emotion.score", 1)], []),
        (
            [set_("arrive", "emotion", {"note": "B"})],
            [set_("arrive", "emotion.note", "M")],
            [("arrive", "emotion.note", "M", "B", "")],
        ),
        ([remove("queue")], [set_("queue", "text", "M")], [("queue", "text", "M", None, "theirs")]),
        ([remove("queue")], [set_("why2", "text", "M")], [("why2", "text", "M", None, "theirs")]),
        ([remove("queue")], [add("why1", "children", CAUSE)], [("why1", "children", CAUSE, None, "theirs")]),
        (
            [remove("queue")],
            [{"op": "move", "id": "why1", "index": 0}],
            [("why1", "place", None, None, "theirs")],
        ),
        ([remove("queue")], [remove("queue")], []),
        ([set_("why2", "text", "B")], [remove("queue")], [("why2", "text", None, "B", "mine")]),
        ([add("why1", "children", CAUSE)], [remove("queue")], [("why1", "children", None, CAUSE, "mine")]),
        ([set_("book", "name", "B")], [remove("queue")], []),
        (
            [{"op": "move", "id": "web", "parent": "arrive", "field": "channels"}],
            [{"op": "move", "id": "web", "parent": "book", "field": "channels"}],
            [("web", "place", "book", "arrive", "")],
        ),
        ([{"op": "move", "id": "after", "index": 0}], [{"op": "move", "id": "after", "index": 1}], []),
        (
            [{"op": "replace", "value": {**HOTEL, "title": "B"}}],
            [set_("map", "title", "M")],
            [("map", "title", "M", "B", "")],
        ),
        ([{"op": "replace", "value": {**HOTEL, "title": "B"}}], [set_("map", "market", "M")], []),
        (
            [{"op": "replace", "value": {**HOTEL, "pains": []}}],
            [set_("queue", "text", "M")],
            [("queue", "text", "M", None, "theirs")],
        ),
        (
            [set_("map", "title", "B")],
            [{"op": "replace", "value": HOTEL}],
            [("map", "title", None, "B", "mine")],
        ),
        (
            [{"op": "replace", "value": {**HOTEL, "goals": [{"id": "goal", "statement": "B"}]}}],
            [remove("goal")],
            [("goal", "statement", None, "B", "mine")],
        ),
    ],
)
def test_conflicts_show_both_values(theirs: Any, mine: Any, expected: list[tuple[Any, ...]]) -> None:
    current, back = apply(HOTEL, theirs)
    assert conflicts(mine, back, current) == [FieldConflict(*row) for row in expected]


def test_a_cascade_collides_too() -> None:
    current, back = apply(HOTEL, [remove("quote")])
    mine = [set_("queue", "evidence", ["quote", "other"])]
    assert conflicts(mine, back, current) == [FieldConflict("queue", "evidence", ["quote", "other"], None)]


def test_rebase_drops_what_is_already_gone() -> None:
    current, _ = apply(HOTEL, [remove("queue")])
    new = add("map", "pains", {"id": "p9", "text": "Nine"})
    mine = [remove("queue"), new, remove("p9"), remove("kiosk")]
    assert rebase(mine, current) == [new, remove("p9"), remove("kiosk")]


@pytest.mark.parametrize(("field", "default"), [("emotion.note", ""), ("emotion.evidence", [])])
def test_a_default_leaves_the_plain_map_too(field: str, default: Any) -> None:
    """What is remembered after a save is what the stored text says, not what the operation said."""
    after, _ = apply(HOTEL, [{"op": "set", "id": "book", "field": field, "value": default}])
    document = read_map(after)
    assert replain_map(after, HOTEL, document) == plain_map(write_map(document)) != after
