"""What stands inside a sheet's own part: formats and validations of Excel 2010, sparklines, protection, views …"""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from making.assembly import BOOK, DATA, STYLES, Assembly, ext
from making.registry import thing

_HASH = base64.b64encode(hashlib.sha512(b"secret").digest()).decode()
_CF = "{78C0D931-6437-407d-A8EE-F0AAD7539E65}"
_DV = "{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"


def _ext_list(*items: str) -> str:
    return f"<extLst>{''.join(items)}</extLst>"


def _one(fragment: str, place: str = "", *, part: str = DATA) -> bytes:
    book = Assembly()
    book.add(part, fragment, place)
    return book.bytes()


@thing("x14 data bars", {DATA: "<x14:dataBar "}, shown="calcext:data-bar ")
def data_bars() -> bytes:
    book = Assembly()
    identifier = "{DA7ABA51-AAAA-BBBB-0001-000000000001}"
    book.add(
        DATA,
        '<conditionalFormatting sqref="B2:B5"><cfRule type="dataBar" priority="1"><dataBar><cfvo type="min"/>'
        '<cfvo type="max"/><color rgb="FF638EC6"/></dataBar>'
        + _ext_list(ext("{B025F937-C7B1-47D3-B67F-A62EFF666E3E}", f"<x14:id>{identifier}</x14:id>", "x14"))
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
    book.add(DATA, _ext_list(ext(_CF, bar, "x14")))
    return book.bytes()


def _x14_format(rule: str) -> bytes:
    body = (
        "<x14:conditionalFormattings><x14:conditionalFormatting "
        'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
        f"{rule}<xm:sqref>B2:B5</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings>"
    )
    return _one(_ext_list(ext(_CF, body, "x14")))


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
    return _one(_ext_list(ext(_DV, body, "x14")))


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
    return _one(_ext_list(ext("{05C60535-1F16-4fd2-B633-F4F36F0B64E0}", body, "x14")))


@thing("scenarios", {DATA: "<scenario name="}, shown='table:scenario |table:name="乐观')
def scenarios() -> bytes:
    return _one(
        '<scenarios current="0" show="0"><scenario name="乐观" locked="1" count="2" user="王" comment="上调一成">'
        '<inputCells r="B2" val="11"/><inputCells r="B3" val="28"/></scenario></scenarios>'
    )


@thing("custom views", {DATA: "<customSheetView ", BOOK: "<customWorkbookView "})
def custom_views() -> bytes:
    book = Assembly()
    guid = "{8C1FA4C4-6D1F-4F70-9A6B-0F2E4C4F0A11}"
    book.add(
        BOOK,
        f'<customWorkbookViews><customWorkbookView name="老板" guid="{guid}" maximized="1" xWindow="1" yWindow="1" '
        'windowWidth="1024" windowHeight="582" activeSheetId="1"/></customWorkbookViews>',
    )
    book.add(
        DATA,
        f'<customSheetViews><customSheetView guid="{guid}" scale="80" hiddenRows="1"><selection activeCell="B2" '
        'sqref="B2"/><pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>'
        "</customSheetView></customSheetViews>",
    )
    return book.bytes()


@thing("protected ranges", {DATA: "<protectedRange "}, shown='table:protected="true"')
def protected_ranges() -> bytes:
    book = Assembly()
    book.add(DATA, '<sheetProtection sheet="1" objects="1" scenarios="1"/>')
    book.add(
        DATA,
        f'<protectedRanges><protectedRange algorithmName="SHA-512" hashValue="{_HASH}"'
        ' saltValue="x6bkXr8nI9m4k2E1bC0eVw==" spinCount="100000" sqref="B2:B5" name="可改金额"/></protectedRanges>',
    )
    return book.bytes()


@thing("sheet protection with a hash", {DATA: 'algorithmName="SHA-512"'}, shown='table:protected="true"')
def sheet_protection() -> bytes:
    return _one(
        f'<sheetProtection algorithmName="SHA-512" hashValue="{_HASH}" saltValue="x6bkXr8nI9m4k2E1bC0eVw==" '
        'spinCount="100000" sheet="1" objects="1" '
        'scenarios="1" formatCells="0" autoFilter="0"/>'
    )


@thing("workbook protection", {BOOK: "<workbookProtection "})
def workbook_protection() -> bytes:
    return _one(
        f'<workbookProtection workbookAlgorithmName="SHA-512" workbookHashValue="{_HASH}"'
        ' workbookSaltValue="x6bkXr8nI9m4k2E1bC0eVw==" workbookSpinCount="100000" lockStructure="1"/>',
        part=BOOK,
    )


@thing("ignored errors", {DATA: "<ignoredError "})
def ignored_errors() -> bytes:
    return _one('<ignoredErrors><ignoredError sqref="A1:A5" numberStoredAsText="1"/></ignoredErrors>')


@thing("outline groups", {DATA: 'outlineLevel="2"'}, shown="table:table-row-group")
def outline_groups() -> bytes:
    def build(_: Any, sheet: Any) -> None:
        sheet.set_row(1, None, None, {"level": 1})
        sheet.set_row(2, None, None, {"level": 2, "hidden": True})
        sheet.set_row(3, None, None, {"level": 1, "collapsed": True})
        sheet.set_column("F:G", 12, None, {"level": 1})

    return Assembly(build).bytes()


@thing("cell watches", {DATA: "<cellWatch "})
def cell_watches() -> bytes:
    return _one('<cellWatches><cellWatch r="B2"/></cellWatches>')


@thing("smart tags", {DATA: "<cellSmartTag ", BOOK: "<smartTagType "})
def smart_tags() -> bytes:
    book = Assembly()
    book.add(BOOK, '<smartTagPr embed="1" show="noIndicator"/>')
    uri = "urn:schemas-microsoft-com:office:smarttags"
    book.add(BOOK, f'<smartTagTypes><smartTagType namespaceUri="{uri}" name="PersonName"/></smartTagTypes>')
    book.add(
        DATA,
        '<smartTags><cellSmartTags r="A2"><cellSmartTag type="0"><cellSmartTagPr key="k" val="v"/></cellSmartTag>'
        "</cellSmartTags></smartTags>",
    )
    return book.bytes()


@thing(
    "extension lists of unknown makers", {DATA: "urn:example:sheet", BOOK: "urn:example:book", STYLES: "urn:example"}
)
def unknown_extensions() -> bytes:
    book = Assembly()
    uri = "{11111111-2222-3333-4444-555555555555}"
    for part in (DATA, BOOK, STYLES):
        where = {DATA: "sheet", BOOK: "book", STYLES: "styles"}[part]
        item = f'<ext uri="{uri}" xmlns:ex="urn:example:{where}"><ex:any ex:key="1">甲 &amp; 乙<ex:in/></ex:any></ext>'
        book.add(part, _ext_list(item))
    return book.bytes()


@thing("alternate content", {DATA: "<mc:AlternateContent", BOOK: "x15ac:absPath"})
def alternate_content() -> bytes:
    book = Assembly()
    space = "http://schemas.microsoft.com/office/spreadsheetml/2010/11/ac"
    book.add(
        BOOK,
        f'<mc:AlternateContent><mc:Choice Requires="x15"><x15ac:absPath xmlns:x15ac="{space}" url="D:\\客户\\"/>'
        "</mc:Choice></mc:AlternateContent>",
        "AlternateContent",
    )
    book.add(
        DATA,
        '<mc:AlternateContent><mc:Choice Requires="x15"><x15:any a="1"/></mc:Choice><mc:Fallback>'
        '<cellWatches><cellWatch r="A1"/></cellWatches></mc:Fallback></mc:AlternateContent>',
        "cellWatches",
    )
    return book.bytes()


@thing("revision identifiers", {DATA: 'x14ac:dyDescent="0.25"', BOOK: "<xr:revisionPtr "})
def revision_identifiers() -> bytes:
    book = Assembly()
    book.edit(DATA, '<row r="2"', '<row r="2" x14ac:dyDescent="0.25"')
    uid = "{00000000-0001-0000-0000-000000000000}"
    book.add(
        BOOK,
        '<xr:revisionPtr revIDLastSave="0" documentId="8_{6A6E2F7C-7C0A-4C2A-9B9E-1F3A0C7A2B11}" '
        f'xr6:coauthVersionLast="47" xmlns:xr6="http://schemas.microsoft.com/office/spreadsheetml/2016/revision6" '
        f'xr6:coauthVersionMax="47" xr10:uidLastSave="{uid}" '
        'xmlns:xr10="http://schemas.microsoft.com/office/spreadsheetml/2016/revision10"/>',
        "bookViews",
    )
    # What Excel calls ignorable it also lists.
    book.edit(BOOK, 'mc:Ignorable="x15 xr x16r2"', 'mc:Ignorable="x15 xr x16r2 xr6 xr10"')
    for prefix, year in (("xr6", "2016/revision6"), ("xr10", "2016/revision10")):
        uri = f"http://schemas.microsoft.com/office/spreadsheetml/{year}"
        book.edit(BOOK, "<workbook ", f'<workbook xmlns:{prefix}="{uri}" ', first=True)
    return book.bytes()


@thing("sort order", {DATA: "<sortState "})
def sort_state() -> bytes:
    book = Assembly()
    book.add(DATA, '<sortState ref="A2:C5"><sortCondition descending="1" ref="B2:B5"/></sortState>')
    return book.bytes()


@thing("consolidation", {DATA: "<dataConsolidate "})
def consolidation() -> bytes:
    return _one(
        '<dataConsolidate function="average" leftLabels="1"><dataRefs count="1"><dataRef ref="A1:A3" sheet="清单"/>'
        "</dataRefs></dataConsolidate>"
    )


@thing("page set-up", {DATA: "<oddHeader>"}, shown="左页眉")
def page_setup() -> bytes:
    def build(_: Any, sheet: Any) -> None:
        sheet.set_header("&L左页眉&C&P / &N")
        sheet.set_footer("&R&D")
        sheet.set_h_pagebreaks([3])
        sheet.set_v_pagebreaks([2])
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)

    return Assembly(build).bytes()


