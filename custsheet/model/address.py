"""Where a finding is, in Excel's words: the title of the worksheet and the address of the cell."""

from __future__ import annotations

from custsheet.model.finding import Finding
from custsheet.model.snapshot import Snapshot


def column_letters(number: int) -> str:
    """1 → "A", 27 → "AA"."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell_address(snapshot: Snapshot, sheet: str, row: int | None, field: str) -> str | None:
    """Address ("L11") of a field's cell; its header cell when `row` is None; None if the column is not there."""
    table = snapshot.table(sheet)
    column = table and (table.columns.get(field) or table.extra.get(field))
    if not table or not column:
        return None
    return f"{column_letters(column)}{table.header_row if row is None else row}"


def place(snapshot: Snapshot, finding: Finding) -> tuple[str | None, str | None]:
    """Worksheet title and cell of a finding; the first cell of its row when the column is missing; None if nowhere."""
    if finding.cell is not None:
        table = snapshot.table(finding.sheet) if finding.sheet else None
        return finding.place or (table.title if table else None), finding.cell
    if finding.sheet is None:
        return finding.place, None
    table = snapshot.table(finding.sheet)
    if table is None:
        return finding.place, None
    cell = cell_address(snapshot, finding.sheet, finding.row, finding.field) if finding.field else None
    if cell is None and finding.row is not None:
        cell = f"A{finding.row}"
    return table.title, cell
