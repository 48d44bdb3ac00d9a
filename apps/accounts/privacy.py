"""What is kept about a person: each model that leads to one is registered with what becomes of its rows.

Every app says so for its own models in a ``privacy.py``, which `AccountsConfig.ready` reads. `personal` is for rows
about a person: they go into the archive, and at erasure they are deleted, lose the person, or stay for a reason.
`impersonal` is for what can be reached from a person and says nothing about one. A higher floor may need rows of
a lower one to stay (a graded map): it claims them, and the lower floor leaves claimed rows alone.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.functional import Promise

from apps.accounts.models import User

type Words = str | Promise
type Rows = Iterable[Mapping[str, object]]
type Files = Iterable[tuple[str, bytes]]
# Keys of claimed rows.
type Keys = Collection[Any]


@dataclass(frozen=True, slots=True)
class Holding:
    """Rows of one model, as `personal` was told about them."""

    label: str
    title: Words
    export: Callable[[User], Rows] | None
    files: Callable[[User], Files] | None
    erase: Callable[[User, Keys], None] | None
    kept: Words
    stays: Callable[[User], bool] | None


_personal: dict[str, Holding] = {}
_impersonal: dict[str, str] = {}
_claims: list[tuple[str, Callable[[User], Iterable[Any]]]] = []
_conditions: list[Callable[[User], None]] = []


def personal(
    model: type[Model],
    *,
    title: Words,
    export: Callable[[User], Rows] | None = None,
    files: Callable[[User], Files] | None = None,
    erase: Callable[[User, Keys], None] | None = None,
    kept: Words = "",
    stays: Callable[[User], bool] | None = None,
) -> None:
    """``erase`` deletes rows or takes the person out of them, but for the claimed keys; ``kept`` says why rows stay.

    ``stays`` tells whether this person has rows that will; without it nothing is said about it beforehand.
    Apps register parents before children: erasing runs backwards.
    """
    label = model._meta.label  # noqa: SLF001 - the documented way to a model's name
    if erase is None and not kept:
        raise ValueError(f"{label} is neither erased nor kept for a reason")
    _personal[label] = Holding(label, title, export, files, erase, kept, stays)


def impersonal(*models: type[Model], reason: str) -> None:
    _impersonal.update((model._meta.label, reason) for model in models)  # noqa: SLF001 - the same


def claim(model: type[Model], keys: Callable[[User], Iterable[Any]]) -> None:
    """Rows of ``model`` with these keys outlive the account; so does its row, without name and address."""
    _claims.append((model._meta.label, keys))  # noqa: SLF001 - the same


def condition[F: Callable[[User], None]](check: F) -> F:
    """``check(user)`` raises DomainError while the account may not be erased."""
    _conditions.append(check)
    return check


def holdings() -> tuple[Holding, ...]:
    return tuple(_personal.values())


def registered() -> frozenset[str]:
    """Labels of all models that say what becomes of their rows."""
    return frozenset(_personal) | frozenset(_impersonal)


def claimed(user: User) -> dict[str, frozenset[Any]]:
    """Label → keys of the rows that must stay; labels without any are left out."""
    found: dict[str, frozenset[Any]] = {}
    for label, keys in _claims:
        found[label] = found.get(label, frozenset()) | frozenset(keys(user))
    return {label: keys for label, keys in found.items() if keys}


def check_conditions(user: User) -> None:
    for check in _conditions:
        check(user)
