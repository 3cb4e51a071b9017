"""Which parts are proved plain: however they are cut into chunks, and only if everything around the rows is right."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from custsheet.package import gate, limits
from custsheet.package.gating.plain import count_texts, measure
from custsheet.package.workbook import Workbook

MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
HEAD, TAIL = b'<?xml version="1.0"?>\n<worksheet xmlns="' + MAIN + b'"><sheetData>', b"</sheetData></worksheet>"
ROWS = b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c><c r="AB%d"><v>2</v></c></row>' % (n, n, n) for n in range(1, 40))


def plain(data: bytes, step: int = 1 << 20) -> bool:
    pieces = [data[at : at + step] for at in range(0, len(data), step)]
    return measure("sheet", pieces, 0, 1, len(data)) is not None


@pytest.mark.parametrize("step", [1, 7, 64, 1 << 20])
def test_measure__whatever_the_chunks(step: int) -> None:
    pieces = [(HEAD + ROWS + TAIL)[at : at + step] for at in range(0, len(HEAD + ROWS + TAIL), step)]
    found = measure("sheet", pieces, 0, 1, 1000)
    assert found is not None
    assert (found.last_row, found.letters, found.box) == (39, {b"AB"}, 39 * 28)
    assert not plain(HEAD + ROWS + b"<x/>" + TAIL, step)
    assert not plain(HEAD + ROWS + TAIL[:-3], step)


def test_measure__rows_and_cells_only_once() -> None:
    row = b'<row r="2"><c r="A2"/></row>'
    assert plain(HEAD + row + TAIL)
    assert not plain(HEAD + row + row + TAIL)
    assert not plain(HEAD + row + b'<row r="1"/>' + TAIL)
    assert not plain(HEAD + b'<row r="2"><c r="A2"/><c r="A2"/></row>' + TAIL)
    assert not plain(HEAD + b'<row r="2"><c r="A2"/><c s="0" r="A2"/></row>' + TAIL)
    assert not plain(HEAD + b'<row r="2"><c s="0" r="A2"/><c s="0" r="A2"/></row>' + TAIL)


@pytest.mark.parametrize(("texts", "last"), [(5_123, 5_199), (87, 99), (100, 109), (1_000, 1_099), (9_951, 9_999)])
@pytest.mark.parametrize("size", [1_000, 1 << 23])
@pytest.mark.parametrize("form", [b'<c r="A2" t="s"><v>%d</v></c>', b'<c s="0" r="A2" t="s"><f>1</f><v>%d</v></c>'])
def test_measure__no_text_that_is_not_there(texts: int, last: int, size: int, form: bytes) -> None:
    def proven(*numbers: int, form: bytes = form) -> bool:
        row = b"".join(
            form.replace(b"A2", b"%s2" % column) % number for column, number in zip((b"A", b"B"), numbers, strict=False)
        )
        body = HEAD + b'<row r="2">' + row + b"</row>" + TAIL
        return measure("sheet", [body], texts, 1, size) is not None

    assert proven(texts - 1)
    assert proven(0, texts - 1)
    for number in range(texts, last + 2):
        assert not proven(number)
        assert not proven(texts - 1, number)
        assert proven(number, form=b'<c r="A2"><v>%d</v></c>')  # a number, no text


def test_measure__what_stands_around() -> None:
    for bad in (
        HEAD + TAIL.replace(b"</worksheet>", b"<sheetData/></worksheet>"),
        HEAD.replace(b"<sheetData>", b"<a><sheetData>") + TAIL.replace(b"</sheetData>", b"</sheetData></a>"),
        HEAD.replace(MAIN, b"urn:x") + TAIL,
        HEAD.replace(b"<sheetData>", b"<!-- <sheetData> -->") + TAIL,
        HEAD + TAIL.replace(b"</worksheet>", b'<row r="1"/></worksheet>'),
        HEAD + TAIL.replace(b"</worksheet>", b"<y:x/></worksheet>"),
    ):
        assert not plain(bad), bad
    assert plain(HEAD.replace(b"<sheetData>", b"<sheetData/>") + b"</worksheet>")
    assert plain(
        HEAD.replace(b"<", b"<x:").replace(b"<x:?", b"<?").replace(b"xmlns", b"xmlns:x")
        + b"</x:sheetData></x:worksheet>"
    )


def test_measure__the_last_column_whichever_attribute_comes_first() -> None:
    for cell in (b'<c r="XFD2"><v>1</v></c>', b'<c s="0" r="XFD2" ><v>1</v></c>'):
        found = measure("sheet", [HEAD + b'<row r="2">' + cell + b"</row>" + TAIL], 0, 1, 1000)
        assert found is not None
        assert found.box == 2 * 16_384


def test_measure__counts_only_where_there_might_be_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "CELLS", 50)
    found = measure("sheet", [HEAD + ROWS + TAIL], 0, 1, 10_000)
    assert found is not None
    assert found.cells == 78


def test_count_texts__and_what_the_part_claims() -> None:
    def sst(attributes: bytes) -> bytes:
        return b'<sst xmlns="' + MAIN + b'"' + attributes + b"><si><t>a</t></si><si/></sst>"

    assert count_texts("sst", [sst(b"")]) == 2
    assert count_texts("sst", [sst(b"").replace(b"<si/>", b"<si /><si></si>")]) == 3
    assert count_texts("sst", [sst(b' count="9" uniqueCount="2"')]) == 2
    for claimed in (b"4294967295", b"-1", b"x"):
        assert count_texts("sst", [sst(b' uniqueCount="' + claimed + b'"')]) is None


# What companies' scripts do.
WRITERS = {
    "openpyxl": """
