"""Every message of the sources, without the gettext tools, which a fresh machine does not have.

`python -m tests.architecture.messages` prints the template (.pot) to standard output.
"""

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation.template import templatize
from jinja2.ext import babel_extract

ROOT = Path(__file__).resolve().parents[2]

# Function → positions of (context, message, plural) among its arguments.
FUNCTIONS: dict[str, tuple[int | None, int, int | None]] = {
    "_": (None, 0, None),
    "N_": (None, 0, None),
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
}
CALL = re.compile(r"\b(?:_|n?p?gettext)\((?:'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"|[^()'\"])*\)")

# Context, message, plural.
type Key = tuple[str | None, str, str | None]


def in_code(tree: ast.AST) -> Iterator[tuple[int, Key]]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", None) or getattr(node.func, "attr", "")
        if name not in FUNCTIONS:
            continue
        words = [a.value if isinstance(a, ast.Constant) else None for a in node.args]
        context, message, plural = (
            words[at] if at is not None and at < len(words) else None for at in FUNCTIONS[name]
        )
        if isinstance(message, str):
            yield node.lineno, (context, message, plural)


def in_template(text: str) -> Iterator[tuple[int, Key]]:
    code = templatize(text)
    for hit in CALL.finditer(code):
        line = code.count("\n", 0, hit.start()) + 1
        for _, key in in_code(ast.parse(hit.group().replace(",count)", ", 1)"), mode="eval")):
            yield line, key


def in_jinja(path: Path) -> Iterator[tuple[int, Key]]:
    with path.open("rb") as file:
        options = {"extensions": "jinja2.ext.i18n", "trimmed": "true"}
        for line, function, words, _ in babel_extract(file, tuple(FUNCTIONS), (), options):
            given = words if isinstance(words, tuple) else (words,)
            places = FUNCTIONS[function or "gettext"]
            context, message, plural = (
                given[at] if at is not None and at < len(given) else None for at in places
            )
            if message:
                yield line, (context, message, plural)


def collect() -> dict[Key, list[str]]:
    """Message → the lines where it stands."""
    found: dict[Key, list[str]] = defaultdict(list)
    paths = [
        *(ROOT / "apps").rglob("*.py"),
        *(ROOT / "cjm_academy").rglob("*.py"),
        *(ROOT / "templates").rglob("*"),
    ]
    for path in sorted(paths):
        if path.suffix == ".py":
            messages = in_code(ast.parse(path.read_text()))
        elif path.suffix == ".jinja":
            messages = in_jinja(path)
        elif path.suffix in {".html", ".txt"}:
            messages = in_template(path.read_text())
        else:
            continue
        for line, key in messages:
            found[key].append(f"{path.relative_to(ROOT).as_posix()}:{line}")
    return found


def template() -> str:
    def quoted(text: str) -> str:
        escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        return f'"{escaped}"'

    blocks = []
    for (context, message, plural), places in sorted(collect().items(), key=lambda item: item[1]):
        lines = [f"#: {place}" for place in places]
        lines += [f"msgctxt {quoted(context)}"] if context else []
        lines += [f"msgid {quoted(message)}"]
        lines += [f"msgid_plural {quoted(plural)}", 'msgstr[0] ""'] if plural else ['msgstr ""']
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"


if __name__ == "__main__":
    import django
    from django.conf import settings

    settings.configure(INSTALLED_APPS=[], USE_I18N=True)
    django.setup()
    sys.stdout.write(template())
