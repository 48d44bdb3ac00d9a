"""Drawing together: who may be added, what co-authors may do, and what stays with the owner."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse

from apps.accounts.erasing import erase_account
from apps.accounts.exporting import export_account
from apps.accounts.models import User
from apps.common.access import Role, allows
from apps.common.denials import sentence_for
from apps.common.errors import DomainError
from apps.jobs.models import Job
from apps.journeys.letters import coauthor_added, map_deleted
from apps.journeys.models import CoAuthor, JourneyMap, MapEdit, MapImage, Snapshot
from apps.journeys.policies import Perm
from apps.journeys.selectors import load_document, map_by_id, map_of_job, maps_of, snapshot_by_id
from apps.journeys.services import (
    Lasts,
    add_coauthor,
    bring_back,
    make_link,
    order_picture,
    remove_coauthor,
    restore_snapshot,
    take_snapshot,
)
from apps.organisations.models import Membership, Organisation
from apps.organisations.services import open_academy
from tests.common.pages import without_token
from tests.factories.journeys import guest, make_map, sketch_of
from tests.factories.maps import small_map
from tests.factories.organisations import OrganisationFactory, actor_for, person
from tests.journeys.pages import Page, set_

pytestmark = [pytest.mark.web, pytest.mark.django_db]


@pytest.fixture
def organisation() -> Organisation:
    return OrganisationFactory.create(name="Lakeside Hotels")


@pytest.fixture
def owner(organisation: Organisation) -> User:
    return person(organisation, Role.LEARNER, name="Mei Lin", email="mei@example.org")


@pytest.fixture
def friend(organisation: Organisation) -> User:
    return person(organisation, Role.LEARNER, name="Олег", email="oleg@example.org")


@pytest.fixture
def map(owner: User) -> JourneyMap:
    return make_map(actor_for(owner), document=small_map())


@pytest.fixture
def shared(map: JourneyMap, owner: User, friend: User) -> JourneyMap:
    add_coauthor(map, actor=actor_for(owner), called=friend.email)
    return map


def browser_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(name: str, map: JourneyMap, *more: object) -> str:
    return reverse(f"journeys:{name}", args=[map.pk, *more])


@pytest.mark.parametrize("called", ["oleg@example.org", " OLEG@example.org ", "Олег", " Олег  "])
def test_somebody_of_the_organisation_is_added_by_address_or_name(
    map: JourneyMap, owner: User, friend: User, called: str
) -> None:
    browser = browser_of(owner)
    for _twice in range(2):
        page = browser.post(address("add_coauthor", map), {"called": called}, follow=True)
        assert "Олег draws on this map now." in page.content.decode()
    assert list(CoAuthor.unscoped.values_list("map", "user")) == [(map.pk, friend.pk)]
    assert Job.unscoped.filter(kind="letter_coauthor_added").count() == 1


def test_unknown_foreign_inactive_and_ambiguous_get_the_same_answer(
    map: JourneyMap, owner: User, friend: User, organisation: Organisation
) -> None:
    stranger = person(OrganisationFactory.create(), Role.LEARNER, name="Ann Far", email="ann@example.org")
    gone = person(organisation, Role.LEARNER, email="gone@example.org")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    for _namesake in range(2):
        person(organisation, Role.LEARNER, name="Kim")
    browser, answers = browser_of(owner), set()
    for called in ("nobody@example.org", stranger.email, stranger.name, gone.email, "Kim", "No One", "a@b@c"):
        page = browser.post(address("add_coauthor", map), {"called": called})
        assert page.status_code == 422
        assert page.context["people"].errors == {
            "called": [
                sentence_for("nobody_found"),
            ]
        }
        # The key of the other form is a new one in each page.
        said = re.sub(rb'name="key" value="\w+"', b"", without_token(page))
        answers.add(said.replace(called.encode(), b"typed"))
    assert len(answers) == 1
    assert not CoAuthor.unscoped.exists()


@pytest.mark.parametrize("called", ["", " ", "x" * 255, "a\x07", "a\x00"])
def test_what_cannot_be_a_name_is_refused_beside_the_field(map: JourneyMap, owner: User, called: str) -> None:
    page = browser_of(owner).post(address("add_coauthor", map), {"called": called})
    assert page.status_code == 422
    assert list(page.context["people"].errors) == ["called"]


def test_the_owner_is_no_co_author(map: JourneyMap, owner: User) -> None:
    page = browser_of(owner).post(address("add_coauthor", map), {"called": owner.email})
    assert page.context["people"].errors == {"called": ["This map is yours already."]}


def test_strangers_of_the_open_academy_are_not_added() -> None:
    academy = open_academy()
    owner, other = (person(academy, Role.LEARNER) for _ in range(2))
    map = make_map(actor_for(owner), organisation_id=academy.pk)
    with pytest.raises(DomainError, match="strangers_here"):
        add_coauthor(map, actor=actor_for(owner), called=other.email)
    page = browser_of(owner).get(address("share", map)).content.decode()
    assert "In the open academy people do not know each other." in page
    assert 'name="called"' not in page


def test_there_is_an_end_to_the_people_of_a_map(
    map: JourneyMap, owner: User, friend: User, organisation: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("apps.journeys.services.sharing.MOST_COAUTHORS", 1)
    add_coauthor(map, actor=actor_for(owner), called=friend.email)
    add_coauthor(map, actor=actor_for(owner), called=friend.email)
    with pytest.raises(DomainError, match="too_many_coauthors"):
        add_coauthor(map, actor=actor_for(owner), called=person(organisation).email)


def test_a_co_author_sees_and_edits_the_map(shared: JourneyMap, owner: User, friend: User) -> None:
    frozen = take_snapshot(shared, kind="named", name="First", actor=actor_for(owner))
    image = sketch_of(shared)
    browser = browser_of(friend)
    for name, more in (
        ("map", ()),
        ("list", ()),
        ("svg", ()),
        ("json", ()),
        ("versions", ()),
        ("version", (frozen.pk,)),
        ("replay", ()),
        ("images", ()),
        ("image", (image.pk,)),
        ("share", ()),
    ):
        assert browser.get(address(name, shared, *more)).status_code == 200, name
    assert browser.get(reverse("exercises:step", args=[shared.pk, 4])).status_code == 200
    assert browser.get(reverse("live_map", args=[shared.pk])).status_code == 204
    assert browser.post(address("keep", shared), {"name": "Mine"}).status_code == 302
    assert Snapshot.unscoped.filter(created_by=friend, name="Mine").exists()
    Page(shared.pk, "b", actor_for(friend)).edit(set_("t0", "action", "Scrolls"))
    assert MapEdit.unscoped.get().actor_id == friend.pk
    assert browser.post(address("restore", shared, frozen.pk)).status_code == 302
    assert browser.post(address("remove_image", shared, image.pk)).status_code == 302
    assert not MapImage.unscoped.exists()
    assert browser.post(reverse("exercises:undo", args=[shared.pk]), {"step": "1"}).status_code == 302


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("add_coauthor", ()),
        ("remove_coauthor", (1,)),
        ("bring_back", ("x",)),
        ("add_link", ()),
        ("revoke", ("x",)),
        ("delete", ()),
    ],
)
def test_sharing_and_deleting_stay_with_the_owner(
    shared: JourneyMap, friend: User, name: str, more: tuple[object, ...]
) -> None:
    assert browser_of(friend).post(address(name, shared, *more)).status_code == 403
    assert JourneyMap.unscoped.filter(pk=shared.pk).exists()


def test_handing_in_stays_with_the_owner(shared: JourneyMap, owner: User, friend: User) -> None:
    submit = reverse("assessment:submit", args=[shared.pk])
    step = reverse("exercises:step", args=[shared.pk, 1])
    theirs = browser_of(friend)
    assert theirs.get(submit).status_code == theirs.post(submit).status_code == 403
    assert theirs.get(reverse("assessment:feedback", args=[shared.pk])).status_code == 403
    assert submit not in theirs.get(step).content.decode()
    mine = browser_of(owner)
    assert mine.get(submit).status_code == 200
    assert submit in mine.get(step).content.decode()


def test_the_page_of_a_co_author_offers_to_leave_and_nothing_else(shared: JourneyMap, friend: User) -> None:
    browser = browser_of(friend)
    html = browser.get(address("share", shared)).content.decode()
    assert 'name="called"' not in html
    assert "Links to read" not in html
    assert "Remove" not in html
    assert address("delete", shared) not in browser.get(address("map", shared)).content.decode()
    page = browser.post(address("leave", shared), follow=True)
    assert "You no longer draw on this map" in page.content.decode()
    assert browser.get(address("map", shared)).status_code == 404


def test_the_owner_cannot_leave(shared: JourneyMap, owner: User) -> None:
    assert browser_of(owner).post(address("leave", shared)).status_code == 302
    assert map_by_id(actor_for(owner), map_id=shared.pk)
    assert CoAuthor.unscoped.count() == 1


def test_whoever_is_removed_sees_nothing_and_comes_back_by_undo(
    shared: JourneyMap, owner: User, friend: User
) -> None:
    mine, theirs = browser_of(owner), browser_of(friend)
    page = mine.post(address("remove_coauthor", shared, friend.pk), follow=True)
    assert "Олег no longer draws on this map." in page.content.decode()
    undo = next(str(message.extra_tags) for message in page.context["messages"])
    for name in ("map", "versions", "share"):
        assert theirs.get(address(name, shared)).status_code == 404
    assert not maps_of(actor_for(friend)).exists()
    page = mine.post(undo, follow=True)
    assert "Олег draws on this map now." in page.content.decode()
    assert theirs.get(address("map", shared)).status_code == 200
    assert Job.unscoped.filter(kind="letter_coauthor_added").count() == 1


@pytest.mark.parametrize("nobody", ["owner", 2_000_000_000, 10**30])
def test_removing_nobody_changes_nothing(shared: JourneyMap, owner: User, nobody: Any) -> None:
    key = owner.pk if nobody == "owner" else nobody
    assert browser_of(owner).post(address("remove_coauthor", shared, key)).status_code == 302
    assert CoAuthor.unscoped.count() == 1


def test_an_undo_that_nobody_was_given_brings_nobody(
    shared: JourneyMap, owner: User, friend: User, organisation: Organisation
) -> None:
    removed = remove_coauthor(shared.coauthors.get())
    other = make_map(actor_for(owner), document=small_map())
    for map, said in ((other, removed), (shared, f"{removed}x"), (shared, "")):
        with pytest.raises(DomainError, match="nobody_found"):
            bring_back(map, removed=said)
    Membership.unscoped.filter(user=friend).delete()
    with pytest.raises(DomainError, match="nobody_found"):
        bring_back(shared, removed=removed)
    assert not CoAuthor.unscoped.exists()
    assert browser_of(owner).post(address("bring_back", shared, "x")).status_code == 422


def test_whoever_leaves_the_organisation_no_longer_sees_the_map(
    shared: JourneyMap, owner: User, friend: User
) -> None:
    frozen = take_snapshot(shared, kind="named", actor=actor_for(owner))
    before = actor_for(friend)
    assert map_by_id(before, map_id=shared.pk)
    assert snapshot_by_id(before, map_id=shared.pk, snapshot_id=frozen.pk)
    Membership.unscoped.filter(user=friend).delete()
    now = actor_for(friend)
    assert map_by_id(now, map_id=shared.pk) is None
    assert snapshot_by_id(now, map_id=shared.pk, snapshot_id=frozen.pk) is None
    assert not maps_of(now).exists()
    assert not allows(now, Perm.VIEW_MAP, JourneyMap.unscoped.get())
    page = browser_of(owner).get(address("share", shared)).content.decode()
    assert "No longer in the organisation: does not see the map" in page


def test_a_co_author_of_another_map_is_a_stranger_here(shared: JourneyMap, owner: User, friend: User) -> None:
    other = make_map(actor_for(owner), document=small_map())
    assert map_by_id(actor_for(friend), map_id=other.pk) is None
    assert not allows(actor_for(friend), Perm.EDIT_MAP, other)
    assert allows(actor_for(friend), Perm.EDIT_MAP, JourneyMap.unscoped.get(pk=shared.pk))


def test_a_guest_is_asked_to_sign_in_first(client: Client) -> None:
    first = client.post("/en/try/", {"title": "Stay"})["Location"]
    share = first.replace("step/1/", "share/")
    assert client.get(share)["Location"].startswith("/en/accounts/login/")
    assert not allows(guest(), Perm.SHARE_MAP, JourneyMap.unscoped.get())


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_maps_takes_the_same_queries_whatever_its_rows(
    owner: User, friend: User, organisation: Organisation, django_assert_num_queries: Any, rows: int
) -> None:
    for _row in range(rows):
        make_map(actor_for(friend), document=small_map())
        add_coauthor(make_map(actor_for(owner), document=small_map()), actor=actor_for(owner), called="Олег")
    browser = browser_of(friend)
    browser.get(reverse("journeys:maps"))
    with django_assert_num_queries(3):
        page = browser.get(reverse("journeys:maps"))
    assert len(page.context["maps"]) == 2 * rows
    assert page.content.decode().count("Owner of the map: Mei Lin") == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_takes_the_same_queries_whatever_its_rows(
    map: JourneyMap, owner: User, organisation: Organisation, django_assert_num_queries: Any, rows: int
) -> None:
    browser = browser_of(owner)
    for number in range(rows):
        add_coauthor(map, actor=actor_for(owner), called=person(organisation).email)
        browser.post(address("add_link", map), {"lasts": "week", "key": str(number)})
    browser.get(address("share", map))
    with django_assert_num_queries(7):
        page = browser.get(address("share", map))
    assert len(page.context["links"]) == len(page.context["coauthors"]) == rows


def test_the_owner_waits_for_one_query_and_a_co_author_for_two(
    shared: JourneyMap, owner: User, friend: User, django_assert_num_queries: Any
) -> None:
    mine, theirs = actor_for(owner), actor_for(friend)
    with django_assert_num_queries(1):
        found = map_by_id(mine, map_id=shared.pk)
        assert allows(mine, Perm.EDIT_MAP, found)
    with django_assert_num_queries(2):
        found = map_by_id(theirs, map_id=shared.pk)
        assert allows(theirs, Perm.EDIT_MAP, found)


def test_a_picture_ordered_by_a_co_author_is_drawn_while_they_see_the_map(
    shared: JourneyMap, friend: User
) -> None:
    job = order_picture(shared, actor=actor_for(friend), form="png", language="en")
    assert map_of_job(job) == shared
    Membership.unscoped.filter(user=friend).delete()
    assert map_of_job(job) is None


def letter(kind: str) -> Job:
    return Job.unscoped.get(kind=f"letter_{kind}")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Mei Lin has added you to a map of Lakeside Hotels."),
        ("zh-hans", "Mei Lin"),
        ("zh-hant", "Mei Lin"),
        ("ru", "Mei Lin"),
    ],
)
def test_a_co_author_is_told_in_their_language(
    map: JourneyMap, owner: User, friend: User, language: str, words: str
) -> None:
    User.objects.filter(pk=friend.pk).update(language=language)
    add_coauthor(map, actor=actor_for(owner), called=friend.email)
    written = coauthor_added(letter("coauthor_added"))
    assert written is not None
    assert written.to == ["oleg@example.org"]
    assert words in written.body
    assert f"/{language}/maps/{map.pk}/" in written.body
    assert map.title in written.subject


def test_who_wants_no_mail_or_is_removed_gets_none(shared: JourneyMap, friend: User) -> None:
    User.objects.filter(pk=friend.pk).update(mail_about_work=False)
    assert coauthor_added(letter("coauthor_added")) is None
    User.objects.filter(pk=friend.pk).update(mail_about_work=True)
    assert coauthor_added(letter("coauthor_added")) is not None
    remove_coauthor(shared.coauthors.get())
    assert coauthor_added(letter("coauthor_added")) is None


def test_a_map_goes_with_everything_and_its_co_authors_are_told(
    shared: JourneyMap, owner: User, friend: User, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    image, key = sketch_of(shared), shared.pk
    Page(shared.pk, "a", actor_for(owner)).edit(set_("t0", "action", "Scrolls"))
    take_snapshot(shared, kind="named", actor=actor_for(owner))
    browser = browser_of(owner)
    asked = browser.get(address("delete", shared)).content.decode()
    assert "There is no undo." in asked
    assert "Олег" in asked
    assert JourneyMap.unscoped.count() == 1
    with django_capture_on_commit_callbacks(execute=True):
        page = browser.post(address("delete", shared), follow=True)
    assert "The map is deleted: " in page.content.decode()
    assert not JourneyMap.unscoped.exists()
    assert not default_storage.exists(image.file)
    written = map_deleted(letter("map_deleted"))
    assert written is not None
    assert written.to == ["oleg@example.org"]
    assert "Mei Lin has deleted a map that you drew on." in written.body
    assert shared.title in written.subject
    assert browser.get(f"/en/maps/{key}/").status_code == 404
    User.objects.filter(pk=owner.pk).delete()
    assert "Mei Lin" not in str(map_deleted(letter("map_deleted")).body)  # type: ignore[union-attr]
    User.objects.filter(pk=friend.pk).update(mail_about_work=False)
    assert map_deleted(letter("map_deleted")) is None


def test_a_map_that_was_handed_in_stays(map: JourneyMap, owner: User) -> None:
    take_snapshot(map, kind="submission", actor=actor_for(owner))
    browser = browser_of(owner)
    page = browser.get(address("delete", map)).content.decode()
    assert "belongs to the record of its cohort and cannot be deleted" in page
    assert "<button" not in page.partition("<main")[2].partition("</main>")[0]
    refused = browser.post(address("delete", map))
    assert refused.status_code == 422
    assert "cannot be deleted" in refused.content.decode()
    assert JourneyMap.unscoped.filter(pk=map.pk).exists()


def test_a_guest_deletes_an_own_map(client: Client) -> None:
    first = client.post("/en/try/", {"title": "Stay"})["Location"]
    assert client.post(first.replace("step/1/", "delete/")).status_code == 302
    assert not JourneyMap.unscoped.exists()


def test_a_name_is_shown_and_not_run(map: JourneyMap, owner: User, organisation: Organisation) -> None:
    someone = person(organisation, Role.LEARNER, name="<b>Eve</b>", email="eve@example.org")
    add_coauthor(map, actor=actor_for(owner), called=someone.email)
    html = browser_of(owner).get(address("share", map)).content.decode()
    assert "&lt;b&gt;Eve&lt;/b&gt;" in html
    assert "<b>Eve</b>" not in html


def archive_of(user: User) -> tuple[dict[str, Any], str]:
    """The rows of the archive, and everything in it as one text."""
    archive = zipfile.ZipFile(io.BytesIO(b"".join(export_account(user, language="en"))))
    texts = [archive.read(name).decode(errors="replace") for name in archive.namelist()]
    return json.loads(archive.read("data.json")), "\n".join(texts)


def test_the_archive_of_a_co_author_holds_their_words_and_not_the_map(
    shared: JourneyMap, owner: User, friend: User
) -> None:
    frozen = take_snapshot(shared, kind="named", actor=actor_for(owner))
    page = Page(shared.pk, "a", actor_for(owner))
    page.edit(set_("t1", "thoughts", "The owner's own thought"))
    theirs = Page(shared.pk, "b", actor_for(friend))
    theirs.edit(set_("t0", "action", "Scrolls as the friend wrote"))
    restore_snapshot(frozen, actor=actor_for(friend))
    make_link(shared, actor=actor_for(owner), lasts=Lasts.WEEK, embed=False)
    data, text = archive_of(friend)
    assert [row["map_id"] for row in data["journeys.CoAuthor"]] == [shared.pk]
    assert [row["kind"] for row in data["journeys.MapEdit"]] == ["edit", "restore"]
    assert "Scrolls as the friend wrote" in text
    assert data["journeys.JourneyMap"] == data["journeys.ShareLink"] == data["journeys.Snapshot"] == []
    for secret in ("The owner's own thought", "Thank-you card", ".cjm.json"):
        assert secret not in text
    data, text = archive_of(owner)
    assert [row["map_id"] for row in data["journeys.ShareLink"]] == [shared.pk]
    assert f"maps/{shared.pk}.cjm.json" in text or "Thank-you card" in text


def test_erasing_the_owner_removes_the_map_for_all(shared: JourneyMap, owner: User, friend: User) -> None:
    link = make_link(shared, actor=actor_for(owner), lasts=Lasts.NEVER, embed=False)
    erase_account(owner)
    assert not JourneyMap.unscoped.exists()
    assert not CoAuthor.unscoped.exists()
    assert browser_of(friend).get(address("map", shared)).status_code == 404
    assert Client().get(f"/en/shared/{link.token}/").status_code == 404
    assert User.objects.filter(pk=friend.pk).exists()


def test_erasing_a_co_author_leaves_the_map_without_their_name(
    shared: JourneyMap, owner: User, friend: User
) -> None:
    Page(shared.pk, "b", actor_for(friend)).edit(set_("t0", "action", "Scrolls"))
    erase_account(friend)
    assert not CoAuthor.unscoped.exists()
    assert MapEdit.unscoped.get().actor_id is None
    assert load_document(JourneyMap.unscoped.get()).touchpoints[0].action == "Scrolls"
    html = browser_of(owner).get(address("versions", shared)).content.decode()
    assert "Somebody without an account" in html
    assert "Олег" not in html