import openpyxl
book = openpyxl.Workbook()
for row in ROWS:
    book.active.append(row)
book.active["A2"].font = openpyxl.styles.Font(bold=True)
book.active["J9"].font = openpyxl.styles.Font(bold=True)
book.save(FILE)""",
    "openpyxl, write only": """
import openpyxl
book = openpyxl.Workbook(write_only=True)
sheet = book.create_sheet("客户")
for row in ROWS:
    sheet.append(row)
book.save(FILE)""",
    "pandas with openpyxl": """
import pandas
pandas.DataFrame(ROWS[1:], columns=ROWS[0]).to_excel(FILE, engine="openpyxl")""",
    "pandas with XlsxWriter": """
import pandas
pandas.DataFrame(ROWS[1:], columns=ROWS[0]).to_excel(FILE, engine="xlsxwriter")""",
}
ROWS_OF_A_COMPANY = """
import datetime, sys
FILE = sys.argv[1]
ROWS = [
    ["编号", "姓名", "金额", "日期", "会员", "备注", "合计"],
    ["C1", "张三丰 😀", 1.5, datetime.date(2024, 1, 2), True, "", "=C2*2"],
    ["C2", "<李 & 四>", 1e-20, datetime.datetime(2024, 1, 2, 3, 4), False, None, '="文"&"字"'],
    ["C3", " 前后 \\n换行", -3, None, None, "#N/A", None],
]
"""


@pytest.mark.parametrize("lxml", ["True", "False"])
@pytest.mark.parametrize("writer", WRITERS)
def test_gate__what_scripts_write_is_plain(writer: str, lxml: str, tmp_path: Path) -> None:
    """openpyxl spells texts and empty values otherwise with lxml than without; it decides that when it is imported."""
    file = tmp_path / "made.xlsx"
    command = [sys.executable, "-c", ROWS_OF_A_COMPANY + WRITERS[writer], file]
    subprocess.run(command, check=True, env=os.environ | {"OPENPYXL_LXML": lxml}, capture_output=True)
    report = gate(file.read_bytes())
    workbook: Workbook = report.workbook
    wanted = {sheet.part.lower() for sheet in workbook.sheets} | {workbook.rel_part("sharedStrings")} - {None}
    assert len(wanted) >= 1
    assert report.plain == {part.lower() for part in wanted}
