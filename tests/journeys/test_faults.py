"""What is wrong with a map, in words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.utils.translation import override

from apps.journeys.domain.problems import Problem
from apps.journeys.faults import KNOWN, fault_lines, fault_text

pytestmark = pytest.mark.unit

ROOT = Path(__file__).resolve().parents[2]
FALLBACK = "This cannot be saved. Check the value."


def codes_of_documents() -> set[str]:
    from apps.journeys.domain import problems

    raised = {"duplicate_id", "unknown_stage", "duplicate_lane", "malformed", "invalid_date", "wrong_type"}
    return raised | {code for code, _names in problems._CODES.values()}


@pytest.mark.parametrize("code", sorted(codes_of_documents()))
def test_every_fault_of_a_document_has_a_sentence(code: str) -> None:
    assert code in KNOWN


@pytest.mark.parametrize("code", sorted(KNOWN))
def test_sentences_are_filled(code: str) -> None:
    with override("en"):
        text = fault_text(
            code, {"max": 300, "line": 1, "column": 2, "position": 7, "name": "id", "score": "9"}
        )
        assert text.endswith(".")
        assert not re.search(r"%\(|\?", text)
        assert fault_text(code)


def test_an_unknown_code_is_answered() -> None:
    with override("en"):
        assert fault_text("never_heard_of") == FALLBACK


def test_lines_say_where_and_end_somewhere() -> None:
    problems = [
        Problem("t1", "name", "required"),
        Problem("map", "", "not_a_map"),
        Problem("t1", "action", "too_long", {"max": 5000, "path": "touchpoints.0.action"}),
    ]
    with override("en"):
        lines = fault_lines(problems)
        assert lines[0] == "t1.name: Fill this in, then it can be saved."
        assert lines[1].startswith("map: ")
        assert lines[2].startswith("touchpoints.0.action: ")
        assert "5000" in lines[2]
        assert len(fault_lines(problems * 30)) == 50
