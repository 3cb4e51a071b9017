"""What a workbook holds: its sheets in order, their tables, its defined names, its date system, its content types.

A read-only view made by following relationships, never by guessing part names: after an office program saved the file,
parts have other names, targets may be absolute, and chart sheets stand between worksheets.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from custsheet.model.errors import WorkbookError
from custsheet.model.latest import Latest
from custsheet.package.container import Package, part_key
from custsheet.package.refusals import strict
from custsheet.package.relationships import Relationship, read_rels
from custsheet.package.xmlparts import (
    STRICT_MAIN,
    Element,
    child,
    children,
    damaged_part,
    local,
    namespace,
    parse,
    truth,
    whole,
)

CONTENT_TYPES_PART = "[Content_Types].xml"
TOOL_NAMES = "cs_"
"""Workbook-wide defined names that begin with this are the tool's; all others are people's."""
# The sheet title at the head of a reference: 'It''s'!$A$1 or 客户!$A$1 (a quote inside is doubled).
_TITLE = re.compile(r"""^=?\s*(?:'((?:[^']|'')+)'|([^'"!\[\]():,;{}+*/&=<>^]+))!""")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
# What XML 1.0 cannot hold, and CR, which every XML parser turns into LF.
_UNWRITABLE = "\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff"
# An underscore that would begin an escape once the text is written, also together with one of the escapes we add.
_TO_ESCAPE = re.compile(rf"_(?=x[0-9A-Fa-f]{{4}}[_{_UNWRITABLE}])|[{_UNWRITABLE}]")


