"""Pivot tables, their caches and records, slicers over tables and pivots, timelines."""

from __future__ import annotations

from typing import Any

from making.assembly import BOOK, DATA, LIST, MAIN, SML, Assembly, ext, names
from making.registry import thing

CACHE, RECORDS = "xl/pivotCache/pivotCacheDefinition1.xml", "xl/pivotCache/pivotCacheRecords1.xml"
PIVOT = "xl/pivotTables/pivotTable1.xml"
_2007 = "http://schemas.microsoft.com/office/2007/relationships/"
_2011 = "http://schemas.microsoft.com/office/2011/relationships/"
_AREAS = ("华东", "华南", "华北", "西南")


def _pivot(book: Assembly) -> None:
    """A pivot on 清单!E3 over 数据!A1:C5: sum of 金额 by 区域."""
    items = "".join(f'<s v="{area}"/>' for area in _AREAS)
    book.put(
        CACHE,
        f'<pivotCacheDefinition {names("", "r")} r:id="rId1" refreshedBy="王" refreshedDate="45000" createdVersion="6" '
        'refreshedVersion="6" minRefreshableVersion="3" recordCount="4"><cacheSource type="worksheet">'
        '<worksheetSource ref="A1:C5" sheet="数据"/></cacheSource><cacheFields count="3">'
        f'<cacheField name="区域" numFmtId="0"><sharedItems count="4">{items}</sharedItems></cacheField>'
        '<cacheField name="金额" numFmtId="0"><sharedItems containsSemiMixedTypes="0" containsString="0" '
        'containsNumber="1" containsInteger="1" minValue="4" maxValue="31"/></cacheField>'
        '<cacheField name="日期" numFmtId="14"><sharedItems containsSemiMixedTypes="0" containsNonDate="0" '
        'containsDate="1" containsString="0" minDate="2023-03-15T00:00:00" maxDate="2023-03-19T00:00:00"/></cacheField>'
        "</cacheFields>"
        + "<extLst>"
        + ext("{725AE2AE-9491-48be-B2B4-4EB974FC3084}", '<x14:pivotCacheDefinition pivotCacheId="77"/>', "x14")
        + "</extLst></pivotCacheDefinition>",
        SML + "pivotCacheDefinition+xml",
    )
    rows = "".join(
        f'<r><x v="{at}"/><n v="{value}"/><d v="2023-03-{15 + at}T00:00:00"/></r>'
        for at, value in enumerate((10, 25, 31, 4))
    )
    book.put(
        RECORDS,
        f'<pivotCacheRecords {names("", "r")} count="4">{rows}</pivotCacheRecords>',
        SML + "pivotCacheRecords+xml",
    )
    fields = "".join(f'<item x="{at}"/>' for at in range(4))
    lines = "".join(f'<i><x v="{at}"/></i>' if at else "<i><x/></i>" for at in range(4))
    book.put(
        PIVOT,
        f'<pivotTableDefinition xmlns="{MAIN}" name="数据透视表1" cacheId="7" applyNumberFormats="0" '
        'applyBorderFormats="0" applyFontFormats="0" applyPatternFormats="0" applyAlignmentFormats="0" '
        'applyWidthHeightFormats="1" dataCaption="值" updatedVersion="6" minRefreshableVersion="3" '
        'useAutoFormatting="1" itemPrintTitles="1" createdVersion="6" indent="0" outline="1" outlineData="1" '
        'multipleFieldFilters="0"><location ref="E3:F8" firstHeaderRow="1" firstDataRow="1" firstDataCol="1"/>'
        f'<pivotFields count="3"><pivotField axis="axisRow" showAll="0"><items count="5">{fields}<item t="default"/>'
        '</items></pivotField><pivotField dataField="1" showAll="0"/><pivotField numFmtId="14" showAll="0"/>'
        f'</pivotFields><rowFields count="1"><field x="0"/></rowFields><rowItems count="5">{lines}<i t="grand"><x/></i>'
        '</rowItems><colItems count="1"><i/></colItems><dataFields count="1"><dataField name="金额合计" fld="1" '
        'baseField="0" baseItem="0"/></dataFields><pivotTableStyleInfo name="PivotStyleLight16" showRowHeaders="1" '
        'showColHeaders="1" showRowStripes="0" showColStripes="0" showLastColumn="1"/></pivotTableDefinition>',
        SML + "pivotTable+xml",
    )
    book.relate(CACHE, "pivotCacheRecords", RECORDS)
    book.relate(PIVOT, "pivotCacheDefinition", CACHE)
    book.relate(LIST, "pivotTable", PIVOT)
    identifier = book.relate(BOOK, "pivotCacheDefinition", CACHE)
    book.add(BOOK, f'<pivotCaches><pivotCache cacheId="7" r:id="{identifier}"/></pivotCaches>')


