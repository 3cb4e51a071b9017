"""What the hidden sheets are called and how they are laid out: formulas of the people's sheets look things up there.

Their defined names span whole columns, so that a pass may replace the sheets without touching a name.

A flag is severity letter, key of the record and value of the cell, a bar between them: `E|C000012|1380013`. The key is
what keeps a right cell dark that holds the same value and came to the address of a wrong one, by sorting say.
"""

from __future__ import annotations

from collections.abc import Sequence

from custsheet.drawing.workbook.cells import address, area, on
from custsheet.model.errors import Lang
from custsheet.model.schema import Schema, Sheet

RECORDS = ("id", "tier", "stage", "state", "completeness", "before", "amount", "score")
"""Columns from A of sheet `records`, header in row 1."""
MEMORY = ("kind", "key", "value")  # columns A to C of sheet `memory`, header in row 1
_LAST_ROW = 1_048_576
_MAX_TITLE = 31


def flags_title(sheet: Sheet, lang: Lang) -> str:
    """Title of the hidden sheet that says which cells of `sheet` are wrong."""
    whole = ("_标记_" if lang == "zh" else "_flags_") + sheet.title(lang)
    # Excel: 31 characters. Two long titles that begin alike stay apart by the schema's own name of the sheet.
    return whole if len(whole) <= _MAX_TITLE else f"_flags_{sheet.name}"[:_MAX_TITLE]


def flag_name(sheet: str) -> str:
    """The relative defined name that reads, from any cell of `sheet`, the same cell of its flag sheet."""
    return f"cs_flag_{sheet}"


BAR = "|"
TEXT_MARK = "'"
"""Before the value where a text stands for a number or a date: 3 typed over '3 is a correction."""
ERROR_MARK = "#"
"""For the value of a cell that shows an error, whichever it is."""
LONGEST = 32_000
"""Characters of a text that are compared; a cell holds little more, and the flag holds the key beside them."""


def flag_formula(sheet: str, letter: str, row: int, col: int, keys: Sequence[int]) -> str:
    """Whether the cell at (`row`, `col`) still holds what its flag with `letter` says: a conditional format's formula.

    `keys` are the columns of the record's key. Numbers are compared as numbers, to 14 digits: programs turn those of
    many digits into text in ways of their own. A cell without a flag, which nearly all are, costs one look. What
    LibreOffice spells in its own way when it saves (FALSE, 1E-14) is not in it, so that the rule is known again.
    """
    flag, here = flag_name(sheet), address(row, col)
    parts = "".join(f'&IFERROR(${address(row, key)},"")&"{BAR}"' for key in keys)
    head = f'"{letter}{BAR}"{parts}'
    number = f'IFERROR(ABS(VALUE(SUBSTITUTE({flag},{head},""))-{here})*10^14<=ABS({here}),0)'
    text = f'LEFT(IFERROR({here},"{ERROR_MARK}"),{LONGEST})'
    same = f'OR(EXACT({flag},{head}&{text}),EXACT({flag},{head}&"{TEXT_MARK}"&{text}))'
    return f'=IF(LEFT({flag})<>"{letter}",0,IF(ISNUMBER({here}),{number},{same}))'


def record_names(schema: Schema, lang: Lang, title: str | None = None) -> dict[str, str]:
    """Defined name → columns of the sheet `records` that formulas look up."""
    title = title or schema.tool("records").title(lang)
    return {
        f"cs_records_{name}": on(title, area((1, col, _LAST_ROW, col))) for col, name in enumerate(RECORDS, start=1)
    }
