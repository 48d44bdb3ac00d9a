"""Spreadsheets through the pages: out, and in by way of the preview."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from apps.common.access import Role
from apps.common.spreadsheets import read_table, read_tables
from apps.journeys.models import JourneyMap, Upload
from apps.journeys.selectors import load_document
from apps.journeys.services import undo
from apps.journeys.services.uploads import KEPT_AT_ONCE, delete_old_uploads
from tests.factories.journeys import make_map, upload_of
from tests.factories.maps import small_map
from tests.factories.organisations import OrganisationFactory, actor_for, person

pytestmark = pytest.mark.web

TABLE = (
    "Этап;Точка контакта;Действие;Каналы;Эмоция;Боли\n"
    'Выбор;Сайт;сравнивает;"Сайт\nЧат";4;\n'
    ";Отзывы;читает;Форум;2;Старые отзывы\n"
    "Покупка;Касса;платит;Магазин;1;Очередь\n"
)


@pytest.fixture
def learner(db: Any) -> Any:
    return person(OrganisationFactory.create(), Role.LEARNER)


@pytest.fixture
def signed_in(client: Client, learner: Any) -> Client:
    client.force_login(learner)
    return client


def send(client: Client, raw: bytes, name: str, address: str = "") -> Any:
    return client.post(
        address or reverse("journeys:import"), {"file": SimpleUploadedFile(name, raw), "key": "k" * 10}
    )


def page_of(answer: Any) -> str:
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def field(html: str, column: int) -> str:
    """Key that is chosen for a column."""
    select = html.split(f'name="column-{column}"')[1].split("</select>", maxsplit=1)[0]
    return select.split('" selected')[0].rpartition('"')[2] if " selected" in select else ""


def test_downloads_hold_the_map_and_come_at_once(signed_in: Client, learner: Any) -> None:
    map = make_map(actor_for(learner), document=small_map())
    book = signed_in.get(reverse("journeys:xlsx", args=[map.pk]))
    assert book["Content-Type"].endswith("spreadsheetml.sheet")
    assert "Buying a coffee machine online.xlsx" in book["Content-Disposition"]
    assert [table.sheet for table in read_tables(book.content, name="")][:2] == ["Touchpoints", "Map"]
    table = read_table(signed_in.get(reverse("journeys:csv", args=[map.pk])).content, name="x.csv")
    assert [row[table.rows[0].index("Touchpoint")] for row in table.rows[1:3]] == [
        "Social post",
        "Product page",
    ]


def test_a_guest_brings_a_table_and_gets_a_map(client: Client, db: Any) -> None:
    page = page_of(send(client, TABLE.encode("cp1251"), "путь.csv"))
    html = client.get(page).content.decode()
    assert "WINDOWS-1251" in html
    assert not JourneyMap.unscoped.exists()
    answer = client.post(page, {"do": "import", "key": "a" * 10})
    document = load_document(JourneyMap.unscoped.get())
    assert page_of(answer).endswith("/step/1/")
    assert [stage.name for stage in document.stages] == ["Выбор", "Покупка"]
    assert [tp.emotion.score for tp in document.touchpoints] == [1.0, -1.0, -2.0]
    assert [tp.emotion.original for tp in document.touchpoints] == [4.0, 2.0, 1.0]
    assert [channel.channel for channel in document.touchpoints[0].channels] == ["Сайт", "Чат"]
    assert [(pain.text, pain.touchpoint) for pain in document.pains] == [
        ("Старые отзывы", document.touchpoints[1].id),
        ("Очередь", document.touchpoints[2].id),
    ]
    assert document.title == "путь"
    assert not Upload.unscoped.exists()


def test_a_workbook_of_ours_comes_back_whole(signed_in: Client, learner: Any) -> None:
    map = make_map(actor_for(learner), document=small_map())
    raw = signed_in.get(reverse("journeys:xlsx", args=[map.pk])).content
    page = page_of(send(signed_in, raw, "map.xlsx"))
    assert "Personas" in signed_in.get(page).content.decode()
    signed_in.post(page, {"do": "import", "key": "b" * 10})
    copy = JourneyMap.unscoped.exclude(pk=map.pk).get()
    assert load_document(copy) == load_document(map)


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant", "ru"])
def test_a_workbook_is_understood_in_every_language(signed_in: Client, learner: Any, language: str) -> None:
    map = make_map(actor_for(learner), document=small_map())
    with translation.override(language):
        raw = signed_in.get(reverse("journeys:xlsx", args=[map.pk])).content
        page = page_of(send(signed_in, raw, "map.xlsx", reverse("journeys:import")))
    with translation.override("en"):
        signed_in.post(page, {"do": "import", "key": "b" * 10})
    assert load_document(JourneyMap.unscoped.exclude(pk=map.pk).get()) == load_document(map)


def test_what_is_wrong_is_said_at_its_cell_and_nothing_is_stored(signed_in: Client) -> None:
    bad = "Stage,Touchpoint,Emotion,Status\nBefore,Site,soso,in use\nBefore,,1,\nStay,Desk,-2,closed\n"
    page = page_of(send(signed_in, bad.encode(), "bad.csv"))
    html = signed_in.get(page).content.decode()
    for place in ("Row 2, column C", "Row 3, column B", "Row 4, column D"):
        assert place in html
    answer = signed_in.post(page, {"do": "import"})
    assert answer.status_code == 422
    assert "Row 2, column C" in answer.content.decode()
    assert not JourneyMap.unscoped.exists()
    assert Upload.unscoped.count() == 1


def test_columns_are_guessed_chosen_and_kept(signed_in: Client) -> None:
    raw = b"Were,Was,Feels\nBefore,Site,Pleased\nStay,Desk,Uneasy\n"
    page = page_of(send(signed_in, raw, "own.csv"))
    html = signed_in.get(page).content.decode()
    assert [field(html, n) for n in range(3)] == ["touchpoints.name", "", "touchpoints.emotion.score"]
    chosen = {
        "column-0": "stages.name",
        "column-1": "touchpoints.name",
        "column-2": "touchpoints.emotion.score",
    }
    signed_in.post(page, {"do": "look", **chosen})
    html = signed_in.get(page).content.decode()
    assert [field(html, n) for n in range(3)] == list(chosen.values())
    signed_in.post(page, {"do": "import"})
    document = load_document(JourneyMap.unscoped.get())
    assert [tp.emotion.score for tp in document.touchpoints] == [1, -1]
    assert [stage.name for stage in document.stages] == ["Before", "Stay"]


def test_another_encoding_is_looked_at_before_it_comes_in(signed_in: Client) -> None:
    page = page_of(send(signed_in, TABLE.encode("koi8-r"), "a.csv"))
    answer = signed_in.post(page, {"do": "import", "encoding": "utf-8", "seen-encoding": ""})
    assert page_of(answer) == page
    assert "not in this encoding" in signed_in.get(page).content.decode()
    signed_in.post(page, {"do": "look", "encoding": "koi8-r", "seen-encoding": "utf-8"})
    assert "Отзывы" in signed_in.get(page).content.decode()
    assert not JourneyMap.unscoped.exists()


def test_rows_come_into_a_map_as_one_edit(signed_in: Client, learner: Any) -> None:
    map = make_map(actor_for(learner), document=small_map())
    before = load_document(map)
    many = "Stage,Touchpoint,Pains\n" + "".join(f"Use,Extra {n},Pain {n}\n" for n in range(150))
    page = page_of(send(signed_in, many.encode(), "more.csv", reverse("journeys:bring", args=[map.pk])))
    assert map.edits.count() == 0
    answer = signed_in.post(page, {"do": "import"})
    assert page_of(answer) == reverse("journeys:map", args=[map.pk])
    map.refresh_from_db()
    document = load_document(map)
    assert (len(document.touchpoints), len(document.pains), len(document.stages)) == (157, 150, 5)
    assert {tp.stage for tp in document.touchpoints[7:]} == {"s3"}
    assert map.edits.count() == 1
    undo(map, actor=actor_for(learner))
    assert load_document(map) == before


def test_a_file_is_seen_by_its_sender_alone(signed_in: Client, learner: Any, client: Client) -> None:
    kept = upload_of(actor_for(learner))
    address = reverse("journeys:upload", args=[kept.pk])
    assert signed_in.get(address).status_code == 200
    other = Client()
    other.force_login(person(OrganisationFactory.create(), Role.LEARNER))
    assert other.get(address).status_code == 404
    assert other.post(address, {"do": "import"}).status_code == 404
    assert other.post(reverse("journeys:drop", args=[kept.pk])).status_code == 404
    assert Upload.unscoped.count() == 1


def test_the_same_import_twice_makes_one_map(signed_in: Client, learner: Any) -> None:
    kept = upload_of(actor_for(learner))
    address = reverse("journeys:upload", args=[kept.pk])
    assert signed_in.post(address, {"do": "import", "key": "c" * 10}).status_code == 302
    assert signed_in.post(address, {"do": "import", "key": "c" * 10}).status_code == 404
    assert JourneyMap.unscoped.count() == 1


def test_dropped_and_old_files_go(learner: Any, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        kept, old = upload_of(actor_for(learner)), upload_of(actor_for(learner))
        Upload.unscoped.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(hours=25))
        assert delete_old_uploads(timezone.now()) == 1
    assert not default_storage.exists(old.file)
    assert default_storage.exists(kept.file)
    assert list(Upload.unscoped.all()) == [kept]
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(KEPT_AT_ONCE + 3):
            upload_of(actor_for(learner))
    assert Upload.unscoped.count() == KEPT_AT_ONCE


def test_another_file_drops_this_one(signed_in: Client, learner: Any) -> None:
    kept = upload_of(actor_for(learner))
    assert page_of(signed_in.post(reverse("journeys:drop", args=[kept.pk]))) == reverse("journeys:import")
    assert not Upload.unscoped.exists()


@pytest.mark.parametrize(
    ("name", "raw", "said"),
    [
        ("a.xlsx", b"<html><table><tr><td>x</td></tr></table></html>", "not a spreadsheet"),
        ("a.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "Save it as .xlsx"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "protected with a password"),
        ("a.csv", b"\n\n", "is empty"),
        ("a.xlsx", b"PK\x03\x04 torn", "damaged"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_beside_its_field(
    signed_in: Client, name: str, raw: bytes, said: str
) -> None:
    answer = send(signed_in, raw, name)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Upload.unscoped.exists()


def test_the_preview_writes_nothing(signed_in: Client, learner: Any, assert_no_writes: Any) -> None:
    kept = upload_of(actor_for(learner))
    with assert_no_writes():
        assert signed_in.get(reverse("journeys:upload", args=[kept.pk])).status_code == 200
