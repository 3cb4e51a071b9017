"""What the hidden sheets are called and how they are laid out: formulas of the people's sheets look things up there.

Their defined names span whole columns, so that a pass may replace the sheets without touching a name.
"""

from __future__ import annotations

from custsheet.drawing.cells import area, on
from custsheet.model.errors import Lang
from custsheet.model.schema import Schema, Sheet

RECORDS = ("id", "tier", "stage", "state", "completeness")  # columns A to E of sheet `records`, header in row 1
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


def record_names(schema: Schema, lang: Lang, title: str | None = None) -> dict[str, str]:
    """Defined name → columns of the sheet `records` that formulas look up."""
    title = title or schema.tool("records").title(lang)
    return {
        f"cs_records_{name}": on(title, area((1, col, _LAST_ROW, col))) for col, name in enumerate(RECORDS, start=1)
    }
