"""Namespaces, and the one way a small XML part is parsed and written back.

Only parts of a few kilobytes come here (workbook, relationships, content types, styles, tables); sheets are handled as
bytes. lxml keeps prefixes as they were written, which `mc:Ignorable` depends on: Excel repairs a file whose ignorable
prefixes point nowhere.
"""

from __future__ import annotations

from typing import Any

from lxml import etree

from custsheet.model.errors import WorkbookError

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE_REL = "http://schemas.openxmlformats.org/package/2006/relationships"

# An lxml element; the library ships no types.
Element = Any


def parse(data: bytes, part: str) -> Element:
    """The root element of XML part `part`.

    Raises:
        WorkbookError: the part is not well-formed, or declares a document type (entities are never expanded).
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise damaged_part(part) from error
    if root.getroottree().docinfo.doctype:
        raise damaged_part(part)
    return root


def damaged_part(part: str) -> WorkbookError:
    """What to say of a part that cannot be read."""
    return WorkbookError(
        f"工作簿内部的 {part} 已损坏，无法读取。请在 Excel 或 WPS 中打开并另存，或从备份恢复。",
        f"Part {part} inside the workbook is damaged and cannot be read. "
        "Open the file in Excel or WPS and save it again, or restore a backup.",
    )


def serialise(root: Element) -> bytes:
    """The bytes of a part: UTF-8 with a standalone declaration, as Excel writes it."""
    return bytes(etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True))


def local(element: Element) -> str:
    """The element's name without its namespace; empty for comments and processing instructions."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(element: Element | None, name: str) -> list[Element]:
    """Direct children named `name`, whatever their namespace prefix; none for None."""
    return [] if element is None else [child for child in element if local(child) == name]


def child(element: Element | None, name: str) -> Element | None:
    """The first direct child named `name`, or None."""
    return next(iter(children(element, name)), None)


def namespace(element: Element) -> str:
    """The namespace of the element, empty when it has none."""
    return str(element.tag[1:].partition("}")[0]) if element.tag.startswith("{") else ""


def sub(parent: Element, name: str, attributes: dict[str, str] | None = None, index: int | None = None) -> Element:
    """Insert a new element in the parent's namespace and prefix at `index` (default: last) and return it."""
    element = parent.makeelement(f"{{{namespace(parent)}}}{name}", attributes or {}, parent.nsmap)
    parent.insert(len(parent) if index is None else index, element)
    return element


def whole(text: str | None, default: int = 0) -> int:
    """An integer attribute; `default` when it is absent or no number, as hostile and broken files have it."""
    try:
        return int(text) if text is not None else default
    except ValueError:
        return default


def truth(text: str | None) -> bool:
    """An xsd:boolean attribute; absent means false."""
    return (text or "").strip().lower() in {"1", "true", "on"}
