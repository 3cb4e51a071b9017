"""The .xlsx as a zip of parts; it knows nothing of customers.

    report = gate(data)                                 # is this whole, safe, and what is it?
    new = graft(data, donor)                            # the sheets of a workbook that XlsxWriter drew go in
    new = patch(new, [CellPatch("客户", "B5", "张三")])  # cells, rows, columns, rules of a person's sheet change
    commit(path, new, expected=digest(data), backup=keep)

Everything that is not named stays as it was, bit for bit. What cannot be done is a `WorkbookError` of one sentence.
"""

from custsheet.package.container import Package
from custsheet.package.gating.gate import Report, gate
from custsheet.package.gating.notices import Notice
from custsheet.package.grafting.graft import graft
from custsheet.package.patching.cellsource import CellSources
from custsheet.package.patching.patch import damaged_rules, patch, refusals
from custsheet.package.patching.patches import (
    CellPatch,
    CellValue,
    ColumnPatch,
    FormatPatch,
    Formula,
    GrowPatch,
    HeaderPatch,
    HiddenPatch,
    Patch,
    ResultPatch,
    RichText,
    RowPatch,
    RulesPatch,
    UnmergePatch,
    WidenPatch,
)
from custsheet.package.patching.resultpatch import other_results
from custsheet.package.patching.rulecheck import RuleDamage
from custsheet.package.refusals import left_out
from custsheet.package.sameness import content_key
from custsheet.package.saving.commit import Backup, commit, create
from custsheet.package.saving.steady import Digest, digest, read
from custsheet.package.sheetscan import (
    cell_errors,
    cell_place,
    column_number,
    formula_cells,
    plain_errors,
)
from custsheet.package.workbook import DefinedName, Sheet, Table, Workbook, reference_title

__all__ = [
    "Backup",
    "CellPatch",
    "CellSources",
    "CellValue",
    "ColumnPatch",
    "DefinedName",
    "Digest",
    "FormatPatch",
    "Formula",
    "GrowPatch",
    "HeaderPatch",
    "HiddenPatch",
    "Notice",
    "Package",
    "Patch",
    "Report",
    "ResultPatch",
    "RichText",
    "RowPatch",
    "RuleDamage",
    "RulesPatch",
    "Sheet",
    "Table",
    "UnmergePatch",
    "WidenPatch",
    "Workbook",
    "cell_errors",
    "cell_place",
    "column_number",
    "commit",
    "content_key",
    "create",
    "damaged_rules",
    "digest",
    "formula_cells",
    "gate",
    "graft",
    "left_out",
    "other_results",
    "patch",
    "plain_errors",
    "read",
    "reference_title",
    "refusals",
]
