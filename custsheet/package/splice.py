"""Edits of the two lists every new sheet must appear in: the workbook part and [Content_Types].xml.

Invariant: elements stand in the order of the schema (CT_Workbook, ISO 29500-1 18.2.27), or Excel repairs the file;
sheets already there keep index, identifier and place, because `localSheetId` and `activeTab` count positions; a part
in which nothing changed keeps its very bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from custsheet.package.container import Package, part_key
from custsheet.package.relationships import office_type, relative, rels_name
from custsheet.package.workbook import CONTENT_TYPES_PART, TOOL_NAMES, DefinedName, Workbook
from custsheet.package.xmlparts import REL, Element, child, children, local, parse, serialise, sub, whole

_SEQUENCE = (
    *("fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups"),
    *("externalReferences", "definedNames", "calcPr", "oleSize", "customWorkbookViews", "pivotCaches", "smartTagPr"),
    *("smartTagTypes", "webPublishing", "fileRecoveryPr", "webPublishObjects", "extLst"),
)
# Office allows identifiers from 1 to this (MS-OI29500, notes on CT_Sheet).
_LAST_SHEET_ID = 65_534


class WorkbookPart:
    """The workbook part while sheets and names are put into it."""

    def __init__(self, workbook: Workbook) -> None:
        self._original = workbook.package.part(workbook.part)
        self.root = parse(self._original, workbook.part)
        self._before = serialise(self.root)

    def bytes(self) -> bytes:
        """The part as it is now; the original bytes when nothing was changed."""
        now = serialise(self.root)
        return self._original if now == self._before else now

    def add_sheet(self, title: str, rel_id: str, state: str) -> int:
        """Append a sheet and return its index."""
        sheets = self._holder("sheets")
        rows = children(sheets, "sheet")
        taken = {whole(e.get("sheetId")) for e in rows}
        number = max(taken, default=0) + 1
        if number > _LAST_SHEET_ID:
            number = next(n for n in range(1, _LAST_SHEET_ID + 1) if n not in taken)
        prefixes = dict(sheets.nsmap)
        if REL not in prefixes.values():
            prefixes["r"] = REL
        attributes = {"name": title, "sheetId": str(number)}
        if state != "visible":
            attributes["state"] = state
        element = sheets.makeelement(sheets.tag[: -len("sheets")] + "sheet", attributes, prefixes)
        element.set(f"{{{REL}}}id", rel_id)
        sheets.append(element)
        return len(rows)

    def set_state(self, index: int, state: str) -> None:
        """Show or hide the sheet at `index`."""
        element = children(child(self.root, "sheets"), "sheet")[index]
        if (element.get("state") or "visible") != state:
            if state == "visible":
                del element.attrib["state"]
            else:
                element.set("state", state)

    def opening(self) -> set[int]:
        """Indexes of the sheets on which the workbook's windows open; the first where nothing says so."""
        views = child(self.root, "bookViews")
        windows = children(views, "workbookView") if views is not None else []
        return {whole(one.get("activeTab")) for one in windows} or {0}

    def set_names(self, index: int, names: Iterable[DefinedName]) -> None:
        """Make `names` the ones local to sheet `index`; a person's own names there stay."""
        wanted = {name.name.casefold(): name for name in names}
        holder = self._holder("definedNames")
        for element in children(holder, "definedName"):
            name = (element.get("name") or "").casefold()
            if element.get("localSheetId") != str(index) or name in wanted:
                continue
            if name.startswith(("_xlnm.", TOOL_NAMES)):
                holder.remove(element)
        for name_value in wanted.values():
            self.set_name(DefinedName(name_value.name, name_value.text, index, name_value.hidden))

    def set_name(self, name: DefinedName) -> None:
        """Put in or update one defined name, in place when it exists."""
        scope = None if name.sheet is None else str(name.sheet)
        holder = self._holder("definedNames")
        for element in children(holder, "definedName"):
            same = (element.get("name") or "").casefold() == name.name.casefold()
            if same and element.get("localSheetId") == scope:
                if element.text != name.text:
                    element.text = name.text
                return
        attributes = {"name": name.name}
        if scope is not None:
            attributes["localSheetId"] = scope
        if name.hidden:
            attributes["hidden"] = "1"
        sub(holder, "definedName", attributes).text = name.text

    def change_names(self, change: Callable[[str], str]) -> None:
        """Put what every defined name stands for through `change`."""
        holder = child(self.root, "definedNames")
        for element in [] if holder is None else children(holder, "definedName"):
            text = element.text or ""
            if (new := change(text)) != text:
                element.text = new

    def recalculate(self) -> None:
        """Let Excel recalculate every formula when it next opens the file."""
        self._holder("calcPr").set("fullCalcOnLoad", "1")

    def _holder(self, name: str) -> Element:
        found = child(self.root, name)
        if found is None:
            earlier = set(_SEQUENCE[: _SEQUENCE.index(name)])
            places = [i for i, e in enumerate(self.root) if local(e) in earlier]
            found = sub(self.root, name, index=places[-1] + 1 if places else 0)
        return found


def splice_content_types(package: Package, added: dict[str, str], removed: Iterable[str]) -> bytes:
    """[Content_Types].xml where each part in `added` (part → type) has its type, and none of those `removed` is named.

    Pictures and relationship parts go by their ending, all others get an Override, as Excel writes it.
    """
    original = package.part(CONTENT_TYPES_PART)
    root = parse(original, CONTENT_TYPES_PART)
    before = serialise(root)
    defaults = {(e.get("Extension") or "").lower(): e.get("ContentType") or "" for e in children(root, "Default")}
    gone = {part_key(part) for part in removed}
    for element in children(root, "Override"):
        if part_key(element.get("PartName") or "") in gone:
            root.remove(element)
    overrides = {part_key(e.get("PartName") or ""): e for e in children(root, "Override")}
    for part, kind in added.items():
        element = overrides.get(part_key(part))
        ending = part_key(part).rpartition(".")[2]
        if element is not None:
            if element.get("ContentType") != kind:
                element.set("ContentType", kind)
        elif ending != "xml" and ending not in defaults:
            sub(root, "Default", {"Extension": ending, "ContentType": kind}, 0)
            defaults[ending] = kind
        elif ending == "xml" or defaults[ending].lower() != kind.lower():
            overrides[part_key(part)] = sub(root, "Override", {"PartName": "/" + part, "ContentType": kind})
    now = serialise(root)
    return original if now == before else now


class RelsPart:
    """The workbook's relationships while new ones are put in."""

    def __init__(self, package: Package, part: str) -> None:
        self.name = package.find(rels_name(part)) or rels_name(part)
        self._source = part
        self._original = package.part(self.name)
        self.root = parse(self._original, self.name)
        self._before = serialise(self.root)

    def bytes(self) -> bytes:
        """The part as it is now; the original bytes when nothing was changed."""
        now = serialise(self.root)
        return self._original if now == self._before else now

    def add(self, kind: str, part: str) -> str:
        """Add a relationship of office kind `kind` to `part`; returns its identifier."""
        taken = {(e.get("Id") or "").lower() for e in self.root}
        number = 1
        while f"rid{number}" in taken:
            number += 1
        attributes = {"Id": f"rId{number}", "Type": office_type(kind), "Target": relative(self._source, part)}
        sub(self.root, "Relationship", attributes)
        return attributes["Id"]

    def remove(self, identifier: str) -> None:
        """Take out one relationship."""
        for element in [e for e in self.root if e.get("Id") == identifier]:
            self.root.remove(element)
