"""Grafting: tool sheets go in, people's things stay, twice is the same as once."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Callable
from datetime import date

import openpyxl
import pytest
import python_calamine
import xlsxwriter

from custsheet.model.errors import WorkbookError
from custsheet.package import Package, Workbook, gate, graft, reference_title
from custsheet.package.styles import Styles
from custsheet.package.xmlparts import child, parse

Make = Callable[..., bytes]
SPLICED = {"[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"}


def small(title: str, kind: str) -> bytes:
    """A donor of one sheet without a mark, with a table or a chart, and the name `total`."""
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True})
    sheet = book.add_worksheet(title)
    sheet.write_column("A1", ["金额", 1, 2])
    if kind == "table":
        sheet.add_table("A1:A3", {"name": "cs_findings", "columns": [{"header": "金额"}]})
    else:
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": f"='{title}'!$A$2:$A$3"})
        sheet.insert_chart("C1", chart)
    book.define_name("total", f"={title}!$A$2")
    book.close()
    return held.getvalue()


def book_of(data: bytes) -> Workbook:
    return Workbook.read(Package.read(data))


def values(data: bytes, title: str) -> list[list[object]]:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    return list(book.get_sheet_by_name(title).to_python(skip_empty_area=False))


def witness(data: bytes) -> openpyxl.Workbook:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl says what it would drop
        return openpyxl.load_workbook(io.BytesIO(data))


def look(cell: openpyxl.cell.Cell) -> str:
    """All that formats a cell; its font only where it has a format of its own, else it is the workbook's."""
    parts = [cell.number_format, cell.fill, cell.border, cell.alignment, cell.protection]
    return repr([*parts, cell.font] if cell.has_style else parts)


def validations(sheet: openpyxl.worksheet.worksheet.Worksheet) -> dict[str, tuple[str, str]]:
    return {str(rule.sqref): (rule.type, rule.formula1) for rule in sheet.data_validations.dataValidation}


def edited(data: bytes, part: str, *changes: tuple[bytes, bytes]) -> bytes:
    package = Package.read(data)
    content = package.part(part)
    for old, new in changes:
        assert old in content, old
        content = content.replace(old, new)
    return package.assemble({part: content})


def test_graft__values_formats_and_objects_arrive(target: Make, donor: Make) -> None:
    result = graft(target(), donor())
    assert values(result, "数据质量") == values(donor(), "数据质量")
    assert values(result, "客户") == values(target(), "客户")
    drawn, moved = witness(donor()), witness(result)
    for title in ("数据质量", "经营看板"):
        old, new = drawn[title], moved[title]
        for row in old.iter_rows():
            for cell in row:
                assert look(cell) == look(new[cell.coordinate]), cell.coordinate
        assert validations(old) == validations(new)
        assert old.freeze_panes == new.freeze_panes
        assert old.print_title_rows == new.print_title_rows
        assert old.print_area == new.print_area
        assert len(old._charts) == len(new._charts)
        assert len(old._images) == len(new._images)
        assert old.tables.items() == new.tables.items()
        assert old.protection.sheet == new.protection.sheet
        assert old.column_dimensions["F"].outlineLevel == new.column_dimensions["F"].outlineLevel
    rules = [rule for block in moved["数据质量"].conditional_formatting for rule in block.rules if rule.dxf]
    assert rules[0].dxf.fill.bgColor.rgb == "FFFFC7CE"


def test_graft__only_the_named_parts_change(target: Make, donor: Make) -> None:
    before = target("客户", "订单")
    after = graft(before, donor())
    old, new = Package.read(before), Package.read(after)
    assert new.names[: len(old.names)] == old.names
    changed = {name for name in old.names if old.raw(name) != new.raw(name)}
    assert changed <= SPLICED
    with zipfile.ZipFile(io.BytesIO(after)) as archive:
        assert archive.testzip() is None


def test_graft__twice_is_the_same_bytes(target: Make, donor: Make) -> None:
    once = graft(target(), donor())
    assert graft(once, donor()) is once
    other = graft(once, donor(5))
    assert other != once
    assert graft(other, donor()) == once


