"""Reads the builder's form out of a page and posts it back, as a browser without JavaScript does."""

from __future__ import annotations

from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urlencode

from django.http import HttpResponse
from django.test import Client


class _Inputs(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.inside = False
        self.pairs: list[tuple[str, str]] = []
        self.births: list[str] = []
        self._text: list[str] | None = None
        self._name = ""
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        if tag == "form":
            self.inside = given.get("id") == "form"
        if not self.inside:
            return
        if tag == "input" and (given.get("type") not in ("radio", "checkbox") or "checked" in given):
            self.pairs.append((given["name"], given.get("value", "")))
        elif tag == "textarea":
            self._name, self._text = given["name"], []
        elif tag == "select":
            self._select = given["name"]
        elif tag == "option" and self._select and "selected" in given:
            self.pairs.append((self._select, given["value"]))

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._text is not None:
            self.pairs.append((self._name, "".join(self._text).removeprefix("\n")))
            self._text = None
        elif tag == "form":
            self.inside = False


@dataclass
class Form:
    pairs: list[tuple[str, str]]

    def name(self, ending: str, nth: int = 0) -> str:
        """The full name of the nth input whose field is ``ending``."""
        return [name for name, _value in self.pairs if name.startswith("f:") and name.endswith(f":{ending}")][
            nth
        ]

    def value(self, ending: str, nth: int = 0) -> str:
        wanted = self.name(ending, nth)
        return next(value for name, value in reversed(self.pairs) if name == wanted)

    def fill(self, ending: str, text: str, nth: int = 0) -> Form:
        wanted = self.name(ending, nth)
        rest = [(name, value) for name, value in self.pairs if name != wanted]
        return Form([*rest, (wanted, text)])

    def press(self, name: str, value: str) -> Form:
        return Form([*self.pairs, (name, value)])


def read_form(response: HttpResponse) -> Form:
    parser = _Inputs()
    parser.feed(response.content.decode())
    return Form(parser.pairs)


def send(client: Client, map_id: str, form: Form, *, live: bool = False) -> HttpResponse:
    """Post the form; ``live`` as htmx does after a pause in typing."""
    headers = {"HX-Request": "true", "HX-Request-Type": "partial"} if live else {}
    return client.post(  # type: ignore[return-value]
        f"/en/maps/{map_id}/edit/",
        urlencode(form.pairs),
        content_type="application/x-www-form-urlencoded",
        headers=headers,
    )
