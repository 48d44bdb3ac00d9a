import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.assessment.domain.marks import Mark, MarkError, read_marks, with_mark
from apps.assessment.domain.rubric import read_rubric
from apps.assessment.domain.scoring import compare, next_open, score
from tests.factories.assessment import CRITERIA, rubric_body

pytestmark = pytest.mark.unit

RUBRIC = read_rubric(rubric_body())
IDS = list(CRITERIA)
LEVELS = st.dictionaries(st.sampled_from(IDS), st.integers(0, 3))


@pytest.mark.parametrize(
    ("levels", "points", "open_count", "passed"),
    [
        ({}, 0, 6, None),
        (dict.fromkeys(IDS, 3), 18, 0, True),
        (dict.fromkeys(IDS, 0), 0, 0, False),
        (dict.fromkeys(IDS, 2) | {"changes": 0}, 10, 0, True),
        (dict.fromkeys(IDS, 2) | {"changes": 0, "causes": 1}, 9, 0, False),
        (dict.fromkeys(IDS[:5], 3), 15, 1, None),
        ({"gone": 3}, 0, 6, None),
    ],
)
def test_score(levels: dict[str, int], points: int, open_count: int, *, passed: bool | None) -> None:
    found = score(RUBRIC, levels)
    assert (found.points, len(found.open), found.passed) == (points, open_count, passed)
    assert found.out_of == 18


def test_the_assignment_may_ask_for_more_points() -> None:
    assert score(RUBRIC, dict.fromkeys(IDS, 2), pass_points=13).passed is False


@given(LEVELS)
def test_points_are_what_was_given(levels: dict[str, int]) -> None:
    found = score(RUBRIC, levels)
    assert found.points == sum(levels.values())
    assert set(found.open) == set(IDS) - set(levels)


@given(LEVELS, LEVELS)
def test_gains_add_up_over_what_both_have(now: dict[str, int], before: dict[str, int]) -> None:
    both = now.keys() & before.keys()
    steps = compare(RUBRIC, now, before)
    assert [step.criterion for step in steps] == IDS
    assert sum(step.gained for step in steps) == sum(now[cid] - before[cid] for cid in both)
    assert all(step.lost == max(-step.gained, 0) for step in steps)


@pytest.mark.parametrize(
    ("set_", "after", "expected"),
    [
        ((), "", "persona_goal"),
        (("persona_goal",), "persona_goal", "touchpoints"),
        (("changes",), "changes", "persona_goal"),
        (("persona_goal", "changes"), "changes", "touchpoints"),
        (tuple(IDS), "causes", "causes"),
        (("emotions", "pains_delights"), "emotions", "causes"),
        ((), "unknown", "persona_goal"),
        (("persona_goal",), "", "touchpoints"),
    ],
)
def test_next_open(set_: tuple[str, ...], after: str, expected: str) -> None:
    assert next_open(RUBRIC, dict.fromkeys(set_, 1), after) == expected


def test_marks_keep_what_is_not_said() -> None:
    stored = with_mark({}, RUBRIC, "emotions", level=2, feedback=None)
    stored = with_mark(stored, RUBRIC, "emotions", level=None, feedback="More voices")
    assert read_marks(stored) == {"emotions": Mark(2, "More voices")}
    assert read_marks(with_mark(stored, RUBRIC, "emotions", level=0, feedback=None))["emotions"].level == 0


@pytest.mark.parametrize(
    ("criterion", "level", "code"), [("x", 1, "unknown_criterion"), ("causes", 7, "unknown_level")]
)
def test_marks_refuse(criterion: str, level: int, code: str) -> None:
    with pytest.raises(MarkError, match=code):
        with_mark({}, RUBRIC, criterion, level=level, feedback=None)
