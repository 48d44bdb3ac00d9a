"""Bad files, made here: spreadsheets that lie, burst, break or hide something, each with what must come of it.

``expected``: the code of the refusal of the whole file, ``cell:<code>`` of a cell, or ``ok:<touchpoints>``.
Run as a program it reads all of them under a limit of memory and prints what came, for the test beside.
"""

# ruff: noqa: E501 - one file to a line
from __future__ import annotations

import io
import json
import random
import re
import struct
import sys
import time
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from xml.sax.saxutils import escape


class Bad(NamedTuple):
    name: str
    raw: bytes
    expected: str


HEAD = "Stage,Touchpoint,Emotion,Action\n"
GOOD = HEAD + "Before,Site,1,looks\nStay,Desk,-2,waits\n"
NS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PKG = "http://schemas.openxmlformats.org/package/2006/relationships"
DECLARED = '<?xml version="1.0" encoding="UTF-8"?>'
BOMB = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{("&" + chr(97 + n) + ";") * 10}">' for n in range(9))
    + "]>"
)
XXE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def digits(count: int) -> str:
    """No two parts alike, so that they do not pack to nothing; the same in every run."""
    return "".join(random.Random(7).choices("0123456789", k=count))


def noise(count: int) -> bytes:
    return random.Random(7).randbytes(count)


def cell(text: str, at: str = "", kind: str = "inlineStr") -> str:
    place = f' r="{at}"' if at else ""
    return f'<c{place} t="{kind}"><is><t>{escape(text)}</t></is></c>'


def line(*texts: str, more: str = "") -> str:
    return f"<row{more}>{''.join(map(cell, texts))}</row>"


def sheet(rows: str, *, before: str = "", doctype: str = "", after: str = "") -> str:
    return (
        f'{DECLARED}{doctype}<worksheet xmlns="{NS}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'
    )


def table(*lines: tuple[str, ...]) -> str:
    return line("Stage", "Touchpoint", "Emotion", "Action") + "".join(line(*texts) for texts in lines)


def parts(sheets: dict[str, str], *, states: dict[str, str] | None = None) -> dict[str, str | bytes]:
    names = list(sheets)
    book = "".join(
        f'<sheet name="{escape(name)}" sheetId="{n}" r:id="r{n}"{(states or {}).get(name, "")}/>'
        for n, name in enumerate(names, 1)
    )
    related = "".join(
        f'<Relationship Id="r{n}" Type="{REL}/worksheet" Target="worksheets/s{n}.xml"/>'
        for n in range(1, len(names) + 1)
    )
    related += f'<Relationship Id="s" Type="{REL}/sharedStrings" Target="sharedStrings.xml"/>'
    related += f'<Relationship Id="t" Type="{REL}/styles" Target="styles.xml"/>'
    return {
        "_rels/.rels": f'<Relationships xmlns="{PKG}"><Relationship Id="a" Type="{REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{DECLARED}<workbook xmlns="{NS}" xmlns:r="{REL}"><sheets>{book}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PKG}">{related}</Relationships>',
        "xl/sharedStrings.xml": f'<sst xmlns="{NS}"><si><t>shared</t></si></sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{NS}"><numFmts><numFmt numFmtId="164" formatCode="yyyy-mm-dd"/></numFmts>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/></cellXfs></styleSheet>',
        **{f"xl/worksheets/s{n}.xml": sheets[name] for n, name in enumerate(names, 1)},
    }  # fmt: skip


