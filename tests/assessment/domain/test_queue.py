import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.assessment.domain.queue import following, shuffled, window

pytestmark = pytest.mark.unit

IDS = st.lists(st.text("abcdef", min_size=1, max_size=5), unique=True, max_size=40)


@given(IDS, st.randoms())
def test_order_is_stable_for_a_grader(ids: list[str], random: object) -> None:
    order = shuffled(ids, grader="1")
    mixed = list(ids)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert shuffled(mixed, grader="1") == order
    assert sorted(order) == sorted(ids)


def test_graders_see_different_orders() -> None:
    ids = [str(number) for number in range(20)]
    assert len({tuple(shuffled(ids, grader=str(grader))) for grader in range(5)}) == 5


@pytest.mark.parametrize(
    ("waiting", "current", "expected"),
    [
        ("abc", "a", "b"),
        ("ac", "a", "c"),
        ("ab", "c", "a"),
        ("a", "a", None),
        ("", "b", None),
        ("b", "gone", "b"),
    ],
)
def test_following(waiting: str, current: str, expected: str | None) -> None:
    assert following(list("abc"), waiting, current) == expected


@given(IDS.filter(bool), st.integers(1, 20), st.data())
def test_window_holds_the_current_one(ids: list[str], size: int, data: st.DataObject) -> None:
    current = data.draw(st.sampled_from(ids))
    shown = window(ids, current, size)
    assert len(shown) == min(size, len(ids))
    position = ids.index(shown[0])
    assert ids[position : position + len(shown)] == shown
    assert current in shown or size < 3


def test_window_without_the_current_one() -> None:
    assert window(list("abcd"), "x", 2) == ["a", "b"]
