"""What became of rows since they were merged, as far as it has no effect, or one that nobody meant; people are told.

What is typed into the row of a merged record counts for nothing. Where the record it went into is gone, the customer is
in no figure at all any more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from custsheet.mending.former import another, remembered
from custsheet.model.records import record_ids
from custsheet.model.snapshot import Snapshot, Table
from custsheet.model.text import Text, several, text
from custsheet.values.text import as_text

SHEET = "customers"
_RECALLED = (
    text(
        "custsheet 的隐藏工作表丢了，合并和“不是同一客户”已照「合并台账」认回来；以前的合并取消时，当时改的值和转过去的"
        "记录要照台账自己改回。",
        "The hidden sheet of custsheet is lost; merges and pairs that are not the same were taken from the ledger. "
        "When one of these merges is undone, put back the values and rows it changed yourself, as the ledger has them.",
    ),
)


def strays(snapshot: Snapshot) -> tuple[Text, ...]:
    """One sentence about merged records whose survivor is gone, one about those whose rows hold something else."""
    table = snapshot.everything.get(SHEET)
    recalled = _RECALLED if snapshot.memory.review.recalled else ()
    if table is None:
        return recalled
    ids = record_ids(snapshot.schema.sheet(SHEET), table)
    return *recalled, *_orphans(snapshot, ids), *_typed(snapshot, table, ids)


def _orphans(snapshot: Snapshot, ids: Sequence[str | None]) -> tuple[Text, ...]:
    review, there = snapshot.memory.review, set(ids)
    told = []
    for record in review.closed:
        survivor = review.survivor(record)
        if record in there and survivor not in there:
            told.append(f"{record} → {survivor}")
    if not told:
        return ()
    names = several(told, "行", ("；", "; "))
    return (
        text(
            f"这些客户并入的那一行已不在「客户」里，哪个数字都不含他们：{names.zh}。请补回箭头后面的那一行，"
            "或在「合并台账」取消合并。",
            f"The row these customers were merged into is gone, so that no figure has them: {names.en}. Enter the row "
            "after the arrow again, or undo the merge on the ledger.",
        ),
    )


def _typed(snapshot: Snapshot, table: Table, ids: Sequence[str | None]) -> tuple[Text, ...]:
    review = snapshot.memory.review
    working = set(snapshot.tables[SHEET].raw.index)
    rows = {
        record: row
        for row, record in zip(table.raw.index.tolist(), ids, strict=True)
        if record is not None and row not in working
    }
    told: list[Text] = []
    taken: list[Text] = []
    for record, merge in review.closed.items():
        if record not in rows:
            continue
        now = table.raw.loc[rows[record]]
        cells = {
            name: (as_text(was).strip(), as_text(now[name]).strip())
            for name, was in remembered(merge, table).items()
            if name in table.raw
        }
        changed = [name for name, (was, current) in cells.items() if was != current]
        if another(snapshot.schema.sheet(SHEET), cells):
            place = f"{table.title}!{rows[record]}"
            taken.append(text(f"{place}（{record}）", f"{place} ({record})"))
        elif changed:
            labels = several([table.labels.get(name, name).strip(" *＊") for name in changed], "栏")
            now_at = review.survivor(record)
            told.append(text(f"{record}（{labels.zh}） → {now_at}", f"{record} ({labels.en}) → {now_at}"))
    return *_of_another(taken), *_changed(told)


def _of_another(rows: Sequence[Text]) -> Iterator[Text]:
    """A new customer written over the row of a merged one would be in no figure."""
    if rows:
        names = several(rows, "行")
        yield text(
            f"这些行属于已合并的记录，现在写着另一位客户，哪个数字都不含他们：{names.zh}。请给他们另起一行，编号留空。",
            f"These rows belong to merged records but hold other customers now, whom no figure has: {names.en}. Give "
            "them rows of their own, without identifier.",
        )


def _changed(told: Sequence[Text]) -> tuple[Text, ...]:
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
