"""What a pass changes on people's sheets, and why: ticks carried out, identifiers given, damage by pasting restored.

ticks = weigh(snapshot, findings, writing=True)     # what the decisions on 数据质量 come to
plan = content(snapshot, ticks, data)               # changes, each with a reason that a person can name
mended = carry_out(data, plan)                      # the workbook after them, and what could not be done
"""

from custsheet.mending.adopting import unnumbered
from custsheet.mending.certain import by_identity
from custsheet.mending.columns import awaited
from custsheet.mending.identifiers import deleted, gone, highest, remembered, waiting
from custsheet.mending.plan import Mended, Plan, carry_out
from custsheet.mending.postponed import on_lines
from custsheet.mending.results import results
from custsheet.mending.steps import columns, content, looks, registration, structure
from custsheet.mending.strays import strays
from custsheet.mending.ticks import Ticks, weigh
from custsheet.mending.undoing import undo
from custsheet.mending.unnamed import under_identifiers
from custsheet.mending.verdicts import weigh_groups

__all__ = [
    "Mended",
    "Plan",
    "Ticks",
    "awaited",
    "by_identity",
    "carry_out",
    "columns",
    "content",
    "deleted",
    "gone",
    "highest",
    "looks",
    "on_lines",
    "registration",
    "remembered",
    "results",
    "strays",
    "structure",
    "under_identifiers",
    "undo",
    "unnumbered",
    "waiting",
    "weigh",
    "weigh_groups",
]
