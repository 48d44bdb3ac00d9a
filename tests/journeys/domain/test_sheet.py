"""A map as tables and back: nothing that a table can hold is lost."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.common.spreadsheets import read_table, read_tables, write_csv, write_xlsx
from apps.journeys.domain.document import ROOT_ID, Map
from apps.journeys.domain.formats.sheet import write_rows, write_sheets
from apps.journeys.domain.formats.sheet_cells import SCALES, CellFault, Scale, guess_scale, read_feeling
from apps.journeys.domain.formats.sheet_columns import fold, lines_of, one_line
from apps.journeys.domain.formats.sheet_guess import clean_columns, guess_columns, guess_head
from apps.journeys.domain.formats.sheet_merging import operations_for
from apps.journeys.domain.formats.sheet_parts import Asked, Draft
from apps.journeys.domain.formats.sheet_reading import read_sheets
from apps.journeys.domain.operations import apply
from apps.journeys.domain.problems import plain_map, read_map, write_map
from apps.journeys.sheet_words import sheet_words
from tests.factories.maps import big_map, small_map
from tests.journeys.domain.documents import HOTEL

pytestmark = pytest.mark.unit
Rows = tuple[tuple[str, ...], ...]


def draft_of(*lines: str, scale: str = "own", taken: frozenset[str] = frozenset()) -> Draft:
    """Of a table whose cells are divided by |, a line of a cell by /."""
    width = max(line.count("|") for line in lines)
    rows = [(line + "|" * (width - line.count("|"))).replace("/", "\n").split("|") for line in lines]
    words = sheet_words()
    head = guess_head(rows, words)
    columns = guess_columns(rows, head, words)
    return read_sheets(
        Asked({"T": rows}, "T", head, columns, Scale(*SCALES[scale]), title="T", taken=taken), words
    )


def document_of(*lines: str, scale: str = "own") -> Map:
    draft = draft_of(*lines, scale=scale)
    assert draft.problems == ()
    assert draft.document is not None
    return draft.document


def faults_of(*lines: str, scale: str = "own") -> list[tuple[int, int, str]]:
    draft = draft_of(*lines, scale=scale)
    assert draft.document is None
    return [(problem.place.row, problem.place.column, problem.code) for problem in draft.problems]


def through_xlsx(document: Map) -> Draft:
    words = sheet_words()
    sheets = {t.sheet: t.rows for t in read_tables(write_xlsx(write_sheets(document, words)), name="x.xlsx")}
    first = next(iter(sheets))
    head = guess_head(sheets[first], words)
    return read_sheets(Asked(sheets, first, head, guess_columns(sheets[first], head, words)), words)


def through_csv(document: Map) -> Draft:
    words = sheet_words()
    rows = read_table(write_csv(write_rows(document, words)), name="x.csv", encoding="utf-8").rows
    return read_sheets(Asked({"": rows}, "", 0, guess_columns(rows, 0, words), title=document.title), words)


def in_order(document: Map) -> dict[str, Any]:
    """Touchpoints by their stages: in a table they stand in the order of the journey."""
    plain = document.model_dump()
    plain["touchpoints"] = [touchpoint.model_dump() for touchpoint in document.touchpoints_in_order()]
    return plain


TEXT = st.text(
    st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("\n\t=-+@'_x0041_#,;\""), max_size=25
)
NAME = TEXT.map(str.strip).filter(bool)
LINE = NAME.filter(lambda text: not any(line.startswith(" ") for line in text.split("\n")))
GRADE = st.none() | st.integers(1, 5)
NUMBER = st.none() | st.floats(allow_nan=False, allow_infinity=False)
PLACE = st.sampled_from(["book", "arrive", None])
TOUCHPOINT = st.fixed_dictionaries(
    {"name": NAME},
    optional={
        "action": TEXT, "thoughts": TEXT, "expectation": TEXT, "owner": TEXT,
        "category": st.sampled_from(["staff", "other"]), "status": st.sampled_from(["in_use", "to_retire"]),
        "frequency": GRADE, "wow_tasks": st.just(["loyalty", "tells_friends"]), "weak_link": st.booleans(),
        "emotion": st.fixed_dictionaries({}, optional={
            "score": st.none() | st.floats(-2, 2), "label": TEXT, "note": TEXT, "original": NUMBER}),
        "not_relevant": st.just([{"lane": "pains", "reason": "Nobody\nasked: yet"}]),
        "channels": st.lists(st.fixed_dictionaries({"channel": LINE}, optional={
            "primary": st.booleans(), "visits": st.none() | st.integers(0, 10**12),
            "goal_value": st.none() | st.floats(-2, 2), "purpose": st.sampled_from(["proof", "service"])}), max_size=3),
        "reactions": st.lists(st.fixed_dictionaries(
            {"polarity": st.sampled_from(["positive", "neutral", "negative"]), "text": LINE},
            optional={"share": st.none() | st.floats(0, 100)}), max_size=3),
    },
)  # fmt: skip


@st.composite
def documents(draw: st.DrawFn) -> Map:
    """Around the hotel of the tests, with texts that look like formulas, escapes and lists."""
    counter = iter(range(10_000))

    def named(node: dict[str, Any]) -> dict[str, Any]:
        inner = {key: [named(each) for each in node[key]] for key in ("channels", "reactions") if key in node}
        return {"id": f"g{next(counter)}", **node, **inner}

    more = [
        named(node) | {"stage": draw(st.sampled_from(["before", "stay"]))}
        for node in draw(st.lists(TOUCHPOINT, max_size=3))
    ]
    pain = st.fixed_dictionaries({"text": LINE, "touchpoint": PLACE}, optional={"severity": GRADE})
    risk = st.fixed_dictionaries(
        {"text": LINE, "touchpoint": PLACE}, optional={"probability": GRADE, "response": LINE}
    )
    return read_map(
        {
            **HOTEL,
            "title": draw(NAME),
            "scenario": draw(TEXT),
            "touchpoints": [*HOTEL["touchpoints"], *more],
            "pains": [*HOTEL["pains"], *map(named, draw(st.lists(pain, max_size=3)))],
            "risks": [named(node) for node in draw(st.lists(risk, max_size=2))],
            "stages": [*HOTEL["stages"], {"id": "s9", "name": draw(NAME), "customer_goal": draw(TEXT)}],
        }
    )


def same(left: Any, right: Any) -> bool:
    """A text of nothing but spaces is an empty cell, and the ends of a line in a list are cut."""
    if isinstance(left, dict):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    if isinstance(left, list | tuple):
        return len(left) == len(right) and all(map(same, left, right))
    return bool(left == right or (isinstance(left, str) and not left.strip() and not right.strip()))


@given(documents())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_workbook_loses_nothing(document: Map) -> None:
    draft = through_xlsx(document)
    assert draft.problems == ()
    assert draft.document is not None
    assert same(in_order(document), in_order(draft.document))


@given(documents())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_csv_loses_nothing_that_its_rows_hold(document: Map) -> None:
    draft = through_csv(document)
    assert draft.problems == ()
    assert draft.document is not None
    assert write_rows(draft.document, sheet_words()) == write_rows(document, sheet_words())


@pytest.mark.slow
@given(documents())
@settings(max_examples=1_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_thousand_workbooks_lose_nothing(document: Map) -> None:
    draft = through_xlsx(document)
    assert draft.document is not None
    assert same(in_order(document), in_order(draft.document))


@pytest.mark.parametrize("plain", [HOTEL, small_map(), big_map(40)], ids=["hotel", "small", "big"])
def test_known_maps_come_back_whole(plain: dict[str, Any]) -> None:
    document = read_map(plain)
    draft = through_xlsx(document)
    assert draft.document is not None
    assert in_order(draft.document) == in_order(document)


@given(st.lists(LINE.map(str.strip)))
def test_entries_of_a_cell_are_told_apart(entries: list[str]) -> None:
    assert lines_of("\n".join(map(one_line, entries))) == entries


def test_a_table_made_by_hand_becomes_a_map() -> None:
    document = document_of(
        "Our hotel",
        "Phase|Touch point|Emotion|Channels|Channels: Purpose|Pain points|Evidence|Stakeholders|Weak link",
        "Before|Site|Pleased|Web/App|Service|||Clerk|",
        "|Call|−1,5|Phone||Slow/Rude|“Hm”|clerk/Clerk|yes",
        "||||||||",
        "Stay|||||||| ",
        "After|Letter|0||||||no",
    )
    assert [stage.name for stage in document.stages] == ["Before", "Stay", "After"]
    site, call, letter = document.touchpoints
    assert (site.emotion.score, call.emotion.score, letter.emotion.score) == (1, -1.5, 0)
    assert [(channel.channel, channel.purpose) for channel in site.channels] == [
        ("Web", "service"),
        ("App", None),
    ]
    assert [(pain.text, pain.touchpoint) for pain in document.pains] == [("Slow", call.id), ("Rude", call.id)]
    assert document.evidence[0].kind == "quote"
    assert [person.name for person in document.stakeholders] == ["Clerk", "clerk"]
    assert (call.weak_link, letter.weak_link) == (True, False)


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (("Stage|Touchpoint|Emotion", "A|B|soso"), (2, 3, "not_a_feeling")),
        (("Stage|Touchpoint|Emotion", "A|B|5"), (2, 3, "out_of_scale")),
        (("Stage|Touchpoint|Emotion", "A|B|#REF!"), (2, 3, "error_cell")),
        (("Stage|Touchpoint|Action", "A|B|#NAME?"), (2, 3, "error_cell")),
        (("Stage|Touchpoint|Action", "A||walks"), (2, 2, "required")),
        (("Stage|Touchpoint", "|B"), (2, 1, "required")),
        (("Stage|Touchpoint|Status", "A|B|gone"), (2, 3, "unknown_value")),
        (("Stage|Touchpoint|Weak link", "A|B|perhaps"), (2, 3, "unknown_value")),
        (("Stage|Touchpoint|Frequency", "A|B|9"), (2, 3, "out_of_range")),
        (("Stage|Touchpoint|Frequency", "A|B|2.5"), (2, 3, "not_a_integer")),
        (("Stage|Touchpoint|Action", "A|B|\x00"), (2, 3, "control_character")),
        (("Stage|Touchpoint|Owner", "A|B|" + "x" * 301), (2, 3, "too_long")),
        (("ID|Stage|Touchpoint", "t1|A|B", "t1|A|C"), (3, 0, "duplicate_id")),
        (("ID|Stage|Touchpoint", "t 1|A|B"), (2, 0, "malformed")),
        (("Stage|Touchpoint|Not relevant", "A|B|pains"), (2, 3, "lane_reason")),
        (("Stage|Touchpoint|Not relevant", "A|B|dreams: no"), (2, 3, "unknown_value")),
        (("Stage|Touchpoint|Changes|Changes: Due", "A|B|New|soon"), (2, 4, "not_a_day")),
        (("Stage|Touchpoint|Changes|Changes: Due", "A|B|New|2026-02-30"), (2, 4, "not_a_day")),
        (("Stage|Touchpoint|Changes|Changes: Cost", "A|B|New|much"), (2, 4, "not_a_number")),
        (("Stage|Touchpoint|Pains|Pains: Severity", "A|B||3"), (2, 3, "required")),
        (("Stage|Touchpoint|Channels|Channels: Goal value", "A|B|Web|9"), (2, 4, "out_of_scale")),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_at_its_cell(lines: tuple[str, ...], found: tuple[int, int, str]) -> None:
    assert faults_of(*lines) == [found]


def test_more_touchpoints_than_a_map_holds_are_refused() -> None:
    found = faults_of("Stage|Touchpoint", *(f"A|T{n}" for n in range(201)))
    assert found == [(0, 0, "too_many")]


@pytest.mark.parametrize(
    ("texts", "scale"),
    [
        (["-2", "2"], "own"), (["1", "5"], "1-5"), (["0", "10"], "0-10"), (["1", "7"], "1-7"), (["1", "9"], "1-10"),
        (["0", "80"], "0-100"), (["-3", "1"], "3"), (["-5", "5"], "5"), (["-9", "9"], "10"), (["-70"], "100"),
        (["1000"], "own"), (["Pleased"], "own"), ([], "own"),
    ],
)  # fmt: skip
def test_the_scale_is_guessed_from_the_values(texts: list[str], scale: str) -> None:
    assert guess_scale(texts) == scale


@pytest.mark.parametrize("name", SCALES)
def test_scales_move_in_proportion(name: str) -> None:
    low, high = SCALES[name]
    scale = Scale(low, high)
    assert [scale.moved(value) for value in (low, (low + high) / 2, high)] == [-2, 0, 2]
    with pytest.raises(CellFault):
        scale.moved(high + 0.1)
    assert read_feeling("frustrated", scale, sheet_words()) == -2


def test_the_number_of_another_scale_is_kept() -> None:
    moved = document_of("Stage|Touchpoint|Emotion", "A|B|4", "A|C|uneasy", scale="1-5")
    assert [(t.emotion.score, t.emotion.original) for t in moved.touchpoints] == [(1, 4), (-1, None)]
    own = document_of("Stage|Touchpoint|Emotion", "A|B|1")
    assert [(t.emotion.score, t.emotion.original) for t in own.touchpoints] == [(1, None)]


def test_without_stages_there_is_one() -> None:
    document = document_of("Touchpoint|Action", "Site|looks", "Desk|waits")
    assert [stage.name for stage in document.stages] == ["Journey"]


def test_columns_that_a_form_sends_are_looked_at() -> None:
    sent = {"0": "touchpoints.name", "1": "touchpoints.name", "2": "map.title", "x": "pains", "9": "pains"}
    assert clean_columns(sent, 5) == {0: "touchpoints.name"}


def test_rows_come_on_top_of_a_map() -> None:
    plain = plain_map(write_map(read_map(HOTEL)))
    taken = frozenset({ROOT_ID, *(node.id for node in read_map(HOTEL).nodes())})
    lines = ("Stage|Touchpoint|Pains|Stakeholders", "stay|Lift|Stuck|FRONT DESK/Porter", "Home|Taxi||")
    draft = draft_of(*lines, taken=taken)
    changed, undo = apply(plain, operations_for(draft.plain, plain))
    document = read_map(changed)
    assert [stage.name for stage in document.stages] == ["Before", "Stay", "After", "Home"]
    lift = next(touchpoint for touchpoint in document.touchpoints if touchpoint.name == "Lift")
    porter = document.stakeholders[-1]
    assert (lift.stage, lift.stakeholders, porter.name) == ("stay", ("desk", porter.id), "Porter")
    assert (document.pains[-1].text, document.pains[-1].touchpoint) == ("Stuck", lift.id)
    assert apply(changed, undo)[0] == plain


def test_a_sheet_beside_may_refer_to_nothing_that_is_not_there() -> None:
    words = sheet_words()
    sheets = {
        "Touchpoints": [["Stage", "Touchpoint"], ["A", "B"]],
        "Opportunities": [["Text", "Touchpoint", "Pains"], ["Kiosk", "Nowhere", "p9"]],
        "Readings": [["Belongs to", "Value"], ["B", "1"]],
        "Notes of mine": [["x"]],
    }
    draft = read_sheets(
        Asked(sheets, "Touchpoints", 0, {0: "stages.name", 1: "touchpoints.name"}, title="T"), words
    )
    assert [(p.place.sheet, p.place.row, p.place.column, p.code) for p in draft.problems] == [
        ("Readings", 2, 1, "unknown_reference"),
        ("Opportunities", 2, 2, "unknown_reference"),
        ("Opportunities", 2, 3, "unknown_reference"),
    ]


def test_an_entry_in_a_row_that_its_sheet_does_not_have_is_added() -> None:
    words = sheet_words()
    sheets = {
        "Touchpoints": [["ID", "Stage", "Touchpoint", "Pains"], ["t1", "A", "B", "Queue\nNoise"]],
        "Pains": [
            ["ID", "Text", "Touchpoint", "Severity"],
            ["p1", "Queue", "B", "4"],
            ["p2", "Queue", "", "1"],
        ],
    }
    columns = guess_columns(sheets["Touchpoints"], 0, words)
    draft = read_sheets(Asked(sheets, "Touchpoints", 0, columns, title="T"), words)
    assert draft.document is not None
    assert [(pain.text, pain.severity, pain.touchpoint) for pain in draft.document.pains] == [
        ("Queue", 4, "t1"),
        ("Queue", 1, None),
        ("Noise", None, "t1"),
    ]


def test_a_cell_never_grows_beyond_what_programs_hold() -> None:
    pains = [{"id": f"p{n}", "text": f"{n} {'x' * 290}", "touchpoint": "book"} for n in range(200)]
    document = read_map({**HOTEL, "pains": pains})
    assert max(len(cell) for row in write_rows(document, sheet_words()) for cell in row) < 32_767
    draft = through_xlsx(document)
    assert draft.document is not None
    assert len(draft.document.pains) == 200


def test_words_are_one_for_each_thing() -> None:
    words = sheet_words()
    for named in (words.columns, words.sheets, *words.fields.values(), *words.values.values()):
        folded = [fold(word) for word in named.values()]
        assert all(folded)
        assert len(set(folded)) == len(folded)
