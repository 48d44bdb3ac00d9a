"""Downloads, the page that lists them, and pasted text that becomes a map."""

from __future__ import annotations

import io
import json
import re
from typing import Any

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from apps.accounts.models import User
from apps.common.access import Role
from apps.jobs.models import Job
from apps.jobs.services import run_job
from apps.journeys import pictures
from apps.journeys.domain.document import json_schema
from apps.journeys.domain.formats.pages import draw_sheets
from apps.journeys.domain.formats.svg import COLUMN, HEAD, MARGIN, draw_svg
from apps.journeys.models import JourneyMap
from apps.journeys.pictures import draw_picture
from apps.journeys.selectors import load_document
from apps.journeys.services import InvalidMap, import_map, order_picture
from apps.journeys.words import svg_words
from tests.factories.journeys import guest, make_map
from tests.factories.maps import Document, big_map, small_map, typed
from tests.factories.organisations import OrganisationFactory, actor_for, person

UNIT, WEB = pytest.mark.unit, pytest.mark.web
JOURNEY = "journey\n  title Мой день\n  section Утро\n    Чай: 5: Я, Кот\n"


@pytest.fixture
def learner() -> User:
    return person(OrganisationFactory.create(), Role.LEARNER)


@pytest.fixture
def page(client: Client, learner: User) -> Client:
    client.force_login(learner)
    return client


@pytest.fixture
def map(learner: User) -> JourneyMap:
    return make_map(actor_for(learner), document=small_map() | {"title": "Отель: «Гавань»"})


@WEB
@pytest.mark.parametrize(
    ("ending", "kind", "begins"),
    [("mmd", "text/vnd.mermaid", "journey\n"), ("md", "text/markdown", "# Отель: «Гавань»\n")],
)
def test_texts_are_downloaded_under_the_title_of_the_map(
    page: Client, map: JourneyMap, ending: str, kind: str, begins: str
) -> None:
    answer = page.get(f"/ru/maps/{map.pk}/map.{ending}")
    assert answer["Content-Type"] == f"{kind}; charset=utf-8"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''%D0%9E")
    assert answer["Content-Disposition"].endswith(f".{ending}")
    assert answer.content.decode().startswith(begins)


@WEB
def test_a_summary_speaks_the_language_of_the_page(page: Client, map: JourneyMap) -> None:
    text = page.get(f"/ru/maps/{map.pk}/map.md").content.decode()
    assert "## Персона\n" in text
    assert "Отель: «Гавань»" in text


@WEB
def test_the_download_page_offers_every_format_and_choice(page: Client, map: JourneyMap) -> None:
    html = page.get(f"/en/maps/{map.pk}/download/").content.decode()
    for form in ("pdf", "png", "png2", "pptx"):
        assert f'name="form" value="{form}"' in html
    for theme in ("light", "dark", "print", "contrast"):
        assert f"map.svg?theme={theme}" in html
        assert f'<option value="{theme}">' in html
    for name in ("map.md", "map.mmd", "map.cjm.json"):
        assert f'href="/en/maps/{map.pk}/{name}"' in html
    assert 'href="/en/maps/cjm-1.schema.json"' in html
    assert "What is lost" in html
    assert '<option value="a4">A4</option>' in html
    assert f'href="/en/maps/{map.pk}/download/"' in page.get(f"/en/maps/{map.pk}/").content.decode()


@WEB
def test_the_schema_is_public_and_that_of_the_models(client: Client) -> None:
    answer = client.get("/en/maps/cjm-1.schema.json")
    assert answer["Content-Type"].startswith("application/schema+json")
    assert json.loads(answer.content) == json.loads(json.dumps(json_schema()))


@WEB
def test_colours_and_paper_are_part_of_the_order(page: Client, map: JourneyMap) -> None:
    ordered = {}
    for paper in ("", "a4", "a3", "a0"):
        page.post(f"/en/maps/{map.pk}/picture/", {"form": "pdf", "theme": "dark", "paper": paper})
    page.post(f"/en/maps/{map.pk}/picture/", {"form": "png", "paper": "a3"})
    for job in Job.unscoped.all():
        ordered[job.key] = job.args["form"], job.args["theme"], job.args["paper"]
    assert sorted(ordered.values()) == [
        ("pdf", "dark", ""),
        ("pdf", "dark", "a3"),
        ("pdf", "dark", "a4"),
        ("png", "light", ""),
    ]


