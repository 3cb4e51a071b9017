"""What people are told who agreed that the tool gives identifiers where it cannot."""

from __future__ import annotations

from custsheet.model.snapshot import Snapshot
from custsheet.model.text import Text, text


def unnumbered(snapshot: Snapshot) -> tuple[Text, ...]:
    """A sentence for each sheet that lacks the column of its identifiers; without it records cannot be numbered."""
    found = []
    for name, table in snapshot.tables.items():
        for field in snapshot.schema.sheet(name).fields:
            if field.numbering is not None and field.enabled and field.name not in table.columns:
                column = field.title
                zh = f"「{table.title}」没有“{column.zh}”列，编不了号；请加一列这个标题，下面空着，保存后再处理一次。"
                en = (
                    f"{table.title} has no column {column.en}, so its records get no numbers; "
                    "add a column with that header, leave it blank, save, and process once more."
                )
                found.append(text(zh, en))
    return tuple(found)
