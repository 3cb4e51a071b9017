"""Conditional formats and validations of Excel 2007 and 2010, sparklines."""

from __future__ import annotations

from typing import Any

from making.assembly import DATA, Assembly, ext, ext_list, with_one
from making.registry import thing

_CF = "{78C0D931-6437-407d-A8EE-F0AAD7539E65}"
_DV = "{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"


@thing("x14 data bars", {DATA: "<x14:dataBar "}, shown="calcext:data-bar ")
def data_bars() -> bytes:
    book = Assembly()
    identifier = "{DA7ABA51-AAAA-BBBB-0001-000000000001}"
    book.add(
        DATA,
        '<conditionalFormatting sqref="B2:B5"><cfRule type="dataBar" priority="1"><dataBar><cfvo type="min"/>'
        '<cfvo type="max"/><color rgb="FF638EC6"/></dataBar>'
        + ext_list(ext("{B025F937-C7B1-47D3-B67F-A62EFF666E3E}", f"<x14:id>{identifier}</x14:id>", "x14"))
        + "</cfRule></conditionalFormatting>",
    )
    bar = (
        "<x14:conditionalFormattings><x14:conditionalFormatting "
        'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
        f'<x14:cfRule type="dataBar" id="{identifier}"><x14:dataBar minLength="0" maxLength="100" border="1" '
        'negativeBarBorderColorSameAsPositive="0"><x14:cfvo type="autoMin"/><x14:cfvo type="autoMax"/>'
        '<x14:borderColor rgb="FF63C384"/><x14:negativeFillColor rgb="FFFF0000"/><x14:axisColor rgb="FF000000"/>'
        "</x14:dataBar></x14:cfRule><xm:sqref>B2:B5</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings>"
    )
    book.add(DATA, ext_list(ext(_CF, bar, "x14")))
    return book.bytes()


def _x14_format(rule: str) -> bytes:
    body = (
        "<x14:conditionalFormattings><x14:conditionalFormatting "
        'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
        f"{rule}<xm:sqref>B2:B5</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings>"
    )
    return with_one(ext_list(ext(_CF, body, "x14")))


@thing("x14 icon sets", {DATA: 'iconSet="3Triangles"'}, shown='icon-set-type="3Triangles"')
def icon_sets() -> bytes:
    levels = "".join(
        f'<x14:cfvo type="percent"><xm:f>{level}</xm:f></x14:cfvo>' for level in (0, 33, 67)
    )  # fmt: skip
    return _x14_format(
        '<x14:cfRule type="iconSet" priority="2" id="{A0000000-0000-4000-8000-000000000001}">'
        f'<x14:iconSet iconSet="3Triangles">{levels}</x14:iconSet></x14:cfRule>'
    )


@thing("x14 formats over sheets", {DATA: "<xm:f>COUNTIF(清单!$A$1:$A$3"}, shown="calcext:conditional-format ")
def cross_sheet_formats() -> bytes:
    return _x14_format(
        '<x14:cfRule type="expression" priority="3" id="{A0000000-0000-4000-8000-000000000002}">'
        "<xm:f>COUNTIF(清单!$A$1:$A$3,$A2)=0</xm:f><x14:dxf><font><b/></font><fill><patternFill>"
        '<bgColor rgb="FFFFC7CE"/></patternFill></fill></x14:dxf></x14:cfRule>'
    )


@thing("x14 validations", {DATA: "<x14:dataValidation "}, shown="cell-content-is-in-list|is-in-list")
def validations() -> bytes:
    body = (
        '<x14:dataValidations xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" count="1">'
        '<x14:dataValidation type="list" allowBlank="1" showInputMessage="1" showErrorMessage="1">'
        "<x14:formula1><xm:f>清单!$A$1:$A$3</xm:f></x14:formula1><xm:sqref>D2:D5</xm:sqref></x14:dataValidation>"
        "</x14:dataValidations>"
    )
    return with_one(ext_list(ext(_DV, body, "x14")))


@thing("validations", {DATA: "<dataValidation "}, shown="cell-content-is-decimal-number")
def plain_validations() -> bytes:
    def build(_: Any, sheet: Any) -> None:
        rule = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 99, "error_message": "太大"}
        sheet.data_validation("B2:B5", rule)

    return Assembly(build).bytes()


@thing("sparklines", {DATA: "<x14:sparklineGroup "}, shown="calcext:sparkline-group ")
def sparklines() -> bytes:
    body = (
        '<x14:sparklineGroups xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
        '<x14:sparklineGroup type="column" displayEmptyCellsAs="gap" high="1"><x14:colorSeries rgb="FF376092"/>'
        '<x14:colorNegative rgb="FFD00000"/><x14:colorAxis rgb="FF000000"/><x14:colorMarkers rgb="FFD00000"/>'
        '<x14:colorFirst rgb="FFD00000"/><x14:colorLast rgb="FFD00000"/><x14:colorHigh rgb="FFD00000"/>'
        '<x14:colorLow rgb="FFD00000"/><x14:sparklines><x14:sparkline><xm:f>数据!B2:B5</xm:f><xm:sqref>E2</xm:sqref>'
        "</x14:sparkline></x14:sparklines></x14:sparklineGroup></x14:sparklineGroups>"
    )
    return with_one(ext_list(ext("{05C60535-1F16-4fd2-B633-F4F36F0B64E0}", body, "x14")))
