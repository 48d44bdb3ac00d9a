"""Who may do what. A view names a permission, a policy decides about the object, the answer is data.

Two doors. ``@requires`` stands before the view: it lets in signed-in people (guests too, where the policy
says so) and, on a page without an object, asks for the role in any organisation. ``get`` fetches the object:
unknown and foreign give the same `NotFound`, one's own organisation with too low a role gives `Denied`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from apps.common.errors import Denied, NotFound

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails


class Role(StrEnum):
    LEARNER = "learner"
    TRAINER = "trainer"
    MANAGER = "manager"


class Perm(StrEnum):
    """Base of each app's ``policies.Perm``."""


@dataclass(frozen=True, slots=True)
class OrganisationRef:
    """What the user menu shows of an organisation."""

    id: str
    slug: str
    name: str
    is_open: bool


@dataclass(frozen=True)
class Actor:
    """The person behind a request or a job. Services and policies see this, never the request."""

    user_id: int | None = None
    guest_key: str | None = None
    name: str = ""
    roles: Mapping[str, frozenset[Role]] = field(default_factory=dict)
    active_org_id: str | None = None
    is_staff: bool = False
    organisations: tuple[OrganisationRef, ...] = ()

    def has_role(self, org_id: str | None, *roles: Role) -> bool:
        """Any of ``roles``; without roles, membership."""
        held = self.roles.get(org_id or "")
        return held is not None and (not roles or not held.isdisjoint(roles))

    def has_role_anywhere(self, *roles: Role) -> bool:
        return any(not held.isdisjoint(roles) for held in self.roles.values())

    @property
    def org_ids(self) -> frozenset[str]:
        return frozenset(self.roles)

    @property
    def active_organisation(self) -> OrganisationRef | None:
        return next((ref for ref in self.organisations if ref.id == self.active_org_id), None)

    @property
    def is_trainer(self) -> bool:
        return self.has_role_anywhere(Role.TRAINER)

    @property
    def is_manager(self) -> bool:
        return self.has_role(self.active_org_id, Role.MANAGER)


class Request(HttpRequest):
    """The request as views see it, after the middlewares; only for annotations."""

    actor: Actor
    htmx: "HtmxDetails"


@dataclass(frozen=True, slots=True)
class Allow:
    pass


@dataclass(frozen=True, slots=True)
class Deny:
    reason: str


type Decision = Allow | Deny
type Check = Callable[[Actor, Any], Decision]


@dataclass(slots=True)
class Rule:
    perm: StrEnum
    roles: tuple[Role, ...]
    guests: bool
    check: Check | None = None


_rules: dict[str, Rule] = {}


def _key(perm: StrEnum) -> str:
    """Two apps may use one word for two permissions, and equal StrEnum members hash alike."""
    return f"{type(perm).__module__}.{perm.name}"


def policy[F: Callable[..., Decision]](
    perm: StrEnum, *, roles: tuple[Role, ...] = (), guests: bool = False
) -> Callable[[F], F]:
    """Declare a permission; as a decorator it adds the object's own policy, as a plain call there is none."""
    rule = _rules[_key(perm)] = Rule(perm, roles, guests)

    def register(check: F) -> F:
        rule.check = check
        return check

    return register


def rule_of(perm: StrEnum) -> Rule:
    try:
        return _rules[_key(perm)]
    except KeyError:
        raise LookupError(f"{_key(perm)} has no policy") from None


def _tenant_of(obj: Any) -> str:
    """An object's organisation; an organisation is its own tenant."""
    tenant: str = obj.tenant_id if hasattr(obj, "tenant_id") else obj.organisation_id
    return tenant


def decide(actor: Actor, perm: StrEnum, obj: Any) -> Decision:
    """The answer for an object already at hand: for menus and buttons, and inside `check`."""
    rule = rule_of(perm)
    if actor.user_id is None and not rule.guests:
        return Deny("sign_in")
    if rule.roles and not actor.has_role(_tenant_of(obj), *rule.roles):
        return Deny("role")
    return rule.check(actor, obj) if rule.check else Allow()


def allows(actor: Actor, perm: StrEnum, obj: Any) -> bool:
    return isinstance(decide(actor, perm, obj), Allow)


def check(actor: Actor, perm: StrEnum, obj: Any) -> None:
    """Foreign first: whoever is no member never learns that the role would not have been enough."""
    if rule_of(perm).roles and not actor.has_role(_tenant_of(obj)):
        raise NotFound
    decision = decide(actor, perm, obj)
    if isinstance(decision, Deny):
        organisation_id = getattr(obj, "tenant_id", None) or getattr(obj, "organisation_id", None)
        raise Denied(decision.reason, organisation_id=organisation_id)


def get[T](actor: Actor, perm: StrEnum, selector: Callable[..., T | None], **ids: Any) -> T:
    """``selector(actor, **ids)`` reads within what the actor may know of; then the policy decides."""
    if any(isinstance(value, str) and "\x00" in value for value in ids.values()):
        raise NotFound
    try:
        obj = selector(actor, **ids)
    except ObjectDoesNotExist:
        raise NotFound from None
    if obj is None:
        raise NotFound
    check(actor, perm, obj)
    return obj


type View[**P] = Callable[Concatenate[Request, P], HttpResponseBase]


def requires[**P](perm: StrEnum) -> Callable[[View[P]], View[P]]:
    rule = rule_of(perm)

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: Request, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if rule.roles and not kwargs and not request.actor.has_role_anywhere(*rule.roles):
                raise Denied("role", organisation_id=request.actor.active_org_id)
            return view(request, *args, **kwargs)

        guarded.__dict__.update(perm=perm, login_required=not rule.guests)
        return guarded

    return decorate


def public[**P](reason: str) -> Callable[[View[P]], View[P]]:
    """The only way past the sign-in, and it says why."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def opened(request: Request, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            return view(request, *args, **kwargs)

        opened.__dict__.update(public_reason=reason, login_required=False)
        return opened

    return decorate
