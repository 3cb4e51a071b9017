"""Who reads a row of a sheet by its number: cells, rules, sparklines, names, charts and shapes of the whole workbook.

What moves in a part is followed by nobody but the program that moves it, so a row with readers must stay. Says yes
rather than no: references are compared by row, and a formula that mentions the sheet counts with all its references.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape

from custsheet.package.formulatexts import FormulaText, after_cells, formula_texts
from custsheet.package.patching.bytexml import attributes
from custsheet.package.patching.formula import reads_row
from custsheet.package.patching.rulelists import ruled
from custsheet.package.patching.sheetplan import SheetPlan
from custsheet.package.ranges import Box, origin, parse_boxes
from custsheet.package.workbook import Sheet, Workbook

_RULE = (b"formula", b"formula1", b"formula2", b"f")
_CHART = (b"f", b"sqref")
_TABLE = (b"calculatedColumnFormula", b"totalsRowFormula")
# The scale of a colour or data bar, the cell whose text a shape shows, the cells of a form control.
_SCALE = re.compile(rb"""<(?:[\w.-]+:)?cfvo\s[^<>]*?\bval\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_LINK = re.compile(rb"""\s(?:textlink|fmlaLink|fmlaRange)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
# January:March!B3 reads the sheets between, too.
_THROUGH = re.compile(r"(?:[\w.]+:[\w.]+|'(?:[^']|'')*:(?:[^']|'')*')!")


def is_read(plan: SheetPlan, row: int) -> bool:
    """Whether anything in the workbook's file refers to row `row` of the plan's sheet."""
    workbook = plan.book.workbook
    return any(
        _in_cells(plan, sheet, row) or _in_rules(plan, sheet, row)
        for sheet in workbook.sheets
        if sheet.kind == "worksheet"
    ) or any(_mentions(plan.sheet, text) and reads_row(text, row) for text in _elsewhere(workbook, plan.sheet))


def _mentions(sheet: Sheet, text: str) -> bool:
    """Whether a text that stands on another sheet, or on none, may mean `sheet`."""
    title, folded = sheet.title.casefold(), text.casefold()
    # Without a title it may mean the sheet it stands on.
    return "!" not in text or title in folded or title.replace("'", "''") in folded or bool(_THROUGH.search(text))


def _in_cells(plan: SheetPlan, sheet: Sheet, row: int) -> bool:
    return any(
        (sheet is plan.sheet or ("!" in formula.text and _mentions(plan.sheet, formula.text)))
        and reads_row(formula.text, row, _shared_by(formula))
        for formula in formula_texts(plan.book.workbook.package.stream(sheet.part))
    )


def _shared_by(formula: FormulaText) -> Sequence[range]:
    """The first of the cells that share a formula says how far down the others stand."""
    if b"shared" not in formula.tag:
        return (range(1),)
    boxes = parse_boxes(attributes(formula.tag).get("ref", ""))
    return [range(box.bottom - box.top + 1) for box in boxes] or (range(1),)


def _in_rules(plan: SheetPlan, sheet: Sheet, row: int) -> bool:
    tail = after_cells(plan.book.workbook.package.stream(sheet.part))
    own = sheet is plan.sheet

    def reads(text: str, shifts: Sequence[range]) -> bool:
        return (own or ("!" in text and _mentions(plan.sheet, text))) and reads_row(text, row, shifts)

    left = bytearray(tail)
    for rule in ruled(tail):
        xml = tail[rule.node.start : rule.node.end]
        left[rule.node.start : rule.node.end] = b" " * len(xml)
        if any(reads(text, _shifts(rule.boxes, row if own else 0)) for text in _rule_texts(xml)):
            return True
    # Sparklines.
    return any(reads(formula.text, (range(1),)) for formula in formula_texts([bytes(left)]))


def _rule_texts(xml: bytes) -> Iterator[str]:
    yield from (formula.text for formula in formula_texts([xml], _RULE))
    yield from _values(_SCALE, xml)


def _shifts(boxes: Sequence[Box], aside: int) -> list[range]:
    """How far below its first cell the cells of a rule stand, but for those in row `aside`.

    A rule that looks at its own row means the same thing wherever that row's content goes.
    """
    first = origin(boxes)[0] if boxes else 1
    found = []
    for box in boxes:
        found.append(range(box.top - first, min(box.bottom + 1, aside) - first))
        found.append(range(max(box.top, aside + 1) - first, box.bottom + 1 - first))
    return found


def _elsewhere(workbook: Workbook, own: Sheet) -> Iterator[str]:
    """The references in names, tables, charts, shapes and form controls, where they may mean sheet `own`."""
    package = workbook.package
    yield from (name.text for name in workbook.names)
    for sheet, table in workbook.tables():
        texts = (formula.text for formula in formula_texts(package.stream(table.part), _TABLE))
        yield from (text for text in texts if sheet is own or "!" in text)
    for part in package.names:
        kind = workbook.content_types.of(part).lower()
        if "chart" in kind:
            yield from (formula.text for formula in formula_texts(package.stream(part), _CHART))
        if "drawing" in kind or "controlproperties" in kind:
            yield from _values(_LINK, package.part(part))


def _values(pattern: re.Pattern[bytes], xml: bytes) -> Iterator[str]:
    for double, single in pattern.findall(xml):
        yield unescape((double or single).decode("utf-8", "replace"))
