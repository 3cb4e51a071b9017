"""Patches of tables, handed to where each is planned."""

from __future__ import annotations

from custsheet.package.patching.patches import GrowPatch, RowPatch, TablePatch, WidenPatch
from custsheet.package.patching.sheetplan import SheetPlan
from custsheet.package.patching.tablecolumns import add_column, take_columns
from custsheet.package.patching.tablerows import add_row, take_rows


def patch_table(plan: SheetPlan, patch: TablePatch) -> None:
    """Plan `patch`, whose table stands on the sheet.

    Raises:
        WorkbookError: it cannot be done.
    """
    table = next(one for one in plan.tables if one.name.casefold() == patch.table.casefold())
    if isinstance(patch, RowPatch):
        add_row(plan, table, patch)
    elif isinstance(patch, GrowPatch):
        take_rows(plan, table, patch)
    elif isinstance(patch, WidenPatch):
        take_columns(plan, table, patch)
    else:
        add_column(plan, table, patch)
