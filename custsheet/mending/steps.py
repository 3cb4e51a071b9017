"""The steps of mending in their order: first what makes every column found again, then what stands in the cells."""

from __future__ import annotations

from collections.abc import Collection

from custsheet.mending.accepting import accept
from custsheet.mending.identifiers import identify
from custsheet.mending.place import Place
from custsheet.mending.plan import Plan
from custsheet.mending.ticks import Ticks
from custsheet.model.snapshot import Snapshot


def content(snapshot: Snapshot, ticks: Ticks, data: bytes, plain: Collection[str] | None = None) -> Plan:
    """Accepted proposals, then identifiers, each of which sees the cells as they were read.

    Args:
        snapshot: what `data` says.
        ticks: what people decided.
        data: the workbook.
        plain: parts the gate has proved plain, None if it was not asked.
    """
    place = Place(data, plain)
    plan = accept(snapshot, ticks.accepted, place)
    plan += identify(snapshot, place)
    return plan