@thing(
    "pivot tables",
    {PIVOT: "<pivotTableDefinition ", CACHE: "<pivotCacheDefinition ", RECORDS: "<pivotCacheRecords "},
    shown="<table:data-pilot-table ",
)
def pivot_tables() -> bytes:
    book = Assembly()
    _pivot(book)
    return book.bytes()


def _drawing(book: Assembly, sheet: str, name: str, uri: str, prefix: str, space: str) -> None:
    """The frame on the sheet in which Excel draws a slicer or a timeline, with a shape for older programs."""
    drawing = "xl/drawings/drawing9.xml"
    tag = "slicer" if prefix == "sle" else "timeslicer"
    anchor = (
        "<xdr:from><xdr:col>7</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>1</xdr:row><xdr:rowOff>0</xdr:rowOff>"
        "</xdr:from><xdr:to><xdr:col>10</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>12</xdr:row>"
        "<xdr:rowOff>0</xdr:rowOff></xdr:to>"
    )
    book.put(
        drawing,
        f'<xdr:wsDr {names("xdr", "a")}><xdr:twoCellAnchor editAs="oneCell">{anchor}<mc:AlternateContent {names("mc")} '
        f'xmlns:{prefix}="{uri}"><mc:Choice Requires="{prefix}"><xdr:graphicFrame macro=""><xdr:nvGraphicFramePr>'
        f'<xdr:cNvPr id="2" name="{name}"/><xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr><xdr:xfrm>'
        '<a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm><a:graphic>'
        f'<a:graphicData uri="{space}"><{prefix}:{tag} xmlns:{prefix}="{space}" name="{name}"/></a:graphicData>'
        '</a:graphic></xdr:graphicFrame></mc:Choice><mc:Fallback><xdr:sp macro="" textlink=""><xdr:nvSpPr>'
        '<xdr:cNvPr id="0" name=""/><xdr:cNvSpPr/></xdr:nvSpPr><xdr:spPr><a:xfrm><a:off x="1" y="1"/>'
        '<a:ext cx="1828800" cy="2381250"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr>'
        "<xdr:txBody><a:bodyPr/><a:lstStyle/><a:p><a:r><a:t>此形状表示切片器</a:t></a:r></a:p></xdr:txBody></xdr:sp>"
        "</mc:Fallback></mc:AlternateContent><xdr:clientData/></xdr:twoCellAnchor></xdr:wsDr>",
        "application/vnd.openxmlformats-officedocument.drawing+xml",
    )
    book.add(sheet, f'<drawing r:id="{book.relate(sheet, "drawing", drawing)}"/>')


def _slicer(book: Assembly, sheet: str, cache: str, *, table: bool) -> None:
    x14 = names("x14")
    inner = names("", "mc", "xr").replace("xmlns=", "xmlns:x=", 1)
    slicers = book.put(
        "xl/slicers/slicer1.xml",
        f'<slicers xmlns="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" {inner} mc:Ignorable="x xr">'
        '<slicer name="区域" cache="切片器_区域" caption="区域" rowHeight="241300"/></slicers>',
        "application/vnd.ms-excel.slicer+xml",
    )
    caches = book.put(
        "xl/slicerCaches/slicerCache1.xml",
        '<slicerCacheDefinition xmlns="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" '
        f'{inner} mc:Ignorable="x xr" name="切片器_区域" sourceName="区域">{cache}</slicerCacheDefinition>',
        "application/vnd.ms-excel.slicerCache+xml",
    )
    to_cache = book.relate(BOOK, _2007 + "slicerCache", caches)
    to_slicer = book.relate(sheet, _2007 + "slicer", slicers)
    _drawing(
        book,
        sheet,
        "区域",
        "http://schemas.microsoft.com/office/drawing/2010/slicer",
        "sle",
        "http://schemas.microsoft.com/office/drawing/2010/slicer",
    )
    uri = "{3A4CF648-6AED-40f4-86FF-DC5316D8AED3}" if table else "{A8765BA9-456A-4dab-B4F3-ACF838C121DE}"
    refs = f'<x14:slicerList {x14}><x14:slicer r:id="{to_slicer}"/></x14:slicerList>'
    book.add(sheet, f"<extLst>{ext(uri, refs, 'x14' if not table else 'x15')}</extLst>")
    if table:
        caches_list = f'<x15:slicerCaches {x14}><x14:slicerCache r:id="{to_cache}"/></x15:slicerCaches>'
        book.add(BOOK, f"<extLst>{ext('{46BE6895-7355-4a93-B00E-2C351335B9C9}', caches_list, 'x15')}</extLst>")
    else:
        caches_list = f'<x14:slicerCaches><x14:slicerCache r:id="{to_cache}"/></x14:slicerCaches>'
        book.add(BOOK, f"<extLst>{ext('{BBE1A952-AA13-448e-AADC-164F8A28A991}', caches_list, 'x14')}</extLst>")
    book.add(BOOK, '<definedNames><definedName name="切片器_区域">#N/A</definedName></definedNames>')


