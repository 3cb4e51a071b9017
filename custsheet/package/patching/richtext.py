"""Text of which parts are formatted: taken out of a cell as XML that stands by itself, and put back as it was.

What comes back has been in the hands of people since, so it is looked at before it goes into a sheet.
"""

from __future__ import annotations

import re

from lxml import etree

from custsheet.package.patching.cellread import joined
from custsheet.package.patching.patches import RichText
from custsheet.package.xmlparts import MAIN

LONGEST = 30_000
"""Bytes that are kept of one cell's runs; longer ones come back without their formats."""
_RUN = re.compile(rb"<(?:r|rPh|phoneticPr)[\s/>]")
_INNER = re.compile(rb"<(?:si|is)(?:\s[^>]*)?(?<!/)>(.*)</(?:si|is)\s*>", re.DOTALL)
_KNOWN = frozenset({"is", "r", "rPr", "t", "rPh", "phoneticPr"})
_LOOKS = frozenset(
    {"rFont", "charset", "family", "b", "i", "strike", "outline", "shadow", "condense", "extend", "color", "sz", "u"}
    | {"vertAlign", "scheme"}
)


def runs(item: bytes) -> str:
    """What stands in an `si` or `is` whose text is formatted in parts; "" for plain text, and where it is too long."""
    inner = _INNER.search(item)
    if inner is None or not _RUN.search(inner[1]) or len(inner[1]) > LONGEST:
        return ""
    found = inner[1].decode("utf-8", "replace")
    return found if rich_item(RichText(joined(item), found)) is not None else ""


def rich_item(value: RichText) -> bytes | None:
    """The `is` of a cell that holds `value`; None where its runs are no such thing, or say another text."""
    item = b"<is>%s</is>" % value.runs.encode()
    try:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        root = etree.fromstring(b'<is xmlns="%s">%s</is>' % (MAIN.encode(), value.runs.encode()), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    known = all(
        isinstance(one.tag, str) and one.tag.startswith(f"{{{MAIN}}}") and one.tag.rpartition("}")[2] in _KNOWN | _LOOKS
        for one in root.iter()
    )
    return item if known and joined(item) == value.text and len(item) <= LONGEST + len(b"<is></is>") else None
