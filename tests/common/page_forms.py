"""Every form of a page, read as a browser sends it when no button is pressed."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

TYPED = frozenset(
    {"text", "email", "url", "search", "password", "number", "date", "datetime-local", "tel", "textarea", ""}
)


@dataclass
class PageForm:
    action: str
    method: str
    upload: bool = False
    fields: list[tuple[str, str]] = field(default_factory=list)
    """what it sends as it stands"""
    typed: list[str] = field(default_factory=list)
    """names of the fields that a person types into"""


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[PageForm] = []
        self._form: PageForm | None = None
        self._text: tuple[str, list[str]] | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        if tag == "form":
            upload = "multipart" in given.get("enctype", "")
            self._form = PageForm(given.get("action", ""), given.get("method", "get").lower(), upload)
            self.forms.append(self._form)
        form, name = self._form, given.get("name", "")
        if form is None or not name or "disabled" in given:
            return
        if tag == "input":
            self._input(form, name, given)
        elif tag == "textarea":
            form.typed.append(name)
            self._text = (name, [])
        elif tag == "select":
            self._select = name

    def _input(self, form: PageForm, name: str, given: dict[str, str]) -> None:
        kind = given.get("type", "text")
        if kind in {"radio", "checkbox"} and "checked" not in given:
            return
        if kind in {"submit", "image", "file", "button"}:
            return
        form.fields.append((name, given.get("value", "")))
        if kind in TYPED:
            form.typed.append(name)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._text is not None and self._form is not None:
            name, parts = self._text
            self._form.fields.append((name, "".join(parts).removeprefix("\n")))
            self._text = None
        elif tag == "form":
            self._form = None


def forms_of(html: str) -> list[PageForm]:
    parser = _Forms()
    parser.feed(html)
    return parser.forms
