"""The tool's validations and conditional formats hold on a person's sheet again; the person's own stay.

Pasting copies rules along and cuts holes into others, Excel splits a format over ten ranges and moves validations into
the extension list: after a month in use a sheet's rules are rubble. What the donor says is compared by value, so that
a sheet on which everything holds keeps its very bytes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape
from xml.sax.saxutils import escape

from custsheet.package.patching.bytexml import (
    Edit,
    Node,
    attributes,
    cut_out,
    inside,
    masked,
    nodes,
    replaced,
    tag_edit,
)
from custsheet.package.patching.formula import moved
from custsheet.package.patching.patches import RulesPatch
from custsheet.package.patching.rulebars import free_identifier, linked, own_identifier, put_partners
from custsheet.package.patching.rulecheck import ComparedFormats, Donor, broken_validations
from custsheet.package.patching.rulegrowth import settle_rules
from custsheet.package.patching.rulelists import Ruled, ruled
from custsheet.package.patching.rulevalues import Format, formats
from custsheet.package.patching.sheetplan import SheetPlan
from custsheet.package.ranges import Box, origin, subtract, write_boxes

_NAME = re.compile(rb"<(/?)(?=\w+[\s/>])")
_FORMULA = re.compile(rb"(<(?:[\w.-]+:)?(formula[12]?|f)(?:\s[^<>]*)?>)([^<]+)(</)")


def patch_rules(plan: SheetPlan, patch: RulesPatch) -> None:
    """Plan `patch`.

    Raises:
        ValueError: the donor has no such sheet, or rules that stand in the extension list alone.
    """
    donor = Donor.read(patch)
    settle_rules(plan)
    _restore_formats(plan, donor)
    _restore_validations(plan, donor)


def _restore_validations(plan: SheetPlan, donor: Donor) -> None:
    tail = plan.part.tail
    broken = broken_validations(donor, tail)
    if not broken:
        return
    view = masked(tail)
    holes = [box for rule in broken for box in rule.boxes]
    edits: list[Edit] = []
    dropped: list[Ruled] = []
    for rule in (rule for rule in ruled(tail) if rule.validation):
        left = subtract(rule.boxes, holes)
        if not left:
            dropped.append(rule)
        elif left != list(rule.boxes):
            edits += _narrowed(view, rule, left)
    prefix = plan.part.prefix
    new = b"".join(_prefixed(cut_out(donor.tail, rule.node), prefix) for rule in broken)
    holder = next((node for node in nodes(view) if node.name == b"dataValidations"), None)
    gone = {rule.node.start for rule in dropped}
    if holder is None or holder.empty:
        at = plan.part.place_for(b"dataValidations") if holder is None else holder.start
        block = b'<%sdataValidations count="%d">%s</%sdataValidations>' % (prefix, len(broken), new, prefix)
        edits.append((at, at if holder is None else holder.end, block))
    else:
        left_over = sum(1 for one in inside(view, holder) if one.start not in gone)
        edits += [tag_edit(holder, {"count": str(left_over + len(broken))}), (holder.close, holder.close, new)]
        edits += [(rule.node.start, rule.node.end, b"") for rule in dropped if not rule.extended]
    edits += _without_extended(view, [rule for rule in dropped if rule.extended])
    plan.part.tail = replaced(tail, edits)


def _narrowed(view: bytes, rule: Ruled, left: list[Box]) -> list[Edit]:
    """A rule that keeps only the boxes `left`; its formulas follow when its top left cell is no longer the same."""
    edits: list[Edit] = [(*rule.span, write_boxes(left).encode())]
    (row, column), (old_row, old_column) = origin(left), origin(rule.boxes)
    if (row, column) != (old_row, old_column):
        for match in _FORMULA.finditer(view, rule.node.inner, rule.node.close):
            text = unescape(match[3].decode("utf-8", "replace"))
            new = moved(text, row - old_row, column - old_column, wrap=True)
            if new != text:
                edits.append((*match.span(3), escape(new).encode()))
    return edits


def _restore_formats(plan: SheetPlan, donor: Donor) -> None:
    tail = plan.part.tail
    found = ComparedFormats(donor, tail)
    if not found.damaged:
        return
    gone = {one.node.start for _, one in found.gone}
    plan.part.tail = replaced(tail, _without_formats(masked(tail), [rule for rule, _ in found.gone], gone))
    taken = [own_identifier(one) for rule, one in found.stay if rule.extended]
    fresh = {name: free_identifier(name, taken) for name in found.names}
    ranks = _ranks([one for _, one in found.new], max((one.priority for _, one in found.stay), default=0))
    blocks = [linked(_block(plan, donor, rule, ranks), fresh) for rule in donor.formats if not rule.extended]
    at = plan.part.place_for(b"conditionalFormatting")
    plan.part.tail = replaced(plan.part.tail, [(at, at, b"".join(blocks))])
    put_partners(plan, donor.tail, found.partners, fresh)


def _without_formats(view: bytes, blocks: Sequence[Ruled], gone: set[int]) -> list[Edit]:
    """Take the formats that begin at `gone` out of `blocks`, and every block that is empty then."""
    edits: list[Edit] = []
    extended: list[Ruled] = []
    for rule in {rule.node.start: rule for rule in blocks}.values():
        inner = [one for one in inside(view, rule.node) if one.name == b"cfRule"]
        if any(one.start not in gone for one in inner):
            edits += [(one.start, one.end, b"") for one in inner if one.start in gone]
        elif rule.extended:
            extended.append(rule)
        else:
            edits.append((rule.node.start, rule.node.end, b""))
    return edits + _without_extended(view, extended)


def _ranks(new: Sequence[Format], last: int) -> dict[int, int]:
    """Where each of the donor's formats begins → its priority, in the donor's order behind priority `last`."""
    order = sorted(new, key=lambda one: one.priority)
    return {one.node.start: last + 1 + rank for rank, one in enumerate(order)}


def _block(plan: SheetPlan, donor: Donor, rule: Ruled, ranks: dict[int, int]) -> bytes:
    """A block of the donor's formats with the target's priorities and differential formats."""
    edits: list[Edit] = []
    for one in formats(donor.tail, rule.node, rule.boxes):
        changes: dict[str, str | None] = {"priority": str(ranks[one.node.start])}
        if one.differential is not None:
            changes["dxfId"] = str(plan.book.styles.differential_format(donor.styles, one.differential))
        edits.append(tag_edit(one.node, changes))
    return _prefixed(cut_out(donor.tail, rule.node, edits), plan.part.prefix)


def _without_extended(view: bytes, gone: list[Ruled]) -> list[Edit]:
    """Take rules out of the extension list, and whatever of it is empty then."""
    starts = {rule.node.start for rule in gone}
    edits: list[Edit] = []
    groups = {rule.above[2].start: rule.above for rule in gone}
    emptied: dict[int, tuple[Node, set[int]]] = {}
    for holder, extension, group in groups.values():
        members = list(inside(view, group))
        left = [one for one in members if one.start not in starts]
        if left:
            edits += [(one.start, one.end, b"") for one in members if one.start in starts]
            if "count" in attributes(group.attributes):
                edits.append(tag_edit(group, {"count": str(len(left))}))
        else:
            emptied.setdefault(holder.start, (holder, set()))[1].add(extension.start)
    for holder, extensions in emptied.values():
        members = list(inside(view, holder))
        if {one.start for one in members} == extensions:
            edits.append((holder.start, holder.end, b""))
        else:
            edits += [(one.start, one.end, b"") for one in members if one.start in extensions]
    return edits


def _prefixed(xml: bytes, prefix: bytes) -> bytes:
    """Elements drawn by XlsxWriter, which have no prefix, with that of the sheet's part."""
    return _NAME.sub(rb"<\1" + prefix, xml) if prefix else xml
