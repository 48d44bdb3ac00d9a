from __future__ import annotations

from io import BytesIO
from typing import Any
from zipfile import ZIP_LZMA, ZipFile

import openpyxl  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.common.spreadsheets import (
    MOST_BYTES,
    SheetProblem,
    defuse,
    read_table,
    read_tables,
    write_csv,
    write_xlsx,
)

pytestmark = pytest.mark.unit

SAID = {
    "ru": "Этап,Точка контакта,Действие\nВыбор,Поиск,сравнивает цены в интернете\nПокупка,Оплата,платит картой\n",
    "RU": "ЭТАП,ТОЧКА КОНТАКТА\nВЫБОР,ПОИСК В ИНТЕРНЕТЕ\nПОКУПКА,ОПЛАТА КАРТОЙ\n",
    "hans": "阶段,接触点,行为\n考虑,搜索引擎,在网上比较价格\n购买,付款,用微信支付\n",
    "hant": "階段,接觸點,行為\n考慮,搜尋引擎,在網路上比較價格\n購買,付款,用手機支付\n",
    "fr": "Étape,Contact,Action\nChoix,Café à Genève,compare les prix — déjà vu\n",
    "de": "Phase,Kontakt\nPrüfen,Änderung an der Tür\n",
    "en": "Stage,Touchpoint\nBefore,Site\n",
}
READ_AS = {
    "ru": "utf-8 utf-16-le utf-16-be cp1251=windows-1251 koi8-r utf-8-sig=utf-8 utf-16=utf-16-le",
    "RU": "cp1251=windows-1251 koi8-r",
    "hans": "utf-8 utf-16-le utf-16-be gb18030",
    "hant": "utf-8 utf-16-le utf-16-be big5",
    "fr": "utf-8 cp1252=windows-1252",
    "de": "cp1252=windows-1252",
    "en": "ascii=utf-8 utf-16-le",
}
ENCODED = [
    (text, *(pair.split("=") if "=" in pair else (pair, pair)))
    for text, pairs in READ_AS.items()
    for pair in pairs.split()
]
CELL = st.text(
    st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("=+-@\t\r\n'＝_x0041_\"\ufffe")
)


def code_of(raw: bytes, name: str = "a.csv", **rest: Any) -> str:
    with pytest.raises(SheetProblem) as refusal:
        read_table(raw, name=name, **rest)
    return refusal.value.code


@pytest.mark.parametrize(("text", "encoding", "found"), ENCODED)
def test_the_encoding_is_found_out(text: str, encoding: str, found: str) -> None:
    table = read_table(SAID[text].encode(encoding), name="a.csv")
    assert table.encoding == found
    assert "\n".join(",".join(row) for row in table.rows) + "\n" == SAID[text]


def test_an_encoding_can_be_forced() -> None:
    raw = SAID["ru"].encode("cp1251")
    assert read_table(raw, name="a.csv", encoding="koi8-r").rows[0][0] != "Этап"
    assert code_of(raw, encoding="utf-8") == "sheet_bad_encoding"
    assert code_of(raw, encoding="rot13") == "sheet_bad_encoding"
    assert code_of(b"a,b\n\x81,\x8d\n", encoding="windows-1252") == "sheet_bad_encoding"


def test_damaged_utf8_is_named_with_its_row_and_not_read_as_something_else() -> None:
    raw = SAID["ru"].encode() * 20
    with pytest.raises(SheetProblem) as refusal:
        read_table(raw[:300] + b"\xff" + raw[300:], name="a.csv")
    assert (refusal.value.code, refusal.value.params["row"]) == ("sheet_bad_encoding", 5)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_out(delimiter: str) -> None:
    rows = [["Stage", "What, then"], ["A; b", "c\td|e"], ['"q"', "two\nlines"]]
    quoted = "\n".join(delimiter.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)
    assert read_table(quoted.encode(), name="a.csv").rows == tuple(map(tuple, rows))
    plain = f"Stage{delimiter}Note\nA{delimiter}one\nB{delimiter}two\n"
    assert read_table(plain.encode(), name="a.csv").rows[2] == ("B", "two")


def test_a_declared_delimiter_counts() -> None:
    assert read_table(b"sep=;\r\na,b;c,d\r\n", name="a.csv").rows == (("a,b", "c,d"),)


