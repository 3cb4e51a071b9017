"""The .xlsx as a zip of parts: what is in it, and how tool sheets get in without touching anything else."""

from custsheet.package.container import Package
from custsheet.package.gate import Notice, Report, gate
from custsheet.package.graft import graft
from custsheet.package.recalc import refers_to
from custsheet.package.sheetscan import (
    cell_errors,
    cell_place,
    column_number,
    formula_cells,
    plain_errors,
)
from custsheet.package.workbook import DefinedName, Sheet, Table, Workbook, reference_title

__all__ = [
    "DefinedName",
    "Notice",
    "Package",
    "Report",
    "Sheet",
    "Table",
    "Workbook",
    "cell_errors",
    "cell_place",
    "column_number",
    "formula_cells",
    "gate",
    "graft",
    "plain_errors",
    "reference_title",
    "refers_to",
]