def test_graft__twenty_passes_add_no_style_and_no_part(target: Make, donor: Make) -> None:
    data = graft(target(), donor())
    package = Package.read(data)
    for seed in range(1, 21):
        data = graft(data, donor(seed))
    after = Package.read(data)
    assert after.names == package.names
    assert after.part("xl/styles.xml") == package.part("xl/styles.xml")
    assert after.part("xl/workbook.xml") == package.part("xl/workbook.xml")


def test_graft__in_place_keeps_identity_title_and_position(target: Make, donor: Make) -> None:
    once = graft(target(), donor())
    renamed = edited(
        once,
        "xl/workbook.xml",
        ('name="数据质量"'.encode(), 'name="质量&apos;报告"'.encode()),
        ("'数据质量'!".encode(), "'质量''报告'!".encode()),
        ("数据质量!".encode(), "'质量''报告'!".encode()),
    )
    again = book_of(graft(renamed, donor(9)))
    assert [(s.title, s.part, s.sheet_id, s.rel_id) for s in again.sheets] == [
        (s.title, s.part, s.sheet_id, s.rel_id) for s in book_of(renamed).sheets
    ]
    sheet = again.owned("cs_sheet_findings")
    assert sheet is not None
    assert sheet.title == "质量'报告"
    body = again.package.part(sheet.part).decode()
    assert "'质量''报告'!$B2&gt;100" in body
    assert "数据质量'!" not in body
    total = again.name("cs_total")
    assert total is not None
    assert total.text == "'质量''报告'!$I$3"
    charts = [again.package.part(n).decode() for n in again.package.names if "charts/chart" in n]
    assert all("'质量''报告'!$B$2" in chart for chart in charts)


def test_graft__a_persons_sheet_of_that_title_is_never_overwritten(target: Make, donor: Make) -> None:
    with pytest.raises(WorkbookError, match="数据质量"):
        graft(target("客户", "数据质量"), donor())


def test_graft__a_copy_made_by_a_person_is_theirs(target: Make, donor: Make) -> None:
    """Excel gives a copied sheet local copies of the names; only the workbook-wide name owns."""
    once = graft(target("客户"), donor())
    mine = '<definedName name="cs_sheet_findings" localSheetId="0">客户!$1:$9</definedName>'.encode()
    copied = edited(once, "xl/workbook.xml", (b"<definedNames>", b"<definedNames>" + mine))
    again = graft(copied, donor(3))
    assert values(again, "客户") == values(copied, "客户")
    assert values(again, "数据质量") == values(donor(3), "数据质量")
    assert mine in Package.read(again).part("xl/workbook.xml")


def test_graft__a_deleted_tool_sheet_comes_back(target: Make, donor: Make) -> None:
    gone = edited(
        target(),
        "xl/workbook.xml",
        (b"</definedNames>", b'<definedName name="cs_sheet_findings">#REF!</definedName></definedNames>'),
    )
    result = book_of(graft(gone, donor()))
    assert [sheet.title for sheet in result.sheets] == ["客户", "数据质量", "经营看板"]
    assert result.owned("cs_sheet_findings") is not None


def test_graft__the_mark_cannot_be_cut_and_pasted_away(target: Make, donor: Make) -> None:
    mark = book_of(graft(target(), donor())).name("cs_sheet_findings")
    assert mark is not None
    assert mark.text == "'数据质量'!$1:$1048576", "all rows: cutting one cell does not move the name"


def test_graft__names_ours_carried_theirs_untouched(target: Make, donor: Make) -> None:
    book = book_of(graft(target(), donor()))
    names = {(name.name, name.sheet): name for name in book.names}
    assert names["mine", None].text == "'客户'!$A$1"
    assert names["cs_total", None].title == "数据质量"
    assert names["other", None].title == "数据质量"
    assert {key for key in names if key[1] == 1} == {("_xlnm.Print_Titles", 1), ("_xlnm.Print_Area", 1)}
    assert {key for key in names if key[1] == 2} == {("_xlnm._FilterDatabase", 2), ("cs_local", 2)}
    assert names["_xlnm._FilterDatabase", 2].hidden


