"""Workbooks the tests of this room are made of: a donor that uses all a tool sheet may use, and plain targets.

And the promise of the graft as one function, which the sweeps over many files share.
"""

from __future__ import annotations

import io
import re
import struct
import warnings
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import openpyxl
import pytest
import python_calamine
import xlsxwriter
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from custsheet.package import Package, Workbook, gate, graft
from custsheet.package.container import part_key
from custsheet.package.relationships import rels_name

FINDINGS, BOARD = "数据质量", "经营看板"


def _png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    pixel = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(b"\0\xff\0\0"))
    return b"\x89PNG\r\n\x1a\n" + pixel + chunk(b"IEND", b"")


def _findings(book: xlsxwriter.Workbook, seed: int, table: str) -> None:
    sheet = book.get_worksheet_by_name(FINDINGS)
    head = book.add_format({"bold": True, "bg_color": "#1F3864", "font_color": "#FFFFFF", "font_name": "微软雅黑"})
    money, day = book.add_format({"num_format": "#,##0.00"}), book.add_format({"num_format": 'yyyy"年"m"月"d"日"'})
    red, bold = book.add_format({"bg_color": "#FFC7CE", "num_format": "0.000"}), book.add_format({"bold": True})
    sheet.set_column("A:A", 14)
    sheet.set_column("B:B", 22, money)
    sheet.set_column("F:F", 9, None, {"hidden": 1, "level": 1})
    sheet.set_row(0, 30, head)
    sheet.set_tab_color("#C00000")
    sheet.freeze_panes(1, 1)
    sheet.activate()
    for row in range(1, 13):
        sheet.write_string(row, 0, f"C{row:06d}")
        sheet.write_number(row, 1, row * 10.5 + seed, money)
        sheet.write_datetime(row, 2, date(2024, 1, row), day)
        sheet.write_string(row, 3, f'  <a> & "b" 第{row}行\n换行_x000D_ {seed}')
        sheet.write_url(row, 4, f"internal:'{BOARD}'!A{row}", string="打开")
    sheet.write_rich_string("I1", "普通", bold, "粗体 ", "尾")
    sheet.write_url("I2", "https://example.com/?a=1&b=2", string="site")
    sheet.write_formula("I3", "=SUM(B2:B13)", money, value=819 + 12 * seed)
    sheet.write_formula("I4", f"=SUM('{FINDINGS}'!B2,{table}[金额])", None, value=1)
    sheet.write_boolean("I5", True)
    sheet.write_formula("I6", '="文"&"字"', None, value="文字")
    sheet.write_formula("I7", "=NA()", None, "#N/A")
    sheet.write_string("I8", "=1+1")
    columns = [{"header": text, "header_format": head} for text in ("编号", "金额", "日期", "说明", "链接")]
    columns[1]["format"] = money
    sheet.add_table("A1:E13", {"name": table, "style": "Table Style Medium 2", "columns": columns})
    sheet.conditional_format("B2:B13", {"type": "cell", "criteria": ">", "value": 60, "format": red})
    sheet.conditional_format("B2:B13", {"type": "data_bar", "data_bar_2010": True})
    formula = f"='{FINDINGS}'!$B2>100"
    sheet.conditional_format("D2:D13", {"type": "formula", "criteria": formula, "format": bold})
    sheet.data_validation("F2:F13", {"validate": "list", "source": ["是", "否"], "input_title": "提示"})
    sheet.data_validation("G2:G13", {"validate": "list", "source": f"='{BOARD}'!$A$1:$A$3"})
    sheet.add_sparkline("H2", {"range": f"'{FINDINGS}'!B2:B13"})
    sheet.ignore_errors({"number_stored_as_text": "A1:A13"})
    sheet.repeat_rows(0)
    sheet.print_area("A1:I13")
    sheet.set_header("&C数据质量")
    sheet.protect("", {"autofilter": True, "sort": True})
    sheet.merge_range("K1:M1", "合并", head)


def _board(book: xlsxwriter.Workbook, seed: int) -> None:
    sheet = book.get_worksheet_by_name(BOARD)
    chart = book.add_chart({"type": "column"})
    chart.add_series({"name": f"='{FINDINGS}'!$B$1", "values": f"='{FINDINGS}'!$B$2:$B$13"})
    sheet.insert_chart("C3", chart, {"description": "金额"})
    picture = {"image_data": io.BytesIO(_png()), "url": f"internal:'{FINDINGS}'!A1"}
    sheet.insert_image("H3", "dot.png", picture)
    sheet.write_column("A1", ["x", "y", "z"])
    sheet.write_number("B1", seed)
    sheet.autofilter("A1:B3")
    sheet.hide()


