"""The shipped texts, as the tests of the content read them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from apps.curriculum.domain.texts import split_front_matter

ROOT = Path(__file__).resolve().parents[2] / "fixtures"
LANGUAGES = ("en", "zh-hans", "zh-hant", "ru")
OTHERS = LANGUAGES[1:]


def pages(language: str) -> dict[str, tuple[dict[str, Any], str]]:
    """Each Markdown file of a language by its path: front matter and body."""
    folder = ROOT / "curriculum" / language
    return {
        path.relative_to(folder).as_posix(): _read(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _read(path: Path) -> tuple[dict[str, Any], str]:
    head, body = split_front_matter(path.read_text("utf-8"))
    return yaml.safe_load(head), body


def reference() -> dict[str, Any]:
    """Each YAML file of fixtures/reference by its path."""
    folder = ROOT / "reference"
    return {
        path.relative_to(folder).as_posix(): yaml.safe_load(path.read_text("utf-8"))
        for path in sorted(folder.rglob("*.yaml"))
    }


def model_maps(language: str) -> dict[str, dict[str, Any]]:
    return {
        path.name.split(".")[0]: json.loads(path.read_text("utf-8"))
        for path in sorted((ROOT / "maps").glob(f"*.{language}.cjm.json"))
    }


def strings(value: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Every text in a document with its place."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from strings(item, f"{place}.{key}")
    elif isinstance(value, list | tuple):
        for number, item in enumerate(value):
            yield from strings(item, f"{place}[{number}]")


def translations(value: Any, place: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every {en: …, ru: …} of a document with its place."""
    if isinstance(value, dict):
        if "en" in value:
            yield place, value
        else:
            for key, item in value.items():
                yield from translations(item, f"{place}.{key}")
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from translations(item, f"{place}[{number}]")


def shape(value: Any) -> Any:
    """What is left of a document without its words: keys, lengths, numbers."""
    if isinstance(value, dict):
        return {key: shape(item) for key, item in value.items()}
    if isinstance(value, list):
        return [shape(item) for item in value]
    return "" if isinstance(value, str) else value


def spoken(language: str) -> Iterator[tuple[str, str]]:
    """Everything that a reader of this language may see, with its place."""
    for name, (head, body) in pages(language).items():
        yield from strings(head, name)
        yield f"{name} (body)", body
    for name, document in model_maps(language).items():
        yield from strings(document, name)
    for name, document in reference().items():
        for place, texts in translations(document, name):
            yield from strings(texts[language], place)
