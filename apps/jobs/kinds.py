"""What a job can be. An app registers its kinds in its `tasks.py`: `@job("map_picture", title=…, …)`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from apps.jobs.models import Job


class Progress(Protocol):
    def __call__(self, percent: int, step: str = "") -> None:
        """Tells the person who waits. Raises where the job is no longer this worker's, or was cancelled."""


@dataclass(frozen=True, slots=True)
class Output:
    """What a job leaves behind: one file to download, or nothing but ``facts`` (plain JSON)."""

    content: bytes = b""
    name: str = ""
    """file name with its ending, as the person sees it"""
    content_type: str = "application/octet-stream"
    facts: Mapping[str, Any] = field(default_factory=dict)


type Run = Callable[[Job, Progress], Output]


@dataclass(frozen=True, slots=True)
class Kind:
    name: str
    run: Run
    title: _StrPromise
    steps: Mapping[str, _StrPromise]
    """step code → what the person reads while it lasts"""
    back: Callable[[Job], str]
    """the page that the job was asked for on"""
    max_attempts: int = 3


_kinds: dict[str, Kind] = {}


def job(
    name: str,
    *,
    title: _StrPromise,
    steps: Mapping[str, _StrPromise],
    back: Callable[[Job], str],
    max_attempts: int = 3,
) -> Callable[[Run], Run]:
    """Register a kind. The function may run twice in a bad moment: its only effect is what it returns.

    A `DomainError` from it is final. Any other error is tried again, later, up to ``max_attempts`` times.
    """

    def register(run: Run) -> Run:
        _kinds[name] = Kind(name, run, title, steps, back, max_attempts)
        return run

    return register


def kind_of(name: str) -> Kind:
    try:
        return _kinds[name]
    except KeyError:
        raise LookupError(f"no kind of job is called {name!r}") from None
