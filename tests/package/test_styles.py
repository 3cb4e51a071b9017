"""Styles are found by value before they are appended."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
import xlsxwriter

from custsheet.model.errors import WorkbookError
from custsheet.package import Package, limits
from custsheet.package.styles import MINIMAL, Styles
from custsheet.package.xmlparts import MAIN, child, children

Draw = Callable[[xlsxwriter.Workbook, xlsxwriter.worksheet.Worksheet], None]


def drawn(draw: Draw) -> Styles:
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held)
    draw(book, book.add_worksheet())
    book.close()
    return Styles(Package.read(held.getvalue()).part("xl/styles.xml"), "styles")


def formats(*options: dict[str, object]) -> Styles:
    def draw(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        for row, option in enumerate(options):
            sheet.write(row, 0, 1, book.add_format(option))

    return drawn(draw)


RICH = {"bold": True, "bg_color": "#FF0000", "border": 1, "num_format": "0.0 件", "align": "center", "locked": False}


def test_cell_format__default_stays_the_workbooks_own() -> None:
    target = Styles(MINIMAL, "styles")
    assert target.cell_format(formats(RICH), 0) == 0
    assert target.bytes() is MINIMAL


def test_cell_format__appended_once_and_found_by_value_later() -> None:
    target, donor = Styles(MINIMAL, "styles"), formats(RICH, {"italic": True})
    first = [target.cell_format(donor, n) for n in (1, 2)]
    assert first == [1, 2]
    again = Styles(target.bytes(), "styles")
    assert [again.cell_format(formats({"italic": True}, RICH), n) for n in (1, 2)] == [2, 1]
    assert again.bytes() == target.bytes()
    assert again.count("cellXfs") == 3


def test_cell_format__records_of_the_target_never_move() -> None:
    person = formats({"num_format": "0.000"}, {"font_name": "宋体"}, {"num_format": "yyyy/m/d h:mm"})
    before = [(e.tag, dict(e.attrib)) for e in child(person.root, "cellXfs")]
    number = person.cell_format(formats(RICH), 1)
    after = list(child(person.root, "cellXfs"))
    assert [(e.tag, dict(e.attrib)) for e in after][: len(before)] == before
    assert number == len(before)
    assert after[number].get("numFmtId") == "166"
    assert after[number].get("applyProtection") == "1"


def test_cell_format__number_format_identifiers_have_gaps() -> None:
    data = MINIMAL.replace(
        b"<fonts",
        b'<numFmts count="2"><numFmt numFmtId="300" formatCode="0"/><numFmt numFmtId="164" formatCode="0.0 x"/>'
        b"</numFmts><fonts",
    )
    target = Styles(data, "styles")
    number = target.cell_format(formats({"num_format": "0.00 新"}), 1)
    assert list(child(target.root, "cellXfs"))[number].get("numFmtId") == "301"
    assert target.cell_format(formats({"num_format": 14}), 1) == number + 1
    assert list(child(target.root, "cellXfs"))[number + 1].get("numFmtId") == "14"


def test_cell_format__collections_that_are_missing_are_made_in_order() -> None:
    target = Styles(f'<styleSheet xmlns="{MAIN}"><extLst/></styleSheet>'.encode(), "styles")
    assert target.cell_format(formats(RICH), 1) == 1
    names = [e.tag.partition("}")[2] for e in target.root]
    assert names == ["numFmts", "fonts", "fills", "borders", "cellXfs", "extLst"]
    assert target.count("fills") == 3, "the two reserved fills come first"


def test_cell_format__prefixed_part_keeps_its_prefix() -> None:
    data = MINIMAL.replace(b"xmlns=", b"xmlns:x=").replace(b"</", b"\0").replace(b"<", b"<x:").replace(b"\0", b"</x:")
    target = Styles(data.replace(b"<x:?", b"<?"), "styles")
    target.cell_format(formats(RICH), 1)
    assert b"<x:xf" in target.bytes()
    assert b"<xf" not in target.bytes()
    assert target.bytes().count(b"xmlns") == 1


def test_cell_format__refuses_beyond_excels_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "FORMATS", 2)
    target = Styles(MINIMAL, "styles")
    donor = formats(RICH, {"italic": True})
    target.cell_format(donor, 1)
    with pytest.raises(WorkbookError, match="65,490"):
        target.cell_format(donor, 2)


def test_differential_format__by_value_with_its_number_format() -> None:
    def draw(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        for number, options in enumerate(({"bg_color": "#FFC7CE", "num_format": "0.0 件"}, {"bold": True})):
            rule = {"type": "cell", "criteria": ">", "value": number, "format": book.add_format(options)}
            sheet.conditional_format("A1:A9", rule)

    target, donor = Styles(MINIMAL, "styles"), drawn(draw)
    found = [target.differential_format(donor, n) for n in (0, 1, 0)]
    assert found in ([0, 1, 0], [1, 0, 1])
    again = Styles(target.bytes(), "styles")
    assert [again.differential_format(drawn(draw), n) for n in (0, 1, 0)] == found
    assert again.bytes() == target.bytes()
    (custom,) = children(child(again.root, "numFmts"), "numFmt")
    assert custom.get("formatCode") == "0.0 件"
