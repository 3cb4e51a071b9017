"""The tool's validations and conditional formats hold again; people's own keep their bytes."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from custsheet.package import Package
from custsheet.package.patching.patch import patch
from custsheet.package.patching.patches import CellPatch, GrowPatch, RulesPatch

Make = Callable[..., bytes]
SHEET, STYLES = "xl/worksheets/sheet1.xml", "xl/styles.xml"


def draw(*, colour: str = "#FFC7CE", title: str = "表") -> bytes:
    """What the tool wants: three validations and two conditional formats."""
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True})
    sheet = book.add_worksheet(title)
    book.define_name("cs_list_levels", f"='{title}'!$Z$1:$Z$3")
    book.define_name("cs_flag_x", f"='{title}'!A1")
    sheet.data_validation(
        "A2:A100", {"validate": "list", "source": "=cs_list_levels", "input_title": "级", "input_message": "a\nb"}
    )
    sheet.data_validation(
        "B2:B100", {"validate": "custom", "value": "=COUNTIF($B$2:$B$100,B2)<=1", "error_title": "重复"}
    )
    sheet.data_validation("C2:C100", {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 9})
    red, bold = book.add_format({"bg_color": colour}), book.add_format({"bold": True, "num_format": "0.000"})
    formula = '=LEFT(cs_flag_x)="E"'
    sheet.conditional_format("A2:F100", {"type": "formula", "criteria": formula, "format": red, "stop_if_true": True})
    sheet.conditional_format("B2:B100", {"type": "formula", "criteria": "=B2>$C2", "format": bold})
    book.close()
    return held.getvalue()


DONOR = draw()
RULES = RulesPatch("客户", DONOR, "表")
OWN = (
    '<conditionalFormatting sqref="H1:H9">'
    '<cfRule type="top10" dxfId="0" priority="3" rank="10"/></conditionalFormatting>'
)
OWN_CHECK = (
    '<dataValidation type="whole" allowBlank="1" sqref="H1:H9"><formula1>1</formula1><formula2>5</formula2>'
    "</dataValidation>"
)


def made(handmade: Make, tail: str = "", **more: object) -> bytes:
    dxfs = '<dxfs count="1"><dxf><font><i/></font></dxf></dxfs>'
    data = handmade(f'<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>{tail}', **more)
    styles = re.sub(r'<dxfs count="0"\s*/>', dxfs, Package.read(data).part(STYLES).decode())
    return Package.read(data).assemble({STYLES: styles.encode()})


def body(data: bytes, part: str = SHEET) -> str:
    return Package.read(data).part(part).decode()


def checks(data: bytes) -> dict[str, str]:
    """Range → formula of the validations in the plain list."""
    found = re.findall('<(?:x:)?dataValidation [^>]*sqref="([^"]*)"[^>]*><(?:x:)?formula1>([^<]*)', body(data))
    return dict(found)


def formats(data: bytes) -> list[tuple[str, str, int]]:
    """(range, rules, priority of the first) of the conditional formats."""
    blocks = re.findall(
        r'<(?:x:)?conditionalFormatting sqref="([^"]*)">(.*?)</(?:x:)?conditionalFormatting>', body(data)
    )
    return [(sqref, inner, int(re.findall('priority="([0-9]+)"', inner)[0])) for sqref, inner in blocks]


WANTED = {"A2:A100": "cs_list_levels", "B2:B100": "COUNTIF($B$2:$B$100,B2)&lt;=1", "C2:C100": "0"}


@pytest.mark.parametrize("prefix", ["", "x:"])
def test_patch_rules__onto_a_sheet_without_any(handmade: Make, schema_errors: Make, prefix: str) -> None:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    if prefix:
        data = handmade(
            "<x:sheetData/><x:pageMargins left='1' right='1' top='1' bottom='1' header='0' footer='0'/>",
            root=f'x:worksheet xmlns:x="{main}"',
        )
    else:
        data = made(handmade, '<pageMargins left="1" right="1" top="1" bottom="1" header="0" footer="0"/>')
    after = patch(data, [RULES])
    assert checks(after) == WANTED
    assert [(sqref, priority) for sqref, _, priority in formats(after)] == [("A2:F100", 1), ("B2:B100", 2)]
    assert schema_errors(after) == schema_errors(data)
    assert patch(after, [RULES]) is after
    assert patch(after, [RulesPatch("客户", draw(title="别"), "别")]) is after
    sheet = openpyxl.load_workbook(io.BytesIO(after))["客户"]
    rule = sheet.conditional_formatting["A2:F100"][0]
    assert rule.dxf.fill.bgColor.rgb == "FFFFC7CE"


def test_patch_rules__only_lists_and_styles_change(handmade: Make) -> None:
    data = made(handmade, f'{OWN}<dataValidations count="1">{OWN_CHECK}</dataValidations>')
    after = patch(data, [RULES])
    before, now = Package.read(data), Package.read(after)
    assert [n for n in before.names if before.raw(n) != now.raw(n)] == [SHEET, STYLES]
    assert OWN + "<conditionalFormatting" in body(after)
    assert f'<dataValidations count="4">{OWN_CHECK}<dataValidation ' in body(after)
    assert [priority for _, _, priority in formats(after)] == [3, 4, 5]


def rubble(handmade: Make) -> bytes:
    """The rules after a month: a hole cut, a copy pasted, a foreign check pasted over, one format in pieces."""
    whole = patch(made(handmade, OWN), [RULES])
    text = body(whole)
    flag = '<cfRule type="expression" dxfId="1" priority="{}" stopIfTrue="1">'
    flag += '<formula>LEFT(cs_flag_x)="E"</formula></cfRule>'
    assert flag.format(4) in text
    text = text.replace(' sqref="B2:B100"><formula1>', ' sqref="B2:B9 B12:B100"><formula1>', 1)
    text = text.replace(
        "</dataValidations>",
        '<dataValidation type="list" sqref="A5:D6 H1"><formula1>$Y$1:$Y$2</formula1>'
        "</dataValidation></dataValidations>",
    ).replace('<dataValidations count="3">', '<dataValidations count="4">')
    text = text.replace('<conditionalFormatting sqref="A2:F100">', '<conditionalFormatting sqref="A2:F4 A6:F100">')
    pieces = f'<conditionalFormatting sqref="A5:F5">{flag.format(9)}</conditionalFormatting>'
    pieces += (
        '<conditionalFormatting sqref="B50:B51"><cfRule type="expression" dxfId="0" priority="10">'
        "<formula>B50&gt;$C50</formula>"
        '</cfRule><cfRule type="expression" dxfId="0" priority="11"><formula>B50&gt;1</formula>'
        "</cfRule></conditionalFormatting>"
    )
    return Package.read(whole).assemble(
        {SHEET: text.replace("<dataValidations ", pieces + "<dataValidations ").encode()}
    )


def test_patch_rules__rubble_becomes_whole_again(handmade: Make, schema_errors: Make) -> None:
    data = rubble(handmade)
    after = patch(data, [RULES])
    assert checks(after) == {**WANTED, "D5:D6 H1": "$Y$1:$Y$2"}
    assert [(sqref, priority) for sqref, _, priority in formats(after)] == [
        ("H1:H9", 3),
        ("B50:B51", 11),
        ("A2:F100", 12),
        ("B2:B100", 13),
    ]
    assert OWN in body(after)
    assert '<dataValidations count="4">' in body(after)
    assert body(after).count("B50&gt;$C50") == 0
    assert schema_errors(after) == schema_errors(data)
    assert patch(after, [RULES]) is after
    assert body(after, STYLES) == body(data, STYLES)


def test_patch_rules__a_hundred_passes_add_nothing(handmade: Make) -> None:
    data = after = patch(made(handmade), [RULES])
    for number in range(20):
        text = body(after).replace('sqref="A2:A100"', f'sqref="A{number + 3}:A100"', 1)
        after = patch(Package.read(after).assemble({SHEET: text.encode()}), [RULES])
        assert checks(after) == WANTED
    assert body(after, STYLES) == body(data, STYLES)
    assert len(body(after)) == len(body(data))


def test_patch_rules__relative_formulas_follow_what_is_left(handmade: Make) -> None:
    mine = (
        '<dataValidations count="1"><dataValidation type="custom" sqref="A50:A120">'
        "<formula1>LEN(A50)&lt;$G50</formula1>"
        "</dataValidation></dataValidations>"
    )
    after = patch(made(handmade, mine), [RULES])
    assert checks(after)["A101:A120"] == "LEN(A101)&lt;$G101"


EXTENDED = (
    "<extLst>"
    '<ext xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" uri="{CCE6A557-97BC-4b89-ADB6-'
    'D9C93CAAB3DF}"><x14:dataValidations xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" count="2">'
    '<x14:dataValidation type="list"><x14:formula1><xm:f>别处!$A$1:$A$3</xm:f></x14:formula1>'
    "<xm:sqref>A2:A100</xm:sqref>"
    '</x14:dataValidation><x14:dataValidation type="list"><x14:formula1><xm:f>别处!$B$1:$B$3</xm:f></x14:formula1>'
    "<xm:sqref>B90:B110 H7</xm:sqref></x14:dataValidation></x14:dataValidations></ext>{}</extLst>"
)


def test_patch_rules__validations_in_the_extension_give_way(handmade: Make, schema_errors: Make) -> None:
    other = '<ext uri="{05C60535-1F16-4fd2-B633-F4F36F0B64E0}"/>'
    data = made(handmade, EXTENDED.replace("{}", other))
    after = patch(data, [RULES])
    assert re.findall("<xm:sqref>([^<]*)", body(after)) == ["B101:B110 H7"]
    assert 'count="1"><x14:dataValidation type="list"><x14:formula1><xm:f>别处!$B$1' in body(after)
    assert other in body(after)
    assert checks(after) == WANTED
    assert schema_errors(after) == schema_errors(data)
    assert patch(after, [RULES]) is after


def test_patch_rules__an_empty_extension_goes(handmade: Make) -> None:
    tail = EXTENDED.replace("B90:B110 H7", "B90:B95")
    assert "extLst" not in body(patch(made(handmade, tail.replace("{}", "")), [RULES]))
    other = '<ext uri="{05C60535-1F16-4fd2-B633-F4F36F0B64E0}"/>'
    assert f"<extLst>{other}</extLst>" in body(patch(made(handmade, tail.replace("{}", other)), [RULES]))


def test_patch_rules__ours_in_the_extension_holds_too(handmade: Make) -> None:
    """Excel may move any validation there when it saves; one that says the same is not written twice."""
    whole = patch(made(handmade), [RULES])
    text = body(whole)
    moved = re.search('<dataValidation type="list"[^>]*>.*?</dataValidation>', text)
    assert moved is not None
    inside = moved[0].replace(' sqref="A2:A100"', "").replace("dataValidation", "x14:dataValidation")
    inside = inside.replace("<formula1>", "<x14:formula1><xm:f>").replace("</formula1>", "</xm:f></x14:formula1>")
    inside = inside.replace("</x14:dataValidation>", "<xm:sqref>A2:A100</xm:sqref></x14:dataValidation>")
    extension = (
        "<extLst>"
        '<ext xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" '
        'uri="{CCE6A557-97BC-4b89-ADB6-'
        "D9C93CAAB3DF"
        '}"><x14:dataValidations xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" count="1">'
        f"{inside}</x14:dataValidations></ext></extLst></worksheet>"
    )
    text = text.replace(moved[0], "").replace('count="3"', 'count="2"').replace("</worksheet>", extension)
    data = Package.read(whole).assemble({SHEET: text.encode()})
    assert patch(data, [RULES]) is data


def test_patch_rules__as_libreoffice_wrote_them(
    handmade: Make, convert: Callable[[Path, str, Path], Path], tmp_path: Path
) -> None:
    source = tmp_path / "in.xlsx"
    source.write_bytes(patch(made(handmade, OWN), [RULES]))
    saved = convert(source, "xlsx", tmp_path / "out").read_bytes()
    assert patch(saved, [RULES]) is saved


def every_kind() -> bytes:
    """Each kind of validation and conditional format that XlsxWriter draws."""
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True})
    sheet = book.add_worksheet("表")
    book.define_name("lst", "='表'!$Z$1:$Z$3")
    message = {"input_title": "题", "input_message": "a\nb", "error_title": "E", "error_message": "m"}
    checks: list[dict[str, object]] = [
        {"validate": "length", "criteria": "<=", "value": 12},
        {"validate": "list", "source": ["是", "否"], "error_type": "warning"},
        {"validate": "list", "source": "=lst", "ignore_blank": False},
        {"validate": "custom", "value": "=COUNTIF($D$5:$D$24,D5)<=1"},
        {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 9.5},
        {"validate": "integer", "criteria": "not between", "minimum": 1.0, "maximum": 5, "error_type": "information"},
        {"validate": "date", "criteria": ">=", "value": date(2000, 1, 1)},
        {"validate": "time", "criteria": ">", "value": "=$A$1", "dropdown": False},
        {"validate": "any"},
    ]
    for column, check in enumerate(checks):
        sheet.data_validation(4, column, 23, column, {**check, **message})
    red = book.add_format({"bg_color": "#FF0000"})
    formats: list[dict[str, object]] = [
        {"type": "formula", "criteria": '=LEFT(A5)="E"', "format": red, "stop_if_true": True},
        {"type": "cell", "criteria": "between", "minimum": 1, "maximum": 5, "format": red},
        {"type": "cell", "criteria": ">", "value": 5, "format": red},
        {"type": "duplicate", "format": red},
        {"type": "average", "criteria": "below", "format": red},
        {"type": "average", "criteria": "above", "format": red},
        {"type": "text", "criteria": "containing", "value": "x", "format": red},
        {"type": "blanks", "format": red},
        {"type": "no_errors", "format": red},
        {"type": "top", "value": 3, "format": red},
        {"type": "bottom", "value": 0, "criteria": "%", "format": red},
        {"type": "data_bar", "data_bar_2010": True, "min_type": "num", "min_value": 0},
        {"type": "data_bar", "bar_only": True},
        {"type": "3_color_scale"},
        {"type": "2_color_scale", "min_type": "percentile", "min_value": 10},
        {"type": "icon_set", "icon_style": "3_traffic_lights"},
        {"type": "icon_set", "icon_style": "5_arrows", "reverse_icons": True, "icons_only": True},
    ]
    for column, one in enumerate(formats):
        sheet.conditional_format(4, column, 23, column, one)
    book.close()
    return held.getvalue()


@pytest.mark.slow
def test_patch_rules__every_kind_as_libreoffice_wrote_it(
    handmade: Make, convert: Callable[[Path, str, Path], Path], tmp_path: Path
) -> None:
    """What holds after any save must not be taken for damage: a person would be told of it at every pass."""
    rules = RulesPatch("客户", every_kind(), "表")
    source = tmp_path / "in.xlsx"
    source.write_bytes(patch(made(handmade), [rules]))
    saved = convert(source, "xlsx", tmp_path / "out").read_bytes()
    assert patch(saved, [rules]) is saved
    for old, new in (
        ("12", "13"),
        ("9.5", "9"),
        ("lessThanOrEqual", "lessThan"),
        (">5<", ">6<"),
        ('rank="3"', 'rank="4"'),
    ):
        assert old in body(saved)
        changed = Package.read(saved).assemble({SHEET: body(saved).replace(old, new).encode()})
        assert patch(changed, [rules]) is not changed, old


def test_patch_rules__another_look_of_the_same_rule_is_the_persons(handmade: Make) -> None:
    after = patch(made(handmade), [RULES])
    assert patch(after, [RulesPatch("客户", draw(colour="#00FF00"), "表")]) is after


def test_patch_rules__after_other_patches(handmade: Make) -> None:
    table = (
        '<table xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" id="1" name="T" '
        'displayName="T" ref="A1:C99">'
        '<tableColumns count="3"><tableColumn id="1" name="a"/><tableColumn id="2" name="b"/>'
        '<tableColumn id="3" name="c"/>'
        "</tableColumns></table>"
    )
    own = '<dataValidations count="1"><dataValidation type="list" sqref="A2:A99"><formula1>$Y$1</formula1>'
    own += "</dataValidation></dataValidations>"
    data = made(handmade, own, tables=(table,))
    after = patch(data, [GrowPatch("T", 120), CellPatch("客户", "D5", 1), RULES])
    assert checks(after) == {**WANTED, "A101:A120": "$Y$1"}


def test_patch_rules__donors_that_cannot_be(handmade: Make) -> None:
    with pytest.raises(ValueError, match="no worksheet"):
        patch(made(handmade), [RulesPatch("客户", DONOR, "没有")])
    package = Package.read(bars("表"))
    alone = package.part(SHEET).replace(b"<x14:id>{", b"<x14:id>{0")
    with pytest.raises(ValueError, match="extension"):
        patch(made(handmade), [RulesPatch("客户", package.assemble({SHEET: alone}), "表")])


def bars(title: str, place: str = "A1:A9", colour: str = "#FF0000") -> bytes:
    """A sheet with a data bar as Excel 2010 draws it, and a flag."""
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True})
    sheet = book.add_worksheet(title)
    sheet.write_column("A1", range(9))
    bar = {"type": "data_bar", "data_bar_2010": True, "bar_solid": True, "bar_color": colour}
    sheet.conditional_format(place, bar)
    sheet.conditional_format("C1:C9", {"type": "formula", "criteria": "=cs_x>1"})
    book.close()
    return held.getvalue()


def partners(data: bytes) -> list[tuple[str, str]]:
    """(identifier, range) of the data bars in the extension list, each of which a plain rule must name."""
    text = body(data)
    found = re.findall('<x14:cfRule [^>]*id="([^"]*)".*?<xm:sqref>([^<]*)', text)
    assert sorted(re.findall("<x14:id>([^<]*)", text)) == sorted(name for name, _ in found)
    return [(name, place) for name, place in found]


def test_patch_rules__data_bars_bring_their_partners(handmade: Make, schema_errors: Make) -> None:
    donor = RulesPatch("客户", bars("表"), "表")
    plain, extended, mine = made(handmade), made(handmade, EXTENDED.replace("{}", "")), bars("客户", "B1:B9", "#00FF00")
    for data, count in ((plain, 1), (extended, 1), (mine, 2)):
        after = patch(data, [donor])
        names = [name for name, _ in partners(after)]
        assert len(set(names)) == count
        assert "A1:A9" in {place for _, place in partners(after)}
        assert patch(after, [donor]) is after
        assert schema_errors(after) == schema_errors(data)
        assert sum(len(rules) for rules in openpyxl_rules(after)) == len(formats(after))


def openpyxl_rules(data: bytes) -> list[list[object]]:
    sheet = openpyxl.load_workbook(io.BytesIO(data))["客户"]
    return [list(block.rules) for block in sheet.conditional_formatting]


def test_patch_rules__a_bar_that_lost_its_partner(handmade: Make) -> None:
    donor = RulesPatch("客户", bars("表"), "表")
    whole = patch(made(handmade), [donor])
    lost = re.sub("<extLst><ext [^>]*78C0D931.*?</extLst></worksheet>", "</worksheet>", body(whole))
    assert lost != body(whole)
    assert patch(Package.read(whole).assemble({SHEET: lost.encode()}), [donor]) == whole
    pieces = body(whole).replace('sqref="A1:A9"', 'sqref="A1:A5"').replace(">A1:A9<", ">A1:A5<")
    assert patch(Package.read(whole).assemble({SHEET: pieces.encode()}), [donor]) == whole