@cache
def draw_donor(seed: int = 0, *, date_1904: bool = False, table: str = "cs_findings") -> bytes:
    """Two tool sheets; `seed` changes their data only."""
    held = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "date_1904": date_1904}
    book = xlsxwriter.Workbook(held, options)
    book.add_worksheet(FINDINGS)
    book.add_worksheet(BOARD)
    _findings(book, seed, table)
    _board(book, seed)
    book.define_name("cs_sheet_findings", f"='{FINDINGS}'!$A$1")
    book.define_name("cs_sheet_board", f"='{BOARD}'!$A$1")
    book.define_name("cs_total", f"='{FINDINGS}'!$I$3")
    book.define_name("other", f"='{FINDINGS}'!$I$4")
    book.define_name(f"'{BOARD}'!cs_local", f"='{BOARD}'!$A$1")
    book.close()
    return held.getvalue()


@pytest.fixture(scope="session")
def donor() -> Callable[..., bytes]:
    return draw_donor


def draw_target(*titles: str, formula: str = "") -> bytes:
    """A person's workbook: one sheet a title, a little data, a style, a name and, if given, a formula in C1."""
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True})
    style = book.add_format({"num_format": "0.0000", "bold": True})
    for title in titles or ("客户",):
        sheet = book.add_worksheet(title)
        sheet.write_row(0, 0, ["编号", 3.5], style)
        if formula:
            sheet.write_formula("C1", formula, None, value=7)
    book.define_name("mine", f"='{titles[0] if titles else '客户'}'!$A$1")
    book.close()
    return held.getvalue()


@pytest.fixture(scope="session")
def target() -> Callable[..., bytes]:
    return draw_target


def _seen_by_openpyxl(data: bytes) -> dict[str, dict[tuple[int, int], object]] | str:
    """The values of each worksheet, or what openpyxl stumbles over."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            book = openpyxl.load_workbook(io.BytesIO(data))
        except Exception as error:  # whatever the witness cannot read
            return repr(error)
    # Not iter_rows: a cell in the last row makes it create every cell above.
    return {sheet.title: {at: _plain(cell.value) for at, cell in sheet._cells.items()} for sheet in book.worksheets}


def _plain(value: object) -> object:
    """Formulas of several cells are objects without a value of their own."""
    return vars(value) if isinstance(value, ArrayFormula | DataTableFormula) else value


def _seen_by_calamine(data: bytes) -> dict[str, list[list[object]]] | str:
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        return {title: book.get_sheet_by_name(title).to_python(skip_empty_area=False) for title in book.sheet_names}
    except (python_calamine.CalamineError, python_calamine.WorksheetNotFound) as error:
        return repr(error)


def _differences(
    who: str, old: dict[str, list[list[object]]] | str, new: dict[str, list[list[object]]] | str, drawn: object
) -> Iterator[str]:
    """What a witness that could read the file before sees otherwise now; the tool's sheets must be as drawn."""
    if isinstance(old, str) or not isinstance(drawn, dict):
        return
    if isinstance(new, str):
        yield f"{who}: {new}"
        return
    # Compared as text, because no error value and no NaN equals itself.
    yield from (f"{who}: sheet {t} changed" for t in old if repr(new.get(t)) != repr(old[t]))
    yield from (f"{who}: tool sheet {t} differs" for t in drawn if repr(new.get(t)) != repr(drawn[t]))


def broken_promises(
    before: bytes, draw: Callable[..., bytes], schema_errors: Callable[[bytes], Counter[tuple[str, str]]] | None = None
) -> list[str]:
    """Everything the graft promises of one file and does not keep; empty when all is well.

    Only content types, workbook, its relationships, styles and the tool's own parts differ, and the calculation chain
    when a formula went; twice is the same; back to the first data is back to the first bytes; other data add no part
    and no style; no schema error is new; openpyxl and python-calamine read all sheets as before and ours as drawn.
    """
    report = gate(before)
    book = report.workbook
    rels = part_key(rels_name(book.part))
    allowed = {part_key(name) for name in (book.part, rels, "[Content_Types].xml", book.rel_part("styles") or "")}
    first = graft(before, draw())
    other = graft(first, draw(1))
    wrong: list[str] = []
    once, again = Package.read(first), Package.read(other)
    for name in book.package.names:
        for after in (once, again):
            same = name in after and after.raw(name) == book.package.raw(name)
            if not same and part_key(name) not in allowed:
                wrong.append(f"{name} changed")
    checks = {
        "twice is not the same": graft(first, draw()) is first and graft(other, draw(1)) is other,
        "changed back is not the same": graft(other, draw()) == first,
        "other data, other parts": once.names == again.names,
        "other data, other styles": _styles(once) == _styles(again),
        "something dangles": {n.code for n in gate(other).notices}
        <= {n.code for n in report.notices} | {"hidden-sheets"},
    }
    wrong += [what for what, holds in checks.items() if not holds]
    if schema_errors is not None:
        wrong += [f"{part}: {message}" for part, message in schema_errors(first) - schema_errors(before)]
    for who, sees in (("openpyxl", _seen_by_openpyxl), ("calamine", _seen_by_calamine)):
        wrong += _differences(who, sees(before), sees(first), _drawn(sees, draw()))
    return wrong