@pytest.mark.db
def test_a_job_from_before_paper_could_be_chosen_is_drawn(learner: User, map: JourneyMap) -> None:
    job = order_picture(map, actor=actor_for(learner), form="pdf", language="en")
    del job.args["paper"]
    job.save(update_fields=["args"])
    run_job(job.pk)
    job.refresh_from_db()
    assert job.result["name"] == "Отель «Гавань».pdf"


def sheets_of(document: Document, **change: Any) -> list[tuple[int, int]]:
    found = pypdfium2.PdfDocument(draw_picture(typed(document), words=svg_words("Lin"), form="pdf", **change))
    sizes = [(round(sheet.get_size()[0]), round(sheet.get_size()[1])) for sheet in found]
    found.close()
    return sizes


A4, A3 = (842, 595), (1191, 842)


@UNIT
@pytest.mark.parametrize(
    ("size", "paper", "sheets"),
    [
        (7, "a4", [A4]),
        (7, "a3", [A3]),
        (12, "a3", [A3]),
        (12, "", [A3]),
        (12, "a4", [A4, A4, A4]),
        (40, "a3", [A3] * 4),
    ],
)
def test_the_paper_decides_how_many_columns_a_sheet_has(
    size: int, paper: str, sheets: list[tuple[int, int]]
) -> None:
    assert sheets_of(big_map(size), paper=paper) == sheets


def curve_of(svg: str) -> list[tuple[float, float]]:
    """The points of the curve's line, a column being one wide and the sheet's first edge at 0."""
    path = re.search(r'<path d="([^"]+)" fill="none" stroke="#\w+" stroke-width="2.5"/>', svg)
    assert path
    numbers = [float(number) for number in re.findall(r"-?[\d.]+", path[1])]
    return [
        (round((x - MARGIN - HEAD) / COLUMN, 2), y) for x, y in zip(numbers[::2], numbers[1::2], strict=True)
    ]


@UNIT
def test_the_curve_of_a_pdf_runs_on_over_the_edge_of_the_sheet() -> None:
    sheets = draw_sheets(typed(big_map(40)), words=svg_words("Lin"))
    left, right = curve_of(sheets[0]), curve_of(sheets[1])
    last = [(x - 10, y) for x, y in left if 9.49 < x < 10.51]
    first = [(x, y) for x, y in right if -0.51 < x < 0.51]
    assert len(last) == len(first) == 4
    rises = [[y - points[0][1] for _x, y in points] for points in (last, first)]
    assert rises[0] == pytest.approx(rises[1], abs=0.2)
    assert rises[0][3] == pytest.approx(3 * 23.8, abs=0.2)
    assert all('clip-path="url(#sheet)"' in sheet for sheet in sheets)
    assert "clip-path" not in draw_svg(typed(big_map(40)), words=svg_words("Lin"))


@UNIT
def test_a_huge_map_gets_fewer_pixels_instead_of_a_refusal() -> None:
    found = pictures._box(draw_svg(typed(big_map(40)), words=svg_words("Lin")))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pictures, "MOST_PIXELS", int(found.wide * found.tall))
        small = draw_picture(typed(big_map(40)), words=svg_words("Lin"), form="png2")
    wide, tall = Image.open(io.BytesIO(small)).size
    assert wide * tall == pytest.approx(found.wide * found.tall, rel=0.01)


@UNIT
@pytest.mark.parametrize(
    ("language", "own", "expected"),
    [
        ("en", "", "“So slow”"),
        ("ru", "", "«So slow»"),
        ("zh-Hans", "", "“So slow”"),
        ("zh-Hant", "", "「So slow」"),
        ("zh-TW", "", "「So slow」"),
        ("", "", "“So slow”"),
        ("en", "ru", "«So slow»"),
    ],
)
def test_quotes_stand_in_the_marks_of_their_language(language: str, own: str, expected: str) -> None:
    document = small_map() | {
        "language": language,
        "evidence": [{"id": "e", "kind": "quote", "text": "So slow", "touchpoint": "t0", "language": own}],
    }
    assert f">{expected}<" in draw_svg(typed(document), words=svg_words("Lin"))


