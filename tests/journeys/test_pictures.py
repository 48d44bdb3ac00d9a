"""PNG and PDF of a map: the right size, the right shapes of signs, the same bytes every time; made by a job only."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from typing import Any

import pypdfium2
import pytest
from django.test import Client
from PIL import Image, ImageChops

from apps.accounts.models import User
from apps.common.access import Role
from apps.common.errors import DomainError
from apps.jobs.models import Job, JobState
from apps.jobs.services import run_job
from apps.journeys import pictures
from apps.journeys.domain.formats.svg import draw_svg
from apps.journeys.models import JourneyMap
from apps.journeys.pictures import draw_picture
from apps.journeys.services import order_picture
from apps.journeys.words import svg_words
from tests.factories.journeys import guest, make_map
from tests.factories.maps import Document, big_map, small_map, typed
from tests.factories.organisations import OrganisationFactory, actor_for, person
from tests.service.processes import ROOT

UNIT = pytest.mark.unit
MIXED = "骨直角 喆 Кофемашина coffee"


def picture(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content)).convert("RGB")


def drawn(document: Document, form: Any = "png") -> bytes:
    return draw_picture(typed(document), words=svg_words("Lin"), form=form)


def titled(title: str, language: str) -> Document:
    return {"title": title, "kind": "current", "language": language}


def ink(content: bytes) -> int:
    """Dark pixels of the line with the title."""
    part = picture(content).crop((20, 20, 600, 70)).convert("L")
    return sum(part.histogram()[:128])


@UNIT
@pytest.mark.parametrize(("form", "scale"), [("png", 1), ("png2", 2)])
def test_a_png_is_as_large_as_the_drawing_or_twice(form: str, scale: int) -> None:
    found = pictures._box(draw_svg(typed(small_map()), words=svg_words("Lin")))
    size = picture(drawn(small_map(), form)).size
    assert size == pytest.approx((found.wide * scale, found.tall * scale), abs=1)


@UNIT
@pytest.mark.parametrize("form", ["png", "pdf"])
def test_the_same_map_gives_the_same_bytes(form: str) -> None:
    assert drawn(small_map(), form) == drawn(small_map(), form)


@UNIT
def test_a_pdf_carries_its_title_and_no_clock() -> None:
    sheets = pypdfium2.PdfDocument(drawn(titled("Стойка 酒店", "ru"), "pdf"))
    told = sheets.get_metadata_dict()
    sheets.close()
    assert told["Title"] == "Стойка 酒店"
    assert told["CreationDate"] == told["ModDate"] == ""


@UNIT
def test_ideographs_have_the_shapes_of_the_language_of_the_map() -> None:
    simplified, traditional, russian = (
        picture(drawn(titled("骨返", tag))) for tag in ("zh-Hans", "zh-Hant", "ru")
    )
    assert ImageChops.difference(simplified, traditional).getbbox() is not None
    assert ImageChops.difference(simplified, russian).getbbox() is None


@UNIT
@pytest.mark.parametrize(
    "text",
    ["Сравнивает, ёлка", "网上购买咖啡机", "網路購買咖啡機", "Łódź, Ångström", "喆", MIXED],
    ids=["ru", "zh-hans", "zh-hant", "latin", "rare", "mixed"],
)
def test_no_sign_of_the_four_languages_is_a_box(text: str) -> None:
    """A font without the sign draws its box for it: as many boxes would have other ink than the text."""
    boxes = "".join(" " if char == " " else "\U0001f9ff" for char in text)
    assert ink(drawn(titled(text, "zh-Hans"))) != ink(drawn(titled(boxes, "zh-Hans")))
    sheet = pypdfium2.PdfDocument(drawn(titled(text, "zh-Hans"), "pdf"))
    assert text.split(maxsplit=1)[0].rstrip(",") in sheet[0].get_textpage().get_text_range()
    sheet.close()


@UNIT
def test_headings_in_chinese_are_bolder_than_text() -> None:
    svg = draw_svg(typed(titled("骨直", "zh-Hans")), words=svg_words("Lin"))
    bold, plain = (pictures.with_faces(svg, "zh-Hans", bold=value) for value in (True, False))
    assert 'stroke="#1D1B26" stroke-width="0.50" font-size="20">骨直' in bold
    assert "stroke-width" not in plain.partition("骨直")[0].rpartition("<text")[2]


@UNIT
@pytest.mark.parametrize(
    "text",
    ["<b>&\"']]>", "😀👍🏽", "يقارن السعر שלום", "\u202egpj.exe", "x" * 300, "#eval(1)", "ﬁ"],
    ids=["markup", "emoji", "rtl", "override", "long", "typst", "ligature"],
)
@pytest.mark.parametrize("form", ["png", "pdf"])
def test_no_text_breaks_a_picture(text: str, form: str) -> None:
    document = small_map() | {"title": text}
    document["touchpoints"][0]["name"] = text
    assert len(drawn(document, form)) > 5_000


@UNIT
def test_a_pdf_has_sheets_of_whole_stages_with_all_heads() -> None:
    sheets = pypdfium2.PdfDocument(drawn(big_map(), "pdf"))
    texts = [sheet.get_textpage().get_text_range() for sheet in sheets]
    sizes = {tuple(round(side) for side in sheet.get_size()) for sheet in sheets}
    sheets.close()
    assert sizes == {(1191, 842)}, "A3 across"
    assert len(texts) == 4
    for number, text in enumerate(texts):
        assert f"{2 * number + 1} Stage {2 * number}" in text
        assert f"{2 * number + 2} Stage {2 * number + 1}" in text
        assert "Touchpoint" in text
        assert "Pains" in text
        assert f"{number + 1} / 4" in text
    assert all(f"Touchpoint {n}" in texts[n // 10] for n in range(40))


@UNIT
def test_a_small_map_is_one_sheet_of_a4() -> None:
    sheets = pypdfium2.PdfDocument(drawn(titled("Stay", "en"), "pdf"))
    assert [tuple(round(side) for side in sheet.get_size()) for sheet in sheets] == [(842, 595)]
    sheets.close()


@UNIT
def test_a_long_stage_goes_on_on_the_next_sheet() -> None:
    points = [{"id": f"t{n}", "stage": "s", "name": f"Point {n}", "emotion": {"score": 1}} for n in range(23)]
    document = titled("Long", "en") | {"stages": [{"id": "s", "name": "Stay"}], "touchpoints": points}
    sheets = pypdfium2.PdfDocument(drawn(document, "pdf"))
    texts = [sheet.get_textpage().get_text_range() for sheet in sheets]
    sheets.close()
    assert [set(map(int, re.findall(r"Point (\d+)", text))) for text in texts] == [
        set(range(10)),
        set(range(10, 20)),
        set(range(20, 23)),
    ]


@UNIT
def test_a_picture_beyond_all_measure_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST_PIXELS", 1_000_000)
    with pytest.raises(DomainError, match="picture_too_large"):
        drawn(big_map(), "png")


@UNIT
def test_pages_never_load_the_renderer() -> None:
    code = (
        "import django; django.setup(); import sys, cjm_academy.urls, cjm_academy.wsgi;"
        "sys.exit(','.join({'typst', 'noto_cjk_sans_otc', 'pptx'} & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.fixture
def learner() -> User:
    return person(OrganisationFactory.create(), Role.LEARNER)


@pytest.fixture
def page(client: Client, learner: User) -> Client:
    client.force_login(learner)
    return client


@pytest.mark.web
@pytest.mark.parametrize(("form", "start"), [("png", b"\x89PNG"), ("png2", b"\x89PNG"), ("pdf", b"%PDF")])
def test_a_picture_is_ordered_followed_and_downloaded(
    page: Client,
    learner: User,
    form: str,
    start: bytes,
    django_capture_on_commit_callbacks: Any,
) -> None:
    map = make_map(actor_for(learner), document=small_map() | {"title": "Отель «Гавань»: 酒店/1"})
    with django_capture_on_commit_callbacks(execute=True):
        answer = page.post(f"/ru/maps/{map.pk}/picture/", {"form": form})
    job = Job.unscoped.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/ru/jobs/{job.pk}/")
    assert job.state == JobState.DONE, job.error
    assert job.result["name"] == f"Отель «Гавань» 酒店 1.{form[:3]}"
    answer = page.get(f"/ru/jobs/{job.pk}/file/")
    assert answer.content.startswith(start)


@pytest.mark.web
def test_nothing_is_drawn_twice_until_something_changes(page: Client, learner: User) -> None:
    actor = actor_for(learner)
    map = make_map(actor, document=small_map())

    def order(**change: Any) -> str:
        return order_picture(map, **({"actor": actor, "form": "png", "language": "en"} | change)).pk

    first = order()
    run_job(first)
    assert order() == first
    others = {order(form="png2"), order(language="ru"), order(theme="dark")}
    map.revision += 1
    assert len(others | {first, order()}) == 5
    run_job(order())
    assert Job.unscoped.get(pk=first).attempt == 1


@pytest.mark.web
@pytest.mark.parametrize("form", ["", "gif", "\x00", "x" * 100_000])
def test_a_form_that_nobody_draws_is_refused(page: Client, learner: User, form: str) -> None:
    map = make_map(actor_for(learner))
    assert page.post(f"/en/maps/{map.pk}/picture/", {"form": form}).status_code == 422
    assert not Job.unscoped.exists()


@pytest.mark.db
def test_a_map_that_has_gone_or_moved_meanwhile_is_not_drawn(learner: User) -> None:
    kept, gone = make_map(guest()), make_map(guest())
    jobs = [order_picture(map, actor=guest(), form="png", language="en") for map in (kept, gone)]
    gone.delete()
    JourneyMap.unscoped.filter(pk=kept.pk).update(owner=learner, guest_key="")
    for job in jobs:
        run_job(job.pk)
        assert (Job.unscoped.get(pk=job.pk).state, Job.unscoped.get(pk=job.pk).error) == (
            JobState.FAILED,
            "job_gone",
        )
