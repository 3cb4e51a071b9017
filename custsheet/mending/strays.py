"""What somebody typed into the row of a record that was merged: it counts for nothing, and they are told."""

from __future__ import annotations

from custsheet.model.records import record_ids
from custsheet.model.snapshot import Snapshot
from custsheet.model.text import NAMED, Text, several, text
from custsheet.values.text import as_text

SHEET = "customers"


def strays(snapshot: Snapshot) -> tuple[Text, ...]:
    """One sentence about the merged records whose rows hold something else than when they were merged."""
    table, review = snapshot.everything.get(SHEET), snapshot.memory.review
    if table is None:
        return ()
    ids = record_ids(snapshot.schema.sheet(SHEET), table)
    working = set(snapshot.tables[SHEET].raw.index)
    rows = {
        record: row
        for row, record in zip(table.raw.index.tolist(), ids, strict=True)
        if record is not None and row not in working
    }
    told: list[str] = []
    for record, merge in review.closed.items():
        if record not in rows:
            continue
        now = {name: as_text(table.raw.at[rows[record], name]).strip() for name in table.raw.columns}
        was = {name: as_text(value).strip() for name, value in merge.content.items()}
        changed = [name for name in now if now[name] != was.get(name, "")]
        if changed:
            labels = "、".join(table.labels.get(name, name).strip(" *＊") for name in changed[:NAMED])
            told.append(f"{record}（{labels}） → {review.survivor(record)}")
    if not told:
        return ()
    names = several(told, "行", ("；", "; "))
    return (
        text(
            f"这些行已经合并，合并以后的改动不起作用：{names.zh}。请改箭头后面的那条，或在「合并台账」取消合并。",
            f"These rows were merged, and what was changed in them since counts for nothing: {names.en}. Change the "
            "record after the arrow, or undo the merge on the ledger.",
        ),
    )