@dataclass(frozen=True, slots=True)
class Table:
    """A table on a sheet. `ref` is like `A1:F20`, header and totals rows included; `columns` are the header texts."""

    part: str
    id: int
    name: str
    display_name: str
    ref: str
    header_rows: int
    totals_rows: int
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet; `index` is its place in the workbook from 0.

    `kind` is worksheet, chartsheet, dialogsheet, …; `state` is visible, hidden or veryHidden.
    """

    index: int
    title: str
    part: str
    sheet_id: int
    rel_id: str
    state: str
    kind: str
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class DefinedName:
    """A defined name; `sheet` is the index of the sheet it is local to, None for the whole workbook."""

    name: str
    text: str
    sheet: int | None
    hidden: bool

    @property
    def title(self) -> str | None:
        """The title of the sheet the name points into, None when it points nowhere (any more)."""
        return reference_title(self.text)


@dataclass(frozen=True, slots=True)
class ContentTypes:
    """What [Content_Types].xml says; keys are lower case, as part names compare without case."""

    defaults: Mapping[str, str]
    overrides: Mapping[str, str]

    def of(self, part: str) -> str:
        """The content type of a part, empty when none is declared."""
        key = part_key(part)
        return self.overrides.get(key) or self.defaults.get(key.rpartition(".")[2], "")


@dataclass(frozen=True, slots=True)
class Workbook:
    """The inventory of one package. `part` is the workbook part, `rels` its relationships."""

    package: Package
    part: str
    rels: tuple[Relationship, ...]
    sheets: tuple[Sheet, ...]
    names: tuple[DefinedName, ...]
    date1904: bool
    content_types: ContentTypes
    structure_locked: bool
    root: Element = field(repr=False, compare=False)

    @classmethod
    def read(cls, package: Package) -> Workbook:
        """Make the inventory of `package`.

        Raises:
            WorkbookError: a part this needs is missing or damaged, or the workbook is in the Strict dialect.
        """
        part = workbook_part(package)
        root = parse(package.part(part), part)
        if local(root) != "workbook":
            raise damaged_part(part)
        if namespace(root) == STRICT_MAIN:
            raise strict()
        rels = read_rels(package, part)
        by_id, listed = {rel.id: rel for rel in rels}, children(child(root, "sheets"), "sheet")
        sheets = tuple(_sheet(package, i, element, by_id) for i, element in enumerate(listed))
        if not sheets:
            raise damaged_part(part)
        properties, protection = child(root, "workbookPr"), child(root, "workbookProtection")
        return cls(
            package=package,
            part=part,
            rels=tuple(rels),
            sheets=sheets,
            names=tuple(_name(element) for element in children(child(root, "definedNames"), "definedName")),
            date1904=properties is not None and truth(properties.get("date1904")),
            content_types=read_content_types(package),
            structure_locked=protection is not None and truth(protection.get("lockStructure")),
            root=root,
        )

    @classmethod
    def of(cls, source: bytes | Package) -> Workbook:
        """The inventory of a workbook; the one made last is kept, for each step of a pass asks for it.

        Raises:
            WorkbookError: as `read`; or the zip container is damaged.
        """
        data = source.data if isinstance(source, Package) else source
        return _LATEST.made(id(data), lambda: cls.read(source if isinstance(source, Package) else Package.read(source)))

    def sheet(self, title: str) -> Sheet | None:
        """The sheet with that title (Excel compares titles without case), or None."""
        wanted = title.casefold()
        return next((sheet for sheet in self.sheets if sheet.title.casefold() == wanted), None)

    def name(self, name: str) -> DefinedName | None:
        """The workbook-wide defined name `name`, or None; names local to a sheet are copies made with the sheet."""
        wanted = name.casefold()
        return next((n for n in self.names if n.sheet is None and n.name.casefold() == wanted), None)

    def owned(self, owner: str) -> Sheet | None:
        """The worksheet that the defined name `owner` points into: a tool sheet, whatever it is called now."""
        mark = self.name(owner)
        title = mark.title if mark else None
        sheet = self.sheet(title) if title else None
        return sheet if sheet and sheet.kind == "worksheet" else None

    def tables(self) -> list[tuple[Sheet, Table]]:
        """Every table of the workbook with its sheet."""
        return [(sheet, table) for sheet in self.sheets for table in sheet.tables]

    def rel_part(self, kind: str) -> str | None:
        """The part the workbook points at with relationship kind `kind` (`styles`, `sharedStrings`, …), or None."""
        return next((rel.part for rel in self.rels if rel.kind == kind and rel.part), None)


# By identity, for who changes nothing gives back the very bytes it was given; the one kept holds its bytes.
_LATEST = Latest[int, Workbook]()


def workbook_part(package: Package) -> str:
    """The name of the workbook part.

    Raises:
        WorkbookError: the package has none.
    """
    for rel in read_rels(package, ""):
        if rel.kind == "officeDocument" and rel.part:
            return rel.part
    raise WorkbookError(
        "这个文件里没有 Excel 工作簿（可能是别的文件改了扩展名，或已损坏）。请在 Excel 或 WPS 中打开并另存为 .xlsx。",
        "There is no Excel workbook in this file (another kind of file renamed, or damaged). "
        "Open it in Excel or WPS and save it as .xlsx.",
    )


def reference_title(text: str) -> str | None:
    """The sheet title at the head of the reference `text`, None if it names no sheet of this workbook."""
    match = _TITLE.match(text)
    if match is None:
        return None
    quoted, plain = match.groups()
    title = quoted.replace("''", "'") if quoted else plain.lstrip("$")
    return None if "[" in title or title.startswith("#") else title


def quote_title(title: str) -> str:
    """The title as a reference writes it, always quoted: `'It''s'`."""
    return "'" + title.replace("'", "''") + "'"


def unescape(text: str) -> str:
    """Undo the `_xHHHH_` escapes of the file format (ISO 29500-1, 22.9.2.19)."""
    return _ESCAPE.sub(lambda m: chr(int(m[1], 16)), text)


def escape(text: str) -> str:
    """The text as the file format writes it, before XML's own escapes: what `unescape` undoes.

    Control characters, lone surrogates and literal `_xHHHH_` become `_xHHHH_` (ISO 29500-1, 22.9.2.19).
    """
    return _TO_ESCAPE.sub(lambda m: f"_x{ord(m[0]):04X}_", text)


def refuse_signed(package: Package) -> None:
    """Stop before a write breaks a digital signature.

    Raises:
        WorkbookError: the workbook is signed.
    """
    if any(rel.kind == "origin" for rel in read_rels(package, "")):
        raise WorkbookError(
            "这个工作簿带有数字签名，写入会使签名失效，因此没有改动文件。请先在 Excel 中删除签名。",
            "This workbook is digitally signed; writing would break the signature, so the file was not changed. "
            "Remove the signature in Excel first (File → Info → View Signatures).",
        )


def read_content_types(package: Package) -> ContentTypes:
    """Read [Content_Types].xml.

    Raises:
        WorkbookError: it is missing or damaged.
    """
    if CONTENT_TYPES_PART not in package:
        raise damaged_part(CONTENT_TYPES_PART)
    root = parse(package.part(CONTENT_TYPES_PART), CONTENT_TYPES_PART)
    defaults = {(e.get("Extension") or "").lower(): e.get("ContentType") or "" for e in children(root, "Default")}
    overrides = {part_key(e.get("PartName") or ""): e.get("ContentType") or "" for e in children(root, "Override")}
    return ContentTypes(defaults, overrides)


def read_table(package: Package, part: str) -> Table:
    """Read one table part.

    Raises:
        WorkbookError: the part is damaged.
    """
    root = parse(package.part(part), part)
    columns = children(child(root, "tableColumns"), "tableColumn")
    name = root.get("name") or root.get("displayName") or ""
    return Table(
        part=part,
        id=whole(root.get("id"), 0),
        name=name,
        display_name=root.get("displayName") or name,
        ref=root.get("ref") or "",
        header_rows=whole(root.get("headerRowCount"), 1),
        totals_rows=whole(root.get("totalsRowCount"), 0),
        columns=tuple(unescape(column.get("name") or "") for column in columns),
    )


def _sheet(package: Package, index: int, element: Element, rels: Mapping[str, Relationship]) -> Sheet:
    title = element.get("name") or ""
    rel_id = next((v for k, v in element.attrib.items() if k.endswith("}id")), "")
    rel = rels.get(rel_id)
    if rel is None or rel.part is None:
        raise WorkbookError(
            f"工作簿已损坏：工作表“{title}”的内容不在文件里。请在 Excel 或 WPS 中打开并另存，或从备份恢复。",
            f"The workbook is damaged: the content of sheet “{title}” is not in the file. "
            "Open it in Excel or WPS and save it again, or restore a backup.",
        )
    tables = tuple(
        read_table(package, r.part) for r in read_rels(package, rel.part) if r.kind == "table" and r.part is not None
    )
    state = element.get("state") or "visible"
    return Sheet(index, title, rel.part, whole(element.get("sheetId"), 0), rel_id, state, rel.kind, tables)


def _name(element: Element) -> DefinedName:
    local_id = element.get("localSheetId")
    sheet = whole(local_id, 0) if local_id is not None else None
    return DefinedName(element.get("name") or "", element.text or "", sheet, truth(element.get("hidden")))
