"""Slides of a map: native shapes that hold all of its text inside the slide, in the fonts of its language."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.test import Client
from PIL import Image
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE, PP_PLACEHOLDER
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.util import Pt

from apps.accounts.models import User
from apps.common.access import Role
from apps.jobs.models import Job, JobState
from apps.journeys.domain.analysis import curve_path
from apps.journeys.domain.formats.pages import around, cut
from apps.journeys.domain.formats.slides import plan_slides
from apps.journeys.domain.formats.slides.lanes import curve_runs
from apps.journeys.domain.formats.slides.parts import (
    FOOT,
    HEIGHT,
    WIDTH,
    Divider,
    Mood,
    Slide,
    Table,
    make_row,
    paras,
    split_row,
)
from apps.journeys.domain.formats.svg import ALONE, Around
from apps.journeys.export_words import slide_words
from apps.journeys.models import ImagePlace
from apps.journeys.services import add_image
from apps.journeys.slides import draw_slides
from tests.factories.journeys import make_map, photo
from tests.factories.maps import Document, big_map, small_map, typed
from tests.factories.organisations import OrganisationFactory, actor_for, person

UNIT = pytest.mark.unit


def planned(document: Document) -> tuple[Slide, ...]:
    return plan_slides(typed(document), slide_words(typed(document))).slides


def deck(document: Document, **change: Any) -> Any:
    return Presentation(
        io.BytesIO(draw_slides(typed(document), words=slide_words(typed(document)), **change))
    )


def text_of(slide: Slide) -> str:
    tables = [part for part in slide.parts if isinstance(part, Table)]
    return "".join(para.text for table in tables for row in table.rows for cell in row.cells for para in cell)


def bottom(part: Any) -> float:
    if isinstance(part, Table):
        return float(part.top + sum(row.height for row in part.rows))
    return float(part.top + (part.height if isinstance(part, Mood) else 22))


@UNIT
@pytest.mark.parametrize("size", [7, 12, 40, 200])
def test_everything_lies_inside_the_slide_and_nothing_on_top_of_each_other(size: int) -> None:
    for slide in planned(big_map(size)):
        end = 0.0
        for part in slide.parts:
            assert part.top >= end - 0.01
            end = bottom(part)
        assert end <= HEIGHT - FOOT + 0.01
        assert all(sum(part.widths) <= WIDTH for part in slide.parts if isinstance(part, Table))


@UNIT
def test_every_slide_of_the_grid_has_the_heads_of_its_stages_and_lanes() -> None:
    slides = [slide for slide in planned(big_map(40)) if "Stage" in slide.title]
    assert [slide.title for slide in slides[:3]] == ["1 Stage 0", "1 Stage 0 (2)", "2 Stage 1"]
    for slide in slides:
        heads = [row for row in slide.parts[0].rows if row.head]  # type: ignore[union-attr]
        assert [row.cells[0][0].text for row in heads] == ["Stage", "Touchpoint"]
        assert sum("Touchpoint" in cell[-1].text for cell in heads[1].cells[1:]) == 5
    lanes = {
        row.cells[0][0].text
        for slide in slides
        for p in slide.parts
        if isinstance(p, Table)
        for row in p.rows
    }
    assert {"Pains", "Gap", "Backstage", "Measure"} < lanes
    assert any(isinstance(part, Divider) for slide in slides for part in slide.parts)


@UNIT
@pytest.mark.parametrize("letter", ["слово ", "word ", "接触点很慢，", "x"])
def test_a_text_that_is_longer_than_a_slide_goes_on_without_losing_a_letter(letter: str) -> None:
    document = small_map()
    text = (letter * 5_000)[:5_000].strip()
    document["touchpoints"][3]["action"] = text
    slides = [slide for slide in planned(document) if "Awareness" in slide.title]
    assert len(slides) > 2
    told = "".join(text_of(slide) for slide in slides)
    sign = letter[0]
    assert told.count(sign) - "".join(text_of(s) for s in planned(small_map())[1:]).count(sign) >= text.count(
        sign
    )
    assert text in slides[0].notes


@UNIT
def test_a_row_is_parted_between_lines() -> None:
    widths = (96.0, 120.0)
    row = make_row([paras("Action"), paras("one two three four five six seven eight nine ten " * 6)], widths)
    first, rest = split_row(row, widths, 60)
    assert first.height <= 60
    joined = " ".join(part.cells[1][0].text for part in (first, rest))
    assert joined == row.cells[1][0].text
    assert first.cells[0] == rest.cells[0] == row.cells[0]


@UNIT
@pytest.mark.parametrize("scores", [(1, -2, 2, 0, 1), (1, None, 2, 0, -1, 2), (None, None), (2,)])
def test_the_curve_runs_on_over_the_edge_of_a_slide(scores: tuple[float | None, ...]) -> None:
    """Cut in two, it is the curve of the whole, and both halves meet in the middle between two columns."""
    whole = curve_runs(scores, ALONE)
    assert sum(len(run) // 3 for run in whole) == curve_path(scores).line.count("C")
    for at in range(1, len(scores)):
        before, after = scores[:at], scores[at:]
        left = curve_runs(before, Around((), after[:2]))
        right = curve_runs(after, Around(before[-2:], ()))
        ends = [run[-1] for run in left if run[-1][0] == 100 * at]
        begins = [run[0] for run in right if run[0][0] == 0]
        assert [y for _x, y in ends] == pytest.approx([y for _x, y in begins])
        assert len(ends) == (None not in scores[at - 1 : at + 1])


@UNIT
def test_sheets_know_their_neighbours() -> None:
    sheets = list(cut(typed(big_map(40)), 10))
    scores = [point.emotion.score for point in typed(big_map(40)).touchpoints]
    assert around(sheets, 0) == Around((), tuple(scores[10:12]))
    assert around(sheets, 2) == Around(tuple(scores[18:20]), tuple(scores[30:32]))
    assert around(sheets, 3) == Around(tuple(scores[28:30]), ())


@UNIT
def test_slides_are_wide_and_their_shapes_native() -> None:
    closing = {"opportunities": [{"id": "o", "text": "Show it"}], "changes": [{"id": "c", "title": "Do it"}]}
    slides = deck(small_map() | closing)
    assert (slides.slide_width, slides.slide_height) == (Pt(960), Pt(540))
    titles = [slide.shapes.title.text for slide in slides.slides]
    assert titles[0] == "Buying a coffee machine online".replace(" online", "\nonline")
    assert titles[-2:] == ["Opportunities", "Changes"]
    grid = slides.slides[2]
    kinds = [shape.shape_type for shape in grid.shapes]
    assert kinds.count(MSO_SHAPE_TYPE.TABLE) == 2
    assert kinds.count(MSO_SHAPE_TYPE.FREEFORM) == 1
    assert MSO_SHAPE_TYPE.PICTURE not in kinds
    assert grid.shapes.title.placeholder_format.type == PP_PLACEHOLDER.TITLE


@UNIT
def test_tables_curve_and_faces_have_a_text_for_people_who_do_not_see_them() -> None:
    grid = deck(small_map()).slides[2]
    described = {
        shape._element.xpath(".//p:cNvPr")[0].get("descr", "")
        for shape in grid.shapes
        if shape.shape_type not in {MSO_SHAPE_TYPE.PLACEHOLDER, MSO_SHAPE_TYPE.TEXT_BOX, MSO_SHAPE_TYPE.LINE}
    }
    assert "Checkout: −2 Frustrated" in described
    assert any("Social post +1, Product page 0" in text for text in described)
    assert "" not in described


@UNIT
@pytest.mark.parametrize(
    ("language", "face"), [("zh-Hans", "SC"), ("zh-Hant", "TC"), ("ru", "SC"), ("ja", "JP")]
)
def test_fonts_are_those_of_the_language(language: str, face: str) -> None:
    found = deck(small_map() | {"language": language})
    theme = found.slide_masters[0].part.part_related_by(RELATIONSHIP_TYPE.THEME)
    assert theme.blob.count(f'<a:ea typeface="Noto Sans CJK {face}"/>'.encode()) == 2
    assert theme.blob.count(b'<a:latin typeface="Noto Sans"') == 2
    run = found.slides[0].shapes.title.text_frame.paragraphs[0].runs[0]
    assert run._r.rPr.get("lang") == language


@UNIT
def test_the_notes_hold_all_of_the_text() -> None:
    found = deck(big_map(10))
    notes = "\n".join(slide.notes_slide.notes_text_frame.text for slide in found.slides)
    for n in range(10):
        assert f"The fee of step {n} comes late" in notes
        assert f"Touchpoint {n}" in notes


@UNIT
@pytest.mark.parametrize(
    "text", ["\ufffe\uffff", "_x0007_", "\x85\u2028", "\u202e😀👍🏽", "<a:t>&", "يقارن", "x" * 300], ids=ascii
)
def test_no_text_breaks_a_slide(text: str) -> None:
    document = small_map() | {"title": text, "lanes": ["action", "evidence"], "scenario": text}
    document["touchpoints"][0] |= {"name": text, "action": text}
    document["personas"][0]["name"] = text
    document["stages"][0]["name"] = text
    assert len(deck(document).slides) >= 3


@UNIT
def test_a_map_without_anything_is_its_cover() -> None:
    assert [slide.shapes.title.text for slide in deck({"title": "Stay"}).slides] == ["Stay"]


@UNIT
def test_a_portrait_is_round_and_described() -> None:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(out, "WEBP")
    cover = deck(small_map(), portrait=out.getvalue(), alt="Lin at her desk").slides[0]
    picture = next(shape for shape in cover.shapes if shape.shape_type == MSO_SHAPE_TYPE.PICTURE)
    assert picture._element.xpath(".//p:cNvPr")[0].get("descr") == "Lin at her desk"
    assert picture.image.size == (40, 40)


@pytest.fixture
def learner() -> User:
    return person(OrganisationFactory.create(), Role.LEARNER)


@pytest.mark.web
@pytest.mark.parametrize("portraits", [0, 1])
def test_slides_are_ordered_and_downloaded(
    client: Client, learner: User, portraits: int, django_capture_on_commit_callbacks: Any
) -> None:
    map = make_map(actor_for(learner), document=small_map() | {"title": "Отель"})
    if portraits:
        file = io.BytesIO(photo())
        add_image(map, actor=actor_for(learner), place=ImagePlace.PORTRAIT, file=file, alt="Lin")
    client.force_login(learner)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/ru/maps/{map.pk}/picture/", {"form": "pptx"})
    job = Job.unscoped.get()
    assert job.state == JobState.DONE, job.error
    assert job.result["name"] == "Отель.pptx"
    found = Presentation(io.BytesIO(client.get(f"/ru/jobs/{job.pk}/file/").content))
    pictures = [shape for shape in found.slides[0].shapes if shape.shape_type == MSO_SHAPE_TYPE.PICTURE]
    assert len(pictures) == portraits
    texts = [
        cell.text for shape in found.slides[2].shapes if shape.has_table for cell in shape.table.iter_cells()
    ]
    assert "Точка контакта" in texts
