"""A table part, edited at its places: the range it covers, its filter, its columns. All other bytes stay."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import unescape as xml_unescape
from xml.sax.saxutils import escape as xml_escape

from custsheet.package.patching.bytexml import Edit, attributes, find, inside, masked, quoted, replaced, tag_edit
from custsheet.package.ranges import Box, parse_box
from custsheet.package.workbook import escape, unescape
from custsheet.package.xmlparts import damaged_part, truth, whole


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its header text, the formula new rows get (None: no formula column), `array` as Excel marks it."""

    id: int
    name: str
    formula: str | None
    array: bool


class TablePart:
    """The content of table part `part` while it is edited: `box` is what it covers now, `written` what it did.

    `filled` says that its one row, which was blank, holds something now.
    """

    def __init__(self, data: bytes, part: str) -> None:
        self.part = part
        self.filled = False
        self._set(data)

    def _set(self, data: bytes) -> None:
        self._data = data
        self._view = masked(data)
        self._listed: list[Column] | None = None
        root = find(self._view, b"table")
        listed = None if root is None else find(self._view, b"tableColumns", root.inner, root.close)
        if root is None or listed is None:
            raise damaged_part(self.part)
        self._root, self._columns = root, listed
        self._attributes = attributes(root.attributes)
        try:
            self.written = self.box = parse_box(self._attributes.get("ref", ""))
        except ValueError as error:
            raise damaged_part(self.part) from error

    @property
    def name(self) -> str:
        """What formulas call it."""
        return self._attributes.get("displayName") or self._attributes.get("name") or ""

    @property
    def header_rows(self) -> int:
        """0 or 1."""
        return whole(self._attributes.get("headerRowCount"), 1)

    @property
    def totals_rows(self) -> int:
        """0 or 1."""
        return whole(self._attributes.get("totalsRowCount"), 0)

    @property
    def linked(self) -> bool:
        """Whether a query or an XML map decides which columns there are."""
        return self._attributes.get("tableType", "worksheet") != "worksheet"

    @property
    def first_row(self) -> int:
        """Its first row of data."""
        return self.box.top + self.header_rows

    @property
    def last_row(self) -> int:
        """Its last row of data."""
        return self.box.bottom - self.totals_rows

    def columns(self) -> list[Column]:
        """Its columns from left to right."""
        if self._listed is not None:
            return self._listed
        found = []
        for node in inside(self._view, self._columns):
            own = attributes(node.attributes)
            formula = find(self._view, b"calculatedColumnFormula", node.inner, node.close)
            text = xml_unescape(self._data[formula.inner : formula.close].decode("utf-8", "replace")) if formula else ""
            array = formula is not None and truth(attributes(formula.attributes).get("array"))
            found.append(Column(whole(own.get("id")), unescape(own.get("name", "")), text or None, array))
        self._listed = found
        return found

    def resize(self, box: Box) -> None:
        """Let the table cover `box`, which has the same top left corner."""
        self.box = box

    def content(self) -> bytes:
        """The part as it is now; filter and sort range keep to the table's sides."""
        if self.box == self.written and not (self.filled and "insertRow" in self._attributes):
            return self._data
        old, box, totals = self.written, self.box, self.totals_rows

        def follow(ref: str) -> str | None:
            try:
                now = parse_box(ref)
            except ValueError:
                return None
            bottom = box.bottom - totals if now.bottom == old.bottom - totals else now.bottom
            right = box.right if now.right == old.right else now.right
            return str(Box(now.top, now.left, bottom, right))

        # insertRow marks a table that shows a blank row only for typing; it has rows of its own now.
        changes: dict[str, str | None] = {"ref": str(box), "insertRow": None, "insertRowShift": None}
        edits = [tag_edit(self._root, changes)]
        filters = [node for node in inside(self._view, self._root) if node.name in {b"autoFilter", b"sortState"}]
        filters += [inner for node in filters for inner in inside(self._view, node) if inner.name == b"sortState"]
        for node in filters:
            ref = follow(attributes(node.attributes).get("ref", ""))
            if ref is not None:
                edits.append(tag_edit(node, {"ref": ref}))
        self._set(replaced(self._data, edits))
        return self._data

    def add_column(self, header: str, formula: str | None) -> None:
        """Append a column and let the table cover it."""
        self.content()
        columns = self.columns()
        number = max((column.id for column in columns), default=0) + 1
        prefix = self._columns.prefix
        new = b'<%stableColumn id="%d" name="%s"' % (prefix, number, quoted(_stored(header)))
        if formula is None:
            new += b"/>"
        else:
            tag = prefix + b"calculatedColumnFormula"
            new += b"><%s>%s</%s></%stableColumn>" % (tag, xml_escape(formula).encode(), tag, prefix)
        counted = tag_edit(self._columns, {"count": str(len(columns) + 1)})
        self._set(replaced(self._data, [counted, (self._columns.close, self._columns.close, new)]))
        self.resize(self.box._replace(right=self.box.right + 1))

    def rename(self, at: int, header: str) -> None:
        """Let column number `at`, from 0, be called `header`."""
        self.content()
        node = list(inside(self._view, self._columns))[at]
        self._set(replaced(self._data, [tag_edit(node, {"name": _stored(header)})]))

    def change_formulas(self, change: Callable[[str], str]) -> None:
        """Put every formula of a column or its total through `change`."""
        self.content()
        edits: list[Edit] = []
        for node in inside(self._view, self._columns):
            for one in inside(self._view, node):
                if one.name in {b"calculatedColumnFormula", b"totalsRowFormula"}:
                    text = xml_unescape(self._data[one.inner : one.close].decode("utf-8", "replace"))
                    new = change(text)
                    if new != text:
                        edits.append((one.inner, one.close, xml_escape(new).encode()))
        if edits:
            self._set(replaced(self._data, edits))


def _stored(header: str) -> str:
    return escape(header).replace("\n", "_x000a_").replace("\t", "_x0009_")
