"""Everything that is kept about a person as one archive: data.json, files, and a readme in the person's language."""

import json
from collections.abc import Iterator
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import override

from apps.accounts.models import User
from apps.accounts.privacy import Holding, holdings


class _Pipe:
    """What the archive writes, to be taken away piece by piece."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def write(self, data: bytes, /) -> int:
        self.parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing waits."""

    def close(self) -> None:
        """Nothing is open."""

    def take(self) -> bytes:
        taken = b"".join(self.parts)
        self.parts.clear()
        return taken


def export_account(user: User, *, language: str) -> Iterator[bytes]:
    """The pieces of a zip archive, to be streamed."""
    pipe, counts = _Pipe(), dict[str, int]()
    with ZipFile(pipe, "w", ZIP_DEFLATED) as archive:
        with archive.open("data.json", "w") as file:
            for part in _data(user, counts):
                file.write(part.encode())
                yield pipe.take()
        for holding in holdings():
            for name, content in holding.files(user) if holding.files else ():
                archive.writestr(name, content)
                yield pipe.take()
        archive.writestr("readme.txt", _readme(user, language, counts))
    yield pipe.take()


def _data(user: User, counts: dict[str, int]) -> Iterator[str]:
    """One object: the kind of row → its rows. ``counts`` is filled on the way."""
    opening = "{"
    for holding in holdings():
        if holding.export is None:
            continue
        yield f'{opening}\n"{holding.label}": ['
        opening = ","
        counts[holding.label] = 0
        for row in holding.export(user):
            comma = ",\n" if counts[holding.label] else "\n"
            counts[holding.label] += 1
            yield comma + json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False)
        yield "]"
    yield "\n}\n"


def _readme(user: User, language: str, counts: dict[str, int]) -> str:
    with override(language):
        lines = [
            _("What CJM Academy keeps about %(name)s, as of %(day)s")
            % {"name": user.name, "day": localdate().isoformat()},
            "",
            _("data.json holds one list for each kind of entry."),
            _("maps/ holds your maps; this site can read them in again."),
            "",
            *(_line(holding, counts[holding.label]) for holding in holdings() if holding.label in counts),
            "",
            _("Stays without your name when you erase the account:"),
            *(f"- {holding.title}: {holding.kept}" for holding in holdings() if holding.kept),
        ]
        return "\n".join(lines) + "\n"


def _line(holding: Holding, count: int) -> str:
    return f"- {holding.title} ({holding.label}): {count}"
