"""Looks for cells that stand twice in one row of a plain sheet: readers take the first, the last, or both.

To name every cell costs as much as inflating it. So first each row is reduced to its shape, the capital letters in it,
which is the columns of its cells where these hold numbers and shared texts only; a large sheet has few shapes, and one
in which every letter comes after the one before has no cell twice. Rows with formulas or more columns have
shapes of their own, and rows of any other shape are searched.
"""

from __future__ import annotations

import re
import string

from custsheet.package import limits

# Behind the name of the tag or, as some exporters write it, behind the format: two searches, because one takes longer.
_REFERENCES = (re.compile(rb'c r="([A-Z]+[0-9]+)"'), re.compile(rb'" r="([A-Z]+[0-9]+)"'))
_DROPPED = bytes(set(range(256)) - set(b"wyuk" + string.ascii_uppercase.encode()))
_DROPPED_BESIDE = bytes(set(_DROPPED) - set(b"rv"))
_FORMULAS = re.compile(rb"<f[ >/][^<]*")
_COLUMNS = re.compile(rb"r([A-Z]+)")
# What is left of a row between its two w: dyDescent, customFormat, customHeight, outlineLevel, thickBot, thickTop;
# then its cells.
_ASCENDING = re.compile(
    rb"(?:yD|uF|uH|uL|kB|kT)*+" + b"".join(b"%c?" % letter for letter in string.ascii_uppercase.encode())
)


class Pairs:
    """The rows of one sheet, region after region."""

    def __init__(self, prefix: bytes) -> None:
        # A prefix that leaves letters behind would be taken for cells and ends of rows.
        self._shaped = not prefix.translate(None, _DROPPED_BESIDE)
        self._beside = False
        self._known: set[bytes] = set()
        self._different: set[bytes] = set()
        self._searched = 0

    def in_rows(self, rows: bytes, count: int) -> bool:
        """Whether a cell stands twice in one of the `count` whole rows that `rows` is.

        Not looked for in more than `limits.PAIRS_BYTES` of rows with formulas, texts of their own or columns beyond Z.
        """
        if self._shaped and not self._beside and self._ascend(rows, count):
            return False
        self._beside = True  # and so, most likely, have the rows that follow
        if self._shaped and self._differ(rows, count):
            return False
        self._searched += len(rows)
        if self._searched > limits.PAIRS_BYTES:
            return False
        references = [place for expression in _REFERENCES for place in expression.findall(rows)]
        return len(references) > len(set(references))

    def _differ(self, rows: bytes, count: int) -> bool:
        """Whether no cell stands twice, by shapes that also hold what stands before a reference and before a value.

        So they tell of formulas and of columns beyond Z. What else looks like a reference only makes it unsure.
        """
        if b"inlineStr" in rows:  # whose capital letter would follow a reference
            return False
        shapes = _FORMULAS.sub(b"", rows).translate(None, _DROPPED_BESIDE).split(b"w")
        # As below, with the r of the row's own name between.
        if len(shapes) != 2 * count + 1 or set(shapes[:-1:2]) != {b"r"} or shapes[-1]:
            return False
        for shape in set(shapes[1::2]) - self._different:
            columns = _COLUMNS.findall(shape)
            if len(columns) > len(set(columns)):
                return False
            self._different.add(shape)
        return True

    def _ascend(self, rows: bytes, count: int) -> bool:
        shapes = rows.translate(None, _DROPPED).split(b"w")
        # Two w a row and nothing between two rows: no w stands in a text.
        if len(shapes) != 2 * count + 1 or any(shapes[::2]):
            return False
        new = set(shapes) - self._known
        if not all(map(_ASCENDING.fullmatch, new)):
            return False
        self._known |= new
        return True