@WEB
def test_pasted_text_becomes_a_map(page: Client) -> None:
    answer = page.post("/ru/maps/import/text/", {"text": JOURNEY, "key": "k1"})
    map = JourneyMap.unscoped.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/ru/maps/{map.pk}/step/1/")
    document = load_document(map)
    assert (document.title, document.language) == ("Мой день", "ru")
    assert document.touchpoints[0].emotion.score == 2
    page.post("/ru/maps/import/text/", {"text": JOURNEY, "key": "k1"})
    assert JourneyMap.unscoped.count() == 1


@WEB
def test_a_visitor_may_paste_too(client: Client) -> None:
    client.post("/en/maps/import/text/", {"text": '{"title": "Stay"}', "key": "k"})
    assert JourneyMap.unscoped.get().guest_key


@WEB
@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "journey\nTea: 9\nCoffee",
            ["Line 2: the score 9 is outside 1 to 5.", "Line 3: write a touchpoint as"],
        ),
        ("hello", ["This is not JSON: line 1, column 1."]),
        ("", ["Paste the text here."]),
        ("journey\n" + "x" * 200_000, ["at most 200000 characters"]),
        ("journey\nTea\x00: 5", ["Null characters are not allowed"]),
    ],
)
def test_faults_are_told_and_what_was_pasted_stays(page: Client, text: str, told: list[str]) -> None:
    answer = page.post("/en/maps/import/text/", {"text": text, "key": "k"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert not JourneyMap.unscoped.exists()
    for line in told:
        assert line in html
    if len(text) < 100 and text.isprintable():
        assert text in html


@WEB
@pytest.mark.parametrize("address", ["/en/maps/import/", "/en/maps/import/text/"])
def test_the_page_to_bring_a_map_offers_both_ways(page: Client, address: str) -> None:
    html = page.get(address).content.decode()
    assert 'action="/en/maps/import/text/"' in html
    assert 'type="file"' in html


@pytest.mark.db
@pytest.mark.parametrize(
    "raw",
    [
        JOURNEY.encode(),
        JOURNEY.encode("utf-8-sig"),
        JOURNEY.encode("utf-16"),
        f"# Day\n\n```mermaid\n{JOURNEY}```\n".encode(),
        JOURNEY.replace("\n", "\r\n").encode(),
    ],
    ids=["utf-8", "mark", "utf-16", "markdown", "windows"],
)
def test_a_file_with_a_diagram_is_read(raw: bytes) -> None:
    organisation = OrganisationFactory.create()
    map = import_map(actor=guest(), organisation_id=organisation.pk, raw=raw, language="ru")
    assert [point.name for point in load_document(map).touchpoints] == ["Чай"]


@WEB
@pytest.mark.parametrize("name", ["day.mmd", "day.mermaid", "notes.md"])
def test_a_diagram_is_uploaded_where_other_files_are(page: Client, name: str) -> None:
    file = SimpleUploadedFile(name, f"```mermaid\n{JOURNEY}```\n".encode())
    assert page.post("/en/maps/import/", {"file": file, "key": "k"}).status_code == 302
    assert JourneyMap.unscoped.get().title == "Мой день"
    wrong = SimpleUploadedFile(name, b"journey\nTea: 9")
    answer = page.post("/en/maps/import/", {"file": wrong, "key": "k2"})
    assert answer.status_code == 422
    assert "Line 2: the score 9 is outside 1 to 5." in answer.content.decode()


@pytest.mark.db
def test_a_file_with_a_fault_leaves_nothing_behind() -> None:
    organisation = OrganisationFactory.create()
    with pytest.raises(InvalidMap) as refusal:
        import_map(
            actor=guest(), organisation_id=organisation.pk, raw=b"journey\nTea: 5\nTea: 6", language="en"
        )
    assert refusal.value.problems[0].params["line"] == 3
    assert not JourneyMap.unscoped.exists()
