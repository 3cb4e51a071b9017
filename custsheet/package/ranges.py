"""Boxes of cells: what `A1:D20` and `sqref` mean, and what is left of one when others are cut out of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from custsheet.model.address import column_letters
from custsheet.package.sheetscan import column_number

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
"""The size of every sheet, Excel 2007 and later."""


class Box(NamedTuple):
    """A rectangle of cells; all four sides, counted from 1, belong to it."""

    top: int
    left: int
    bottom: int
    right: int

    def __str__(self) -> str:
        """As a `sqref` writes it."""
        first = f"{column_letters(self.left)}{self.top}"
        alone = self.top == self.bottom and self.left == self.right
        return first if alone else f"{first}:{column_letters(self.right)}{self.bottom}"

    def holds(self, row: int, column: int) -> bool:
        """Whether the cell lies in the box."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right

    def meets(self, other: Box) -> bool:
        """Whether the two have a cell in common."""
        return (
            self.top <= other.bottom
            and other.top <= self.bottom
            and self.left <= other.right
            and other.left <= self.right
        )


def parse_box(text: str) -> Box:
    """The box of `B2`, `A1:D20`, `$A$1`, `A:C` or `1:5`.

    Raises:
        ValueError: it is no reference.
    """
    first, _, second = text.replace("$", "").partition(":")
    top, left = _corner(first)
    bottom, right = _corner(second or first)
    if bool(top) != bool(bottom) or bool(left) != bool(right) or not (top or left):
        raise ValueError(f"not a range: {text}")
    rows = sorted((top, bottom)) if top else (1, LAST_ROW)
    columns = sorted((left, right)) if left else (1, LAST_COLUMN)
    if rows[1] > LAST_ROW or columns[1] > LAST_COLUMN or rows[0] < 1:
        raise ValueError(f"outside the sheet: {text}")
    return Box(rows[0], columns[0], rows[1], columns[1])


def parse_boxes(sqref: str) -> list[Box]:
    """The boxes of a `sqref`; those that are none are left out, as damaged files have them."""
    found = []
    for text in sqref.split():
        try:
            found.append(parse_box(text))
        except ValueError:
            continue
    return found


def write_boxes(boxes: Iterable[Box]) -> str:
    """A `sqref`."""
    return " ".join(str(box) for box in boxes)


def subtract(boxes: Iterable[Box], holes: Sequence[Box]) -> list[Box]:
    """What is left of `boxes` without the cells of `holes`, in order: above, left, right, below each hole."""
    left = list(boxes)
    for hole in holes:
        if any(box.meets(hole) for box in left):
            left = [piece for box in left for piece in _cut(box, hole)]
    return left


def covers(boxes: Sequence[Box], others: Iterable[Box]) -> bool:
    """Whether every cell of `others` lies in one of `boxes`."""
    return not subtract(others, boxes)


def origin(boxes: Sequence[Box]) -> tuple[int, int]:
    """(row, column) of the cell relative references of a rule are written for: the top left of all its boxes."""
    return min(box.top for box in boxes), min(box.left for box in boxes)


def _corner(text: str) -> tuple[int, int]:
    letters = text.rstrip("0123456789")
    digits = text[len(letters) :]
    if len(letters) > 3 or len(digits) > 7 or (letters and not (letters.isascii() and letters.isalpha())):
        raise ValueError(f"not a cell: {text}")
    if digits and not int(digits):
        raise ValueError(f"not a cell: {text}")
    return int(digits or 0), column_number(letters)


def _cut(box: Box, hole: Box) -> list[Box]:
    if not box.meets(hole):
        return [box]
    top, bottom = max(box.top, hole.top), min(box.bottom, hole.bottom)
    pieces = []
    if box.top < top:
        pieces.append(Box(box.top, box.left, top - 1, box.right))
    if box.left < hole.left:
        pieces.append(Box(top, box.left, bottom, hole.left - 1))
    if hole.right < box.right:
        pieces.append(Box(top, hole.right + 1, bottom, box.right))
    if bottom < box.bottom:
        pieces.append(Box(bottom + 1, box.left, box.bottom, box.right))
    return pieces
