import pytest

from apps.common.ui import avatar, face, html_language, icon, initials, language_names, nearest_mood

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("score", "mood"),
    [(None, 0), (0, 0), (0.4, 0), (0.5, 1), (1.5, 2), (2, 2), (-0.4, 0), (-0.5, -1), (-1.5, -2), (-2, -2)],
)
def test_nearest_mood_rounds_away_from_the_middle(score: float | None, mood: int) -> None:
    assert nearest_mood(score) == mood


@pytest.mark.parametrize(
    ("name", "signs"),
    [
        ("Mei Lin", "ML"),
        ("Olga Petrova Ivanova", "OI"),
        ("陈思远", "陈"),
        ("黃 雅婷", "黃"),
        ("анна", "А"),
        ("Анна Котова", "АК"),
        ("", "?"),
        ("  ", "?"),
    ],
)
def test_initials_take_the_first_signs_of_any_script(name: str, signs: str) -> None:
    assert initials(name) == signs


def test_avatar_escapes_and_keeps_its_shade() -> None:
    assert "<b>" not in avatar("<b>x</b> <i>")
    assert avatar("Mei Lin") == avatar("Mei Lin")
    assert 'aria-hidden="true"' in avatar("Mei Lin", decorative=True)


def test_icon_is_decoration_unless_it_has_a_label() -> None:
    assert 'aria-hidden="true"' in icon("check")
    assert 'role="img" aria-label="Done &amp; sent"' in icon("check", "Done & sent")
    assert "#i-check" in icon("check")


def test_face_of_a_mood() -> None:
    assert "#f-2" in face(-2)
    assert "<circle" in face(1, ring=True)
    assert "<circle" not in face(1)


@pytest.mark.parametrize(
    ("code", "lang"), [("en", "en"), ("zh-hans", "zh-Hans"), ("zh-hant", "zh-Hant"), ("ru", "ru")]
)
def test_lang_attribute_chooses_the_glyphs(code: str, lang: str) -> None:
    assert html_language(code) == lang


def test_languages_in_their_own_names() -> None:
    assert [name for _code, _lang, name in language_names()] == ["English", "简体中文", "繁體中文", "Русский"]