def packed(files: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(
        out, "w", method, compresslevel=9 if method == zipfile.ZIP_DEFLATED else None
    ) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def bomb(files: dict[str, str | bytes], mebibytes: int) -> bytes:
    out = io.BytesIO(packed(files))
    with (
        zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/media/x.bin", "w") as part,
    ):
        for _ in range(mebibytes):
            part.write(bytes(2**20))
    return out.getvalue()


def book(rows: str, **rest: Any) -> bytes:
    return packed(parts({"T": sheet(rows, **rest)}))


def patched(raw: bytes, offset: int, form: str, value: int, *, magic: bytes = b"PK\x01\x02") -> bytes:
    """A field of every entry of the zip's directory."""
    changed, at = bytearray(raw), raw.find(magic)
    while at >= 0:
        struct.pack_into(form, changed, at + offset, value)
        at = raw.find(magic, at + 4)
    return bytes(changed)


ROWS = (("Before", "Site", "1", "looks"), ("Stay", "Desk", "-2", "waits"))


def containers() -> Iterator[Bad]:
    good = book(table(*ROWS))
    files = parts({"T": sheet(table(*ROWS))})
    yield Bad("good.xlsx", good, "ok:2")
    for share in (1, 2, 3, 5, 8):
        yield Bad(f"torn-{share}.xlsx", good[: len(good) * share // 9], "sheet_broken")
    yield Bad("only-magic.xlsx", b"PK\x03\x04", "sheet_broken")
    yield Bad("empty-zip.xlsx", packed({}), "not_a_sheet")
    yield Bad("encrypted-member.xlsx", patched(good, 8, "<H", 1), "sheet_encrypted")
    yield Bad("unknown-method.xlsx", patched(good, 10, "<H", 98), "sheet_broken")
    yield Bad("declares-4-gb.xlsx", patched(good, 24, "<I", 0xFFFFFFF0), "sheet_bomb")
    yield Bad("declares-60-mb.xlsx", patched(good, 24, "<I", 60 * 2**20), "sheet_bomb")
    yield Bad("declares-nothing.xlsx", patched(good, 24, "<I", 0), "sheet_broken")
    yield Bad("wrong-crc.xlsx", patched(good, 16, "<I", 7), "sheet_broken")
    yield Bad("overlapping.xlsx", patched(good, 42, "<I", 0), "sheet_broken")
    yield Bad("offset-outside.xlsx", patched(good, 42, "<I", 2**31), "sheet_broken")
    yield Bad("many-members.xlsx", packed({f"m{n}": "" for n in range(2_500)}), "sheet_bomb")
    for ratio, size in (("zeros", 49), ("zeros", 60), ("zeros", 400)):
        yield Bad(f"bomb-{ratio}-{size}.xlsx", bomb(files, size), "sheet_bomb")
    inner = packed({"x": b"\0" * (40 * 2**20)})
    yield Bad("nested-bomb.xlsx", packed(files | {f"xl/n{n}.zip": inner for n in range(30)}), "ok:2")
    yield Bad("nested-xlsx.xlsx", packed({"book.xlsx": good}), "not_a_sheet")
    yield Bad("quine-names.xlsx", packed(files | {"../../etc/passwd": "x", "/abs": "y"}), "ok:2")
    yield Bad("macro.xlsm", packed(files | {"xl/vbaProject.bin": b"\0"}), "sheet_macros")
    yield Bad("binary.xlsb", packed({"xl/workbook.bin": b"\0"}), "sheet_other_format")
    yield Bad(
        "open.ods",
        packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}),
        "sheet_other_format",
    )
    yield Bad("letter.docx", packed({"word/document.xml": "<x/>"}), "not_a_sheet")
    yield Bad("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2_000, "sheet_other_format")
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500 + "EncryptedPackage".encode("utf-16-le")
    yield Bad("locked.xlsx", locked, "sheet_encrypted")
    yield Bad("prefix.xlsx", b"PK" + b"junk" * 100, "sheet_broken")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
        import warnings

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            archive.writestr("xl/workbook.xml", files["xl/workbook.xml"])
    yield Bad("same-member-twice.xlsx", out.getvalue(), "sheet_broken")
    for name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/s1.xml"):
        left = {key: value for key, value in files.items() if key != name}
        yield Bad(
            f"without-{name}", packed(left), "sheet_broken" if name.endswith("s1.xml") else "not_a_sheet"
        )
    yield Bad("without-styles", packed({k: v for k, v in files.items() if "styles" not in k}), "ok:2")
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        yield Bad(
            f"method-{method}.xlsx", packed(files, method), "ok:2" if method in {0, 8} else "sheet_broken"
        )


def markup() -> Iterator[Bad]:
    good = sheet(table(*ROWS))
    for where in ("xl/worksheets/s1.xml", "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml",
                  "_rels/.rels", "xl/_rels/workbook.xml.rels"):  # fmt: skip
        files = parts({"T": good})
        plain = str(files[where]).replace(DECLARED, "")
        for name, doctype in (
            ("laughs", BOMB),
            ("xxe", XXE),
            ("dtd", '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">'),
        ):
            yield Bad(f"{name}-{where}", packed(files | {where: doctype + plain}), "sheet_broken")
        yield Bad(f"cut-{where}", packed(files | {where: plain[: len(plain) // 2]}), "sheet_broken")
        yield Bad(f"empty-{where}", packed(files | {where: ""}), "sheet_broken")
    yield Bad("entity-in-text", book(table(("A", "B", "1", "x"))).replace(b"zzz", b""), "ok:1")
    yield Bad("undefined-entity", packed(parts({"T": good.replace("looks", "&lol;")})), "sheet_broken")
    yield Bad(
        "wrong-encoding-declared", packed(parts({"T": good.replace("UTF-8", "klingon")})), "sheet_broken"
    )
    yield Bad(
        "utf16-part",
        packed(
            parts({"T": b""}) | {"xl/worksheets/s1.xml": good.replace("UTF-8", "UTF-16").encode("utf-16")}
        ),
        "ok:2",
    )  # type: ignore[dict-item]
    yield Bad(
        "latin1-lie",
        packed(parts({"T": good}) | {"xl/worksheets/s1.xml": good.replace("looks", "é").encode("latin-1")}),
        "sheet_broken",
    )
    yield Bad("control-in-xml", packed(parts({"T": good.replace("looks", "\x01")})), "sheet_broken")
    yield Bad("escaped-control", book(table(("A", "B", "1", "a_x0001_b"))), "cell:control_character")
    yield Bad("escaped-nul", book(table(("A", "B", "1", "_x0000_"))), "cell:control_character")
    yield Bad(
        "deep-elements", packed(parts({"T": sheet("<row>" * 50_000 + "</row>" * 50_000)})), "sheet_empty"
    )
    yield Bad("external-relation", packed(parts({"T": good}) | {"xl/_rels/workbook.xml.rels":
        f'<Relationships xmlns="{PKG}"><Relationship Id="r1" Type="{REL}/worksheet" TargetMode="External" Target="http://127.0.0.1:9/x"/></Relationships>'}), "not_a_sheet")  # fmt: skip
    yield Bad("escaping-relation", packed(parts({"T": good}) | {"xl/_rels/workbook.xml.rels":
        f'<Relationships xmlns="{PKG}"><Relationship Id="r1" Type="{REL}/worksheet" Target="../../../etc/passwd"/></Relationships>'}), "sheet_broken")  # fmt: skip
    yield Bad(
        "shared-index-outside",
        book(table(*ROWS).replace('<c t="inlineStr"><is><t>looks</t></is></c>', '<c t="s"><v>99</v></c>')),
        "sheet_broken",
    )
    yield Bad(
        "shared-index-text",
        book(table() + line("A", "B") + '<row><c t="s"><v>x</v></c></row>'),
        "sheet_broken",
    )
    yield Bad("row-not-a-number", book(table() + '<row r="x"/>'), "sheet_broken")
    yield Bad("row-of-5000-digits", book(table() + f'<row r="{"9" * 5_000}"/>'), "sheet_broken")
    yield Bad(
        "numbers-that-are-none",
        book(table(("A", "B")) + '<row><c t="n"><v>abc</v></c></row>'),
        "sheet_broken",
    )
    yield Bad(
        "chart-only",
        packed(
            parts({"T": good})
            | {
                "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PKG}"><Relationship Id="r1" Type="{REL}/chartsheet" Target="c.xml"/></Relationships>'
            }
        ),
        "not_a_sheet",
    )


def sizes() -> Iterator[Bad]:
    yield Bad("declared-10^6-rows", book(table(*ROWS), before='<dimension ref="A1:XFD1048576"/>'), "ok:2")
    yield Bad("declared-tiny", book(table(*ROWS), before='<dimension ref="A1"/>'), "ok:2")
    yield Bad("declared-nonsense", book(table(*ROWS), before='<dimension ref="??"/>'), "ok:2")
    rows = "".join(f'<row r="{n}"/>' for n in range(4, 1_000_004))
    yield Bad("empty-10^6-rows", book(table(*ROWS) + rows), "ok:2")
    cells = "".join(f'<c s="{digit}"/>' for digit in digits(1_000_000))
    yield Bad("empty-10^6-cells", book(table(*ROWS) + f"<row>{cells}</row>"), "ok:2")
    yield Bad("empty-10^6-rows-alike", book(table(*ROWS) + "<row/>" * 1_000_000), "sheet_bomb")
    yield Bad(
        "last-row-of-all", book(table(*ROWS) + line("A", "B", more=' r="1048576"')), "sheet_too_many_rows"
    )
    yield Bad(
        "last-column-of-all", book(table(*ROWS) + f"<row>{cell('x', 'XFD3')}</row>"), "sheet_too_many_columns"
    )
    values = [f"<c><v>{digit}</v></c>" for digit in digits(1_000_000)]
    many = "".join(f"<row>{value}</row>" for value in values)
    yield Bad("real-10^6-rows", book(table() + many), "sheet_too_many_rows")
    yield Bad("real-10^6-columns", book(f"<row>{''.join(values)}</row>"), "sheet_too_many_columns")
    padded = parts({"T": sheet("<c/>" * 9_000_000)}) | {"xl/media/noise.png": noise(400_000)}
    yield Bad("nine-million-elements", packed(padded), "sheet_bomb")
    full = ("".join(values[n * 200 % 999_000 :][:200]) for n in range(9_999))
    wide = line(*map(str, range(200))) + "".join(f"<row>{row}</row>" for row in full)
    yield Bad("two-million-cells", book(wide), "sheet_bomb")
    plain = parts({"T": sheet(table(*ROWS))})
    strings = "".join(f"<si><t>{digit}</t></si>" for digit in digits(1_000_000))
    yield Bad("shared-million", packed(plain | {"xl/sharedStrings.xml": f"<sst>{strings}</sst>"}), "ok:2")
    formats = "".join(f'<xf numFmtId="{digit}"/>' for digit in digits(1_000_000))
    styles = f"<styleSheet><cellXfs>{formats}</cellXfs></styleSheet>"
    yield Bad("styles-million", packed(plain | {"xl/styles.xml": styles}), "ok:2")
    long = parts({"T": sheet(table() + '<row><c t="s"><v>0</v></c><c t="s"><v>0</v></c></row>' * 2_000)})
    yield Bad(
        "one-text-4000-times",
        packed(long | {"xl/sharedStrings.xml": f"<sst><si><t>{'x' * 32_000}</t></si></sst>"}),
        "sheet_too_large",
    )
    yield Bad("cell-40000", book(table(("A", "B", "1", "x" * 40_000))), "sheet_cell_too_long")
    yield Bad("cell-9-mb", book(table(("A", "B", "1", digits(9_000_000)))), "sheet_cell_too_long")
    yield Bad("text-cell-40000.csv", (HEAD + "A,B,1," + "x" * 40_000).encode(), "sheet_cell_too_long")
    yield Bad("text-cell-1-mb.csv", (HEAD + 'A,B,1,"' + "x" * 1_000_000).encode(), "sheet_cell_too_long")
    yield Bad("text-10^6-lines.csv", (HEAD + "A,B\n" * 1_000_000).encode(), "sheet_too_many_rows")
    yield Bad("text-10^6-empty-lines.csv", (GOOD + "\n" * 1_000_000).encode(), "ok:2")
    yield Bad("text-10^6-columns.csv", (HEAD + "x," * 1_000_000).encode(), "sheet_too_many_columns")
    yield Bad("text-10^6-empty-columns.csv", (GOOD + "," * 1_000_000).encode(), "ok:2")
    yield Bad("text-6-mb.csv", b"a" * (6 * 2**20), "sheet_too_large")
    yield Bad("text-one-quote.csv", (HEAD + '"' + "A,B\n" * 50_000).encode(), "sheet_cell_too_long")
    yield Bad("text-only-quotes.csv", b'"' * 100_000, "sheet_cell_too_long")
    yield Bad("too-many-touchpoints.csv", (HEAD + "A,B,1,x\n" * 300).encode(), "cell:too_many")
    yield Bad(
        "too-many-stages.csv", (HEAD + "".join(f"S{n},B,1,x\n" for n in range(40))).encode(), "cell:too_many"
    )
    yield Bad("ten-thousand-rows.csv", (HEAD + "A,B,soso,x\n" * 9_999).encode(), "cell:not_a_feeling")


def contents() -> Iterator[Bad]:
    ok = "cell:{}".format
    for name, rows, expected in (
        ("error-ref", ("A", "B", "1", "#REF!"), ok("error_cell")),
        ("error-div", ("A", "B", "#DIV/0!", ""), ok("error_cell")),
        ("error-name", ("A", "#NAME?", "1", ""), ok("error_cell")),
        ("formula-text", ("A", "=1+1", "1", "@SUM(A1)"), "ok:1"),
        ("dde", ("A", "=cmd|' /C calc'!A0", "1", "+1"), "ok:1"),
        ("rtl", ("قبل", "موقع \u202e gpj.exe", "1", "\u200fيبحث"), "ok:1"),
        ("emoji", ("🛎️", "👩🏽‍🚀", "2", "🤷"), "ok:1"),
        ("zalgo", ("A", "Z" + "\u0301" * 250, "1", ""), "ok:1"),
        ("zero-width", ("A", "\u200b\u200b", "1", ""), "ok:1"),
        ("spaces", ("A", "   ", "1", "walks"), ok("required")),
        ("html", ("A", "<script>alert(1)</script>", "1", "<b>"), "ok:1"),
        ("template", ("A", "{{ 7*7 }} {% x %}", "1", "%(n)s %s {0}"), "ok:1"),
        ("sql", ("A", "'; DROP TABLE maps; --", "1", ""), "ok:1"),
        ("long-name", ("A", "x" * 301, "1", ""), ok("too_long")),
        ("long-action", ("A", "B", "1", "x" * 5_001), ok("too_long")),
        ("score-word", ("A", "B", "great", ""), ok("not_a_feeling")),
        ("score-nan", ("A", "B", "nan", ""), ok("not_a_feeling")),
        ("score-inf", ("A", "B", "inf", ""), ok("not_a_feeling")),
        ("score-huge", ("A", "B", "1e300", ""), ok("out_of_scale")),
        ("score-comma", ("A", "B", "−1,5", ""), "ok:1"),
        ("score-1000", ("A", "B", "1000", ""), ok("out_of_scale")),
        ("score-arabic-digits", ("A", "B", "٢", ""), "ok:1"),
        ("no-stage", ("", "B", "1", ""), ok("required")),
        ("lines", ("A", "B\nC", "1", "x\r\ny"), "ok:1"),
    ):
        yield Bad(f"{name}.xlsx", book(table(rows)), expected)
        csv = HEAD + ",".join('"' + text.replace('"', '""') + '"' for text in rows) + "\n"
        yield Bad(f"{name}.csv", csv.encode(), expected)
    yield Bad("nul.csv", (HEAD + "A,B,1,a\x00b\n").encode(), "cell:control_character")
    yield Bad("control.csv", (HEAD + "A,B,1,a\x1bb\n").encode(), "cell:control_character")
    yield Bad("same-id.csv", b"ID,Stage,Touchpoint\nt,A,B\nt,A,C\n", "cell:duplicate_id")
    yield Bad("id-like-the-map.csv", b"ID,Stage,Touchpoint\nmap,A,B\n", "cell:duplicate_id")
    yield Bad("id-with-spaces.csv", b"ID,Stage,Touchpoint\nt 1,A,B\n", "cell:malformed")
    yield Bad("id-of-ours.csv", b"ID,Stage,Touchpoint\nx1,A,B\nx2,C,D\n,C,E\n", "ok:3")
    for name, others, expected in (
        ("dangling", {"Pains": [("Text", "Touchpoint"), ("Queue", "Nowhere")]}, "cell:unknown_reference"),
        (
            "dangling-id",
            {"Ways between touchpoints": [("From touchpoint", "To touchpoint"), ("B", "t9")]},
            "cell:unknown_reference",
        ),
        (
            "cause-of-itself",
            {"Root causes": [("ID", "Belongs to", "Text"), ("c", "c", "why")]},
            "cell:in_a_circle",
        ),
        (
            "cause-chain",
            {
                "Pains": [("ID", "Text"), ("c0", "p")],
                "Root causes": [
                    ("ID", "Belongs to", "Text"),
                    *((f"c{n}", f"c{n - 1}", "w") for n in range(1_000, 0, -1)),
                ],
            },
            "cell:too_deep",
        ),
        (
            "cause-circle",
            {"Root causes": [("ID", "Belongs to", "Text"), ("c", "d", "why"), ("d", "c", "so")]},
            "cell:in_a_circle",
        ),
        ("reading-of-a-stage", {"Readings": [("Belongs to", "Value"), ("A", "1")]}, "cell:unknown_reference"),
        (
            "same-id-in-two-sheets",
            {"Pains": [("ID", "Text"), ("p", "a")], "Delights": [("ID", "Text"), ("p", "b")]},
            "cell:duplicate_id",
        ),
        ("pain-without-text", {"Pains": [("Text", "Severity"), ("", "3")]}, "cell:required"),
        ("severity-9", {"Pains": [("Text", "Severity"), ("a", "9")]}, "cell:out_of_range"),
        (
            "six-personas",
            {"Personas": [("Name of the entry",), *((f"P{n}",) for n in range(6))]},
            "cell:too_many",
        ),
        ("unknown-kind", {"Map": [("Field", "Value"), ("Kind of map", "dream")]}, "cell:unknown_value"),
        ("lane-twice", {"Map": [("Field", "Value"), ("Lanes", "Action\nAction")]}, "cell:duplicate_lane"),
        ("unknown-sheets", {"Notes": [("x",)], "Лист2": [("y",)]}, "ok:1"),
        ("fine", {"Pains": [("Text", "Touchpoint"), ("Queue", "B")]}, "ok:1"),
    ):
        sheets = {"Touchpoints": sheet(table(("A", "B", "1", "x")))}
        sheets |= {title: sheet("".join(line(*texts) for texts in rows)) for title, rows in others.items()}
        yield Bad(f"{name}.xlsx", packed(parts(sheets)), expected)


def shapes() -> Iterator[Bad]:
    merged = table(("A", "B", "1", "x"), ("", "C", "0", "y"), ("", "D", "0", "z"))
    yield Bad(
        "merged", book(merged, after='<mergeCells count="1"><mergeCell ref="A2:A4"/></mergeCells>'), "ok:3"
    )
    yield Bad(
        "merged-everything",
        book(table(*ROWS), after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
        "ok:2",
    )
    for state in ("hidden", "veryHidden"):
        hidden = {"Secret": sheet(line("x")), "T": sheet(table(*ROWS))}
        yield Bad(f"{state}-sheet", packed(parts(hidden, states={"Secret": f' state="{state}"'})), "ok:2")
    yield Bad(
        "all-hidden", packed(parts({"T": sheet(table(*ROWS))}, states={"T": ' state="hidden"'})), "ok:2"
    )
    yield Bad("serial-dates", book(line("Stage", "Touchpoint", "Changes", "Changes: Due")
        + f'<row>{cell("A")}{cell("B")}{cell("Kiosk")}<c s="1"><v>46173</v></c></row>'), "ok:1")  # fmt: skip
    yield Bad("serial-date-out-of-range", book(line("Stage", "Touchpoint", "Changes", "Changes: Due")
        + f'<row>{cell("A")}{cell("B")}{cell("Kiosk")}<c s="2"><v>1e12</v></c></row>'), "cell:not_a_day")  # fmt: skip
    yield Bad("booleans", book(line("Stage", "Touchpoint", "Weak link")
        + f'<row>{cell("A")}{cell("B")}<c t="b"><v>1</v></c></row>'), "ok:1")  # fmt: skip
    yield Bad(
        "formula-without-value", book(table() + f"<row>{cell('A')}{cell('B')}<c><f>1+1</f></c></row>"), "ok:1"
    )
    yield Bad(
        "formula-with-value",
        book(table() + f"<row>{cell('A')}{cell('B')}<c><f>1+1</f><v>2</v></c></row>"),
        "ok:1",
    )
    yield Bad(
        "error-cell",
        book(table() + f'<row>{cell("A")}{cell("B")}<c t="e"><v>#REF!</v></c></row>'),
        "cell:error_cell",
    )
    yield Bad(
        "rich-text",
        book(table() + f'<row>{cell("A")}<c t="inlineStr"><is><r><t>B</t></r><r><t>C</t></r></is></c></row>'),
        "ok:1",
    )
    yield Bad(
        "same-cell-twice",
        book(table() + f"<row>{cell('A', 'A2')}{cell('X', 'B2')}{cell('B', 'B2')}</row>"),
        "ok:1",
    )
    yield Bad(
        "rows-backwards",
        book(
            line("Stage", "Touchpoint", more=' r="5"')
            + line("A", "B", more=' r="7"')
            + line("A", "C", more=' r="6"')
        ),
        "ok:2",
    )
    yield Bad("title-above", book(line("Our journey") + table(*ROWS)), "ok:2")
    yield Bad("no-headings.csv", b"x,y\nz,w\n", "ok:1")
    yield Bad("one-column.csv", b"Touchpoint\nSite\nDesk\n", "ok:2")
    yield Bad("headings-only.csv", HEAD.encode(), "ok:0")
    yield Bad("semicolons.csv", GOOD.replace(",", ";").encode(), "ok:2")
    yield Bad("tabs.tsv", GOOD.replace(",", "\t").encode(), "ok:2")
    yield Bad("old-mac.csv", GOOD.replace("\n", "\r").encode(), "ok:2")
    yield Bad("windows.csv", GOOD.replace("\n", "\r\n").encode(), "ok:2")


def texts() -> Iterator[Bad]:
    russian = "Этап;Точка контакта;Действие\nВыбор;Сайт;сравнивает цены\nПокупка;Касса;платит картой\n"
    simple = "阶段,接触点,行为\n考虑,网站,比较价格\n购买,收银台,付款\n"
    traditional = "階段,接觸點,行為\n考慮,網站,比較價格\n購買,櫃檯,付款\n"
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251", "koi8-r"):
        yield Bad(f"ru-{encoding}.csv", russian.encode(encoding), "ok:2")
    for encoding in ("utf-8", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk"):
        yield Bad(f"hans-{encoding}.csv", simple.encode(encoding), "ok:2")
    for encoding in ("utf-8", "utf-16", "utf-16-be", "big5"):
        yield Bad(f"hant-{encoding}.csv", traditional.encode(encoding), "ok:2")
    yield Bad(
        "torn-utf8.csv",
        (russian * 30).encode()[:301] + b"\xff" + (russian * 30).encode(),
        "sheet_bad_encoding",
    )
    yield Bad("odd-utf16.csv", b"\xff\xfe" + russian.encode("utf-16-le")[:-1], "sheet_bad_encoding")
    yield Bad(
        "lone-surrogate-utf16.csv",
        b"\xff\xfe" + GOOD.encode("utf-16-le") + b"\x00\xd8\x41\x00",
        "sheet_bad_encoding",
    )
    yield Bad("surrogate-utf8.csv", (HEAD + "A,B,1,x\n" * 80).encode() + b"A,B\xed\xa0\x80,1,x\n", "ok:81")
    yield Bad("empty.csv", b"", "sheet_empty")
    yield Bad("blank.csv", b"  \n \n", "sheet_empty")
    yield Bad("commas.csv", b",,,\n,,,\n", "sheet_empty")
    yield Bad("only-bom.csv", b"\xef\xbb\xbf", "sheet_empty")
    for name, raw in (
        ("page.xlsx", b"<!DOCTYPE html><table><tr><td>Stage</td></tr></table>"),
        ("page.csv", b"  <html><body>Stage</body></html>"),
        ("old.xls", b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'),
        ("paper.csv", b"%PDF-1.7\n%...."), ("picture.csv", b"\x89PNG\r\n\x1a\n" + b"\0" * 50), ("photo.xlsx", b"\xff\xd8\xff\xe0JFIF"),
        ("text.csv", b"{\\rtf1 hello}"), ("packed.csv", b"\x1f\x8b\x08" + b"\0" * 50), ("program.csv", b"MZ\x90\0" + b"\0" * 99),
        ("program.tsv", b"\x7fELF" + b"\0" * 99), ("words.xlsx", b"Stage,Touchpoint\nA,B\n"), ("noise.csv", bytes(range(1, 32)) * 40),
    ):  # fmt: skip
        yield Bad(f"is-{name}", raw, "not_a_sheet")


@cache
def quick() -> tuple[Bad, ...]:
    """Those that are made and read in no time."""
    return tuple(bad for make in (markup, contents, shapes, texts) for bad in make())


@cache
def corpus() -> tuple[Bad, ...]:
    found = [bad for make in (containers, markup, sizes, contents, shapes, texts) for bad in make()]
    assert len({bad.name for bad in found}) == len(found)
    return tuple(found)


def outcome(bad: Bad) -> str:
    """As ``expected``; whatever else is raised is an accident."""
    from apps.common.spreadsheets import SheetProblem
    from apps.journeys.sheets import Source, look_into

    try:
        look_into(bad.raw, bad.name)
        draft = Source(bad.raw, bad.name, {}).draft
    except SheetProblem as problem:
        return problem.code
    if draft.document is None:
        return f"cell:{draft.problems[0].code}"
    return f"ok:{len(draft.document.touchpoints)}"


def main(folder: Path) -> None:
    """Reads what the test has laid into ``folder``, so that making the files costs no memory here."""
    import resource

    import django

    django.setup()
    limit = 1024 * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    answers = {}
    for number, name in enumerate(json.loads((folder / "names.json").read_text())):
        raw = (folder / str(number)).read_bytes()
        begun = time.perf_counter()
        answers[name] = (outcome(Bad(name, raw, "")), time.perf_counter() - begun)
    json.dump({"answers": answers, "mib": _most_memory()}, sys.stdout)


def _most_memory() -> int:
    """Of this program in MiB. `ru_maxrss` would count what the test's own process held before it started this one."""
    status = Path("/proc/self/status")
    if status.exists():
        found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text())
        if found:
            return int(found[1]) // 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def lay(folder: Path) -> None:
    for number, bad in enumerate(corpus()):
        (folder / str(number)).write_bytes(bad.raw)
    (folder / "names.json").write_text(json.dumps([bad.name for bad in corpus()]))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
