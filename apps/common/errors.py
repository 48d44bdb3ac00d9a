"""How the product says no: codes and parameters. Words are made at the edge, in the reader's language."""

from typing import Any


class DomainError(Exception):
    """A service refuses: the state does not allow it or the input breaks a rule."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        return f"{self.code} {self.params}" if self.params else self.code


class Stale(DomainError):  # noqa: N818 - named by what happened, as the callers read it
    """Somebody else changed it since the caller read it; the answer is 409 with the newer content."""

    def __init__(self, code: str = "stale", **params: Any) -> None:
        super().__init__(code, **params)


class NotFound(Exception):  # noqa: N818 - the same
    """Unknown, or another organisation's: the two are never told apart."""


class Denied(Exception):  # noqa: N818 - the same
    """Known to the person, but not theirs to see or do; ``organisation_id`` says whose managers can help."""

    def __init__(self, reason: str = "role", *, organisation_id: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.organisation_id = organisation_id
