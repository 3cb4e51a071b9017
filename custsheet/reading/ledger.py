"""What sheet 合并台账 itself tells of merges, for a workbook whose hidden sheet a program has dropped.

Without it merged records would count twice, and the ledger, the one place that tells of them, would be drawn empty.
What a merge changed and re-pointed cannot be put back from its words, but they are kept.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from custsheet.model.decision import open_key
from custsheet.model.finding import Cell
from custsheet.model.merge import Merge
from custsheet.model.records import record_ids
from custsheet.model.review import Apart, Review, pair
from custsheet.model.schema import Schema
from custsheet.model.snapshot import Table
from custsheet.model.words import RULES
from custsheet.reading.cells import Grid
from custsheet.reading.decisions import KEY, find_header
from custsheet.values.text import as_text

NAME, SHEET = "ledger", "customers"
_MERGE = re.compile(r"merge:([0-9]{1,9})")
_UNDONE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}) 已取消|taken back on ([0-9]{4}-[0-9]{2}-[0-9]{2})")
_BY_ITSELF = {RULES[True].zh, RULES[True].en}
_NOBODY = "–"
_WORDS = ("changes", "moved", "content")


def recalled(schema: Schema, grid: Grid, customers: Table | None) -> Review:
    """The merges, and the pairs that are not the same, that the sheet lists, oldest first."""
    header, columns = find_header(schema.tool(NAME), grid) if schema.has_tool(NAME) else (-1, {})
    if KEY not in columns:
        return Review()
    there = _rows(schema, customers)
    merges: dict[int, Merge] = {}
    apart = []
    for cells in grid[header + 1 :]:
        said = {name: as_text(cells[at]).strip() if at < len(cells) else "" for name, at in columns.items()}
        opened = open_key(said[KEY])
        who, day = said.get("who", "").removeprefix(_NOBODY), said.get("when", "")[:10]
        survivor, loser = said.get("survivor", ""), said.get("loser", "")
        if opened is None or not survivor or not loser:
            continue
        if (match := _MERGE.fullmatch(opened[2])) is not None:
            undone = _UNDONE.search(said.get("state", ""))
            merges[int(match[1])] = Merge(
                number=int(match[1]),
                survivor=survivor,
                loser=loser,
                label=said.get("label", ""),
                who=who,
                day=day,
                automatic=said.get("rule") in _BY_ITSELF,
                content=_content(customers, there.get(loser)),
                known=tuple(customers.raw.columns) if customers is not None and loser in there else (),
                undone=next(filter(None, undone.groups())) if undone is not None else "",
                said={name: said[name] for name in _WORDS if name in said},
            )
        else:
            apart.append(Apart(*pair(survivor, loser), who, day))
    found = Review(tuple(merges[number] for number in sorted(merges)), tuple(reversed(apart)))
    return found.but(recalled=found.ledger)


def _rows(schema: Schema, table: Table | None) -> Mapping[str, int]:
    if table is None:
        return {}
    ids: Sequence[str | None] = record_ids(schema.sheet(SHEET), table)
    return {record: row for record, row in zip(ids, table.raw.index.tolist(), strict=True) if record is not None}


def _content(table: Table | None, row: int | None) -> dict[str, Cell]:
    """What stands in the row of a merged record now."""
    if table is None or row is None:
        return {}
    cells = zip(table.raw.columns, table.raw.loc[row].tolist(), strict=True)
    return {name: value for name, value in cells if as_text(value) != ""}
