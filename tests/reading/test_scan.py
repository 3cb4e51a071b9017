"""Scanned cells are those that python-calamine reads one by one."""

from __future__ import annotations

import io
import math
import random
import re
import zipfile
from datetime import datetime
from typing import Any

import pytest

from custsheet.package import Workbook
from custsheet.package.container import Package
from custsheet.reading import calamine, scan
from custsheet.reading.assemble import assembled
from custsheet.reading.book import Book

TITLE = "甲"
TEXTS = ["张三", "a&b <c>", " 两边 ", "上\n下", "上\r\n下", "_x000D_", "A_x0042_C", "", "合计", "1", "é\u200b"]
NUMBERS = [0, -0.0, 1, -1, 0.1, 0.1 + 0.2, 1e-7, 1e21, 1.5e300, 123456789012345678, 9007199254740993, 12345.678, -5.25]
SERIALS = [0, -0.0, 1, 59, 60, 61, -3, 0.5, 45000, 45000.5, 45000.999999, 2958465, 2958466, 1e10, 12.0416666667]
FORMATS = ["yyyy-mm-dd", "h:mm:ss", "[h]:mm", 'yyyy"年"m"月"d"日"', "0.00", "@", "[Red]0", '"d"0', "General"]


def same(one: object, other: object) -> bool:
    if type(one) is float and type(other) is float:
        return one == other and math.copysign(1, one) == math.copysign(1, other)
    return type(one) is type(other) and one == other


def both(data: bytes) -> tuple[list[list[object]], list[list[object]]]:
    """The cells as scanned, and as the reader gives them."""
    book = Book(data)
    body, sheet = book.body(TITLE), book.sheet(TITLE)
    scanned = scan.scan(body)
    assert scanned is not None
    meaning = calamine.Meaning(Workbook.read(Package.read(data)), texts_plain=True)
    read = calamine.grid(book._calamine, sheet, body)
    assert read is not None
    return assembled(scanned, meaning).cells.grid(), read


def agree(data: bytes) -> list[list[object]]:
    found, read = both(data)
    assert (len(found), len(found[0]) if found else 0) == (len(read), len(read[0]) if read else 0)
    different = [
        (a, b) for lines in zip(found, read, strict=True) for a, b in zip(*lines, strict=True) if not same(a, b)
    ]
    assert different == []
    return found


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("mac", [False, True])
def test_scan__any_cells(draft: Any, formula: Any, seed: int, mac: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "_CHUNK", 2_000)  # many chunks
    chance = random.Random(seed)
    made = draft(date1904=mac)
    formats = [made.book.add_format({"num_format": one}) for one in FORMATS]
    sheet = made.book.add_worksheet(TITLE)

    def write(row: int, column: int) -> None:
        bearing = chance.choice([None, *formats])
        match chance.randrange(8):
            case 0 | 1:
                sheet.write_string(row, column, chance.choice(TEXTS), bearing)
            case 2:
                sheet.write_number(row, column, chance.choice(NUMBERS))
            case 3:
                timed = bearing is not formats[2]
                sheet.write_number(row, column, chance.choice(SERIALS if timed else SERIALS[:-2]), bearing)
            case 4:
                sheet.write_formula(row, column, "=A1+1", bearing, chance.choice([1, "x", "", True, "#N/A"]))
            case 5:
                sheet.write_boolean(row, column, chance.random() < 0.5, bearing)
            case 6:
                sheet.write_blank(row, column, None, bearing)

    for row in range(200):
        for column in (*range(8), 25, 26, 700, 16_383):
            if row % 7 and chance.random() < 0.8:
                write(row, column)
    agree(made.done())


def test_scan__nothing(draft: Any) -> None:
    assert agree(draft().rows(TITLE, []).done()) == []


def test_scan__numbers_are_the_floats_nearest_to_what_is_written(draft: Any) -> None:
    chance = random.Random(5)
    numbers = [chance.uniform(-1, 1) * 10.0 ** chance.randrange(-20, 20) for _ in range(3_000)]
    numbers += [round(chance.uniform(0, 1e6), 2) for _ in range(3_000)]
    found = agree(draft().rows(TITLE, [[one] for one in numbers]).done())
    assert [line[0] for line in found] == [float(f"{one:.16G}") for one in numbers]


def test_scan__a_time_of_millions_of_years_is_the_number_it_is(draft: Any) -> None:
    made = draft()
    made.book.add_worksheet(TITLE).write_number(0, 0, 13_800_138_000, made.book.add_format({"num_format": "[h]:mm"}))
    data = made.done()
    scanned = scan.scan(Book(data).body(TITLE))
    assert scanned is not None
    meaning = calamine.Meaning(Workbook.read(Package.read(data)), texts_plain=True)
    assert assembled(scanned, meaning).cells.grid() == [[13_800_138_000.0]]


