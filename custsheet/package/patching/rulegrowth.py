"""Validations and conditional formats follow a table that grew, in the plain lists and in the extension."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from custsheet.package.patching.bytexml import replaced
from custsheet.package.patching.rulelists import ruled
from custsheet.package.ranges import Box, subtract, write_boxes

if TYPE_CHECKING:
    from custsheet.package.patching.sheetplan import SheetPlan

Extend = Callable[[Box], Box | None]
"""A box of a rule → the cells it shall cover too, None for none."""


def settle_rules(plan: SheetPlan) -> None:
    """Let the rules follow all rows that tables on the sheet have got since they last did."""
    for data, by in plan.growing.values():

        def below(box: Box, data: Box = data, by: int = by) -> Box | None:
            if box.bottom != data.bottom or box.left > data.right or box.right < data.left:
                return None
            # No further than the table itself: what stands beside it did not grow.
            left, right = max(box.left, data.left), min(box.right, data.right)
            return Box(data.bottom + 1, left, data.bottom + by, right)

        _extend(plan, below)
    plan.growing.clear()


def widen_rules(plan: SheetPlan, table: Box) -> None:
    """Let the rules that cover all columns of `table`, as it was, cover a new one on its right.

    A rule of the last column alone says nothing about the new one.
    """
    settle_rules(plan)
    if table.left == table.right:
        return

    def beside(box: Box) -> Box | None:
        if box.right != table.right or box.left > table.left or box.top > table.bottom or box.bottom < table.top:
            return None
        return Box(max(box.top, table.top), table.right + 1, min(box.bottom, table.bottom), table.right + 1)

    _extend(plan, beside)


def _extend(plan: SheetPlan, extend: Extend) -> None:
    rules = list(ruled(plan.part.tail))
    validated = [box for rule in rules if rule.validation for box in rule.boxes]
    edits = []
    for rule in rules:
        boxes = list(rule.boxes)
        for box in rule.boxes:
            more = extend(box)
            if more is None:
                continue
            # A cell has one validation, and no rule needs a cell twice.
            pieces = subtract([more], validated if rule.validation else boxes)
            if rule.validation:
                validated += pieces
            if pieces == [more] and _joins(box, more):
                at = boxes.index(box)
                boxes[at] = Box(box.top, box.left, more.bottom, more.right)
            else:
                boxes += pieces
        if boxes != list(rule.boxes):
            edits.append((*rule.span, write_boxes(boxes).encode()))
    plan.part.tail = replaced(plan.part.tail, edits)


def _joins(box: Box, more: Box) -> bool:
    """Whether the two together are one box."""
    below = more.top == box.bottom + 1 and (more.left, more.right) == (box.left, box.right)
    return below or (more.left == box.right + 1 and (more.top, more.bottom) == (box.top, box.bottom))
