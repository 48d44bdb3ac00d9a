"""The portrait and the sketch beside a map: stored clean, shown to whoever sees the map, gone with it."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from apps.accounts.models import User
from apps.common.access import Role
from apps.journeys import privacy
from apps.journeys.models import ImagePlace, JourneyMap, MapImage
from apps.journeys.selectors import images_of, load_document
from apps.journeys.services import add_image, apply_operations, remove_image, undo
from apps.journeys.services.images import KEPT, delete_stray_images
from tests.factories.journeys import guest, make_map, photo, sketch_of
from tests.factories.maps import small_map
from tests.factories.organisations import OrganisationFactory, actor_for, person

pytestmark = [pytest.mark.web, pytest.mark.django_db]
type Run = Callable[..., Any]


@pytest.fixture
def learner() -> User:
    return person(OrganisationFactory.create(), Role.LEARNER)


@pytest.fixture
def page(client: Client, learner: User) -> Client:
    client.force_login(learner)
    return client


@pytest.fixture
def drawn(learner: User) -> JourneyMap:
    return make_map(actor_for(learner), document=small_map())


def send(page: Client, map: JourneyMap, place: str, content: bytes, alt: str = "A face") -> Any:
    upload = SimpleUploadedFile("x.svg", content, content_type="image/svg+xml")
    fields = {"place": place, f"{place}-file": upload, f"{place}-alt": alt}
    return page.post(f"/en/maps/{map.pk}/images/", fields)


def fresh(map: JourneyMap) -> JourneyMap:
    return JourneyMap.unscoped.get(pk=map.pk)


@pytest.mark.parametrize(("place", "longest"), [("portrait", 512), ("sketch", 2400)])
def test_a_picture_is_stored_clean_and_shown(
    page: Client, drawn: JourneyMap, place: str, longest: int
) -> None:
    assert send(page, drawn, place, photo((3000, 1500)), 'Lin "smiles" <3').status_code == 302
    image = MapImage.unscoped.get()
    assert (image.place, image.width, image.height) == (place, longest, longest // 2)
    for address in (f"/en/maps/{drawn.pk}/images/", f"/en/maps/{drawn.pk}/"):
        shown = page.get(address).content.decode()
        assert f'src="/en/maps/{drawn.pk}/images/{image.pk}/"' in shown
        assert 'alt="Lin &quot;smiles&quot; &lt;3"' in shown
    answer = page.get(f"/en/maps/{drawn.pk}/images/{image.pk}/")
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Cache-Control"].startswith("private")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert Image.open(io.BytesIO(answer.content)).size == (longest, longest // 2)
    assert page.get(f"/media/{image.file}").status_code == 404


def test_the_portrait_belongs_to_the_persona_and_undo_brings_back_the_one_before(
    page: Client, learner: User, drawn: JourneyMap
) -> None:
    send(page, drawn, "portrait", photo(), "first")
    drawn.edits.update(at=timezone.now() - timedelta(minutes=1))
    send(page, drawn, "portrait", photo(), "second")
    map = fresh(drawn)
    assert images_of(map)["portrait"].alt == "second"
    assert load_document(map).personas[0].portrait == images_of(map)["portrait"].pk
    undo(map, actor=actor_for(learner))
    assert images_of(fresh(drawn))["portrait"].alt == "first"


def test_without_a_persona_there_is_nobody_to_portray(page: Client, learner: User) -> None:
    empty = make_map(actor_for(learner))
    answer = send(page, empty, "portrait", photo())
    assert answer.status_code == 422
    assert "Name the persona first" in answer.content.decode()
    assert send(page, empty, "sketch", photo()).status_code == 302


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: b"", "empty"),
        (lambda: b"<svg onload='alert(1)'/>", "not a PNG, JPEG or WebP"),
        (lambda: photo()[:300], "damaged"),
        (lambda: photo((6001, 4000)), "more than 24 megapixels"),
        (lambda: photo() + b"\0" * 10 * 1024 * 1024, "larger than 10 MB"),
    ],
    ids=["empty", "svg", "half", "huge", "heavy"],
)
def test_what_cannot_be_kept_is_refused_beside_the_field(
    page: Client, drawn: JourneyMap, make: Callable[[], bytes], words: str
) -> None:
    answer = send(page, drawn, "sketch", make(), "What I typed")
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert words in shown
    assert 'value="What I typed"' in shown
    assert shown.count('class="error-text"') == 1
    assert not MapImage.unscoped.exists()


@pytest.mark.parametrize("alt", ["", " ", "\x00", "\x07", "x" * 301, "x" * 100_000])
def test_a_picture_needs_words_that_can_be_kept(page: Client, drawn: JourneyMap, alt: str) -> None:
    assert send(page, drawn, "sketch", photo(), alt).status_code == 422
    assert not MapImage.unscoped.exists()


@pytest.mark.parametrize("place", ["", "elsewhere", "\x00"])
def test_a_place_that_does_not_exist_takes_nothing(page: Client, drawn: JourneyMap, place: str) -> None:
    assert page.post(f"/en/maps/{drawn.pk}/images/", {"place": place}).status_code == 422


def test_a_picture_is_found_on_its_own_map_only(page: Client, learner: User, drawn: JourneyMap) -> None:
    image = sketch_of(make_map(actor_for(learner)))
    assert page.get(f"/en/maps/{drawn.pk}/images/{image.pk}/").status_code == 404
    assert page.post(f"/en/maps/{drawn.pk}/images/{image.pk}/remove/").status_code == 404


def test_a_picture_goes_when_its_author_says_so(
    page: Client, drawn: JourneyMap, django_capture_on_commit_callbacks: Run
) -> None:
    for place in ("portrait", "sketch"):
        send(page, drawn, place, photo())
    paths = list(MapImage.unscoped.values_list("file", flat=True))
    for image in MapImage.unscoped.all():
        with django_capture_on_commit_callbacks(execute=True):
            page.post(f"/en/maps/{drawn.pk}/images/{image.pk}/remove/")
    assert not MapImage.unscoped.exists()
    assert not any(default_storage.exists(path) for path in paths)
    assert load_document(fresh(drawn)).personas[0].portrait == ""


def test_a_portrait_goes_though_the_persona_has_gone_before_it(
    page: Client, learner: User, drawn: JourneyMap
) -> None:
    send(page, drawn, "portrait", photo())
    map = fresh(drawn)
    gone = [{"op": "remove", "id": persona.id} for persona in load_document(map).personas]
    apply_operations(map, gone, base_revision=map.revision, actor=actor_for(learner), client="c", sequence=1)
    image = MapImage.unscoped.get()
    assert page.post(f"/en/maps/{map.pk}/images/{image.pk}/remove/").status_code == 302
    assert not MapImage.unscoped.exists()
    assert send(page, fresh(map), "portrait", photo()).status_code == 422


def test_only_a_few_stay_with_a_map(drawn: JourneyMap, django_capture_on_commit_callbacks: Run) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        images = [sketch_of(drawn, alt=str(number)) for number in range(KEPT + 2)]
    assert set(drawn.images.all()) == set(images[2:])
    assert [default_storage.exists(image.file) for image in images] == [False] * 2 + [True] * KEPT
    assert images_of(drawn)["sketch"] == images[-1]


def test_a_name_that_a_file_brought_along_opens_nothing(page: Client, learner: User) -> None:
    document = small_map()
    document["personas"][0]["portrait"] = "../../etc/passwd"
    map = make_map(actor_for(learner), document=document)
    assert images_of(map) == {}
    assert "passwd" not in page.get(f"/en/maps/{map.pk}/images/").content.decode()


def test_files_without_a_map_go_after_a_day() -> None:
    kept, gone = sketch_of(make_map()), sketch_of(make_map())
    JourneyMap.unscoped.filter(pk=gone.map_id).delete()
    fresh_one = f"maps/{kept.map_id}/new.jpg"
    with default_storage.open(fresh_one, "wb") as file:
        file.write(b"x")
    later = timezone.now() + timedelta(days=1, minutes=5)
    os.utime(default_storage.path(fresh_one), (later.timestamp(), later.timestamp()))
    assert delete_stray_images(timezone.now()) == 0
    assert delete_stray_images(later) >= 1
    assert not default_storage.exists(gone.file)
    assert default_storage.exists(kept.file)
    assert default_storage.exists(fresh_one), "its row may be on its way"


def test_a_guest_adds_a_picture_too() -> None:
    map = make_map(document=small_map())
    image = add_image(map, actor=guest(), place=ImagePlace.PORTRAIT, file=io.BytesIO(photo()), alt="Lin")
    assert images_of(fresh(map))["portrait"] == image
    remove_image(image, map=fresh(map), actor=guest())
    assert images_of(fresh(map)) == {}


def test_who_leaves_gets_the_pictures_and_takes_them_along(
    learner: User, drawn: JourneyMap, django_capture_on_commit_callbacks: Run
) -> None:
    own, foreign = sketch_of(drawn), sketch_of(make_map())
    assert [name for name, _content in privacy._image_files(learner)] == [own.file]
    with django_capture_on_commit_callbacks(execute=True):
        privacy._erase_images(learner, ())
    assert list(MapImage.unscoped.all()) == [foreign]
    assert not default_storage.exists(own.file)
