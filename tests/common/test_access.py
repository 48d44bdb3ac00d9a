from dataclasses import dataclass
from enum import StrEnum, auto

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpResponse
from django.test import RequestFactory

from apps.common import access
from apps.common.access import (
    Actor,
    Allow,
    Deny,
    OrganisationRef,
    Role,
    allows,
    decide,
    policy,
    public,
    requires,
)
from apps.common.errors import Denied, NotFound

pytestmark = pytest.mark.unit


class Perm(StrEnum):
    READ = auto()
    GRADE = auto()
    DRAW = auto()


class OtherPerm(StrEnum):
    READ = auto()


@dataclass
class Thing:
    organisation_id: str = "mine"
    locked: bool = False


@pytest.fixture(autouse=True)
def _rules(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "_rules", {})
    policy(Perm.READ)
    policy(Perm.DRAW, guests=True)

    @policy(Perm.GRADE, roles=(Role.TRAINER, Role.MANAGER))
    def unlocked(actor: Actor, thing: Thing) -> access.Decision:
        return Deny("locked") if thing.locked else Allow()


LEARNER = Actor(user_id=1, roles={"mine": frozenset({Role.LEARNER})})
TRAINER = Actor(user_id=2, roles={"mine": frozenset({Role.LEARNER, Role.TRAINER})})
STRANGER = Actor(user_id=3, roles={"other": frozenset({Role.MANAGER, Role.TRAINER})})
GUEST = Actor(guest_key="key")


@pytest.mark.parametrize(
    ("actor", "perm", "thing", "decision"),
    [
        (LEARNER, Perm.READ, Thing(), Allow()),
        (GUEST, Perm.READ, Thing(), Deny("sign_in")),
        (GUEST, Perm.DRAW, Thing(), Allow()),
        (LEARNER, Perm.GRADE, Thing(), Deny("role")),
        (STRANGER, Perm.GRADE, Thing(), Deny("role")),
        (TRAINER, Perm.GRADE, Thing(), Allow()),
        (TRAINER, Perm.GRADE, Thing(locked=True), Deny("locked")),
    ],
)
def test_decide(actor, perm, thing, decision) -> None:
    assert decide(actor, perm, thing) == decision
    assert allows(actor, perm, thing) is (decision == Allow())


def test_get_gives_the_object() -> None:
    thing = Thing()
    assert access.get(TRAINER, Perm.GRADE, lambda actor, thing_id: thing, thing_id="x") is thing


def missing(actor: Actor, thing_id: str) -> Thing | None:
    return None


def lacking(actor: Actor, thing_id: str) -> Thing | None:
    raise ObjectDoesNotExist


@pytest.mark.parametrize("selector", [missing, lacking])
def test_get_of_unknown(selector) -> None:
    with pytest.raises(NotFound):
        access.get(TRAINER, Perm.GRADE, selector, thing_id="x")


def test_get_of_foreign_is_not_found_even_if_the_selector_forgot_to_ask() -> None:
    with pytest.raises(NotFound):
        access.get(STRANGER, Perm.GRADE, lambda actor, thing_id: Thing(), thing_id="x")


def test_get_with_too_low_a_role_is_denied_and_knows_the_organisation() -> None:
    with pytest.raises(Denied) as caught:
        access.get(LEARNER, Perm.GRADE, lambda actor, thing_id: Thing(), thing_id="x")
    assert (caught.value.reason, caught.value.organisation_id) == ("role", "mine")


def test_nul_never_reaches_the_database() -> None:
    def selector(actor: Actor, thing_id: str) -> Thing:
        raise AssertionError

    with pytest.raises(NotFound):
        access.get(TRAINER, Perm.GRADE, selector, thing_id="a\x00b")


def test_one_word_in_two_apps_is_two_permissions() -> None:
    with pytest.raises(LookupError, match="READ has no policy"):
        access.rule_of(OtherPermElsewhere.READ)


OtherPermElsewhere = StrEnum("OtherPermElsewhere", {"READ": "read"}, module="elsewhere.policies")


def call(view, actor, **kwargs):
    request = RequestFactory().get("/")
    request.actor = actor
    return view(request, **kwargs)


def answer(request, **kwargs):
    return HttpResponse("in")


def test_the_door_asks_for_the_role_where_there_is_no_object() -> None:
    desk = requires(Perm.GRADE)(answer)
    assert call(desk, TRAINER).content == b"in"
    assert call(desk, STRANGER).content == b"in"
    with pytest.raises(Denied):
        call(desk, LEARNER)


def test_with_an_object_the_door_leaves_the_role_to_get() -> None:
    assert call(requires(Perm.GRADE)(answer), LEARNER, thing_id="x").content == b"in"


def test_views_carry_what_the_sign_in_middleware_and_the_tests_read() -> None:
    closed, guests, opened = requires(Perm.READ)(answer), requires(Perm.DRAW)(answer), public("news")(answer)
    assert (closed.perm, closed.login_required) == (Perm.READ, True)
    assert (guests.perm, guests.login_required) == (Perm.DRAW, False)
    assert (opened.public_reason, opened.login_required) == ("news", False)
    assert call(opened, GUEST).content == b"in"


def test_a_view_cannot_name_a_permission_without_policy() -> None:
    with pytest.raises(LookupError):
        requires(OtherPermElsewhere.READ)


def test_actor_reads() -> None:
    ref = OrganisationRef("mine", "mine", "Mine", is_open=False)
    actor = Actor(user_id=2, roles=TRAINER.roles, active_org_id="mine", organisations=(ref,))
    assert actor.has_role("mine")
    assert actor.has_role("mine", Role.TRAINER)
    assert not actor.has_role("mine", Role.MANAGER)
    assert not actor.has_role(None)
    assert actor.is_trainer
    assert not actor.is_manager
    assert actor.active_organisation is ref
    assert GUEST.active_organisation is None
    assert actor.org_ids == {"mine"}
