"""The inventory: sheets, tables, names, found by following relationships in whatever way they are written."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from custsheet.model.errors import WorkbookError
from custsheet.package import Package, Workbook, reference_title
from custsheet.package.workbook import escape, quote_title, unescape

Make = Callable[..., bytes]


def edited(data: bytes, part: str, *changes: tuple[bytes, bytes]) -> bytes:
    package = Package.read(data)
    content = package.part(part)
    for old, new in changes:
        assert old in content
        content = content.replace(old, new)
    return package.assemble({part: content})


def test_read__sheets_tables_names(donor: Make) -> None:
    book = Workbook.read(Package.read(donor()))
    assert [(s.title, s.state, s.kind, s.sheet_id) for s in book.sheets] == [
        ("数据质量", "visible", "worksheet", 1),
        ("经营看板", "hidden", "worksheet", 2),
    ]
    ((sheet, table),) = book.tables()
    assert sheet.title == "数据质量"
    assert (table.display_name, table.ref, table.header_rows, table.totals_rows) == ("cs_findings", "A1:E13", 1, 0)
    assert table.columns == ("编号", "金额", "日期", "说明", "链接")
    total = book.name("CS_TOTAL")
    assert total is not None
    assert total.title == "数据质量"
    assert book.name("cs_local") is None
    assert not book.date1904
    assert Workbook.read(Package.read(donor(date_1904=True))).date1904


def test_read__absolute_targets_and_backslashes(target: Make) -> None:
    for spelling in (b'"/xl/worksheets/sheet1.xml"', b'"worksheets\\Sheet1.xml"', b'"../xl/worksheets/sheet1.xml"'):
        data = edited(target(), "xl/_rels/workbook.xml.rels", (b'"worksheets/sheet1.xml"', spelling))
        assert Workbook.read(Package.read(data)).sheets[0].part == "xl/worksheets/sheet1.xml"


def test_read__prefixed_root(target: Make) -> None:
    package = Package.read(target())
    content = package.part("xl/workbook.xml").replace(b"xmlns=", b"xmlns:x=")
    content = content.replace(b"</", b"</x:").replace(b"<", b"<x:").replace(b"<x:/x:", b"</x:").replace(b"<x:?", b"<?")
    book = Workbook.read(Package.read(package.assemble({"xl/workbook.xml": content})))
    assert [sheet.title for sheet in book.sheets] == ["客户"]
    assert book.name("mine") is not None


def test_read__a_sheet_without_its_part_is_refused(target: Make) -> None:
    package = Package.read(target("客户"))
    with pytest.raises(WorkbookError, match="客户"):
        Workbook.read(Package.read(package.assemble({}, ["xl/worksheets/sheet1.xml"])))


def test_read__chart_sheets_stand_between(shared: object) -> None:
    path = shared / "data" / "survivors" / "ChartSheet.xlsx"  # type: ignore[operator]
    kinds = {sheet.kind for sheet in Workbook.read(Package.read(path.read_bytes())).sheets}
    assert kinds == {"worksheet", "chartsheet"}


def test_owned__follows_a_rename_and_no_local_copy(target: Make) -> None:
    plain = target("甲", "乙")
    names = '<definedName name="cs_sheet_x" localSheetId="0">\'甲\'!$A$1</definedName>'.encode()
    assert (
        Workbook.read(
            Package.read(edited(plain, "xl/workbook.xml", (b"</definedNames>", names + b"</definedNames>")))
        ).owned("cs_sheet_x")
        is None
    )
    names += "<definedName name=\"cs_sheet_x\">'乙'!#REF!</definedName>".encode()
    book = Workbook.read(
        Package.read(edited(plain, "xl/workbook.xml", (b"</definedNames>", names + b"</definedNames>")))
    )
    owned = book.owned("cs_sheet_x")
    assert owned is not None
    assert owned.title == "乙"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("客户!$A$1", "客户"),
        ("='It''s me'!$A:$B", "It's me"),
        ("$数据质量!$A$1", "数据质量"),
        ("#REF!$A$1", None),
        ("#REF!", None),
        ("'[1]别处'!$A$1", None),
        ("[2]Sheet1!$A$1", None),
        ("42", None),
        ('"a!b"', None),
        ("OFFSET(客户!$A$1,0,0)", None),
    ],
)
def test_reference_title(text: str, title: str | None) -> None:
    assert reference_title(text) == title


def test_quote_title_and_unescape() -> None:
    assert quote_title("It's") == "'It''s'"
    assert unescape("a_x000a_b_x005F_x000D_") == "a\nb_x000D_"


def test_content_types__overrides_compare_without_case(target: Make) -> None:
    data = edited(target(), "[Content_Types].xml", (b"/xl/workbook.xml", b"/XL/Workbook.XML"))
    types = Workbook.read(Package.read(data)).content_types
    assert types.of("xl/workbook.xml").endswith("sheet.main+xml")
    assert types.of("xl/other.rels").endswith("relationships+xml")
    assert types.of("none.bin") == ""


def test_escape__comes_back_whatever_the_text() -> None:
    chance = random.Random(7)
    letters = ["_", "x", "0", "4", "1", "D", "\x01", "\r", "\n", "\ud800", "\ufffe", "客"]
    for _ in range(20_000):
        text = "".join(chance.choices(letters, k=chance.randrange(16)))
        written = escape(text)
        assert unescape(written) == text
        assert not set(written) & {"\x01", "\r", "\ud800", "\ufffe"}
    assert escape("客户_x000D_") == "客户_x005F_x000D_"
    assert escape("x_y_z _x00_") == "x_y_z _x00_"
