"""What the address of a page says: which criterion, touchpoint and view are open. Links carry it along."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode

View = Literal["map", "list"]


@dataclass(frozen=True, slots=True)
class Look:
    """Empty text and None: the page chooses."""

    criterion: str = ""
    touchpoint: str = ""
    comment: str = ""
    view: View = "map"
    since: int | None = None
    names: bool | None = None

    def query(self) -> str:
        """With the question mark; empty when there is nothing to say."""
        pairs = {
            "c": self.criterion,
            "tp": self.touchpoint,
            "cm": self.comment,
            "view": self.view if self.view != "map" else "",
            "since": "" if self.since is None else str(self.since),
            "names": "" if self.names is None else str(int(self.names)),
        }
        said = {key: value for key, value in pairs.items() if value}
        return f"?{urlencode(said)}" if said else ""


def read_look(query: Mapping[str, str]) -> Look:
    since, names = query.get("since", ""), query.get("names", "")
    return Look(
        criterion=query.get("c", "")[:60],
        touchpoint=query.get("tp", "")[:40],
        comment=query.get("cm", "")[:10],
        view="list" if query.get("view") == "list" else "map",
        since=int(since) if since.isdecimal() and len(since) < 4 else None,
        names={"0": False, "1": True}.get(names),
    )
