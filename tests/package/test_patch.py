"""Patches together: order, what they share, what stays, what is refused."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date

import openpyxl
import pytest
import xlsxwriter

from custsheet.model.errors import WorkbookError
from custsheet.package import Package, gate
from custsheet.package.patching.patch import patch
from custsheet.package.patching.patches import CellPatch, ColumnPatch, GrowPatch, Patch, RowPatch, RulesPatch

Make = Callable[..., bytes]


def drawn() -> bytes:
    """Two sheets behind a chart sheet, each with a table, and a macro."""
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True})
    chart = book.add_chart({"type": "bar"})
    chart.add_series({"values": "=客户!$B$2:$B$4"})
    book.add_chartsheet("图").set_chart(chart)
    for title, table in (("客户", "T"), ("It's", "U")):
        sheet = book.add_worksheet(title)
        sheet.add_table("A1:C4", {"name": table, "columns": [{"header": h} for h in ("编号", "金额", "日期")]})
        sheet.write_column("A2", ["C1", "C2", "C3"])
    sheet.write("A5", "typed")
    book.close()
    package = Package.read(held.getvalue())
    return package.assemble({"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0macro"})


def test_patch__nothing_to_do_gives_the_same_object() -> None:
    data = drawn()
    assert patch(data, []) is data
    assert patch(data, [CellPatch("客户", "A2", "C1"), GrowPatch("T", 4), CellPatch("客户", "Z9", None)]) is data


def test_patch__many_kinds_on_two_sheets_at_once(schema_errors: Callable[[bytes], object]) -> None:
    data = drawn()
    patches: list[Patch] = [
        CellPatch("客户", "B2", 5),
        RowPatch("T", {"编号": "C4", "日期": date(2024, 5, 6)}),
        ColumnPatch("T", "等级"),
        CellPatch("IT'S", "B2", 6),
        GrowPatch("u", 5),
        RowPatch("U", {"编号": "C6", "日期": date(2024, 5, 7)}),
        CellPatch("客户", "D5", "A"),
    ]
    after = patch(data, patches)
    book = openpyxl.load_workbook(io.BytesIO(after))
    assert [cell.value for cell in book["客户"][2]] == ["C1", 5, None, None]
    assert book["客户"]["D5"].value == "A"
    assert book["It's"]["A6"].value == "C6"
    assert book["It's"].tables["U"].ref == "A1:C6"
    assert schema_errors(after) == schema_errors(data)
    before, now = Package.read(data), Package.read(after)
    changed = {name for name in before.names if before.raw(name) != now.raw(name)}
    assert changed == {
        "xl/worksheets/sheet1.xml",
        "xl/worksheets/sheet2.xml",
        "xl/tables/table1.xml",
        "xl/tables/table2.xml",
        "xl/styles.xml",
    }
    assert now.names == before.names
    assert patch(data, patches) == after
    assert gate(after)


def test_patch__the_last_patch_of_a_cell_holds() -> None:
    data = drawn()
    after = patch(data, [CellPatch("客户", "A2", "x"), CellPatch("客户", "$a$2", "y")])
    assert openpyxl.load_workbook(io.BytesIO(after))["客户"]["A2"].value == "y"
    assert patch(data, [CellPatch("客户", "A2", "x"), CellPatch("客户", "A2", "C1")]) is data


def test_patch__one_after_the_other() -> None:
    """What stands below a table is moved away, a row comes in, and its cell is set again."""
    patches = [CellPatch("It's", "A5", None), RowPatch("U", {"编号": "C4"}), CellPatch("It's", "A5", "C5")]
    after = patch(drawn(), patches)
    assert openpyxl.load_workbook(io.BytesIO(after))["It's"]["A5"].value == "C5"
    assert openpyxl.load_workbook(io.BytesIO(after))["It's"].tables["U"].ref == "A1:C5"


@pytest.mark.parametrize(
    "change",
    [
        CellPatch("没有", "A1", 1),
        CellPatch("图", "A1", 1),
        RowPatch("没有"),
        GrowPatch("没有", 9),
        ColumnPatch("没有", "x"),
        RulesPatch("没有", b"", "x"),
        RowPatch("U", {"编号": 1}),
    ],
)
def test_patch__refused_as_a_whole(change: Patch) -> None:
    with pytest.raises(WorkbookError) as caught:
        patch(drawn(), [CellPatch("客户", "A2", "x"), change])
    assert "not changed" in caught.value.en
    assert "没有改动" in caught.value.zh


def test_patch__a_signed_workbook() -> None:
    package = Package.read(drawn())
    rels = package.part("_rels/.rels").replace(
        b"</Relationships>",
        b'<Relationship Id="rIdS" Type="http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/'
        b'origin" Target="_xmlsignatures/origin.sigs"/></Relationships>',
    )
    with pytest.raises(WorkbookError, match="signed"):
        patch(package.assemble({"_rels/.rels": rels, "_xmlsignatures/origin.sigs": b""}), [CellPatch("客户", "A2", 1)])


@pytest.mark.parametrize("formula", ["", "=B1*2"])
def test_patch__formulas_over_what_changed_are_computed_anew(target: Make, formula: str) -> None:
    plain = Package.read(target("客户", "订单", formula=formula))
    book = plain.part("xl/workbook.xml").replace(b' fullCalcOnLoad="1"', b"")
    data = plain.assemble({"xl/workbook.xml": book})
    after = Package.read(patch(data, [CellPatch("客户", "B1", 99)]))
    assert (b"fullCalcOnLoad" in after.part("xl/workbook.xml")) is bool(formula)
    if not formula:
        assert after.raw("xl/workbook.xml") == Package.read(data).raw("xl/workbook.xml")