def test_graft__states(target: Make, donor: Make) -> None:
    def states(data: bytes) -> list[str]:
        return [sheet.state for sheet in book_of(data).sheets[1:]]

    first = graft(target(), donor())
    assert states(first) == ["visible", "hidden"], "a new sheet is as the donor has it"
    hidden = edited(first, "xl/workbook.xml", (b'sheetId="2"', b'sheetId="2" state="hidden"'))
    assert states(graft(hidden, donor(2))) == ["hidden", "hidden"], "a person's choice stands"
    shown = edited(first, "xl/workbook.xml", (b' state="hidden"', b""))
    assert states(graft(shown, donor(2))) == ["visible", "hidden"], "what the tool hides stays hidden"


def test_graft__selection_and_order_of_people_stay(target: Make, donor: Make) -> None:
    before = edited(target("甲", "乙"), "xl/workbook.xml", (b"<workbookView ", b'<workbookView activeTab="1" '))
    after = Package.read(graft(before, donor()))
    assert b'activeTab="1"' in after.part("xl/workbook.xml")
    book = Workbook.read(after)
    assert all(b"tabSelected" not in after.part(sheet.part) for sheet in book.sheets[2:])


def test_graft__elements_in_the_order_of_the_schema(target: Make, donor: Make) -> None:
    before = edited(
        target(), "xl/workbook.xml",
        (re.search(rb"<definedNames>.*?</definedNames>", Package.read(target()).part("xl/workbook.xml"))[0], b""),  # type: ignore[index]
        (b'<calcPr calcId="124519" fullCalcOnLoad="1"/>', b"<oleSize ref=\"A1\"/><extLst/>"),
    )  # fmt: skip
    after = graft(before, donor(), recalculate=True)
    root = parse(Package.read(after).part("xl/workbook.xml"), "workbook")
    names = [element.tag.partition("}")[2] for element in root]
    assert names[names.index("sheets") :] == ["sheets", "definedNames", "calcPr", "oleSize", "extLst"]
    assert child(root, "calcPr").get("fullCalcOnLoad") == "1"


def test_graft__recalculates_only_when_something_changed(target: Make, donor: Make) -> None:
    def once(data: bytes, seed: int, recalculate: bool) -> bytes:
        return graft(data, donor(seed), recalculate=recalculate)

    plain = edited(target(), "xl/workbook.xml", (b' fullCalcOnLoad="1"', b""))
    first = once(plain, 0, False)
    assert b"fullCalcOnLoad" not in Package.read(first).part("xl/workbook.xml")
    assert once(first, 0, True) is first
    assert b"fullCalcOnLoad" in Package.read(once(first, 1, True)).part("xl/workbook.xml")


def test_graft__tables_get_free_identifiers_and_names(target: Make, donor: Make) -> None:
    foreign = edited(
        graft(target(), small("数据质量", "table")), "xl/workbook.xml",
        ('name="数据质量"'.encode(), 'name="我的"'.encode()),
        (b'name="cs_sheet_', b'name="his_'),
    )  # fmt: skip
    book = book_of(graft(foreign, donor()))
    tables = [(sheet.title, table.part, table.id, table.display_name) for sheet, table in book.tables()]
    assert tables == [
        ("我的", "xl/tables/table1.xml", 1, "cs_findings"),
        ("数据质量", "xl/tables/table2.xml", 2, "cs_findings_2"),
    ]
    sheet = book.sheet("数据质量")
    assert sheet is not None
    assert b"cs_findings_2[" in book.package.part(sheet.part)


def test_graft__a_table_keeps_its_identifier(target: Make, donor: Make) -> None:
    once = graft(target(), donor())
    moved = edited(once, "xl/tables/table1.xml", (b' id="1"', b' id="41"'))
    ((_, table),) = book_of(graft(moved, donor(2))).tables()
    assert (table.id, table.part) == (41, "xl/tables/table1.xml")


def test_graft__parts_of_a_smaller_sheet_are_removed(target: Make) -> None:
    full = graft(target(), small("看板", "chart"))
    assert "xl/charts/chart1.xml" in Package.read(full)
    after = Package.read(graft(full, small("看板", "table")))
    assert "xl/tables/table1.xml" in after
    assert not [name for name in after.names if "/charts/" in name or "/drawings/" in name]
    types = after.part("[Content_Types].xml")
    assert b"charts" not in types
    assert b"drawings" not in types