def _table(_: Any, sheet: Any) -> None:
    columns = [{"header": text} for text in ("区域", "金额", "日期")]
    sheet.add_table("A1:C5", {"name": "数据表", "columns": columns})


@thing(
    "slicers over tables",
    {
        "xl/slicers/slicer1.xml": "<slicer ",
        "xl/slicerCaches/slicerCache1.xml": "tableSlicerCache",
        "xl/drawings/drawing9.xml": "drawing/2010/slicer",
        "xl/tables/table1.xml": "数据表",
        DATA: "<x14:slicerList",
        BOOK: "<x15:slicerCaches",
    },
    shown="此形状表示切片器",
)
def table_slicers() -> bytes:
    book = Assembly(_table)
    cache = (
        f'<extLst><x:ext {names("x15")} uri="{{2F2917AC-EB37-4324-AD4E-5DD8C200BD13}}">'
        '<x15:tableSlicerCache tableId="1" column="1"/></x:ext></extLst>'
    )
    _slicer(book, DATA, cache, table=True)
    return book.bytes()


@thing(
    "slicers over pivots",
    {
        "xl/slicers/slicer1.xml": "<slicer ",
        "xl/slicerCaches/slicerCache1.xml": "<tabular ",
        "xl/drawings/drawing9.xml": "drawing/2010/slicer",
        PIVOT: "<pivotTableDefinition ",
        LIST: "<x14:slicerList",
        BOOK: "<x14:slicerCaches",
    },
    shown="<table:data-pilot-table ",
)
def pivot_slicers() -> bytes:
    book = Assembly()
    _pivot(book)
    items = "".join(f'<i x="{at}" s="1"/>' for at in range(4))
    cache = (
        '<pivotTables><pivotTable tabId="2" name="数据透视表1"/></pivotTables><data><tabular pivotCacheId="77">'
        f'<items count="4">{items}</items></tabular></data>'
    )
    _slicer(book, LIST, cache, table=False)
    return book.bytes()


@thing(
    "timelines",
    {
        "xl/timelines/timeline1.xml": "<timeline ",
        "xl/timelineCaches/timelineCache1.xml": "<timelineCacheDefinition ",
        "xl/drawings/drawing9.xml": "drawing/2012/timeslicer",
        LIST: "<x15:timelineRefs",
        BOOK: "<x15:timelineCacheRefs",
    },
    shown="<table:data-pilot-table ",
)
def timelines() -> bytes:
    book = Assembly()
    _pivot(book)
    space = "http://schemas.microsoft.com/office/spreadsheetml/2010/11/main"
    lines = book.put(
        "xl/timelines/timeline1.xml",
        f'<timelines xmlns="{space}"><timeline name="日期" cache="日程表_日期" caption="日期" level="2" '
        'selectionLevel="2" scrollPosition="2023-01-01T00:00:00"/></timelines>',
        "application/vnd.ms-excel.timeline+xml",
    )
    caches = book.put(
        "xl/timelineCaches/timelineCache1.xml",
        f'<timelineCacheDefinition xmlns="{space}" name="日程表_日期" sourceName="日期"><pivotTables>'
        '<pivotTable tabId="2" name="数据透视表1"/></pivotTables><state minimalRefreshVersion="6" '
        'lastRefreshVersion="6" '
        'pivotCacheId="77" filterType="unknown"><bounds startDate="2023-01-01T00:00:00" endDate="2024-01-01T00:00:00"/>'
        "</state></timelineCacheDefinition>",
        "application/vnd.ms-excel.timelineCache+xml",
    )
    to_cache = book.relate(BOOK, _2011 + "timelineCache", caches)
    to_line = book.relate(LIST, _2011 + "timeline", lines)
    shape = "http://schemas.microsoft.com/office/drawing/2012/timeslicer"
    _drawing(book, LIST, "日期", shape, "tsle", shape)
    refs = f'<x15:timelineRefs><x15:timelineRef r:id="{to_line}"/></x15:timelineRefs>'
    book.add(LIST, f"<extLst>{ext('{7E03D99C-DC04-49d9-9315-930204A7B6E9}', refs, 'x15')}</extLst>")
    refs = f'<x15:timelineCacheRefs><x15:timelineCacheRef r:id="{to_cache}"/></x15:timelineCacheRefs>'
    book.add(BOOK, f"<extLst>{ext('{D0CA8CA8-9F24-4464-BF8E-62219DCF47F9}', refs, 'x15')}</extLst>")
    return book.bytes()
