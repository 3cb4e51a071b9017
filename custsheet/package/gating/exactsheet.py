"""Reads a sheet tag by tag, straight from ISO 29500-1 (18.3.1), and spells it plainly: the other half of `exact`."""

from __future__ import annotations

import math
import re
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import pairwise

from custsheet.model.address import column_letters
from custsheet.model.errors import WorkbookError
from custsheet.package import limits
from custsheet.package.gating.exact import SPACE, Reader, escaped
from custsheet.package.ranges import LAST_COLUMN, LAST_ROW
from custsheet.package.refusals import far_away
from custsheet.package.sheetscan import cell_place
from custsheet.package.xmlparts import MAIN

_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?", re.ASCII)
_WHOLE = re.compile(r"\+?\d{1,9}", re.ASCII)
_BOOLEANS = {"0": "0", "1": "1", "false": "0", "true": "1"}


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as it is spelled: `kind` is its `t`; `value` None where there is none; `formula` None where none is."""

    row: int
    column: int
    style: int
    kind: str
    value: str | None
    formula: str | None


class _Sheet(Reader):
    """A sheet: its cells in the order of the part, each seen once."""

    container = "sheetData"

    def __init__(self, part: str, title: str, strings: int, formats: int, *, keep: bool) -> None:
        super().__init__(part)
        self.title, self.strings, self.formats, self.keep = title, strings, formats, keep
        self.cells: list[Cell] = []
        self.count = 0
        self.last_row = self.last_column = 0
        self._row = self._column = 0
        self._places = array("q")
        self._ordered = True
        self._attributes: dict[str, str] = {}
        self._values: list[str] = []
        self._formulas: list[str] = []
        self._inline: list[str] | None = None

    def bad(self, zh: str, en: str) -> WorkbookError:
        place = f"{column_letters(self._column)}{self._row}" if self._column else f"{self._row or 1}"
        what = ("单元格", "cell") if self._column else ("第", "row")
        return WorkbookError(
            f"工作表“{self.title}”读不出来（{what[0]} {place}{'' if self._column else ' 行'}）：{zh}。"
            "请在 Excel 或 WPS 中打开，检查后另存，或从备份恢复。",
            f"Sheet “{self.title}” cannot be read ({what[1]} {place}): {en}. "
            "Open the file in Excel or WPS, check it and save it again, or restore a backup.",
        )

    def open(self, name: str, attributes: dict[str, str]) -> None:
        if name == "row":
            self._column = 0
            self._row = self._row_number(attributes.get("r"))
        elif name == "c":
            self._attributes = attributes
            self._place(attributes.get("r"))
            self._values, self._formulas, self._inline = [], [], None
        elif name == "is":
            if self._inline is not None:
                raise self.bad("有两个文本", "it has two texts")
            self._inline = []

    def close(self, name: str) -> None:
        held = self.walk.held
        if name == "v":
            self._values.append("".join(held.pop("v")))
        elif name == "f":
            self._formulas.append("".join(held.pop("f")))
        elif name == "t" and self._inline is not None:
            text = "".join(held.pop("t"))
            self._inline.append(text if self.walk.keep_space else text.strip(SPACE))
        elif name == "c":
            self._cell()

    def _row_number(self, text: str | None) -> int:
        if text is None:
            number = self._row + 1
        elif _WHOLE.fullmatch(text.strip(SPACE)):
            number = int(text)
        else:
            raise self.bad(f"行号“{text[:20]}”不是数字", f"the row number “{text[:20]}” is no number")
        if number < 1:
            raise self.bad("行号小于 1", "a row number is below 1")
        if number > LAST_ROW:
            raise far_away(self.title, number, 1)
        return number

    def _place(self, reference: str | None) -> None:
        if reference is None:
            row, column = self._row, self._column + 1
        else:
            try:
                row, column = cell_place(reference.strip(SPACE)) if "$" not in reference else (0, 0)
            except ValueError:
                row = column = 0
        if not row or not column:
            raise self.bad(
                f"单元格地址“{reference}”不对"[:60], f"the cell reference “{(reference or '')[:20]}” is wrong"
            )
        if row > LAST_ROW or column > LAST_COLUMN:
            raise far_away(self.title, row, column)
        if row != self._row:
            raise self.bad(f"单元格 {reference} 写在第 {self._row} 行里", f"cell {reference} stands in row {self._row}")
        self._column = column
        place = row << 14 | column - 1
        if self._places and place <= self._places[-1]:
            self._ordered = False
        self._places.append(place)

    def read(self, chunks: Iterable[bytes]) -> None:
        super().read(chunks)
        if not self._ordered:
            for place, after in pairwise(sorted(self._places)):
                if place == after:
                    self._row, self._column = place >> 14, (place & 16_383) + 1
                    raise self.bad("这个单元格出现了两次", "this cell is there twice")

    def _cell(self) -> None:
        self.count += 1
        if self.count > limits.CELLS:
            return
        kind = self._attributes.get("t", "n")
        style = self._attributes.get("s", "0").strip(SPACE)
        if not _WHOLE.fullmatch(style) or int(style) >= max(self.formats, 1):
            raise self.bad(f"单元格格式 {style[:20]} 不存在", f"its cell format {style[:20]} does not exist")
        if len(self._values) > 1 or len(self._formulas) > 1:
            raise self.bad("有两个值", "it has two values")
        value = self._value(kind, self._values[0] if self._values else None)
        formula = self._formulas[0] if self._formulas else None
        if value is not None:
            self.last_row, self.last_column = max(self.last_row, self._row), max(self.last_column, self._column)
        if self.keep and (value is not None or formula is not None):
            self.cells.append(Cell(self._row, self._column, int(style), kind, value, formula))

    def _value(self, kind: str, value: str | None) -> str | None:
        if kind == "inlineStr":
            if self._inline is None and value is not None:
                raise self.bad("文本不在它该在的地方", "its text is not where it belongs")
            return None if self._inline is None else "".join(self._inline)
        if self._inline is not None:
            raise self.bad(f"类型是“{kind[:20]}”，却有文本", f"it is of type “{kind[:20]}” but holds a text of its own")
        if value is None:
            if kind not in {"s", "b", "n", "e", "str", "d"}:
                raise self.bad(f"类型“{kind[:20]}”不存在", f"its type “{kind[:20]}” does not exist")
            return None
        return _checked(self, kind, value)


def _checked(sheet: _Sheet, kind: str, value: str) -> str | None:
    """The value as every reader reads it alike; None for a number that is not there."""
    text = value.strip(SPACE)
    shown = text[:20]
    match kind:
        case "str" | "e":
            return value
        case "s":
            if not _WHOLE.fullmatch(text) or int(text) >= sheet.strings:
                raise sheet.bad(f"它的文本（第 {shown} 个）不在文件里", f"its text (number {shown}) is not in the file")
            return str(int(text))
        case "b":
            if text not in _BOOLEANS:
                raise sheet.bad(f"“{shown}”不是逻辑值", f"“{shown}” is neither true nor false")
            return _BOOLEANS[text]
        case "d":
            moment = _moment(text)
            if moment is None:
                raise sheet.bad(f"“{shown}”不是日期", f"“{shown}” is no date")
            return moment
        case "n":
            if not text:
                return None
            if not _NUMBER.fullmatch(text) or not math.isfinite(float(text)):
                raise sheet.bad(f"“{shown}”不是数字", f"“{shown}” is no number")
            return text.removeprefix("+")
    raise sheet.bad(f"类型“{kind[:20]}”不存在", f"its type “{kind[:20]}” does not exist")


def _moment(text: str) -> str | None:
    """An ISO 8601 date, moment or time of day as python-calamine reads it, None if it is none."""
    plain = text.removesuffix("Z")
    for kind in (date, datetime, time):
        try:
            moment = kind.fromisoformat(plain)
        except ValueError:
            continue
        if isinstance(moment, (datetime, time)) and moment.tzinfo is not None:
            return None
        return moment.isoformat()
    return None


def check_sheet(part: str, title: str, chunks: Iterable[bytes], strings: int, formats: int) -> tuple[int, int, int]:
    """The number of cells, the last row and the last column with a value of a sheet part.

    Raises:
        WorkbookError: it cannot be read with one meaning; the sentence names the cell.
    """
    sheet = _Sheet(part, title, strings, formats, keep=False)
    sheet.read(chunks)
    return sheet.count, sheet.last_row, sheet.last_column


def plain_sheet(part: str, title: str, chunks: Iterable[bytes], strings: int, formats: int) -> bytes:
    """The cells of a sheet part, spelled plainly, as a sheet part of their own.

    Raises:
        WorkbookError: as `check_sheet`.
    """
    sheet = _Sheet(part, title, strings, formats, keep=True)
    sheet.read(chunks)
    rows: list[str] = []
    current = 0
    for cell in sorted(sheet.cells, key=lambda cell: (cell.row, cell.column)):
        if cell.row != current:
            rows.append(f'</row><row r="{cell.row}">' if current else f'<row r="{cell.row}">')
            current = cell.row
        rows.append(_spelled(cell))
    body = "".join(rows) + ("</row>" if current else "")
    return f'<worksheet xmlns="{MAIN}"><sheetData>{body}</sheetData></worksheet>'.encode()


def _spelled(cell: Cell) -> str:
    kind = "" if cell.kind == "n" else f' t="{cell.kind}"'
    formula = "" if cell.formula is None else f"<f>{escaped(cell.formula)}</f>" if cell.formula else "<f/>"
    value = "" if cell.value is None else f"<v>{escaped(cell.value)}</v>"
    if cell.kind == "inlineStr":
        value = f'<is><t xml:space="preserve">{escaped(cell.value or "")}</t></is>'
    return f'<c r="{column_letters(cell.column)}{cell.row}" s="{cell.style}"{kind}>{formula}{value}</c>'
