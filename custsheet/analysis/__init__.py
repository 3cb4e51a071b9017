"""Tables of records → computed tables: tiers, lifecycle, KPIs. Pure functions; `today` comes in as an argument.

Three doors: `tiers`, `figures` and `reports`. None raises on what a workbook lacks: a frame is then empty, and a note
says why.
"""

from custsheet.analysis.dashboard import figures
from custsheet.analysis.reports import reports
from custsheet.analysis.tiering import tiers

__all__ = ["figures", "reports", "tiers"]
