"""Whose text stands: letter by letter, and what undo brings back belongs to whoever wrote it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.journeys.domain.contribution import Author, Change, contributions
from apps.journeys.domain.operations import Operation, apply
from apps.journeys.domain.problems import read_map

pytestmark = pytest.mark.unit

ANN, BOB = 1, 2
START: dict[str, Any] = {
    "title": "Stay",
    "stages": [{"id": "s", "name": "During"}],
    "touchpoints": [{"id": "t", "stage": "s", "name": "Front desk"}],
}


def set_(name: str, field: str, value: Any) -> Operation:
    return {"op": "set", "id": name, "field": field, "value": value}


def grown(*edits: tuple[Author, list[Operation] | str]) -> dict[Author, tuple[int, int]]:
    """Author → (edits, letters that stand); ``"undo"`` takes back the edit before."""
    plain, log = START, []
    for author, asked in edits:
        operations = log[-1].inverse if isinstance(asked, str) else asked
        plain, inverse = apply(plain, operations)
        log.append(Change(author, operations, inverse))
    return {one.author: (one.edits, one.letters) for one in contributions(read_map(plain), log)}


@pytest.mark.parametrize(
    ("edits", "found"),
    [
        pytest.param([(ANN, [set_("t", "action", "Asks")])], {ANN: (1, 4)}, id="one text"),
        pytest.param([(ANN, [set_("t", "name", "Front desk!")])], {ANN: (1, 1)}, id="the start is nobody's"),
        pytest.param(
            [(ANN, [set_("t", "action", "Asks for key")]), (BOB, [set_("t", "action", "Asks for the key")])],
            {ANN: (1, 12), BOB: (1, 4)},
            id="a word into another's sentence",
        ),
        pytest.param(
            [(ANN, [set_("t", "action", "Asks")]), (BOB, [set_("t", "action", "Waits")])],
            {ANN: (1, 1), BOB: (1, 4)},
            id="another's sentence anew",
        ),
        pytest.param(
            [(ANN, [set_("t", "action", "Asks")]), (BOB, [set_("t", "action", "Waits")]), (BOB, "undo")],
            {ANN: (1, 4), BOB: (2, 0)},
            id="what undo brings back is its writer's",
        ),
        pytest.param(
            [
                (
                    ANN,
                    [{"op": "add", "parent": "map", "field": "pains", "value": {"id": "p", "text": "Queue"}}],
                ),
                (BOB, [{"op": "remove", "id": "p"}]),
                (BOB, "undo"),
            ],
            {ANN: (1, 5), BOB: (2, 0)},
            id="an object that comes back too",
        ),
        pytest.param(
            [(ANN, [set_("t", "action", "Asks")]), (BOB, [{"op": "replace", "value": START}]), (BOB, "undo")],
            {ANN: (1, 4), BOB: (2, 0)},
            id="a whole map that is restored and undone",
        ),
        pytest.param(
            [(ANN, [set_("t", "action", "Asks")]), (BOB, [set_("t", "action", "")])],
            {ANN: (1, 0), BOB: (1, 0)},
            id="what is gone counts no more",
        ),
        pytest.param(
            [(ANN, [set_("t", "emotion.score", 1), set_("map", "kind", "current")])],
            {ANN: (1, 0)},
            id="scores and kinds are no text",
        ),
        pytest.param(
            [(ANN, [set_("t", "emotion", {"score": 1, "note": "Calm"})])], {ANN: (1, 4)}, id="a part at once"
        ),
        pytest.param([(ANN, [set_("t", "emotion.note", "Calm")])], {ANN: (1, 4)}, id="inside a part"),
        pytest.param([(None, [set_("t", "action", "Asks")])], {None: (1, 4)}, id="without an account"),
    ],
)
def test_letters_belong_to_their_writers(
    edits: list[tuple[Author, list[Operation] | str]], found: dict[Author, tuple[int, int]]
) -> None:
    assert grown(*edits) == found


def test_those_with_most_text_come_first() -> None:
    log, plain = [], START
    for author, text in ((ANN, "ab"), (BOB, "abcdef")):
        field = "action" if author == ANN else "thoughts"
        plain, inverse = apply(plain, [set_("t", field, text)])
        log.append(Change(author, [set_("t", field, text)], inverse))
    assert [one.author for one in contributions(read_map(plain), log)] == [BOB, ANN]


@given(st.lists(st.tuples(st.sampled_from([ANN, BOB, None]), st.text("abc", max_size=6)), max_size=12))
def test_every_letter_is_counted_once(edits: list[tuple[Author, str]]) -> None:
    found = grown(*[(author, [set_("t", "action", text)]) for author, text in edits])
    assert sum(letters for _edits, letters in found.values()) == len(edits[-1][1] if edits else "")
    assert sum(count for count, _letters in found.values()) == len(edits)
