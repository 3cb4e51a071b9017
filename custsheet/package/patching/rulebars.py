"""Data bars as Excel 2010 draws them: a plain rule, and its partner of the same identifier in the extension list.

The partner holds what the plain rule has no words for (solid fill, borders, a fixed scale); it has no life of its own.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable

from custsheet.package.patching.bytexml import (
    attribute_span,
    attributes,
    cut_out,
    find,
    inside,
    masked,
    nodes,
    replaced,
    tag_edit,
)
from custsheet.package.patching.rulelists import Ruled
from custsheet.package.patching.rulevalues import Format
from custsheet.package.patching.sheetplan import SheetPlan

X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
# The extension that holds conditional formats ([MS-XLSX] 2.4.19).
_URI = "{78C0D931-6437-407d-A8EE-F0AAD7539E65}"
_LINK = re.compile(rb"(<(?:[\w.-]+:)?id(?:\s[^<>]*)?>)([^<]+)(</)")


def link(xml: bytes, rule: Format) -> str | None:
    """The identifier of the partner that the plain rule names, None when it has none."""
    match = _LINK.search(xml, rule.node.inner, rule.node.close)
    return match[2].decode().strip().upper() if match else None


def own_identifier(rule: Format) -> str:
    """The identifier of a rule in the extension list, empty where it has none."""
    return attributes(rule.node.attributes).get("id", "").upper()


def free_identifier(wanted: str, taken: Iterable[str]) -> str:
    """`wanted`, or another that depends on it alone, when it is taken; braces included."""
    used, found = set(taken), wanted
    while found in used:
        found = "{" + str(uuid.uuid5(uuid.NAMESPACE_URL, found)).upper() + "}"
    return found


def linked(block: bytes, names: dict[str, str]) -> bytes:
    """A block of plain rules whose partners go by new identifiers."""
    return _LINK.sub(lambda m: m[1] + names.get(m[2].decode().upper(), m[2].decode()).encode() + m[3], block)


def put_partners(plan: SheetPlan, donor: bytes, blocks: list[Ruled], names: dict[str, str]) -> None:
    """Append the donor's `blocks` of the extension list to the sheet's."""
    if not blocks:
        return
    new = b"".join(_block(donor, block, names) for block in blocks)
    tail, prefix = plan.part.tail, plan.part.prefix
    view = masked(tail)
    holder = find(view, b"extLst")
    extensions = list(inside(view, holder)) if holder else []
    groups = (
        one for extension in extensions for one in inside(view, extension) if one.name == b"conditionalFormattings"
    )
    group = next((one for one in groups if not one.empty), None)
    if group is not None:
        plan.part.tail = replaced(tail, [(group.close, group.close, new)])
        return
    wrapped = b'<%sext xmlns:x14="%s" uri="%s"><x14:conditionalFormattings>%s</x14:conditionalFormattings></%sext>' % (
        prefix,
        X14.encode(),
        _URI.encode(),
        new,
        prefix,
    )
    if holder is not None and not holder.empty:
        plan.part.tail = replaced(tail, [(holder.inner, holder.inner, wrapped)])
        return
    # Last of all, also behind what stands in mc:AlternateContent.
    start, end = (holder.start, holder.end) if holder else (max((n.end for n in nodes(view)), default=0),) * 2
    whole = b"<%sextLst>%s</%sextLst>" % (prefix, wrapped, prefix)
    plan.part.tail = replaced(tail, [(start, end, whole)])


def _block(donor: bytes, block: Ruled, names: dict[str, str]) -> bytes:
    edits = [tag_edit(block.node, {"xmlns:x14": X14})]
    for rule in inside(donor, block.node):
        span = attribute_span(rule, "id")
        if span is not None:
            old = donor[span[0] : span[1]].decode()
            edits.append((*span, names.get(old.upper(), old).encode()))
    return cut_out(donor, block.node, edits)
