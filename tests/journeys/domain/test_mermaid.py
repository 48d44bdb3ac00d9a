"""Mermaid journeys: what is written, what is read, and what is refused with its line."""

from __future__ import annotations

import re
import string
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.journeys.domain.document import Map
from apps.journeys.domain.formats.mermaid import write_journey
from apps.journeys.domain.formats.mermaid_reading import looks_like_journey, read_journey
from apps.journeys.domain.problems import InvalidDocument, read_map
from tests.factories.maps import Document, big_map, small_map, typed

pytestmark = pytest.mark.unit

# The signs of Mermaid's own grammar, as its lexer of journeys has them.
KEYWORD = re.compile(r"%|journey\b|title\s|section\s|acctitle\s*:|accdescr\s*[:{]", re.IGNORECASE)
TASK = re.compile(r"    ([^#:\n;]+): ([0-9.]+)(: [^#:\n;]+)?")
NAMES = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12) | st.sampled_from(
    [
        *(
            "journey planner",
            "Title page",
            "section 2",
            "accTitle",
            "accDescr {",
            "%% gone",
            "a%%%b",
            "x:y;z#",
            "#1",
        ),
        *(
            string.punctuation,
            "Оплата: наличными",
            "付款：现金",
            "😀👍🏽",
            "a\nb\r\nc",
            "\ufeff",
            "}%%",
            "%%{init}%%",
        ),
    ]
)


def read(text: str, **change: str) -> Map:
    return read_map(read_journey(text, **({"title": "No title", "stage": "Stage"} | change)))


def refused(text: str) -> list[tuple[str, int]]:
    with pytest.raises(InvalidDocument) as refusal:
        read(text)
    return [(problem.code, problem.params["line"]) for problem in refusal.value.problems]


def test_stages_are_sections_and_touchpoints_are_tasks() -> None:
    document = small_map() | {"stakeholders": [{"id": "k", "name": "Courier"}]}
    document["touchpoints"][4]["stakeholders"] = ["k"]
    lines = write_journey(typed(document)).splitlines()
    assert lines[:4] == [
        "journey",
        "    title Buying a coffee machine online",
        "    section Awareness",
        "    Social post: 4: Lin 34",
    ]
    assert "    Checkout: 1: Lin 34" in lines
    assert "    Delivery: 2: Lin 34, Courier" in lines


def test_half_scores_stay_and_no_score_stands_in_the_middle() -> None:
    document = small_map() | {"personas": []}
    document["touchpoints"][0]["emotion"]["score"] = -1.5
    document["touchpoints"][1]["emotion"] = {}
    text = write_journey(typed(document))
    assert "    Social post: 1.5\n" in text
    assert "    Product page: 3\n" in text


@settings(max_examples=300, deadline=None)
@given(st.lists(NAMES, min_size=5, max_size=5), st.floats(-2, 2).map(lambda score: round(score, 2)))
def test_no_text_breaks_the_diagram(names: list[str], score: float) -> None:
    title, stage, first, second, person = names
    document = typed(
        {
            "title": title,
            "personas": [{"id": "p", "name": person}],
            "stages": [{"id": "s", "name": stage}],
            "touchpoints": [
                {"id": "t1", "stage": "s", "name": first, "emotion": {"score": score}},
                {"id": "t2", "stage": "s", "name": second},
            ],
        }
    )
    head, titled, section, *tasks = write_journey(document).split("\n")[:-1]
    assert head == "journey"
    assert re.fullmatch(r"    title [^#\n;]+", titled)
    assert re.fullmatch(r"    section [^#:\n;]+", section)
    assert len(tasks) == 2
    for task in tasks:
        assert TASK.fullmatch(task), task
        assert not KEYWORD.match(task.strip()), task
    assert "%%" not in "".join(tasks)


@settings(max_examples=150, deadline=None)
@given(st.lists(NAMES, min_size=3, max_size=3))
def test_what_was_written_is_read_again(names: list[str]) -> None:
    document = typed(
        {
            "title": names[0],
            "personas": [{"id": "p", "name": "Lin"}],
            "stages": [{"id": "s", "name": "Buy"}, {"id": "e", "name": "Empty"}],
            "touchpoints": [
                {"id": "t1", "stage": "s", "name": names[1], "emotion": {"score": 1}},
                {"id": "t2", "stage": "s", "name": names[2], "emotion": {"score": -2}},
            ],
        }
    )
    text = write_journey(document)
    again = read(text)
    assert write_journey(again) == text
    assert [stage.name for stage in again.stages] == ["Buy", "Empty"]
    assert [point.emotion.score for point in again.touchpoints] == [1, -2]


