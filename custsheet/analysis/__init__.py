"""Tables of records → computed tables: tiers, lifecycle, KPIs. Pure functions; `today` comes in as an argument.

Doors: `analyse`, which gives all of it, `orders` and `lacks`; the others are what `analyse` is made of. None raises on
what a workbook lacks: a frame is then empty, and a note says why.
"""

from custsheet.analysis.analysed import Analysed, analyse
from custsheet.analysis.dashboard import figures
from custsheet.analysis.orders import lacks, orders
from custsheet.analysis.reports import predictions, reports
from custsheet.analysis.reports.facts import Facts
from custsheet.analysis.tiering import tiers

__all__ = ["Analysed", "Facts", "analyse", "figures", "lacks", "orders", "predictions", "reports", "tiers"]
