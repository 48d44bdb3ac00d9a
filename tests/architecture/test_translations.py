"""Every message has its words in every language, with the same placeholders and the same markup."""

import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from tests.architecture.messages import Key, collect

pytestmark = pytest.mark.unit

ROOT = Path(__file__).resolve().parents[2]
# Folder of locale/ → number of plural forms.
LANGUAGES = {"zh_Hans": 1, "zh_Hant": 1, "ru": 4}
EACH = pytest.mark.parametrize("language", LANGUAGES)

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|\{\w*\}|%[sd]")
TAG = re.compile(r"</?\w+[^>]*>")


@cache
def catalogue(language: str) -> Catalog:
    path = ROOT / "locale" / language / "LC_MESSAGES" / "django.po"
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def words(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def entry(language: str, key: Key) -> Message | None:
    context, message, _plural = key
    return catalogue(language).get(message, context)


@EACH
def test_every_message_is_translated(language: str) -> None:
    missing = []
    for key, places in sorted(collect().items(), key=lambda item: item[1]):
        found = entry(language, key)
        if found is None or found.fuzzy or not all(word.strip() for word in words(found)):
            missing.append(f"{places[0]}: {key[1]}")
    assert missing == []


@EACH
def test_plural_forms_are_complete(language: str) -> None:
    book = catalogue(language)
    assert book.num_plurals == LANGUAGES[language]
    assert [m.id for m in book if m.pluralizable and len(words(m)) != book.num_plurals] == []


@EACH
@pytest.mark.parametrize("pattern", [PLACEHOLDER, TAG], ids=["placeholders", "tags"])
def test_nothing_is_lost_in_translation(language: str, pattern: re.Pattern[str]) -> None:
    """A plural form may leave out a placeholder that the singular leaves out."""
    wrong = []
    for message in catalogue(language):
        if not message.id:
            continue
        sources = message.id if isinstance(message.id, tuple) else (message.id,)
        expected = [sorted(pattern.findall(source)) for source in sources]
        wrong += [word for word in words(message) if word and sorted(pattern.findall(word)) not in expected]
    assert wrong == []


@EACH
def test_nothing_of_english_is_left(language: str) -> None:
    same = [
        m.id for m in catalogue(language) if isinstance(m.id, str) and len(m.id) > 24 and m.string == m.id
    ]
    assert same == []