def test_a_large_map_keeps_its_order() -> None:
    again = read(write_journey(typed(big_map(200))))
    assert [point.name for point in again.touchpoints] == [f"Touchpoint {n}" for n in range(200)]


TOLERATED = """---
config:
  theme: dark
---
%%{init: {
  'theme': 'dark'
}}%%
%% a remark
JOURNEY
  accTitle: For screen readers
  accDescr {
    A day
    at work
  }
# another remark
Wake up: 2
\tsection Go to work
Make tea: 5: Me
  Go upstairs: 3.5: Me, Cat , Me
section Empty
"""


def test_all_that_mermaid_takes_is_taken() -> None:
    document = read(TOLERATED)
    assert (document.title, document.scenario) == ("For screen readers", "A day at work")
    assert [stage.name for stage in document.stages] == ["Stage", "Go to work", "Empty"]
    assert [point.name for point in document.touchpoints] == ["Wake up", "Make tea", "Go upstairs"]
    assert [point.emotion.score for point in document.touchpoints] == [-1, 2, 0.5]
    assert [point.emotion.original for point in document.touchpoints] == [2, 5, 3.5]
    assert document.owner is not None
    assert document.owner.name == "Me"
    assert [person.name for person in document.stakeholders] == ["Cat"]
    assert document.touchpoints[2].stakeholders == (document.stakeholders[0].id,)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_the_diagram_of_a_markdown_file_is_found(newline: str) -> None:
    text = "# Notes\n\n```mermaid\ngraph TD\n  a-->b\n```\n\n~~~mermaid\njourney\ntitle Day\nWork: 1: Me\n~~~\nend"
    assert read(text.replace("\n", newline)).touchpoints[0].name == "Work"
    assert refused(text.replace("Work: 1", "Work: 7").replace("\n", newline)) == [("score_out_of_range", 11)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [("no_journey", 1)]),
        ("graph TD\na-->b", [("no_journey", 1)]),
        ("%% x\n\njourneys\n", [("no_journey", 3)]),
        ("# Notes\n```mermaid\npie\n```\n", [("no_journey", 3)]),
        ("journey\nMake tea", [("not_a_task", 2)]),
        ("journey\n: 5: Me", [("not_a_task", 2)]),
        ("journey\na; b: 5", [("not_a_task", 2)]),
        ("journey\nMake tea: : Me", [("no_score", 2)]),
        ("journey\nMake tea: five: Me", [("no_score", 2)]),
        ("journey\nMake tea: 3,5: Me", [("no_score", 2)]),
        ("journey\nMake tea: ５: Me", [("no_score", 2)]),
        ("journey\nTea: 0\n%% x\nTea: 5.1\nTea: -3", [("score_out_of_range", n) for n in (2, 4, 5)]),
        ("journey\naccDescr {\nno end", [("brace_not_closed", 2)]),
        ("journey\n%%{init\nTea: 5", [("not_a_task", 2)]),
        (f"journey\n{'x' * 301}: 5", [("line_too_long", 2)]),
        (f"journey\ntitle {'x' * 301}", [("line_too_long", 2)]),
        (f"journey\nsection {'x' * 301}", [("line_too_long", 2)]),
        (f"journey\nTea: 5: {'x' * 301}", [("line_too_long", 2)]),
        ("journey\nTe\x07a: 5", [("line_control_character", 2)]),
        ("journey\n" + "section a\n" * 31, [("too_many_sections", 32)]),
        ("journey\n" + "Tea: 5\n" * 201, [("too_many_tasks", 202)]),
        ("journey\nTea\nTea: 9\nsection ok\nTea: x", [("not_a_task", 2), ("score_out_of_range", 3), ("no_score", 5)]),
    ],
)  # fmt: skip
def test_every_fault_is_named_with_its_line(text: str, expected: list[tuple[str, int]]) -> None:
    assert refused(text) == expected


def test_no_more_faults_are_told_than_anybody_reads() -> None:
    assert len(refused("journey\n" + "Tea\n" * 5000)) == 100


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("journey\n", True),
        ("  %% x\n  Journey\n", True),
        ("```mermaid\njourney\n```", True),
        ('\ufeff {"title": "a\\njourney"}', False),
        ("[\njourney\n]", False),
        ("my journey", False),
        ("", False),
    ],
)
def test_a_journey_is_told_from_other_texts(text: str, expected: Any) -> None:
    assert looks_like_journey(text) is expected


def test_defaults_fill_in_for_a_missing_title_and_section() -> None:
    plain: Document = read_journey("journey\nTea: 3", title="Untitled", stage="Step")
    assert (plain["title"], plain["stages"][0]["name"], plain["personas"]) == ("Untitled", "Step", [])
