"""A map as PowerPoint slides of native shapes and tables: only jobs import it, as loading it takes a while."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from PIL import Image
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.dml import MSO_LINE_DASH_STYLE
from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.opc.oxml import serialize_part_xml
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import OxmlElement
from pptx.util import Pt

from apps.journeys.domain.cells import signed
from apps.journeys.domain.document import Map
from apps.journeys.domain.formats.canvas import cjk_face, clean
from apps.journeys.domain.formats.slides import plan_slides
from apps.journeys.domain.formats.slides.parts import (
    CURVE,
    EDGE,
    FOOT,
    HEIGHT,
    LINE,
    PAD,
    SIZE,
    TOP,
    WIDTH,
    Cell,
    Cover,
    Divider,
    Mood,
    Point,
    Row,
    Slide,
    SlideWords,
    Table,
)
from apps.journeys.domain.formats.themes import LIGHT
from apps.journeys.domain.layout import is_rtl, text_width

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
TITLE_ONLY = 5
"""layout of the default template whose only placeholder is the title"""
FACE, MARK, SCORE = 22.0, 15.0, 13.0
# How far the mouth of PowerPoint's face is bent, by mood.
_MOUTH = {-2: -4653, -1: -2300, 0: 0, 1: 2300, 2: 4653}


Box = tuple[float, float, float, float]
"""left, top, width and height in points"""


def _colour(value: str) -> RGBColor:
    return RGBColor(*bytes.fromhex(value[1:]))  # type: ignore[no-untyped-call]


class _Pen:
    """Draws on one slide, in points."""

    def __init__(self, slide: Any, language: str) -> None:
        self.slide, self.shapes, self.language = slide, slide.shapes, language

    def bare(self, shape: Any) -> Any:
        """Without the style of the template: it brings shadows along."""
        style = shape._element.find(qn("p:style"))  # noqa: SLF001
        if style is not None:
            shape._element.remove(style)  # noqa: SLF001
        return shape

    def describe(self, shape: Any, alt: str) -> Any:
        shape._element.xpath(".//p:cNvPr")[0].set("descr", clean(alt))  # noqa: SLF001 - python-pptx has no way in
        return shape

    def run(self, paragraph: Any, text: str, size: float, colour: str, *, bold: bool = False) -> None:
        run = paragraph.add_run()
        run.text = clean(text)
        run.font.size, run.font.bold = Pt(size), bold
        run.font.color.rgb = _colour(colour)
        run._r.get_or_add_rPr().set("lang", self.language)  # noqa: SLF001
        if is_rtl(text):
            paragraph._p.get_or_add_pPr().set("rtl", "1")  # noqa: SLF001

    def frame(self, frame: Any, *, margin: float = 0) -> None:
        frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Pt(margin)

    def text(
        self,
        box: tuple[float, float, float, float],
        lines: Sequence[str],
        size: float,
        colour: str,
        *,
        bold: bool = False,
    ) -> Any:
        shape = self.shapes.add_textbox(*map(Pt, box))
        self.frame(shape.text_frame)
        for number, line in enumerate(lines):
            paragraph = shape.text_frame.paragraphs[0] if not number else shape.text_frame.add_paragraph()
            paragraph.line_spacing = Pt(size * 1.3)
            self.run(paragraph, line, size, colour, bold=bold)
        return shape

    def title(self, lines: Sequence[str], box: Box, size: float) -> None:
        title = self.shapes.title
        title.left, title.top, title.width, title.height = map(Pt, box)
        self.frame(title.text_frame)
        title.text_frame.vertical_anchor = MSO_ANCHOR.TOP
        for number, line in enumerate(lines):
            paragraph = title.text_frame.paragraphs[0] if not number else title.text_frame.add_paragraph()
            paragraph.alignment, paragraph.line_spacing = PP_ALIGN.LEFT, Pt(size * 1.25)
            self.run(paragraph, line, size, LIGHT.ink, bold=True)

    def line(self, x1: float, y1: float, x2: float, y2: float, *, dashed: bool = False) -> Any:
        line = self.bare(self.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, *map(Pt, (x1, y1, x2, y2))))
        line.line.color.rgb, line.line.width = (
            _colour(LIGHT.muted if dashed else LIGHT.line),
            Pt(1.25 if dashed else 0.75),
        )
        if dashed:
            line.line.dash_style = MSO_LINE_DASH_STYLE.DASH
        return line

    def pill(self, x: float, y: float, label: str, fill: str, ink: str, *, stroke: str = "") -> Any:
        """A word in a box with round ends, centred on ``x``."""
        wide = text_width(label, SIZE - 1, bold=True) + 14
        box = map(Pt, (x - wide / 2, y, wide, MARK))
        shape = self.bare(self.shapes.add_shape(MSO_SHAPE.ROUNDED_RECTANGLE, *box))
        shape.adjustments[0] = 0.5
        shape.fill.solid()
        shape.fill.fore_color.rgb = _colour(fill)
        if stroke:
            shape.line.color.rgb = _colour(stroke)
        else:
            shape.line.fill.background()
        self.frame(shape.text_frame)
        shape.text_frame.word_wrap = False
        shape.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
        paragraph = shape.text_frame.paragraphs[0]
        paragraph.alignment = PP_ALIGN.CENTER
        self.run(paragraph, label, SIZE - 1, ink, bold=True)
        return shape


def _fill_cell(pen: _Pen, cell: Any, content: Cell, row: Row) -> None:
    cell.margin_left = cell.margin_right = cell.margin_top = cell.margin_bottom = Pt(PAD)
    cell.vertical_anchor = MSO_ANCHOR.TOP
    cell.fill.solid()
    cell.fill.fore_color.rgb = _colour(LIGHT.sunken if row.head or row.back else LIGHT.surface)
    for number, para in enumerate(content):
        paragraph = cell.text_frame.paragraphs[0] if not number else cell.text_frame.add_paragraph()
        paragraph.line_spacing = Pt(LINE)
        colour = LIGHT.muted if para.muted else LIGHT.ink
        pen.run(paragraph, para.text, SIZE, colour, bold=para.bold)
    if not content:
        first = cell.text_frame.paragraphs[0]
        first.font.size, first.line_spacing = Pt(SIZE), Pt(LINE)
    _borders(cell)


def _borders(cell: Any) -> None:
    properties = cell._tc.get_or_add_tcPr()  # noqa: SLF001 - python-pptx draws no borders
    for place, name in enumerate(("lnL", "lnR", "lnT", "lnB")):
        line, fill, colour = (OxmlElement(f"a:{tag}") for tag in (name, "solidFill", "srgbClr"))
        line.set("w", str(Pt(0.75)))
        colour.set("val", LIGHT.line[1:])
        fill.append(colour)
        line.append(fill)
        properties.insert(place, line)


def _draw_table(pen: _Pen, part: Table) -> None:
    tall = sum(row.height for row in part.rows)
    size = (len(part.rows), len(part.widths))
    frame = pen.shapes.add_table(*size, *map(Pt, (EDGE, part.top, sum(part.widths), tall)))
    table = frame.table
    table._tbl.tblPr.remove(table._tbl.tblPr.find(qn("a:tableStyleId")))  # noqa: SLF001 - no style but our own
    table.first_row, table.horz_banding = part.rows[0].head, False
    pen.describe(frame, part.alt)
    for column, width in zip(table.columns, part.widths, strict=True):
        column.width = Pt(width)
    for number, row in enumerate(part.rows):
        table.rows[number].height = Pt(row.height)
        place = 0
        for content, span in zip(row.cells, row.spans or (1,) * len(row.cells), strict=True):
            if span > 1:
                table.cell(number, place).merge(table.cell(number, place + span - 1))
            _fill_cell(pen, table.cell(number, place), content, row)
            place += span


def _draw_divider(pen: _Pen, part: Divider) -> None:
    y = part.top + 11
    pen.describe(pen.line(EDGE, y, WIDTH - EDGE, y, dashed=True), part.label)
    wide = text_width(part.label, SIZE - 1, bold=True) + 14
    pen.pill(EDGE + 10 + wide / 2, y - MARK / 2, part.label, LIGHT.surface, LIGHT.muted, stroke=LIGHT.line)


def _draw_run(pen: _Pen, run: tuple[tuple[float, float], ...], alt: str) -> None:
    """A freeform of cubics: python-pptx builds straight ones, whose steps are then replaced."""
    builder = pen.shapes.build_freeform(Pt(run[0][0]), Pt(run[0][1]))
    builder.add_line_segments([(Pt(x), Pt(y)) for x, y in run[1:]], close=False)
    shape = pen.bare(builder.convert_to_shape())
    path = shape._element.xpath(".//a:path")[0]  # noqa: SLF001
    steps = path.findall(qn("a:lnTo"))
    for start in range(0, len(steps), 3):
        cubic = OxmlElement("a:cubicBezTo")
        path.insert(path.index(steps[start]), cubic)
        for step in steps[start : start + 3]:
            cubic.append(step[0])
            path.remove(step)
    path.set("fill", "none")
    shape.fill.background()
    shape.line.color.rgb, shape.line.width = _colour(LIGHT.curve), Pt(2.25)
    pen.describe(shape, alt)


def _draw_point(pen: _Pen, point: Point, words: SlideWords) -> None:
    mood = point.column.mood or 0
    ink, ground = LIGHT.moods[mood]
    corner = (point.x - FACE / 2, point.y - FACE / 2, FACE, FACE)
    face = pen.bare(pen.shapes.add_shape(MSO_SHAPE.SMILEY_FACE, *map(Pt, corner)))
    face.adjustments[0] = _MOUTH[mood] / 100_000
    face.fill.solid()
    face.fill.fore_color.rgb, face.line.color.rgb, face.line.width = _colour(ground), _colour(ink), Pt(1.25)
    score = signed(point.column.score or 0)
    pen.describe(face, f"{point.column.name}: {score} {words.picture.moods[mood]}")
    number = pen.text((point.x - 20, point.y + FACE / 2, 40, SCORE), [score], SIZE - 1, ink, bold=True)
    number.text_frame.paragraphs[0].alignment = PP_ALIGN.CENTER
    below = point.y + FACE / 2 + SCORE
    for mark in point.column.marks:
        label = words.picture.marks[mark.kind] + (f" {mark.count}" if mark.count > 1 else "")
        fill, text = LIGHT.marks[mark.kind]
        top = point.y - FACE / 2 - MARK - 2 if mark.kind == "wow" else below
        pen.pill(point.x, top, label, fill, text, stroke=text if mark.kind == "weak" else "")
        below += 0 if mark.kind == "wow" else MARK + 2


def _draw_mood(pen: _Pen, part: Mood, words: SlideWords, left: float) -> None:
    picture = words.picture
    pen.text((EDGE + PAD, part.top + PAD, left - EDGE - PAD, 14), [part.label], SIZE, LIGHT.ink, bold=True)
    pen.line(left, part.neutral, WIDTH - EDGE, part.neutral)
    for mood in (2, 0, -2):
        y = part.neutral - mood * CURVE / 4 - 7
        pen.text((EDGE + PAD, y, left - EDGE - PAD, 14), [picture.moods[mood]], SIZE - 1, LIGHT.muted)
    told = ", ".join(f"{p.column.name} {signed(p.column.score or 0)}" for p in part.points)
    for run in part.runs:
        _draw_run(pen, run, told)
    for point in part.points:
        _draw_point(pen, point, words)


def _draw_cover(pen: _Pen, cover: Cover, portrait: bytes | None, alt: str) -> None:
    left = EDGE + 24
    pen.title(cover.title, (left, 96, 600, len(cover.title) * 43 + 8), 34)
    y = 96 + len(cover.title) * 43 + 20
    pen.text((left, 62, 600, 20), [cover.kind], 14, LIGHT.muted)
    if cover.persona:
        pen.text((left, y, 600, 28), [cover.persona], 20, LIGHT.ink, bold=True)
        y += 30
    if cover.role:
        pen.text((left, y, 600, 20), [cover.role], 14, LIGHT.muted)
        y += 24
    if cover.scenario:
        pen.text((left, y + 14, 600, len(cover.scenario) * 19), cover.scenario, 14, LIGHT.ink)
    if portrait:
        side = 220.0
        picture = pen.shapes.add_picture(
            io.BytesIO(_square(portrait)), *map(Pt, (WIDTH - EDGE - side - 24, 96, side, side))
        )
        picture.auto_shape_type = MSO_SHAPE.OVAL
        pen.describe(picture, alt)


def _square(content: bytes) -> bytes:
    """The middle of a picture, in a form that every program shows."""
    image = Image.open(io.BytesIO(content)).convert("RGB")
    side = min(image.size)
    left, top = (image.width - side) // 2, (image.height - side) // 2
    out = io.BytesIO()
    image.crop((left, top, left + side, top + side)).save(out, "PNG")
    return out.getvalue()


def _set_fonts(deck: Any, language: str) -> None:
    """The template's fonts: ours for letters, and for ideographs the shapes of the map's language."""
    theme = deck.slide_masters[0].part.part_related_by(RELATIONSHIP_TYPE.THEME)
    tree = parse_xml(theme.blob)
    for name in ("majorFont", "minorFont"):
        font = tree.find(f".//{qn(f'a:{name}')}")
        font.find(qn("a:latin")).set("typeface", "Noto Sans")
        font.find(qn("a:ea")).set("typeface", cjk_face(language))
    theme._blob = serialize_part_xml(tree)  # noqa: SLF001 - a part that python-pptx keeps as bytes


def draw_slides(document: Map, *, words: SlideWords, portrait: bytes | None = None, alt: str = "") -> bytes:
    """The bytes of a .pptx file. ``portrait``: the persona's picture and what it shows."""
    plan, language = plan_slides(document, words), document.language or "en"
    deck = Presentation()
    deck.slide_width, deck.slide_height = Pt(WIDTH), Pt(HEIGHT)
    _set_fonts(deck, language)
    deck.core_properties.title, deck.core_properties.language = clean(document.title)[:255], language
    deck.core_properties.author = ""

    def page(notes: str) -> _Pen:
        slide = deck.slides.add_slide(deck.slide_layouts[TITLE_ONLY])
        slide.notes_slide.notes_text_frame.text = clean(notes)
        return _Pen(slide, language)

    _draw_cover(page(plan.cover.notes), plan.cover, portrait, alt)
    for number, slide in enumerate(plan.slides, start=2):
        _draw_slide(page(slide.notes), slide, words, f"{number} / {len(plan.slides) + 1}")
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def _draw_slide(pen: _Pen, slide: Slide, words: SlideWords, number: str) -> None:
    pen.title([slide.title], (EDGE, 22, WIDTH - 2 * EDGE, TOP - 28), 20)
    foot = pen.text((WIDTH - EDGE - 80, HEIGHT - FOOT + 6, 80, 14), [number], SIZE, LIGHT.muted)
    foot.text_frame.paragraphs[0].alignment = PP_ALIGN.RIGHT
    left = next((EDGE + part.widths[0] for part in slide.parts if isinstance(part, Table)), EDGE)
    for part in slide.parts:
        if isinstance(part, Table):
            _draw_table(pen, part)
        elif isinstance(part, Divider):
            _draw_divider(pen, part)
        else:
            _draw_mood(pen, part, words, left)
