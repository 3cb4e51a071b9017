"""What stands inside a sheet's own part beside cells and rules: protection, views, print set-up, old features."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from making.assembly import BOOK, DATA, STYLES, Assembly, ext_list, with_one
from making.registry import thing

_HASH = base64.b64encode(hashlib.sha512(b"secret").digest()).decode()


@thing("scenarios", {DATA: "<scenario name="}, shown='table:scenario |table:name="乐观')
def scenarios() -> bytes:
    return with_one(
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
    return with_one(
        f'<sheetProtection algorithmName="SHA-512" hashValue="{_HASH}" saltValue="x6bkXr8nI9m4k2E1bC0eVw==" '
        'spinCount="100000" sheet="1" objects="1" '
        'scenarios="1" formatCells="0" autoFilter="0"/>'
    )


@thing("workbook protection", {BOOK: "<workbookProtection "})
def workbook_protection() -> bytes:
    return with_one(
        f'<workbookProtection workbookAlgorithmName="SHA-512" workbookHashValue="{_HASH}"'
        ' workbookSaltValue="x6bkXr8nI9m4k2E1bC0eVw==" workbookSpinCount="100000" lockStructure="1"/>',
        part=BOOK,
    )


@thing("ignored errors", {DATA: "<ignoredError "})
def ignored_errors() -> bytes:
    return with_one('<ignoredErrors><ignoredError sqref="A1:A5" numberStoredAsText="1"/></ignoredErrors>')


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
    return with_one('<cellWatches><cellWatch r="B2"/></cellWatches>')


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
        book.add(part, ext_list(item))
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
    return with_one(
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