def test_scan__each_distinct_cell_stands_once(draft: Any) -> None:
    day = datetime(2026, 5, 6)
    data = draft().rows(TITLE, [["x", day, 1.5], ["x", day, 1.5], [None, None, 2.5]]).done()
    scanned = scan.scan(Book(data).body(TITLE))
    assert scanned is not None
    cells = assembled(scanned, calamine.Meaning(Workbook.read(Package.read(data)), texts_plain=True)).cells
    assert [list(column.values) for column in cells.columns] == [["", "x"], ["", day.date()], ["", 1.5, 2.5]]


@pytest.mark.parametrize(
    "tag", [b"<x:sheetData>", b'<sheetData><row spans="1:1" r="1">', b'<sheetData><row r="1"><c s="1" r="A1">']
)
def test_scan__leaves_other_spellings_to_the_reader(tag: bytes) -> None:
    body = b"<worksheet>" + tag + b"<v>1</v></c></row></sheetData></worksheet>"
    assert scan.scan(body) is None


@pytest.mark.parametrize("tag", [b"<row ", b"</row>", b"<c ", b"</c>", b"<v>"])
@pytest.mark.parametrize("space", [b"\n", b" ", b"\r\n  "])
def test_scan__leaves_white_space_between_tags_to_the_reader(draft: Any, tag: bytes, space: bytes) -> None:
    """A blank cell's end is told from the tag behind it; with a line break there it took in its neighbour."""
    made = draft()
    sheet = made.book.add_worksheet(TITLE)
    for row in range(3):
        sheet.write_row(row, 0, ["甲", 1.5])
        sheet.write_blank(row, 2, None, made.book.add_format({"bold": True}))
        sheet.write_row(row, 3, ["乙"])
    body = Book(made.done()).body(TITLE)
    assert scan.scan(body) is not None
    padded = body.replace(tag, space + tag)
    assert padded != body
    assert scan.scan(padded) is None


def test_book__a_large_sheet_with_line_breaks_says_what_it_said_without(draft: Any) -> None:
    made = draft()
    sheet = made.book.add_worksheet(TITLE)
    bold = made.book.add_format({"bold": True})
    for row in range(1_500):
        sheet.write_row(row, 0, [f"C{row:06}", "有限公司"])
        sheet.write_blank(row, 2, None, bold)
        sheet.write_row(row, 3, [f"a{row}@example.com"])
    data = made.done()
    part = Book(data).sheet(TITLE).part
    pretty = _rewritten(data, part, re.sub(rb"(<row|<c |</row>)", rb"\n\1", Package.read(data).part(part)))
    assert Book(pretty).grid(TITLE) == Book(data).grid(TITLE)


def _rewritten(data: bytes, name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.namelist():
            new.writestr(one, content if one == name else old.read(one))
    return out.getvalue()


@pytest.mark.parametrize("seed", range(3))
def test_scan__texts_in_several_formats_among_plain_ones(draft: Any, seed: int) -> None:
    chance, made = random.Random(seed), draft()
    sheet, bold = made.book.add_worksheet(TITLE), made.book.add_format({"bold": True})
    said = []
    for row in range(chance.randint(1, 60)):
        plain = f"{chance.choice(TEXTS)}{row}"
        if chance.random() < 0.3:
            sheet.write_rich_string(row, 0, bold, "粗 ", f"{row}&")
            said.append(f"粗 {row}&")
        else:
            sheet.write_string(row, 0, plain)
            said.append(None)
    found = agree(made.done())
    assert all(one is None or line == [one] for one, line in zip(said, found, strict=True))


def test_book__formulas_and_errors_of_a_scanned_sheet(
    draft: Any, formula: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [["a", formula("1+1", ""), formula("SUBTOTAL(9,A1:A3)", 3)], [2.0, formula("NA()", "#N/A"), "b"]] * 3
    data = draft().rows(TITLE, rows).done()
    data = _rewritten(data, "xl/worksheets/sheet1.xml", Book(data).body(TITLE).replace(b"</f><v></v>", b"</f>"))
    told = []
    for large in (0, 1 << 40):
        monkeypatch.setattr("custsheet.reading.book._LARGE", large)
        book = Book(data)
        book.cells(TITLE)
        told.append((book.errors(TITLE), book.uncomputed(TITLE), book.subtotals(TITLE)))
    odd, even = (1, 3, 5), (2, 4, 6)
    assert told[0] == told[1]
    assert told[0] == ({(row, 2): "#N/A" for row in even}, {(row, 2) for row in odd}, {(row, 3) for row in odd})
