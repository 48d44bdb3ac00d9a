"""The small pieces of a page that every template draws the same way, whichever engine renders it."""

from datetime import UTC, datetime
from functools import lru_cache
from zlib import crc32

from django.conf import settings
from django.templatetags.static import static
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

MOODS = (-2, -1, 0, 1, 2)
THEMES = ("light", "dark")
THEME_COOKIE = "theme"
# Avatar shades of ui.css; the empty one is the plain `av`.
SHADES = ("", " b", " c", " d", " e")


@lru_cache(maxsize=256)
def icon(name: str, label: str = "") -> SafeString:
    """A symbol of the sprite by its name without the `i-`. With a label it speaks, else it is decoration."""
    href = f"{static('icons.svg')}#i-{name}"
    if label:
        return format_html('<svg class="i" role="img" aria-label="{}"><use href="{}"/></svg>', label, href)
    return format_html('<svg class="i" aria-hidden="true"><use href="{}"/></svg>', href)


@lru_cache(maxsize=16)
def face(mood: int, *, ring: bool = False) -> SafeString:
    """One of the five faces. The word for the mood stands beside it: a face never speaks alone."""
    circle = SafeString('<circle cx="14" cy="14" r="12.5"/>') if ring else ""
    href = f"{static('icons.svg')}#f{nearest_mood(mood)}"
    return format_html(
        '<svg class="face" viewBox="0 0 28 28" aria-hidden="true">{}<use href="{}"/></svg>', circle, href
    )


def nearest_mood(score: float | None) -> int:
    """The face for a score between −2 and +2; halves go away from the middle, so 0.5 already smiles."""
    if score is None:
        return 0
    whole = int(abs(score) + 0.5)
    return max(-2, min(2, whole if score > 0 else -whole))


def initials(name: str) -> str:
    """One sign for Han, kana and Hangul, else the first letters of the first and the last word."""
    words = name.split()
    if not words:
        return "?"
    first = words[0][0]
    if ord(first) >= 0x2E80 or len(words) == 1:
        return first.upper()
    return (first + words[-1][0]).upper()


@lru_cache(maxsize=1024)
def avatar(name: str, *, decorative: bool = False) -> SafeString:
    """Initials on a shade that stays with the name; decorative where the name is written beside it."""
    shade = SHADES[crc32(name.encode()) % len(SHADES)]
    if decorative:
        return format_html('<span class="av{}" aria-hidden="true">{}</span>', shade, initials(name))
    return format_html('<span class="av{}" role="img" aria-label="{}">{}</span>', shade, name, initials(name))


def moment(at: datetime | None) -> SafeString:
    """Day and time for every reader: app.js writes the visitor's own hour over the server's."""
    if at is None:
        return SafeString("")
    words = f"{date_format(at.astimezone(UTC), 'SHORT_DATETIME_FORMAT')} UTC"
    return format_html(
        '<time datetime="{}" data-clock="day">{}</time>', at.isoformat(timespec="seconds"), words
    )


def html_language(code: str | None = None) -> str:
    """The `lang` attribute: zh-hant → zh-Hant, so that the right glyphs are chosen."""
    language, _, script = (code or get_language() or settings.LANGUAGE_CODE).partition("-")
    return f"{language}-{script.title()}" if script else language


@lru_cache(maxsize=1)
def language_names() -> tuple[tuple[str, str, str], ...]:
    """(code, `lang` attribute, own name) of every language, written as its readers write it."""
    return tuple(
        (code, html_language(code), str(name)[:1].upper() + str(name)[1:])
        for code, name in settings.LANGUAGES
    )
