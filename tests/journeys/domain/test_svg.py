"""The picture: valid XML, the same every time, nothing lost and nothing let through."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.journeys.domain.document import Lane, Purpose
from apps.journeys.domain.formats.svg import Words, draw_svg
from apps.journeys.domain.formats.themes import THEMES
from tests.factories.maps import Document, big_map, small_map, typed

pytestmark = pytest.mark.unit

NS = "{http://www.w3.org/2000/svg}"
WORDS = Words(
    stage="Stage",
    touchpoint="Touchpoint",
    lines={
        "interaction": "Line of interaction",
        "visibility": "Line of visibility",
        "internal_interaction": "Line of internal interaction",
    },
    assumption="Assumption",
    not_relevant="Not relevant",
    marks={"wow": "Wow", "pain": "Pain", "weak": "Weak link"},
    moods={-2: "Frustrated", -1: "Uneasy", 0: "Neutral", 1: "Pleased", 2: "Delighted"},
    lanes={lane: lane.value.title() for lane in Lane},
    keyed="{name}: {value}",
    keys={f"purpose.{purpose}": f"For {purpose}" for purpose in Purpose},
    reactions=("Positive", "Neutral", "Negative"),
)


def draw(document: Document, theme: str = "light") -> ET.Element:
    return ET.fromstring(draw_svg(typed(document), words=WORDS, theme=theme))


def texts(root: ET.Element) -> list[str]:
    return [element.text or "" for element in root.iter(f"{NS}text")]


def rich() -> Document:
    document = small_map() | {
        "lanes": ["action", "purpose", "gap", "emotion", "evidence", "reactions", "pains", "backstage"],
        "pains": [{"id": f"p{n}", "touchpoint": "t3", "text": f"Fee {n}"} for n in range(2)],
        "evidence": [
            {"id": "e1", "kind": "assumption", "text": "Maybe", "touchpoint": "t0"},
            {"id": "e2", "kind": "quote", "text": "So late", "source": "Interview 3", "touchpoint": "t3"},
        ],
        "backstage": [{"id": "b", "layer": "backstage", "text": "Team answers", "touchpoint": "t2"}],
        "transitions": [
            {"id": "l1", "source": "t5", "target": "t2", "kind": "loop", "condition": "Broken", "share": 12},
            {"id": "l2", "source": "t4", "target": "t4", "kind": "loop"},
            {"id": "l3", "source": "t4", "kind": "exit"},
        ],
    }
    channel = {"id": "c", "channel": "Web", "purpose": "proof", "goal_value": 1, "experience_value": -1}
    document["touchpoints"][3] |= {
        "weak_link": True,
        "wow_tasks": ["loyalty"],
        "channels": [channel],
        "reactions": [{"id": "r", "polarity": "negative", "text": "x"}],
    }
    document["touchpoints"][0]["not_relevant"] = [{"lane": "gap", "reason": "Free"}]
    document["touchpoints"][1]["emotion"] = {}
    return document


def test_what_it_says() -> None:
    shown = texts(draw(rich()))
    for text in (
        "Buying a coffee machine online", "Lin, 34 · First espresso machine", "3 Purchase", "Checkout",
        "Web: For proof",
        "Web −2", "“Maybe”", "Assumption", "“So late”", "Interview 3", "+ 0   = 0   − 1", "Fee 0", "Fee 1", "Wow",
        "Pain 2", "Weak link", "Line of visibility", "Team answers", "Broken · 12 %", "Not relevant: Free", "Delighted",
        "− Negative", "—",
    ):  # fmt: skip
        assert text in shown, text


def test_a_blueprint_has_three_lines() -> None:
    shown = texts(draw(small_map() | {"kind": "blueprint"}))
    order = (
        "Action", "Line of interaction", "Frontstage", "Line of visibility", "Backstage",
        "Line of internal interaction", "Support",
    )  # fmt: skip
    assert [text for text in shown if text in order] == list(order)
    assert "Line of interaction" not in texts(draw(rich()))


def test_reactions_are_explained_only_where_they_stand() -> None:
    assert "− Negative" not in texts(draw(small_map() | {"lanes": ["emotion"]}))


def test_it_is_the_same_every_time() -> None:
    assert draw_svg(typed(rich()), words=WORDS) == draw_svg(typed(rich()), words=WORDS)


@pytest.mark.parametrize("theme", THEMES)
def test_themes(theme: str) -> None:
    root = draw(rich(), theme)
    used = set(re.findall(r"#[0-9A-F]{6}", ET.tostring(root, encoding="unicode")))
    assert THEMES[theme].surface in used
    others = {THEMES[name].surface for name in THEMES} - {THEMES[theme].surface}
    assert root.find(f"{NS}rect").get("fill") not in others  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "document",
    [
        pytest.param({"title": "x"}, id="nothing but a title"),
        pytest.param({"title": "x", "stages": [{"id": "a", "name": "A"}]}, id="an empty stage"),
        pytest.param(big_map(), id="a large map"),
        pytest.param({"title": "y" * 300}, id="a long title"),
    ],
)
def test_any_map_is_a_picture(document: Document) -> None:
    root = draw(document)
    assert root.get("viewBox") == f"0 0 {root.get('width')} {root.get('height')}"


def test_text_is_escaped() -> None:
    document = small_map() | {"title": '</title><script>alert(1)</script> & "x"'}
    document["touchpoints"][0]["name"] = "</text><script>"
    root = draw(document)
    assert not list(root.iter(f"{NS}script"))
    assert root.get("aria-label") == document["title"]
    assert "</text><script>" in texts(root)


@given(
    st.text(max_size=40).filter(lambda text: text.isprintable())
    | st.sampled_from(["\ufffe", "\uffff", "a\tb\nc"])
)
def test_every_character_gives_valid_xml(text: str) -> None:
    document: dict[str, Any] = small_map()
    document["touchpoints"][0] |= {"name": f"x{text}", "action": text}
    draw(document | {"title": f"x{text}"})


def test_right_to_left_text_stands_on_the_right() -> None:
    document = small_map()
    document["touchpoints"][0]["action"] = "يقارن السعر"
    found = [element for element in draw(document).iter(f"{NS}text") if element.get("direction") == "rtl"]
    assert [(element.text, element.get("x")) for element in found] == [("يقارن السعر", "138")]


def test_an_empty_stage_moves_the_curve_and_the_faces() -> None:
    document = small_map()
    document["stages"].insert(0, {"id": "new", "name": "Before"})
    before, after = (draw_svg(typed(item), words=WORDS) for item in (small_map(), document))
    assert 'd="M226.0 ' in before
    assert 'd="M382.0 ' in after
    faces = [re.findall(r"translate\(([\d.]+) [\d.]+\) scale\(1\)", text) for text in (before, after)]
    assert [float(x) + 156 for x in faces[0]] == [float(x) for x in faces[1]]


def test_rows_grow_with_their_text() -> None:
    long = small_map()
    long["touchpoints"][0]["action"] = "word " * 60
    assert float(draw(long).get("height", 0)) > float(draw(small_map()).get("height", 0)) + 90


def test_marks_stay_inside_their_row() -> None:
    document = small_map() | {"lanes": ["emotion"], "pains": [{"id": "p", "touchpoint": "t3", "text": "x"}]}
    flat = float(draw(document).get("height", 0))
    document["touchpoints"][3]["weak_link"] = True
    assert float(draw(document).get("height", 0)) > flat