def test_graft__without_marks_sheets_are_known_by_their_titles_in_the_donor(target: Make) -> None:
    first = graft(target(), small("看板", "chart"))
    assert graft(first, small("看板", "chart")) is first
    renamed = edited(first, "xl/workbook.xml", ("看板".encode(), "老板看".encode()))
    again = graft(renamed, small("看板", "table"))
    assert [sheet.title for sheet in book_of(again).sheets] == ["客户", "老板看"]
    assert [table.display_name for _, table in book_of(again).tables()] == ["cs_findings"]
    with pytest.raises(WorkbookError, match="客户"):
        graft(target("客户"), small("客户", "table"))


def test_graft__replace_takes_the_place_of_a_sheet_without_a_mark(target: Make) -> None:
    before = target("客户", "旧报表", "订单")
    after = graft(before, small("看板", "chart"), replace={"看板": "旧报表"})
    assert [sheet.title for sheet in book_of(after).sheets] == ["客户", "旧报表", "订单"]
    assert values(after, "旧报表") == values(small("看板", "chart"), "看板")
    assert graft(after, small("看板", "chart")) is after, "the mark knows it from now on"
    for wrong in ({"看板": "没有"}, {"没有": "旧报表"}):
        with pytest.raises(ValueError, match="没有"):
            graft(before, small("看板", "chart"), replace=wrong)


def test_graft__a_sheet_for_people_is_appended_unmarked_and_never_replaced(target: Make) -> None:
    donor = small("合同", "table")
    before = target()
    once = graft(before, donor, people=["合同"])
    book = book_of(once)
    assert [sheet.title for sheet in book.sheets] == [*(sheet.title for sheet in book_of(before).sheets), "合同"]
    assert not [
        name.name for name in book.names if name.title == "合同" and name.name.casefold().startswith("cs_sheet_")
    ]
    assert values(once, "合同") == [["金额"], [1.0], [2.0]]
    with pytest.raises(WorkbookError, match="合同"):
        graft(once, donor, people=["合同"])


def test_graft__a_name_that_a_person_uses_otherwise_stays_theirs(target: Make) -> None:
    before = edited(target(), "xl/workbook.xml", (b'name="mine"', b'name="total"'))
    after = graft(before, small("看板", "chart"))
    names = {(name.name, name.sheet): name.text for name in book_of(after).names}
    assert names["total", None] == "'客户'!$A$1"
    assert names["total", 1] == "看板!$A$2", "ours holds on our sheet"
    assert graft(after, small("看板", "chart")) is after


def test_graft__a_name_that_a_table_has_is_refused(target: Make) -> None:
    """Excel repairs a workbook in which a table and a name are called the same."""
    mine = graft(target(), small("表", "table"))
    theirs = edited(mine, "xl/tables/table1.xml", (b'"cs_findings"', b'"TOTAL"'))
    theirs = edited(
        theirs, "xl/workbook.xml", (b'name="cs_sheet_', b'name="his_'), (b'name="total"', b'name="his_total"')
    )
    with pytest.raises(WorkbookError, match="table named"):
        graft(theirs, small("看板", "chart"))


def test_graft__a_name_whose_sheet_was_deleted_is_free(target: Make) -> None:
    before = edited(target(), "xl/workbook.xml", (b'name="mine">', b'name="total">#REF!'))
    before = edited(before, "xl/workbook.xml", ("#REF!'客户'!$A$1".encode(), b"#REF!"))
    names = {(name.name, name.sheet): name.text for name in book_of(graft(before, small("看板", "chart"))).names}
    assert names["total", None] == "看板!$A$2"


@pytest.mark.parametrize("gated", [False, True])
@pytest.mark.parametrize(
    ("formula", "recalculated"), [("='看板'!A2*2", True), ("=total+1", True), ("=B1*2", False), ("", False)]
)
def test_graft__recalculates_when_peoples_formulas_read_what_changed(
    target: Make, formula: str, recalculated: bool, gated: bool
) -> None:
    plain = edited(target(formula=formula), "xl/workbook.xml", (b' fullCalcOnLoad="1"', b""))
    first = graft(plain, small("看板", "chart"))
    assert b"fullCalcOnLoad" not in Package.read(first).part("xl/workbook.xml"), "nothing was there to go stale"
    known = gate(first).values_only if gated else ()
    again = Package.read(graft(first, small("看板", "table"), values_only=known)).part("xl/workbook.xml")
    assert (b"fullCalcOnLoad" in again) is recalculated


