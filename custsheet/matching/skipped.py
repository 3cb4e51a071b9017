"""What is said of values that too many customers share to be compared by them."""

from __future__ import annotations

from collections.abc import Mapping

from custsheet.model.snapshot import Snapshot
from custsheet.model.text import Text, counted, several, text


def skipped(snapshot: Snapshot, shared: Mapping[tuple[str, ...], int]) -> tuple[Text, ...]:
    """One sentence, or none. `shared`: fields of the customers → how many records share a value of theirs."""
    table = snapshot.table("customers")
    if table is None or not shared:
        return ()
    labels = [
        ("/".join(table.labels.get(name, name).strip(" *＊") for name in names), count)
        for names, count in sorted(shared.items(), key=lambda one: -one[1])
    ]
    zh = several([f"{label} {count:,} 位" for label, count in labels], "栏").zh
    en = several([f"{label} {counted(count, 'customer', 'customers')}" for label, count in labels]).en
    return (
        text(
            f"找重复客户时，这些栏里同一个值共用的客户太多，没有按这一栏两两比较，只按其余各栏比较：{zh}。",
            "Where too many customers share one value they are not compared by that field, only by their other ones: "
            f"{en}.",
        ),
    )
