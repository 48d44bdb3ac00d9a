"""Where lines break: against a table made with UAX #14, and against a library of it where one is installed."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.journeys.domain.layout import _tokens, clusters, is_rtl, text_width, wrap

pytestmark = pytest.mark.unit

FAMILY = "👩\u200d👩\u200d👧"


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        pytest.param("the last page", "the| |last| |page", id="spaces"),
        pytest.param("well-known fact", "well-|known| |fact", id="after a hyphen"),
        pytest.param("from -5 to 3-4", "from| |-5| |to| |3-4", id="not at a minus or between digits"),
        pytest.param("价格很高。真的", "价|格|很|高。|真|的", id="a full stop stays"),
        pytest.param("他说“你好”！", "他|说“你|好”！", id="quotation marks stay"),
        pytest.param("（价格）", "（价|格）", id="brackets stay"),
        pytest.param("每个接触点都", "每|个|接触点|都", id="a term stays whole"),
        pytest.param("價格￥1,299元", "價|格|￥1,299|元", id="currency stays with its number"),
        pytest.param("100％的人", "100％|的|人", id="percent stays with its number"),
        pytest.param("コーヒー", "コー|ヒー", id="a long vowel stays"),
        pytest.param("в\u00a0доме", "в\u00a0доме", id="a no-break space holds"),
        pytest.param("« Да » !", "« Да » !", id="French spacing holds"),
        pytest.param("Use Wi-Fi中文", "Use| |Wi-|Fi|中|文", id="Latin beside Han"),
        pytest.param(" lead", " |lead", id="a space in front"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_where_a_line_may_break(text: str, pieces: str) -> None:
    assert "|".join(_tokens(text)) == pieces


def breaks(text: str) -> set[int]:
    found, place = set(), 0
    pieces = _tokens(text)
    for piece, after in pairwise(pieces):
        place += len(piece)
        if not after.isspace() or after == "\u00a0":
            found.add(place)
    return found


LETTERS = "ab12 -,.!?()\"'/%«»—–…你好的价接触点，。！（）《》「」“”：；、￥¥$кюя\u00a0～🙂é#№€:;&="


@given(st.text(LETTERS, max_size=12).map(str.strip))
def test_no_line_breaks_where_unicode_forbids_it(text: str) -> None:
    linebreak = pytest.importorskip("uniseg.linebreak", reason="uniseg is not installed")
    assert breaks(text) <= set(linebreak.line_break_boundaries(text))


@given(st.text(max_size=60))
def test_nothing_is_lost_between_the_pieces(text: str) -> None:
    assert "".join(_tokens(text)) == text


@given(st.text(max_size=200), st.sampled_from([40.0, 138.0, 600.0]), st.booleans())
def test_no_line_is_wider_than_its_box(text: str, width: float, bold: bool) -> None:  # noqa: FBT001
    for line in wrap(text, width, 12, bold=bold):
        whole = text_width(line, 12, bold=bold) <= width + 1e-6
        assert whole or len(list(clusters(line.rstrip("…")))) == 1


@given(st.text("abc 你好。-", max_size=150))
def test_all_of_a_short_text_is_shown(text: str) -> None:
    shown = "".join(wrap(text, 138, 12, lines=200))
    assert shown.replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize("text", ["word " * 300, "x" * 5000, "字" * 5000, "\u0301" * 4999 + "x"])
def test_a_very_long_text_ends_with_a_mark(text: str) -> None:
    lines = wrap(text, 138, 12)
    assert len(lines) <= 8
    assert lines[-1].endswith("…")
    assert text_width(lines[-1], 12) <= 138


def test_paragraphs_stay_and_empty_ones_go() -> None:
    assert wrap("one\n\ntwo\r\nthree\n", 138, 12) == ("one", "two", "three")


def test_an_emoji_is_never_cut_in_two() -> None:
    lines = wrap(FAMILY * 12 + "é" * 40, 60, 12, lines=50)
    assert "".join(lines) == FAMILY * 12 + "é" * 40
    assert all(not line.startswith("\u200d") and not line.endswith("\u200d") for line in lines)
    assert list(clusters(f"{FAMILY}👍🏽e\u0301")) == [FAMILY, "👍🏽", "e\u0301"]


@pytest.mark.parametrize(
    ("narrow", "wide"), [("iiii", "wwww"), ("abcd", "你好你好"), ("你", "🙂"), ("e", "жж"), ("", "a")]
)
def test_widths_follow_the_font(narrow: str, wide: str) -> None:
    assert text_width(narrow, 12) < text_width(wide, 12)
    assert text_width(wide, 12) < text_width(wide, 12, bold=True)


def test_a_combining_mark_takes_no_room() -> None:
    assert text_width("e\u0301", 12) == text_width("e", 12)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("يقارن", True), ("12 עברית", True), ("Lin يقارن", False), ("你好", False), ("…", False), ("", False)],
)
def test_reading_direction(text: str, expected: bool) -> None:  # noqa: FBT001
    assert is_rtl(text) is expected