@given(st.lists(st.lists(CELL, min_size=1, max_size=5), min_size=1, max_size=6))
def test_what_is_written_is_read(rows: list[list[str]]) -> None:
    width = max(len(row) for row in rows)
    even = [[*row, *[""] * (width - len(row))] for row in rows] + [["x"] * width]
    expected = tuple(tuple(row) for row in even)
    assert read_table(write_csv(even), name="a.csv", encoding="utf-8").rows == expected
    assert read_table(write_xlsx({"S": even}), name="a.xlsx").rows == expected


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1 234",
        "-cmd",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "＝1",
        "＋1",
        "－1",
        "＠a",
        "−x",
        "'=1",
        "''@",
    ],
)
def test_formulas_are_defused(text: str) -> None:
    assert defuse(text) == f"'{text}"
    assert f'"\'{text.replace(chr(34), chr(34) * 2)}"'.encode() in write_csv([[text]])
    assert read_table(write_csv([["x", text]]), name="a.csv").rows == (("x", text),)


@pytest.mark.parametrize("text", ["-2", "-0.5", "12", "a=b", "'", "'quoted'", "", "1-2"])
def test_what_is_no_formula_is_left_alone(text: str) -> None:
    assert defuse(text) == text


def test_a_workbook_of_ours_holds_no_formula() -> None:
    import zipfile
    from io import BytesIO

    raw = write_xlsx({"S": [["=1+1", "@x", "-5", "#REF!", "007"]]})
    sheet = zipfile.ZipFile(BytesIO(raw)).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert 't="e"' not in sheet
    assert "frozen" in sheet
    assert read_table(raw, name="").rows == (("=1+1", "@x", "-5", "#REF!", "007"),)


def test_all_sheets_are_read_and_one_can_be_asked_for() -> None:
    raw = write_xlsx({"One": [["a"]], "Two: [?]": [["b"]]})
    assert [(table.sheet, table.rows) for table in read_tables(raw, name="")] == [
        ("One", (("a",),)),
        ("Two", (("b",),)),
    ]
    assert read_table(raw, name="", sheet="Two").rows == (("b",),)
    assert read_table(raw, name="", sheet="Three").sheet == "One"
    assert [table.rows for table in read_tables(b"a,b", name="x.csv")] == [(("a", "b"),)]


def test_too_large_a_file_is_not_looked_at() -> None:
    assert code_of(b"PK" + b"x" * MOST_BYTES) == "sheet_too_large"


def workbook(sheets: dict[str, list[list[str]]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    return saved(book)


def saved(book: Any) -> bytes:
    held = BytesIO()
    book.save(held)
    return held.getvalue()


def test_an_empty_sheet_beside_a_filled_one_is_left_out() -> None:
    tables = read_tables(workbook({"Sheet1": [["a", "b"]], "Sheet2": []}), name="x.xlsx")
    assert [(table.sheet, table.sheets, table.rows) for table in tables] == [
        ("Sheet1", ("Sheet1",), (("a", "b"),))
    ]
    with pytest.raises(SheetProblem) as caught:
        read_tables(workbook({"Sheet1": [], "Sheet2": []}), name="x.xlsx")
    assert caught.value.code == "sheet_empty"


def test_sheets_share_the_room_of_one() -> None:
    """A cell far to the right in the last row costs as much as a full sheet."""
    book = openpyxl.Workbook()
    book.active.cell(row=9_000, column=200, value="x")
    assert len(read_tables(saved(book), name="x.xlsx")[0].rows) == 9_000
    book.create_sheet("b").cell(row=9_000, column=200, value="x")
    with pytest.raises(SheetProblem) as caught:
        read_tables(saved(book), name="x.xlsx")
    assert caught.value.code == "sheet_too_large"


def test_other_ways_of_packing_are_refused() -> None:
    packed = BytesIO()
    with ZipFile(BytesIO(workbook({"a": [["b"]]}))) as before, ZipFile(packed, "w", ZIP_LZMA) as after:
        for name in before.namelist():
            after.writestr(name, before.read(name))
    assert code_of(packed.getvalue(), "x.xlsx") == "sheet_broken"


def test_half_a_surrogate_stays_as_it_is_written() -> None:
    table = read_table(workbook({"a": [["x_xD800_y", "_x0041_"]]}), name="x.xlsx")
    assert table.rows == (("x_xD800_y", "A"),)