def test_graft__a_stale_calculation_chain_is_dropped(target: Make, donor: Make) -> None:
    once = graft(target(), donor())
    kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain"
    rel = b'<Relationship Id="rId99" Type="' + kind + b'" Target="calcChain.xml"/></Relationships>'
    override = (
        b'<Override PartName="/xl/calcChain.xml" '
        b'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"/></Types>'
    )

    def with_chain(links: bytes) -> bytes:
        data = edited(once, "xl/_rels/workbook.xml.rels", (b"</Relationships>", rel))
        data = edited(data, "[Content_Types].xml", (b"</Types>", override))
        return Package.read(data).assemble({"xl/calcChain.xml": b"<calcChain>" + links + b"</calcChain>"})

    whole = with_chain(b'<c r="C1" i="1"/><c r="I3" i="2"/><c r="I4"/>')
    assert "xl/calcChain.xml" in Package.read(graft(whole, donor(1)))
    stale = with_chain(b'<c r="C1" i="1"/><c r="I3" i="2"/><c r="Z9"/>')
    after = Package.read(graft(stale, donor(1)))
    assert "xl/calcChain.xml" not in after
    assert b"calcChain" not in after.part("[Content_Types].xml") + after.part("xl/_rels/workbook.xml.rels")


def test_graft__a_workbook_without_styles_gets_them(target: Make, donor: Make) -> None:
    data = re.sub(rb'<Relationship [^>]*styles.xml"/>', b"", Package.read(target()).part("xl/_rels/workbook.xml.rels"))
    types = re.sub(
        rb'<Override PartName="/xl/styles.xml"[^>]*/>', b"", Package.read(target()).part("[Content_Types].xml")
    )
    bare = Package.read(target()).assemble(
        {"xl/_rels/workbook.xml.rels": data, "[Content_Types].xml": types}, ["xl/styles.xml"]
    )
    after = graft(bare, donor())
    part = book_of(after).rel_part("styles")
    assert part is not None
    assert Styles(Package.read(after).part(part), part).count("cellXfs") > 3
    assert graft(after, donor()) is after


def test_graft__dates_follow_the_date_system_of_the_target(target: Make, donor: Make) -> None:
    """Workbooks born on a Mac count days from 1904; the tool's sheets show the same days there."""
    other = edited(target(), "xl/workbook.xml", (b"<workbookPr ", b'<workbookPr date1904="1" '))
    for base, seed in ((other, 0), (other, 4), (target(), 0)):
        for date_1904 in (False, True):
            assert values(graft(base, donor(seed, date_1904=date_1904)), "数据质量") == values(donor(seed), "数据质量")
    assert any(isinstance(cell, date) for row in values(graft(other, donor()), "数据质量") for cell in row)


def test_graft__a_signed_workbook_is_refused(target: Make, donor: Make) -> None:
    kind = b"http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin"
    rel = b'<Relationship Id="rId9" Type="' + kind + b'" Target="_xmlsignatures/origin.sigs"/></Relationships>'
    with pytest.raises(WorkbookError, match="signed"):
        graft(edited(target(), "_rels/.rels", (b"</Relationships>", rel)), donor())


def test_graft__what_cannot_be_carried_is_a_mistake_of_the_drawing(target: Make) -> None:
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held)
    sheet = book.add_worksheet("甲")
    sheet.write_comment("A1", "note")
    book.close()
    with pytest.raises(ValueError, match=r"vmlDrawing|comments"):
        graft(target(), held.getvalue())


def test_graft__ownership_survives_libreoffice(
    target: Make, donor: Make, convert: Callable[..., object], tmp_path: object
) -> None:
    path = tmp_path / "book.xlsx"  # type: ignore[operator]
    path.write_bytes(graft(target(), donor()))
    saved = convert(path, "xlsx", tmp_path / "saved").read_bytes()  # type: ignore[operator,attr-defined]
    again = graft(saved, donor(7))
    assert [sheet.title for sheet in book_of(again).sheets] == ["客户", "数据质量", "经营看板"]
    assert values(again, "数据质量") == values(donor(7), "数据质量")
    assert graft(again, donor(7)) is again
    assert reference_title(book_of(again).name("mine").text) == "客户"  # type: ignore[union-attr]
