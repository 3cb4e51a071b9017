"""What LibreOffice leaves of a table after a paste is mended by patches, and LibreOffice computes it right again."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from office import Office

from custsheet.package import FormatPatch, HeaderPatch, RulesPatch, damaged_rules, gate, patch

TITLES = ["编号", "手机", "固话", "金额", "长度"]


def draw(path: Path) -> Path:
    """A table with texts, a formula column, a drop-down; sums on another sheet call its columns."""
    with xlsxwriter.Workbook(path) as book:
        sheet, other = book.add_worksheet("客户"), book.add_worksheet("汇总")
        text = book.add_format({"num_format": "@"})
        columns = [{"header": title} for title in TITLES]
        columns[1] |= {"format": text}
        columns[2] |= {"format": text}
        columns[4] |= {"formula": "LEN(t客户[[#This Row],[手机]])"}
        sheet.add_table("A4:E24", {"name": "t客户", "columns": columns})
        for row in range(4, 24):
            sheet.write_string(row, 0, f"C{row}")
            sheet.write_string(row, 1, "13800138000", text)
            sheet.write_string(row, 2, "010-12345678", text)
            sheet.write_number(row, 3, 10)
            sheet.write_formula(row, 4, "=LEN(t客户[[#This Row],[手机]])", None, 11)
        sheet.data_validation("C5:C24", {"validate": "length", "criteria": "<=", "value": 12})
        other.write_formula("A1", "=SUM(t客户[金额])", None, 200)
        other.write_formula("A2", "=COUNTA(t客户[[手机]:[固话]])", None, 40)
    return path


def dirty(path: Path) -> Path:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("源")
        sheet.write_row("A1", ["", "手机", "手机"])
        for row in range(1, 6):
            sheet.write_row(row, 0, ["", 13900139000 + row, "0755-1"])
    return path


@pytest.mark.slow
def test_patches_mend_what_a_paste_destroyed(office: Office, tmp_path: Path) -> None:
    path = draw(tmp_path / "book.xlsx")
    donor = path.read_bytes()
    with office.open(path) as book, office.open(dirty(tmp_path / "source.xlsx")) as source:
        book.paste("客户", "A4", source, "源", "A1:C6")
        book.save()
    saved = path.read_bytes()
    rules = RulesPatch("客户", donor, "客户")
    assert damaged_rules(saved, [rules])["客户"].count
    headers = [HeaderPatch("客户", cell, title) for cell, title in (("C4", "固话"), ("B4", "手机"), ("A4", "编号"))]
    patches = [*headers, FormatPatch("客户", "B5:C24", "@"), rules]
    mended = patch(saved, patches)
    assert damaged_rules(mended, [rules])["客户"].count == 0
    assert patch(mended, patches) is mended
    assert gate(mended)
    table = openpyxl.load_workbook(io.BytesIO(mended))["客户"].tables["t客户"]
    assert [column.name for column in table.tableColumns] == TITLES
    path.write_bytes(mended)
    with office.open(path) as book:
        book.recalculate()
        assert book.values("客户", "A4:E4") == [TITLES]
        assert book.values("客户", "B5:C5") == [[13900139001, "0755-1"]]
        assert book.number_format("客户", "B5") == "@"
        assert book.values("客户", "E5:E24") == [[11]] * 20
        assert book.values("汇总", "A1:A2") == [[200], [40]]
        assert book.formulas("汇总", "A1:A2") == [["=SUM(t客户[金额])"], ["=COUNTA(t客户[[手机]:[固话]])"]]
        book.save()
    again = path.read_bytes()
    assert damaged_rules(again, [rules])["客户"].count == 0
    assert patch(again, patches) is again
