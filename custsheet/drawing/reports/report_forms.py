"""Number formats of the columns of a report, by what their numbers are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from custsheet.drawing.toolsheet import Scene
from custsheet.drawing.workbook import style
from custsheet.model.report import Kind, Report

_BARE = {"count": '#,##0;-#,##0;"–"', "percent": '0.0%;-0.0%;"–"'}  # of a matrix, where zeros would be in the way
_MANY = 10_000  # amounts from here on show no cents
_MUCH = 100  # differences of amounts or counts from here on show no decimals


def money_note(scene: Scene, report: Report) -> str:
    """What amounts of a report are in, as its heading goes on to say it; "" if there are none or no currency is set."""
    columns = [(block, one) for block in report.blocks for one in block.columns]
    if not scene.currency or not any(
        one.kind == "money" or (one.kinds and "money" in set(block.table[one.kinds])) for block, one in columns
    ):
        return ""
    return scene.say(f" · 金额单位：{scene.currency}", f" · amounts in {scene.currency}")


def number_form(scene: Scene, kind: Kind, values: Sequence[Any], *, heat: bool = False) -> str:
    """The format of numbers of one kind; `values` are all that are compared, `heat` whether it is a matrix."""
    most = max((abs(one) for one in values if isinstance(one, int | float) and one == one), default=0)
    if kind == "money":
        return style.COUNT if most >= _MANY else style.MONEY
    if kind == "gain" and most >= _MUCH:
        return '"▲ "#,##0;"▼ "#,##0;"– "0'
    if heat and kind in _BARE:
        return _BARE[kind]
    forms = {"percent": style.PERCENT, "number": "#,##0.0", "count": style.COUNT}
    forms["points"] = scene.say('"▲ "0.0" 点";"▼ "0.0" 点";"– "0.0', '"▲ "0.0" pts";"▼ "0.0" pts";"– "0.0')
    forms["change"] = forms["gain"] = '"▲ "#,##0.0;"▼ "#,##0.0;"– "0.0'
    forms["days"] = "#,##0"
    return forms.get(kind, style.COUNT)
