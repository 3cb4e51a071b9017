"""Which columns of a workbook hold live formulas: those that the standard computes, as far as their sources are there.

Exists because three rooms must agree on it: reading tells what was typed over a formula, mending brings formulas back,
drawing writes them into a new workbook.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from custsheet.model.schema import FORMULA_TOKEN, Field

LIVE_LIMIT = 5_000
"""Customers above which look-ups are values: SUMIFS over 70,000 orders times 20,000 customers would freeze Excel."""


def is_lookup(field: Field) -> bool:
    """Whether the formula of `field` looks beyond its own row."""
    tokens = FORMULA_TOKEN.findall(field.formula or "")
    return field.formula is not None and ("cs_" in field.formula or any(token[1] == "." for token in tokens))


def holds_formula(field: Field, sheet: str, columns: Mapping[str, Collection[str]], *, live: bool) -> bool:
    """Whether the cells of `field` are formulas.

    Not where it speaks of a column the workbook lacks (Excel would call the file damaged), nor, in a workbook too large
    for live look-ups, where it looks beyond its own row.

    Args:
        field: of sheet `sheet`.
        sheet: its name.
        columns: sheet name → names of the fields whose columns are there.
        live: whether there are look-ups at all.
    """
    if field.formula is None or (not live and is_lookup(field)):
        return False
    return all(
        (second in columns.get(first, ()) if second else first in columns[sheet])
        for first, separator, second in FORMULA_TOKEN.findall(field.formula)
        if separator != "/"
    )
