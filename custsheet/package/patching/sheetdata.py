"""The rows and cells of a worksheet part: found by scanning bytes, rewritten in one pass.

Invariant: whatever is not named by an edit keeps its bytes, in order. Rows and cells without a reference follow the
one before them (ISO 29500-1, 18.3.1.4 and 18.3.1.73).
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from xml.sax.saxutils import escape

from custsheet.model.address import column_letters
from custsheet.model.errors import WorkbookError
from custsheet.package.patching.bytexml import attributes, with_attributes
from custsheet.package.patching.cellvalue import Content
from custsheet.package.patching.sheetpart import SheetPart
from custsheet.package.sheetscan import column_number
from custsheet.package.xmlparts import truth, whole

# Rows kept after they were looked at: enough for a thousand patches, little beside the part itself.
_REMEMBERED_ROWS = 4096
_REFERENCE = re.compile(rb"""(?:^|\s)r\s*=\s*["']\s*([A-Za-z]{0,3})([0-9]{0,7})[^"']*["']""")
_EXTENSIONS = re.compile(rb"<(?:[\w.-]+:)?extLst(?=[\s>]).*</(?:[\w.-]+:)?extLst\s*>", re.DOTALL)
_FORMULA = re.compile(rb"<((?:[\w.-]+:)?)f(?=[\s/>])([^>]*?)(?:/>|>(.*?)</(?:[\w.-]+:)?f\s*>)", re.DOTALL)


@lru_cache(maxsize=4096)
def _column_number(letters: bytes) -> int:
    return column_number(letters.decode())


@dataclass(frozen=True, slots=True)
class Cell:
    """One `<c>`: where it stands, the bytes of its attributes, its content; `style` is the index of its format."""

    column: int
    start: int
    end: int
    tag: bytes
    inner: bytes

    @property
    def style(self) -> int:
        """The index of its format."""
        return whole(attributes(self.tag).get("s"))

    @property
    def kind(self) -> str:
        """Its attribute `t`, empty for numbers and blanks."""
        found = attributes(self.tag).get("t", "n")
        return "" if found == "n" else found

    @property
    def formula(self) -> tuple[dict[str, str], bytes] | None:
        """Attributes and escaped text of its formula, None when it has none."""
        return formula_in(self.inner)


@dataclass(frozen=True, slots=True)
class Row:
    """One `<row>`: `start`..`inner` is its opening tag, `close`..`end` its closing tag; equal when self-closed."""

    number: int
    start: int
    inner: int
    close: int
    end: int
    tag: bytes
    cells: dict[int, Cell]

    @property
    def style(self) -> int | None:
        """The format of cells that are not there, None where the row has none of its own."""
        found = attributes(self.tag)
        return whole(found.get("s")) if truth(found.get("customFormat")) else None


@dataclass(frozen=True, slots=True)
class CellEdit:
    """What a cell shall be: `content` None leaves that as it is; `style` None keeps its format."""

    content: Content | None = None
    style: int | None = None


class SheetData:
    """The rows of one worksheet part, read on demand."""

    def __init__(self, part: SheetPart, title: str) -> None:
        self._part, self._title = part, title
        prefix = re.escape(part.prefix)
        self._row_tag = re.compile(rb"<%srow(?=[\s/>])((?:[^>]*?\sr\s*=\s*[\"']\s*([0-9]+))?[^>]*)>" % prefix)
        self._row_end = re.compile(rb"</%srow\s*>" % prefix)
        self._cell = re.compile(
            rb"""<%sc(?=[\s/>])((?:[^>"']++|"[^"]*+"|'[^']*+')*?)(?:/>|>(.*?)</%sc\s*>)""" % (prefix, prefix), re.DOTALL
        )
        self._numbers, self._starts = array("L"), array("Q")
        self._rows: dict[int, Row] = {}
        self._index()

    def _index(self) -> None:
        last = 0
        for match in self._row_tag.finditer(self._part.view, self._part.start, self._part.end):
            number = int(match[2]) if match[2] else last + 1
            if number <= last:
                raise self._disorder(number)
            self._numbers.append(number)
            self._starts.append(match.start())
            last = number

    @property
    def last(self) -> int:
        """The number of the last row, 0 when there is none."""
        return self._numbers[-1] if self._numbers else 0

    def row(self, number: int) -> Row | None:
        """Row `number`, None where the part has none."""
        if number not in self._rows:
            at = bisect_left(self._numbers, number)
            if at == len(self._numbers) or self._numbers[at] != number:
                return None
            if len(self._rows) >= _REMEMBERED_ROWS:
                self._rows.clear()
            self._rows[number] = self._read(number, at)
        return self._rows[number]

    def cell(self, row: int, column: int) -> Cell | None:
        """One cell, None where the part has none."""
        found = self.row(row)
        return found.cells.get(column) if found else None

    def numbers(self, first: int, last: int) -> Sequence[int]:
        """Which rows from `first` to `last` the part has."""
        return self._numbers[bisect_left(self._numbers, first) : bisect_right(self._numbers, last)]

    def rows(self, first: int, last: int) -> Iterator[Row]:
        """The rows from `first` to `last` that the part has."""
        for at in range(bisect_left(self._numbers, first), len(self._numbers)):
            number = self._numbers[at]
            if number > last:
                return
            yield self._rows.get(number) or self._read(number, at)

    def rows_with(self, word: bytes) -> Iterator[Row]:
        """The rows in whose bytes `word` stands somewhere."""
        at = self._part.view.find(word, self._part.start, self._part.end)
        while at >= 0 and self._starts:
            index = max(bisect_right(self._starts, at) - 1, 0)
            yield self._read(self._numbers[index], index)
            after = self._starts[index + 1] if index + 1 < len(self._starts) else self._part.end
            at = self._part.view.find(word, max(after, at + 1), self._part.end)

    def _read(self, number: int, at: int) -> Row:
        view, body = self._part.view, self._part.body
        start = self._starts[at]
        limit = self._starts[at + 1] if at + 1 < len(self._starts) else self._part.end
        opening = self._row_tag.match(view, start)
        if opening is None:
            raise self._disorder(number)
        inner, tag = opening.end(), opening[1]
        if tag.endswith(b"/"):
            return Row(number, start, inner, inner, inner, tag[:-1], {})
        closing = self._row_end.search(view, inner, limit)
        if closing is None:
            raise self._disorder(number)
        cells: dict[int, Cell] = {}
        column = 0
        for match in self._cell.finditer(view, inner, closing.start()):
            column = self._column(match[1], number, column)
            content = body[match.start(2) : match.end(2)] if match[2] is not None else b""
            cells[column] = Cell(column, match.start(), match.end(), match[1], content)
        return Row(number, start, inner, closing.start(), closing.end(), tag, cells)

    def _column(self, tag: bytes, row: int, before: int) -> int:
        match = _REFERENCE.search(tag)
        if match is None:
            return before + 1
        column = _column_number(match[1])
        if not column or int(match[2] or 0) != row or column <= before:
            raise self._disorder(row)
        return column

    def rewritten(
        self, edits: Mapping[int, Mapping[int, CellEdit]], rows: Mapping[int, Mapping[str, str]]
    ) -> list[bytes | memoryview]:
        """The cells' element in pieces, with `edits` (row → column → edit) and `rows` (row → attributes it lacks)."""
        part, prefix = self._part, self._part.prefix
        view = memoryview(part.body)
        pieces: list[bytes | memoryview] = []
        at, closing = part.start, b""
        if part.body.endswith(b"/>", part.start, part.end):
            pieces.append(part.body[part.start : part.end - 2].rstrip() + b">")
            at, closing = part.end, b"</%ssheetData>" % prefix
        for number in sorted(edits.keys() | rows.keys()):
            row = self.row(number)
            if row is None:
                place = self._place(number)
                start = end = max(place, at)
            else:
                start, end = row.start, row.end
            pieces += [view[at:start], self._written(number, row, edits.get(number, {}), rows.get(number, {}))]
            at = end
        return [*pieces, view[at : part.end], closing]

    def _place(self, number: int) -> int:
        """Where a row that is not there belongs: before the next one, else before the end of the cells."""
        at = bisect_left(self._numbers, number)
        if at < len(self._starts):
            return self._starts[at]
        return self._part.view.rfind(b"<", self._part.start, self._part.end)

    def _written(self, number: int, row: Row | None, edits: Mapping[int, CellEdit], extra: Mapping[str, str]) -> bytes:
        prefix, body = self._part.prefix, self._part.body
        tag = row.tag if row else b' r="%d"' % number
        known = attributes(tag)
        missing: dict[str, str | None] = {name: value for name, value in extra.items() if name not in known}
        if edits and "spans" in known:
            missing["spans"] = _spans(known["spans"], min(edits), max(edits))
        tag = with_attributes(tag, missing) if missing else tag
        pieces, at = [b"<%srow%s>" % (prefix, tag)], row.inner if row else 0
        cells = row.cells if row else {}
        waiting = sorted(edits)
        for column, cell in cells.items():
            while waiting and waiting[0] < column:
                pieces += [body[at : cell.start], self._new(number, waiting[0], edits[waiting.pop(0)])]
                at = cell.start
            if waiting and waiting[0] == column:
                waiting.pop(0)
                pieces += [body[at : cell.start], self._edited(cell, edits[column])]
                at = cell.end
        # Behind the last cell: blanks of a part written over several lines stay before the closing tag.
        end = max((cell.end for cell in cells.values()), default=at)
        pieces.append(body[at:end])
        pieces += [self._new(number, column, edits[column]) for column in waiting]
        rest = body[end : row.close] if row else b""
        return b"".join([*pieces, rest, b"</%srow>" % prefix])

    def _new(self, row: int, column: int, edit: CellEdit) -> bytes:
        return self._cell_bytes(b' r="%s%d"' % (column_letters(column).encode(), row), edit, b"")

    def _edited(self, cell: Cell, edit: CellEdit) -> bytes:
        if edit.content is None:
            tag = with_attributes(cell.tag.rstrip(), {"s": str(edit.style)}) if edit.style is not None else cell.tag
            return self._joined(tag, cell.inner)
        extensions = None if _EXTENSIONS.search(edit.content.inner) else _EXTENSIONS.search(cell.inner)
        return self._cell_bytes(cell.tag.rstrip(), edit, extensions[0] if extensions else b"")

    def _cell_bytes(self, tag: bytes, edit: CellEdit, extensions: bytes) -> bytes:
        new = edit.content or Content()
        # cm and vm point at rich data and dynamic arrays, which another value is no part of.
        changes: dict[str, str | None] = {"t": new.kind or None, "cm": new.metadata or None, "vm": None}
        if edit.style is not None and (edit.style or "s" in attributes(tag)):
            changes["s"] = str(edit.style)
        order = ("s", "t", "cm", "vm")
        changes = {name: changes[name] for name in order if name in changes}
        return self._joined(with_attributes(tag, changes), new.inner + extensions)

    def _joined(self, tag: bytes, inner: bytes) -> bytes:
        prefix = self._part.prefix
        return b"<%sc%s>%s</%sc>" % (prefix, tag, inner, prefix) if inner else b"<%sc%s/>" % (prefix, tag)

    def _disorder(self, row: int) -> WorkbookError:
        return WorkbookError(
            f"工作表“{self._title}”第 {row} 行附近的行列顺序有误，无法安全写入。请在 Excel 或 WPS 中打开并另存后再试。",
            f"Rows or cells of sheet “{self._title}” stand out of order near row {row}; nothing can be written safely. "
            "Open the file in Excel or WPS, save it, and try again.",
        )


def formula_in(inner: bytes) -> tuple[dict[str, str], bytes] | None:
    """Attributes and escaped text of the formula in a cell's content, None when there is none."""
    match = _FORMULA.search(inner)
    return None if match is None else (attributes(match[2]), match[3] or b"")


def with_formula(inner: bytes, text: str) -> bytes:
    """A cell's content with `text` in its formula."""
    match = _FORMULA.search(inner)
    if match is None or match[3] is None:
        return inner
    return inner[: match.start(3)] + escape(text).encode() + inner[match.end(3) :]


def _spans(spans: str, first: int, last: int) -> str:
    """The hint which columns a row uses, covering `first` to `last` too; unchanged where it does."""
    bounds = [(whole(low), whole(high)) for low, _, high in (span.partition(":") for span in spans.split())]
    if any(low <= first and last <= high for low, high in bounds):
        return spans
    return f"{min([first, *(low for low, _ in bounds)])}:{max([last, *(high for _, high in bounds)])}"
