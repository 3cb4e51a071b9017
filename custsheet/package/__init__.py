"""The .xlsx as a zip of parts: what is in it, and how tool sheets get in without touching anything else."""

from custsheet.package.container import Package
from custsheet.package.graft import SheetGraft, graft
from custsheet.package.sheetscan import cell_errors, cell_place, column_number, formula_cells, merged_ranges
from custsheet.package.workbook import DefinedName, Sheet, Table, Workbook, reference_title

__all__ = [
    "DefinedName",
    "Package",
    "Sheet",
    "SheetGraft",
    "Table",
    "Workbook",
    "cell_errors",
    "cell_place",
    "column_number",
    "formula_cells",
    "graft",
    "merged_ranges",
    "reference_title",
]
