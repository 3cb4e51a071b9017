"""The rules that stand on a people's sheet: what may be typed into a column, and which cells light up.

A new workbook is drawn with them; in one that is in use they are drawn anew for the columns as they stand, to be put
back where pasting has destroyed them (`draw_rules`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from custsheet.drawing.hidden import flag_formula
from custsheet.drawing.people.layout import Layout, Plan
from custsheet.drawing.people.validation import field_validation
from custsheet.drawing.workbook import style
from custsheet.drawing.workbook.book import Book
from custsheet.drawing.workbook.canvas import Canvas
from custsheet.model.latest import Latest
from custsheet.model.words import closed

_FLAGS = (("E", style.ERROR, style.ERROR_EDGE), ("W", style.WARN, style.WARN_EDGE))
_CREATED = datetime(2000, 1, 1)  # stays in the donor
_LATEST = Latest[tuple[Plan, dict[str, int]], bytes]()


def draw_rules(plan: Plan, last: Mapping[str, int]) -> bytes:
    """A workbook that holds nothing but the rules of people's sheets, under their titles.

    Args:
        plan: the sheets as they stand.
        last: sheet name → row down to which its rules reach.
    """
    return _LATEST.made((plan, dict(last)), lambda: _drawn(plan, last))


def _drawn(plan: Plan, last: Mapping[str, int]) -> bytes:
    book = Book(plan.lang, created=_CREATED)
    for name, row in last.items():
        put_rules(book.sheet(plan.layouts[name].title), plan, plan.layouts[name], row)
    return book.close()


def tier_column(layout: Layout) -> int | None:
    """The column in which the tool shows tiers, None if there is none."""
    field = layout.sheet.by_name.get("tier")
    return layout.columns.get("tier") if field is not None and field.role == "tool" else None


def put_rules(canvas: Canvas, plan: Plan, layout: Layout, last: int) -> None:
    """Every column's check down to row `last`, and the conditional formats of the sheet."""
    for field in layout.fields:
        col = layout.columns[field.name]
        canvas.validate((layout.first, col, last, col), field_validation(plan, layout, field))
    _highlights(canvas, plan, layout, last)


def _highlights(canvas: Canvas, plan: Plan, layout: Layout, last: int) -> None:
    """At most seven conditional formats: what is wrong first, then what is no customer now, then what needs the eye.

    Those of one range stand together, for LibreOffice keeps them together and so would change the order.
    """
    left, right = min(layout.columns.values()), max(layout.columns.values())
    whole = (layout.first, left, last, right)
    keys = [layout.columns[name] for name in layout.sheet.primary_key if name in layout.columns]
    for letter, look, edge in _FLAGS:
        formula = flag_formula(layout.sheet.name, letter, layout.first, left, keys)
        canvas.rule(whole, formula, style.look(**look, border=1, border_color=edge))
    if "row_state" in layout.columns and layout.sheet.by_name["row_state"].role == "tool":
        begins = closed("")(plan.lang)
        canvas.rule(whole, f'=LEFT({layout.cell("row_state")},{len(begins)})="{begins}"', style.CLOSED_ROW)
    tier = tier_column(layout)
    if tier is not None:
        for letter in "ABP":  # C wears the grey of computed cells
            span = (layout.first, tier, last, tier)
            canvas.rule(span, f'={layout.cell("tier")}="{letter}"', style.tier(letter))
    if "completeness" in layout.columns:
        col = layout.columns["completeness"]
        bar = {"type": "data_bar", "bar_color": style.BAR_COMPLETE, "bar_solid": True, "bar_border_color": style.WHITE}
        limits = {"min_type": "num", "max_type": "num", "min_value": 0, "max_value": 1}
        canvas.conditional((layout.first, col, last, col), bar | limits)
    alert = layout.sheet.by_name.get("alert")
    if alert is not None and alert.constraints.enum == "alert" and "alert" in layout.columns:
        for name, look in (("overdue", style.ERROR), ("soon", style.WARN)):
            canvas.rule(whole, f'={layout.cell("alert")}="{plan.entry("alert", name)}"', look)
