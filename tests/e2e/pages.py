"""Every page of the product with something to show: who opens it, in which languages, and where it is.

The pages are the rows of the route table that read, hence a new page is here by itself; those of the accounts are
the addresses of allauth that need no id.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from zlib import crc32

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse
from django.utils.translation import override

from apps.assessment.services import add_comment, complete_grading, load_rubrics, mark_criterion
from apps.common.access import Role
from apps.exercises.services import load_exercises
from tests.architecture.routes import ROUTES
from tests.architecture.test_permissions import walk
from tests.architecture.world import World
from tests.factories.accounts import PASSWORD
from tests.factories.assessment import AssignmentFactory, edit_of, handed_in
from tests.factories.organisations import actor_for, person

LANGUAGES = ("en", "zh-hans", "zh-hant", "ru")
ACCOUNTS = ("account_", "mfa_", "usersessions_")
ANONYMOUS, LEARNER, TWO_STEPS = "anonymous", "learner", "classmate"
REDIRECTS = (HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.FOUND, HTTPStatus.SEE_OTHER)


@dataclass(frozen=True)
class PageAt:
    """Opened by the first reader on a wide screen and by the second on a phone."""

    name: str
    ids: tuple[tuple[str, str], ...]
    readers: tuple[str, str]

    @property
    def languages(self) -> tuple[str, str]:
        """Two different ones, the same in every run."""
        number = crc32(str(self).encode())
        first = number % 4
        return LANGUAGES[first], LANGUAGES[(first + 1 + number // 4 % 3) % 4]

    def __str__(self) -> str:
        return f"{self.name}({','.join(key for key, _ in self.ids)})"

    def address(self, world: World, language: str) -> str:
        with override(language):
            return reverse(self.name, kwargs={key: world.get(name) for key, name in self.ids})


@cache
def groups() -> dict[str, list[PageAt]]:
    """Pages by app and readers: each group is one test, so that they spread over processes."""
    found: dict[str, list[PageAt]] = defaultdict(list)
    for route in ROUTES:
        if route.method != "get":
            continue
        public = route.anonymous == route.stranger == route.allowed
        readers = (ANONYMOUS, LEARNER) if public else (route.member_with, route.member_with)
        found[_group(route.name, readers)].append(PageAt(route.name, tuple(route.ids.items()), readers))
    for name, ids, _view in walk(get_resolver()):
        if name.startswith(ACCOUNTS) and not ids and _needs_nothing(name):
            for who in (ANONYMOUS, LEARNER, *([TWO_STEPS] if name.startswith("mfa_") else [])):
                found[_group(name, (who, who))].append(PageAt(name, (), (who, who)))
    return dict(found)


def _needs_nothing(name: str) -> bool:
    try:
        reverse(name)
    except NoReverseMatch:
        return False
    return True


def _group(name: str, readers: tuple[str, str]) -> str:
    app = "allauth" if name.startswith(ACCOUNTS) else name.partition(":")[0] if ":" in name else "root"
    return "-".join(dict.fromkeys((app, *readers)))


def rich_world() -> World:
    """The learner's map was handed in and has come back with levels, remarks and a summary; a classmate's waits."""
    load_rubrics()
    load_exercises()
    world = World()
    back = handed_in(AssignmentFactory.create(cohort=world.cohort), learner=world.learner)
    trainer = actor_for(world.trainer)
    for number, criterion in enumerate(back.assignment.rubric.criteria):
        mark_criterion(back, actor=trainer, edit=edit_of(back), criterion=criterion.id, level=number % 4)
    for praise, lane in ((False, "emotion"), (True, "reactions")):
        text = "Say what Lin expected here, and who told you so."
        add_comment(
            back, actor=trainer, edit=edit_of(back), object_id="t2", lane=lane, text=text, praise=praise
        )
    complete_grading(back, actor=trainer, edit=edit_of(back), summary="A clear curve. Next: causes.")
    world.made["map_id"] = back.submission.attempt.map_id
    world.__dict__["grading"] = handed_in(back.assignment, learner=world.classmate)
    for role in Role:
        person(world.organisation, role, name=f"Анна-Мария Christensen 王小明 ({role})")
    return world


def client_of(world: World, who: str) -> Client:
    """Of somebody who has typed the password a moment ago: the account's pages do not ask for it again."""
    client = Client()
    if who == ANONYMOUS:
        return client
    user = getattr(world, who)
    Authenticator.objects.filter(user=user).delete()
    answer = client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert answer.status_code == HTTPStatus.FOUND
    if who == TWO_STEPS:
        TOTP.activate(user, "JBSWY3DPEHPK3PXP")
        RecoveryCodes.activate(user)
    return client


def html_or_none(client: Client, address: str) -> str | None:
    """The address if a page stands there; None for a file, and where another page is shown instead.

    Some addresses of the accounts are only for people who are signed out, or who sign in with two steps.
    """
    answer = client.get(address)
    if answer.status_code in REDIRECTS:
        asks = "/accounts/login/" in answer["Location"] and "/accounts/" not in address
        assert not asks, f"{address} asks to sign in"
        return None
    if answer.status_code == HTTPStatus.NO_CONTENT:
        return None
    if answer.status_code == HTTPStatus.NOT_FOUND and "/accounts/2fa/" in address:
        return None
    assert answer.status_code == HTTPStatus.OK, f"{address}: {answer.status_code}"
    return address if answer["Content-Type"].startswith("text/html") else None
