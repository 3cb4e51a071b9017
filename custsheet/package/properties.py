"""A custom property of the document (docProps/custom.xml) that is there already gets another text."""

from __future__ import annotations

from xml.sax.saxutils import escape

from custsheet.package.container import Package
from custsheet.package.patching.bytexml import attributes, find, inside, masked, replaced
from custsheet.package.relationships import read_rels
from custsheet.package.verify import assembled


def set_property(data: bytes, name: str, value: str) -> bytes:
    """The workbook with `value` as the text of its custom property `name`.

    The very bytes of `data` when there is no such property, or it holds no text: a person may have taken it out.
    Everything else in the part, which holds people's own properties too, keeps its bytes.
    """
    package = Package.read(data)
    part = next((rel.part for rel in read_rels(package, "") if rel.kind == "custom-properties" and rel.part), None)
    if part is None:
        return data
    body = package.part(part)
    view = masked(body)
    root = find(view, b"Properties")
    for node in inside(view, root) if root is not None else ():
        if node.name == b"property" and attributes(node.attributes).get("name") == name:
            text = find(view, b"lpwstr", node.inner, node.close)
            if text is None or text.empty:
                return data
            return assembled(package, {part: replaced(body, [(text.inner, text.close, escape(value).encode())])})
    return data
