"""The summary in Markdown: what stands in it, and that no text of an author is more than text."""

from __future__ import annotations

import string
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from apps.journeys.domain.formats.markdown import MarkdownWords, escaped, write_markdown
from tests.factories.maps import big_map, small_map, typed

pytestmark = pytest.mark.unit


class Named(dict[str, str]):
    """A word for every key."""

    def __missing__(self, key: str) -> str:
        return key.capitalize()


WORDS = MarkdownWords(
    labels=Named(),
    moods={-2: "Frustrated", -1: "Uneasy", 0: "Neutral", 1: "Pleased", 2: "Delighted"},
    moments={"before": "Before", "during": "During", "after": "After"},
    states={"proposed": "Proposed", "live": "Live"},
    kind="Current state",
    pair="{name}: {value}",
)
TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=25).filter(
    lambda text: bool(text.strip())
) | st.sampled_from(
    [
        *(
            "# x",
            "- x",
            "+ x",
            "1. x",
            "12) x",
            "===",
            "---",
            "```",
            "~~~",
            "    code",
            "> x",
            "| a | b |",
            "a\\|b",
        ),
        *(
            "\\",
            "a\\",
            "<script>alert(1)</script>",
            "<!-- x",
            "&lt;b&gt;",
            "&#35; x",
            "[a](javascript:x)",
            "![a](b)",
        ),
        *(
            "**b**",
            "_b_",
            "`c`",
            "a\n# b",
            "a\n\n- b",
            "[x]: /y",
            "<http://a.b>",
            "*",
            "~~s~~",
            "$$x$$",
            ": x",
        ),
        *("x #", "C# ##"),
        string.punctuation,
    ]
)


def parsed(text: str) -> list[Token]:
    return MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(text)


def inline(tokens: list[Token]) -> list[str]:
    return ["".join(c.content for c in t.children or []) for t in tokens if t.type == "inline"]


def plain(text: str) -> str:
    return " ".join(text.split())


@settings(max_examples=500, deadline=None)
@given(TEXTS)
@pytest.mark.parametrize(
    "frame", ["# {}", "{}", "- {}", "| a | {} |\n| --- | --- |\n| b | {} |", "- a\n  - {}"]
)
def test_a_text_is_itself_and_nothing_else(frame: str, text: str) -> None:
    tokens = parsed(frame.replace("{}", escaped(text)) + "\n")
    expected = [token.type for token in parsed(frame.replace("{}", "x") + "\n")]
    assert [token.type for token in tokens] == expected
    for token in tokens:
        assert {child.type for child in token.children or []} <= {"text", "text_special"}
    assert plain(text) in inline(tokens)


def hostile(text: str) -> dict[str, Any]:
    cause = {"id": "c", "text": text, "children": [{"id": "c2", "text": text}]}
    return {
        "title": text,
        "scenario": text,
        "scope_start": text,
        "personas": [{"id": "p", "name": text, "role": text, "quote": text}],
        "goals": [{"id": "g", "statement": text, "metric": text, "baseline": 1, "target": 2, "unit": "%"}],
        "stages": [{"id": "s", "name": text}],
        "touchpoints": [
            {
                "id": "t",
                "stage": "s",
                "name": text,
                "action": text,
                "channels": [{"id": "ch", "channel": text}],
                "emotion": {"score": -2, "label": text, "note": text},
                "weak_link": True,
                "weak_link_reason": text,
            }
        ],
        "pains": [{"id": "pa", "text": text, "touchpoint": "t", "causes": [cause]}],
        "opportunities": [{"id": "o", "text": text, "pains": ["pa"]}],
        "changes": [{"id": "x", "title": text, "owner": text}],
    }


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_no_text_changes_the_structure_of_a_summary(text: str) -> None:
    tokens = parsed(write_markdown(typed(hostile(text)), WORDS))
    assert [token.type for token in tokens] == [
        token.type for token in parsed(write_markdown(typed(hostile("x")), WORDS))
    ]
    kinds = {child.type for token in tokens for child in token.children or []}
    assert kinds <= {"text", "text_special"}


def test_a_summary_holds_what_matters_in_order() -> None:
    document = small_map() | {
        "scenario": "After work",
        "goals": [{"id": "g", "statement": "Calls", "baseline": 41, "target": 30.5, "unit": "%", "due": "2026-05-31"}],
        "pains": [
            {"id": "p1", "text": "Late fee", "touchpoint": "t3", "severity": 2},
            {"id": "p2", "text": "No date", "severity": 5, "causes": [{"id": "w", "text": "Two systems"}]},
        ],
        "delights": [{"id": "d", "text": "Card", "strength": 4}],
        "opportunities": [{"id": "o", "text": "Show it", "pains": ["p1"], "impact": 4, "effort": 2}],
        "changes": [{"id": "c", "title": "One page", "owner": "Web team", "state": "live"}],
    }  # fmt: skip
    text = write_markdown(typed(document), WORDS)
    assert [line for line in text.splitlines() if line.startswith("#")] == [
        "# Buying a coffee machine online",
        "## Persona",
        "## Scenario",
        "## Goals",
        "## Journey",
        "### 1 Awareness (Before)",
        "### 2 Consideration (Before)",
        "### 3 Purchase (During)",
        "### 4 Use (After)",
        "### 5 Loyalty (After)",
        "## Highs\\_lows",
        "## Pains",
        "## Delights",
        "## Opportunities",
        "## Changes",
    ]
    assert "- Calls (Baseline: 41 % · Target: 30.5 % · Due: 2026-05-31)" in text
    assert "| Checkout |   |   | −2 Frustrated |" in text
    assert "- Lowest: Checkout (−2 Frustrated)" in text
    assert "- Highest: Support call (\\+2 Delighted)" in text
    assert "- No date (Severity: 5/5)\n  - Two systems\n- Late fee (At: Checkout · Severity: 2/5)" in text
    assert "- Show it (Impact: 4/5 · Effort: 2/5 · Answers: Late fee)" in text
    assert "- One page (State: Live · Owner: Web team)" in text


def test_an_empty_map_is_its_title() -> None:
    assert write_markdown(typed({"title": "Stay"}), WORDS) == "# Stay\n\nCurrent state\n"


def test_a_table_row_stands_for_every_touchpoint() -> None:
    tokens = parsed(write_markdown(typed(big_map(40)), WORDS))
    assert sum(token.type == "tr_open" for token in tokens) == 40 + 8
