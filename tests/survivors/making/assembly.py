"""A small workbook drawn by XlsxWriter that hand-written parts are put into, as Excel would have stored them.

Owns where things go: elements of a sheet and of the workbook at their place in the schema's sequence, relationships,
content types. The makers beside it hold nothing but the parts themselves.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import xlsxwriter
from lxml import etree

from custsheet.package import Package
from custsheet.package.relationships import office_type, relative, rels_name

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
SML = "application/vnd.openxmlformats-officedocument.spreadsheetml."
DATA, LIST = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"
BOOK, TYPES, STYLES = "xl/workbook.xml", "[Content_Types].xml", "xl/styles.xml"
_MICROSOFT = "http://schemas.microsoft.com/office"
PREFIXES = {
    "": MAIN,
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "xdr": "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "x14": f"{_MICROSOFT}/spreadsheetml/2009/9/main",
    "x15": f"{_MICROSOFT}/spreadsheetml/2010/11/main",
    "xm": f"{_MICROSOFT}/excel/2006/main",
    "x14ac": f"{_MICROSOFT}/spreadsheetml/2009/9/ac",
    "x15ac": f"{_MICROSOFT}/spreadsheetml/2010/11/ac",
    "xr": f"{_MICROSOFT}/spreadsheetml/2014/revision",
    "xr2": f"{_MICROSOFT}/spreadsheetml/2015/revision2",
    "xr3": f"{_MICROSOFT}/spreadsheetml/2016/revision3",
    "x16r2": f"{_MICROSOFT}/spreadsheetml/2015/02/main",
}
_SHEET_ORDER = (
    *("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr"),
    *("sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState"),
    *("dataConsolidate", "customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting"),
    *("dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter"),
    *("rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags"),
    *("drawing", "legacyDrawing", "legacyDrawingHF", "picture", "oleObjects", "controls"),
    *("webPublishItems", "tableParts", "extLst"),
)
_BOOK_ORDER = (
    *("fileVersion", "fileSharing", "workbookPr", "AlternateContent", "workbookProtection"),
    *("bookViews", "sheets", "functionGroups", "externalReferences", "definedNames", "calcPr"),
    *("oleSize", "customWorkbookViews", "pivotCaches", "smartTagPr", "smartTagTypes"),
    *("webPublishing", "fileRecoveryPr", "webPublishObjects", "extLst"),
)
_STYLE_ORDER = (
    *("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs"),
    *("tableStyles", "colors", "extLst"),
)

ROWS = [["区域", "金额", "日期"], ["华东", 10, 45000], ["华南", 25, 45001], ["华北", 31, 45002], ["西南", 4, 45003]]


def names(*prefixes: str) -> str:
    """Namespace declarations: `names("", "r")` → `xmlns="…" xmlns:r="…"`."""
    return " ".join(f'xmlns{":" if p else ""}{p}="{PREFIXES[p]}"' for p in prefixes)


def ext(uri: str, body: str, *prefixes: str) -> str:
    """One `<ext>` of an extension list."""
    return f'<ext {names(*prefixes)} uri="{uri}">{body}</ext>'


def ext_list(*items: str) -> str:
    """An extension list."""
    return f"<extLst>{''.join(items)}</extLst>"


def drawn(build: Callable[[Any, Any], None] | None = None) -> bytes:
    """The plain workbook: sheet 数据 holds ROWS in A1:C5, sheet 清单 a list; `build(book, sheet)` may add to 数据."""
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True})
    sheet, other = book.add_worksheet("数据"), book.add_worksheet("清单")
    day = book.add_format({"num_format": "yyyy-mm-dd", "bold": True})
    for at, row in enumerate(ROWS):
        sheet.write_row(at, 0, row[:2])
        sheet.write(at, 2, row[2], day if at else None)
    other.write_column("A1", ["是", "否", "待定"])
    if build is not None:
        build(book, sheet)
    book.close()
    return held.getvalue()


class Assembly:
    """The workbook under way. Part names have no leading slash; the empty name is the package itself."""

    def __init__(self, build: Callable[[Any, Any], None] | None = None) -> None:
        self._package = Package.read(drawn(build))
        self._new: dict[str, bytes] = {}
        # Excel leaves out what XlsxWriter, which computes nothing, has to ask for.
        self.edit(BOOK, ' fullCalcOnLoad="1"', "")
        self._enrich(DATA, "worksheet", "x14ac xr xr2 xr3", 'xr:uid="{0D7B3C41-1B5E-4C7C-9F0C-6A1E5F2F8F01}"')
        self._enrich(LIST, "worksheet", "x14ac xr xr2 xr3", 'xr:uid="{0D7B3C41-1B5E-4C7C-9F0C-6A1E5F2F8F02}"')
        self._enrich(BOOK, "workbook", "x15 xr x16r2", "")

    def _enrich(self, part: str, tag: str, ignorable: str, more: str) -> None:
        """The root as Excel writes it: with all its prefixes and `mc:Ignorable`."""
        text = self.text(part)
        start = text.index(f"<{tag} ")
        end = text.index(">", start)
        root = f'<{tag} {names(*PREFIXES)} mc:Ignorable="{ignorable}" {more}'.rstrip()
        self.put(part, text[:start] + root + text[end:])

    def text(self, part: str) -> str:
        """The content of a part as it is now."""
        return (self._new[part] if part in self._new else self._package.part(part)).decode()

    def put(self, part: str, content: str | bytes, kind: str = "") -> str:
        """Store a part; `kind` is its content type, none when its ending has a default. Returns its name."""
        if isinstance(content, str):
            content = (content if content.startswith("<?xml") or part.endswith(".vml") else HEAD + content).encode()
        self._new[part] = content
        if kind:
            self.edit(TYPES, "</Types>", f'<Override PartName="/{part}" ContentType="{kind}"/></Types>')
        return part

    def default(self, ending: str, kind: str) -> None:
        """The content type of all parts with that ending."""
        if f'Extension="{ending}"' not in self.text(TYPES):
            self.edit(TYPES, "<Default ", f'<Default Extension="{ending}" ContentType="{kind}"/><Default ', first=True)

    def relate(self, source: str, kind: str, target: str, *, external: bool = False, absolute: bool = False) -> str:
        """A relationship of `source`; `kind` is a word of the office namespace or a full type. Returns its id."""
        rels = rels_name(source)
        if rels not in self._new and rels not in self._package:
            uri = "http://schemas.openxmlformats.org/package/2006/relationships"
            self._new[rels] = f'{HEAD}<Relationships xmlns="{uri}"></Relationships>'.encode()
        text = self.text(rels)
        number = text.count("<Relationship ") + 1
        mode = ' TargetMode="External"' if external else ""
        if not external:
            target = f"/{target}" if absolute else relative(source, target)
        full = kind if "://" in kind else office_type(kind)
        row = f'<Relationship Id="rId{number}" Type="{full}" Target="{target}"{mode}/>'
        self._new[rels] = text.replace("</Relationships>", row + "</Relationships>").encode()
        return f"rId{number}"

    def edit(self, part: str, old: str, new: str, *, first: bool = False) -> None:
        """Replace what occurs once (or, with `first`, its first occurrence)."""
        text = self.text(part)
        assert old in text if first else text.count(old) == 1, (part, old)
        self._new[part] = text.replace(old, new, 1).encode()

    def add(self, part: str, fragment: str, place: str = "") -> None:
        """Insert an element into a sheet, the workbook or the styles at its place in the schema's sequence.

        `place` names the element whose place it takes, for wrappers such as `mc:AlternateContent`.
        """
        root = etree.fromstring(self.text(part).encode())
        order = {"worksheet": _SHEET_ORDER, "workbook": _BOOK_ORDER, "styleSheet": _STYLE_ORDER}[_local(root)]
        wrapper = etree.fromstring(f"<{_local(root)} {names(*PREFIXES)}>{fragment}</{_local(root)}>")
        place = place or _local(wrapper[0])
        later = set(order[order.index(place) + (place == "conditionalFormatting") :])
        at = next((i for i, e in enumerate(root) if isinstance(e.tag, str) and _local(e) in later), len(root))
        for element in wrapper:
            root.insert(at, element)
            at += 1
        self._new[part] = etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True)

    def bytes(self) -> bytes:
        """The workbook."""
        return self._package.assemble(self._new)


def with_one(fragment: str, place: str = "", *, part: str = DATA) -> bytes:
    """The plain workbook with one element more."""
    book = Assembly()
    book.add(part, fragment, place)
    return book.bytes()


def _local(element: Any) -> str:
    return str(etree.QName(element).localname)
