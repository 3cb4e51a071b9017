"""The tool's sheet that goes into every workbook: a table, a chart, conditional formats, validations, own styles."""

from __future__ import annotations

import io
from functools import cache

import xlsxwriter

from custsheet.package import graft

TITLE = "工具表"


@cache
def donor(seed: int = 0) -> bytes:
    """A donor as XlsxWriter draws it; `seed` changes its data and how many rows it has."""
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True})
    sheet = book.add_worksheet(TITLE)
    head = book.add_format({"bold": True, "bg_color": "#1F3864", "font_color": "#FFFFFF"})
    count = book.add_format({"num_format": "0.0 件"})
    red, green = book.add_format({"bg_color": "#FFC7CE"}), book.add_format({"font_color": "#006100"})
    last = 4 + seed % 3
    for row in range(1, last):
        sheet.write_string(row, 0, f"第{row}行 {seed}")
        sheet.write_number(row, 1, row * 1.5 + seed, count)
        sheet.write_url(row, 2, f"internal:'{TITLE}'!A{row}", string="打开")
    columns = [{"header": text, "header_format": head} for text in ("列", "数", "链接")]
    sheet.add_table(0, 0, last - 1, 2, {"name": "cs_tool", "columns": columns})
    chart = book.add_chart({"type": "bar"})
    chart.add_series({"values": f"='{TITLE}'!$B$2:$B${last}"})
    sheet.insert_chart("E1", chart)
    sheet.conditional_format("B2:B9", {"type": "cell", "criteria": ">", "value": 3, "format": red})
    sheet.conditional_format("A2:A9", {"type": "text", "criteria": "containing", "value": "行", "format": green})
    sheet.conditional_format("B2:B9", {"type": "data_bar", "data_bar_2010": True})
    sheet.data_validation("D2:D9", {"validate": "list", "source": ["是", "否"]})
    sheet.add_sparkline("H2", {"range": f"'{TITLE}'!B2:B4"})
    book.define_name("cs_sheet_tool", f"='{TITLE}'!$1:$1048576")
    book.define_name("cs_total", f"='{TITLE}'!$B$2")
    book.close()
    return held.getvalue()


@cache
def put_in(target: bytes, seed: int = 0) -> bytes:
    """The target with the tool's sheet in it."""
    return graft(target, donor(seed))
