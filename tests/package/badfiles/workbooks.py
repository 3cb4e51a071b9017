"""Small workbooks that look like real ones; mutants, flips and bad files are made of them."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime

import openpyxl
import xlsxwriter

SHEET, BOOK, TYPES = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "[Content_Types].xml"
STRINGS, STYLES, RELS = "xl/sharedStrings.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels"
HEADER = ("客户编号", "客户名称", "联系人", "手机", "建档日期", "金额", "备注")
ROWS = [
    (f"C{n:06d}", name, person, f"1380000{n:04d}", date(2024, 1 + n, n + 3), 1000.5 * n, note)
    for n, (name, person, note) in enumerate(
        [
            ("海鸥贸易有限公司", "张三", "老客户"),
            ("Blue & Co <GmbH>", "李四", " 两 端 "),
            ("兴隆商行", "王五", "第一行\n第二行"),
        ]
    )
]


def excel() -> bytes:
    """As Excel writes: shared strings, a table, formulas, an error, a boolean, rich text, a second sheet."""
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True, "strings_to_urls": False})
    book.set_properties({"created": datetime(2024, 1, 1)})
    day, bold = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"bold": True})
    sheet = book.add_worksheet("客户")
    sheet.write_row(0, 0, HEADER)
    for n, row in enumerate(ROWS, 1):
        sheet.write_row(n, 0, row[:4])
        sheet.write_datetime(n, 4, datetime.combine(row[4], datetime.min.time()), day)
        sheet.write_number(n, 5, row[5])
        sheet.write_string(n, 6, row[6])
    sheet.write_formula("H2", "=F2*2", None, 0)
    sheet.write_formula("H3", '=B3&"!"', None, "Blue & Co <GmbH>!")
    sheet.write_formula("H4", "=NA()", None, "#N/A")
    sheet.write_boolean("I2", True)
    sheet.write_number("I3", -12.5)
    sheet.write_rich_string("I4", "普通", bold, "粗体")
    sheet.add_table("A1:G4", {"columns": [{"header": text} for text in HEADER], "name": "customers"})
    sheet.merge_range("K1:L1", "合并")
    sheet.conditional_format("F2:F4", {"type": "cell", "criteria": ">", "value": 60, "format": bold})
    other = book.add_worksheet("订单")
    for n in range(20):
        other.write_row(n, 0, [f"D{n:04d}", f"C{n % 3:06d}", n * 3.25, f"备注{n % 4}"])
    book.define_name("全部", "=客户!$A$1:$G$4")
    book.close()
    return held.getvalue()


def libre() -> bytes:
    """As openpyxl and its like write: every type named, no rich text."""
    held = io.BytesIO()
    book = openpyxl.Workbook()
    book.properties.created = book.properties.modified = datetime(2024, 1, 1)
    sheet = book.active
    sheet.title = "客户"
    sheet.append(HEADER)
    for row in ROWS:
        sheet.append(row)
    sheet["I2"], sheet["I3"], sheet["I4"] = True, "=1+1", 0.125
    book.save(held)
    return held.getvalue()


def inline() -> bytes:
    """As exporters write: prefixed, texts within the cells, no references, no styles, no shared strings."""
    from xml.sax.saxutils import escape

    def cell(value: object) -> str:
        if isinstance(value, (int, float)):
            return f"<x:c><x:v>{value}</x:v></x:c>"
        return f'<x:c t="inlineStr"><x:is><x:t xml:space="preserve">{escape(str(value))}</x:t></x:is></x:c>'

    rows = "".join(f"<x:row>{''.join(map(cell, row))}</x:row>" for row in [HEADER, *ROWS])
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml."
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    return zipped(
        {
            TYPES: f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType="application/vnd.'
            'openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/{BOOK}" ContentType="{kind}sheet.main+xml"/>'
            f'<Override PartName="/{SHEET}" ContentType="{kind}worksheet+xml"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="a" '
            f'Type="{office}/officeDocument" Target="/{BOOK}"/></Relationships>',
            BOOK: f'<x:workbook xmlns:x="{main}" xmlns:r="{office}"><x:sheets>'
            '<x:sheet name="客户" sheetId="1" r:id="s"/>'
            "</x:sheets></x:workbook>",
            RELS: f'<Relationships xmlns="{package}/relationships"><Relationship Id="s" Type="{office}/worksheet" '
            f'Target="/{SHEET}"/></Relationships>',
            SHEET: f'<?xml version="1.0" encoding="utf-8"?><x:worksheet xmlns:x="{main}"><x:sheetData>{rows}'
            "</x:sheetData></x:worksheet>",
        }
    )


def zipped(parts: dict[str, str | bytes]) -> bytes:
    """A zip of the parts, dated alike on every run."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return held.getvalue()


def unzipped(data: bytes) -> dict[str, bytes]:
    """The parts of a good workbook."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def excel_plain() -> bytes:
    """One sheet 客户 with 编号, 张三 and 3.5; its second cell format is a date."""
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True})
    book.set_properties({"created": datetime(2024, 1, 1)})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("客户")
    sheet.write_row(0, 0, ["编号", "张三", 3.5])
    sheet.set_column("Z:Z", None, day)
    book.close()
    return held.getvalue()
