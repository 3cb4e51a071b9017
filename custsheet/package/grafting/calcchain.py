"""The calculation chain: Excel's list of formula cells. An entry for a cell without a formula triggers repair."""

from __future__ import annotations

import re
from collections.abc import Iterable

from custsheet.package.sheetscan import formula_cells
from custsheet.package.workbook import Sheet, Workbook
from custsheet.package.xmlparts import whole

_LINK = re.compile(rb"<(?:\w+:)?c\b([^>]*)>")
_ATTRIBUTE = re.compile(rb'\b(r|i)="([^"]*)"')


def chain_is_stale(target: Workbook, replaced: Iterable[tuple[Sheet, bytes]]) -> bool:
    """Whether the calculation chain names cells that hold no formula any more when sheets have these new parts.

    Excel builds the chain anew when it is absent, so the whole part is dropped then, never edited.
    """
    rel = next((r for r in target.rels if r.kind == "calcChain" and r.part), None)
    bodies = {sheet.sheet_id: body for sheet, body in replaced}
    if rel is None or rel.part is None or not bodies:
        return False
    formulas: dict[int, set[str]] = {}
    sheet_id = 0
    for link in _LINK.findall(target.package.part(rel.part)):
        attributes = dict(_ATTRIBUTE.findall(link))
        # `i`, the sheet's identifier, is written only where it differs from the entry before.
        sheet_id = whole(attributes.get(b"i", b"").decode(), sheet_id)
        if sheet_id in bodies:
            if sheet_id not in formulas:
                formulas[sheet_id] = set(formula_cells(bodies[sheet_id]))
            if attributes.get(b"r", b"").decode() not in formulas[sheet_id]:
                return True
    return False