@cache
def _drawn(sees: Callable[[bytes], object], donor: bytes) -> object:
    return sees(donor)


def _styles(package: Package) -> bytes:
    return package.part(Workbook.read(package).rel_part("styles") or "")


@pytest.fixture(scope="session")
def schema_errors(shared: Path) -> Callable[[bytes], Counter[tuple[str, str]]]:
    """`schema_errors(data)`: what the ISO 29500 schemas find wrong in a workbook, as (part, message)."""
    path = shared / "tools" / "xsd_check.py"
    spec = spec_from_file_location("xsd_check", path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)

    def find(data: bytes) -> Counter[tuple[str, str]]:
        found: Counter[tuple[str, str]] = Counter()
        for part, rows in module.validate_file(io.BytesIO(data)).items():
            found.update((part, message) for _, message in rows)
        return found

    return find


@pytest.fixture(scope="session")
def broken() -> Callable[..., list[str]]:
    return broken_promises


MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
REL = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'


def make_by_hand(
    sheet: str,
    *,
    tables: tuple[str, ...] = (),
    date_1904: bool = False,
    parts: dict[str, str] | None = None,
    root: str = f"worksheet {MAIN} {REL}",
) -> bytes:
    """A workbook whose sheet 客户 is written by hand.

    `sheet` is what stands between the root's tags, `tables` its table parts, `parts` more parts. Shared strings: a, 王,
    a rich one (粗体字) and one with a reading aid (東京). Cell formats: 0 general, 1 money, 2 date, 3 date with time,
    4 time of day, 5 text.
    """
    package = Package.read(draw_target("客户", "别处"))
    closing = root.split(" ")[0]
    formats = "".join(
        f'<xf numFmtId="{n}" fontId="0" fillId="0" borderId="0" xfId="0"/>' for n in (0, 4, 14, 22, 20, 49)
    )
    new = {
        "xl/worksheets/sheet1.xml": f'<?xml version="1.0" encoding="UTF-8"?>\n<{root}>{sheet}</{closing}>',
        "xl/sharedStrings.xml": f'<sst {MAIN} count="4" uniqueCount="4"><si><t>a</t></si><si><t>王</t></si>'
        "<si><r><rPr><b/></rPr><t>粗体</t></r><r><t>字</t></r></si>"
        '<si><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh><phoneticPr fontId="0"/></si></sst>',
        "xl/styles.xml": re.sub(
            "<cellXfs.*</cellXfs>",
            f'<cellXfs count="6">{formats}</cellXfs>',
            package.part("xl/styles.xml").decode(),
        ),
    }
    overrides, rels = "", ""
    for number, table in enumerate(tables, start=1):
        new[f"xl/tables/table{number}.xml"] = table
        rels += (
            f'<Relationship Id="rId{number}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
            f'table" Target="/xl/tables/table{number}.xml"/>'
        )
        overrides += (
            f'<Override PartName="/xl/tables/table{number}.xml" '
            'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml"/>'
        )
    if rels:
        new["xl/worksheets/_rels/sheet1.xml.rels"] = (
            f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rels}</Relationships>'
        )
    types = package.part("[Content_Types].xml").decode()
    new["[Content_Types].xml"] = types.replace("</Types>", overrides + "</Types>")
    if date_1904:
        book = package.part("xl/workbook.xml").decode()
        new["xl/workbook.xml"] = book.replace("<workbookPr ", '<workbookPr date1904="1" ')
    new |= parts or {}
    return package.assemble({name: content.encode() for name, content in new.items()})


@pytest.fixture(scope="session")
def handmade() -> Callable[..., bytes]:
    return make_by_hand
