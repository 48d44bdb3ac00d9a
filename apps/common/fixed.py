"""Words and addresses that depend on nothing but the language, worked out once instead of at every drawing.

A page holds a hundred of them, and together they took a third of its time.
"""

from functools import lru_cache
from typing import Any

from django.template.base import Node, Parser, Token
from django.templatetags import i18n
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation

fixed_static = lru_cache(maxsize=256)(static)


def gettext(message: str) -> str:
    return _gettext(message, translation.get_language())


@lru_cache(maxsize=8192)
def _gettext(message: str, language: str | None) -> str:
    return translation.gettext(message)


def fixed_url(name: str) -> str:
    """The address of a page without an object."""
    return _url(name, translation.get_language())


@lru_cache(maxsize=256)
def _url(name: str, language: str | None) -> str:
    return reverse(name)


class FixedWords(Node):
    def __init__(self, node: Any) -> None:
        self.node = node
        self.known: dict[str | None, str] = {}

    def render(self, context: Any) -> str:
        language = translation.get_language()
        words = self.known.get(language)
        if words is None:
            words = self.known[language] = self.node.render(context)
        return words


def translate(parser: Parser, token: Token) -> Node:
    """Django's own tag; its answer is kept where it is the same for everybody who reads the language."""
    node: Any = i18n.do_translate(parser, token)
    text = node.filter_expression
    plain = text.var.lookups is None and not text.filters and not node.message_context and not node.asvar
    return FixedWords(node) if plain else node
