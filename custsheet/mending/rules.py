"""Drop-downs, input messages and the colours of wrong cells, put back where pasting has destroyed them.

They are drawn for the columns as they stand and compared by value, so a sheet on which all holds is not touched.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from custsheet.drawing.hidden import flag_name
from custsheet.drawing.people.inputrules import draw_rules
from custsheet.drawing.people.layout import PREPARED, Layout
from custsheet.drawing.people.layout import Plan as Sheets
from custsheet.mending.place import Place
from custsheet.mending.plan import Plan
from custsheet.model.mend import Mend
from custsheet.package import RulesPatch, damaged_rules

_LEAST = 20  # prepared rows below the records: with fewer left it is time for more
_MOST = 10 * PREPARED  # a rule that reaches further down has been pasted there
_FORMAT = re.compile(rb"<(?:\w+:)?conditionalFormatting\b([^>]*)>(.*?)</(?:\w+:)?conditionalFormatting>", re.DOTALL)
_ROW = re.compile(rb"[A-Z]([0-9]+)")


def restore_rules(data: bytes, sheets: Sheets, place: Place, changed: Collection[str] = ()) -> Plan:
    """The rules of every sheet of a workbook that custsheet made.

    What differs where the standard has `changed` since the last pass is no damage, and not counted as such.
    """
    plan = Plan()
    reach = {name: _reach(layout, place) for name, layout in sheets.layouts.items()}
    as_drawn = {name: min(max(reach[name], one.first), one.last + _MOST) for name, one in sheets.layouts.items()}
    wanted = {
        name: as_drawn[name] if as_drawn[name] >= one.last + _LEAST else one.prepared
        for name, one in sheets.layouts.items()
    }
    donor = draw_rules(sheets, wanted)
    patches = {name: RulesPatch(one.title, donor, one.title) for name, one in sheets.layouts.items()}
    told = donor if as_drawn == wanted else draw_rules(sheets, as_drawn)
    damage = damaged_rules(data, [RulesPatch(one.title, told, one.title) for one in sheets.layouts.values()])
    for name, layout in sheets.layouts.items():
        found = damage[layout.title]
        mends = []
        if found.validations:
            mends.append(Mend("validation", name, count=found.validations))
        if found.formats:
            mends.append(Mend("highlight", name, count=found.formats))
        if mends or wanted[name] != as_drawn[name]:
            plan.add([patches[name]], mends if name not in changed else ())
    return plan


def _reach(layout: Layout, place: Place) -> int:
    """The last row down to which wrong cells light up now; 0 where none do."""
    tail = place.book.after_cells(layout.title)
    flag = flag_name(layout.sheet.name).encode()
    rows = [int(row) for head, rules in _FORMAT.findall(tail) if flag in rules for row in _ROW.findall(head)]
    return max(rows, default=0)
