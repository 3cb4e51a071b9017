"""Pivot tables people built over tool sheets: their caches are read anew when Excel next opens the file."""

from __future__ import annotations

from collections.abc import Collection

from custsheet.package.workbook import Workbook
from custsheet.package.xmlparts import child, parse, serialise, truth


def refreshed_caches(workbook: Workbook, titles: Collection[str], names: Collection[str]) -> dict[str, bytes]:
    """Pivot caches whose source is a sheet in `titles`, or a table or defined name in `names`: part → new content.

    Only the mark `refreshOnLoad` is set; fields and records stay as they are.
    """
    sheets, sources = {title.casefold() for title in titles}, {name.casefold() for name in names}
    found = {}
    for rel in workbook.rels:
        if rel.kind != "pivotCacheDefinition" or rel.part is None:
            continue
        root = parse(workbook.package.part(rel.part), rel.part)
        source = child(child(root, "cacheSource"), "worksheetSource")
        if source is None or truth(root.get("refreshOnLoad")):
            continue
        sheet, name = (source.get("sheet") or "").casefold(), (source.get("name") or "").casefold()
        # A relationship identifier means that the source is another workbook.
        foreign = any(key.endswith("}id") for key in source.attrib)
        if not foreign and (sheet in sheets or name in sources):
            root.set("refreshOnLoad", "1")
            found[rel.part] = serialise(root)
    return found