@thing("web publishing", {DATA: "<webPublishItem ", BOOK: "<webPublishing "})
def web_publishing() -> bytes:
    book = Assembly()
    book.add(BOOK, '<webPublishing css="0" characterSet="UTF-8" codePage="65001"/>')
    book.add(
        DATA,
        '<webPublishItems count="1"><webPublishItem id="1001" divId="客户_1001" sourceType="range" sourceRef="A1:C5" '
        'destinationFile="D:\\page.htm" title="客户"/></webPublishItems>',
    )
    return book.bytes()


@thing("sheet views", {DATA: "<pane "})
def sheet_views() -> bytes:
    def build(_: Any, sheet: Any) -> None:
        sheet.freeze_panes(1, 1)
        sheet.set_zoom(85)
        sheet.hide_gridlines(2)
        sheet.set_top_left_cell(0, 0)

    return Assembly(build).bytes()


@thing("merged cells", {DATA: "<mergeCell "}, shown="number-columns-spanned")
def merged_cells() -> bytes:
    return Assembly(lambda book, sheet: sheet.merge_range("E1:F2", "合并", book.add_format({"bold": True}))).bytes()


@thing("filters", {DATA: "<filterColumn "}, shown="table:filter-condition")
def filters() -> bytes:
    def build(_: Any, sheet: Any) -> None:
        sheet.autofilter("A1:C5")
        sheet.filter_column("B", "x > 5")
        sheet.set_row(4, None, None, {"hidden": True})

    return Assembly(build).bytes()


@thing(
    "links", {DATA: "<hyperlink ", "xl/worksheets/_rels/sheet1.xml.rels": "https://example.com/"}, shown="example.com"
)
def links() -> bytes:
    def build(_: Any, sheet: Any) -> None:
        sheet.write_url("E1", "https://example.com/a?b=1&c=2#d", string="网站")
        sheet.write_url("E2", "internal:'清单'!A1", string="清单")

    return Assembly(build).bytes()
