"""Tables of records → computed tables: tiers, lifecycle, KPIs. Pure functions; `today` comes in as an argument.

Doors: `orders`, `tiers`, and of `Facts`, which hold what all sheets are made from, `figures` (`shown_figures`: only
where a sheet shows them), `reports`, `predictions` and `advised`. None raises on what a workbook lacks: a frame is then
empty, and a note says why.
"""

from custsheet.analysis.dashboard import figures, shown_figures
from custsheet.analysis.orders import orders
from custsheet.analysis.reports import advised, predictions, reports
from custsheet.analysis.reports.facts import Facts
from custsheet.analysis.tiering import tiers

__all__ = ["Facts", "advised", "figures", "orders", "predictions", "reports", "shown_figures", "tiers"]
