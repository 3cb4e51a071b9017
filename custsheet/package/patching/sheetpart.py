"""A worksheet part in three pieces: what stands before its cells, the cells, what stands after them.

The pieces before and after are small and are edited as often as need be; the cells may take hundreds of megabytes and
are copied once (see `sheetdata`). Namespace prefixes are kept as the root uses them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from custsheet.package.patching.bytexml import Node, attributes, find, inside, masked, nodes, replaced, tag_edit
from custsheet.package.ranges import LAST_COLUMN, Box, parse_box, parse_boxes
from custsheet.package.xmlparts import damaged_part, whole

_DATA = re.compile(rb"<((?:[\w.-]+:)?)sheetData(?=[\s/>])[^>]*>")
# What follows sheetData, in the order of CT_Worksheet (ISO 29500-1, 18.3.1.99); Excel repairs any other.
_SEQUENCE = (
    *(b"sheetCalcPr", b"sheetProtection", b"protectedRanges", b"scenarios", b"autoFilter", b"sortState"),
    *(b"dataConsolidate", b"customSheetViews", b"mergeCells", b"phoneticPr", b"conditionalFormatting"),
    *(b"dataValidations", b"hyperlinks", b"printOptions", b"pageMargins", b"pageSetup", b"headerFooter"),
    *(b"rowBreaks", b"colBreaks", b"customProperties", b"cellWatches", b"ignoredErrors", b"smartTags", b"drawing"),
    *(b"drawingHF", b"legacyDrawing", b"legacyDrawingHF", b"picture", b"oleObjects", b"controls", b"webPublishItems"),
    *(b"tableParts", b"extLst"),
)


@dataclass(slots=True)
class SheetPart:
    """One worksheet part. `view` is `body` masked; the cells are `body[start:end]`, tags of sheetData included."""

    body: bytes
    view: bytes
    prefix: bytes
    start: int
    end: int
    head: bytes
    tail: bytes

    @classmethod
    def read(cls, body: bytes, part: str) -> SheetPart:
        """Take the content of part `part` to pieces.

        Raises:
            WorkbookError: it has no cells' element.
        """
        view = masked(body)
        opening = _DATA.search(view)
        if opening is None:
            raise damaged_part(part)
        end = opening.end()
        if not opening[0].endswith(b"/>"):
            closing = re.compile(rb"</%ssheetData\s*>" % re.escape(opening[1])).search(view, _near_end(view, opening))
            if closing is None:
                raise damaged_part(part)
            end = closing.end()
        return cls(body, view, opening[1], opening.start(), end, body[: opening.start()], body[end:])

    def joined(self, cells: list[bytes | memoryview] | None = None) -> bytes:
        """The part as it is now, `cells` in place of those that stood there; the original object if nothing changed."""
        if cells is None and self.head == self.body[: self.start] and self.tail == self.body[self.end :]:
            return self.body
        middle = [memoryview(self.body)[self.start : self.end]] if cells is None else cells
        return b"".join([self.head, *middle, self.tail])

    def widen(self, used: Box) -> None:
        """Let `dimension` cover the cells of `used` too; a part without one stays without."""
        node = self.heading(b"dimension")
        if node is None:
            return
        try:
            now = parse_box(attributes(node.attributes).get("ref", ""))
        except ValueError:
            return
        wide = Box(
            min(now.top, used.top), min(now.left, used.left), max(now.bottom, used.bottom), max(now.right, used.right)
        )
        if wide != now:
            self.head = replaced(self.head, [tag_edit(node, {"ref": str(wide)})])

    def column_styles(self) -> list[tuple[int, int, int]]:
        """(first column, last column, style) of the columns that have a format of their own."""
        node = self.heading(b"cols")
        rows = [attributes(col.attributes) for col in inside(masked(self.head), node)] if node else []
        return [
            (whole(row.get("min"), 1), whole(row.get("max"), LAST_COLUMN), whole(row["style"]))
            for row in rows
            if "style" in row
        ]

    def merges(self) -> list[Box]:
        """The merged ranges."""
        view = masked(self.tail)
        node = find(view, b"mergeCells")
        refs = (attributes(one.attributes).get("ref", "") for one in inside(view, node)) if node else ()
        return [box for ref in refs for box in parse_boxes(ref)]

    def place_for(self, name: bytes) -> int:
        """The position in `tail` where a new element `name` belongs: behind the last that may stand before it."""
        before = set(_SEQUENCE[: _SEQUENCE.index(name) + 1])
        # Things wrapped in mc:AlternateContent (controls, objects) stand late; what precedes them is found anyway.
        return max((node.end for node in nodes(masked(self.tail)) if node.name in before), default=0)

    def heading(self, name: bytes) -> Node | None:
        """The element `name` before the cells, with its places in `head`."""
        view = masked(self.head)
        root = re.search(rb"<(?:[\w.-]+:)?worksheet(?=[\s>])[^>]*>", view)
        return find(view, name, root.end()) if root else None


def _near_end(view: bytes, opening: re.Match[bytes]) -> int:
    """Where to look for the end of the cells: what follows them is seldom long, and the cells are."""
    closing = b"</" + opening[1] + b"sheetData"
    at = view.rfind(closing)
    return at if at >= opening.end() else opening.end()
