"""What a pass changed on people's sheets, as values: every change has a reason that a person can name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from custsheet.model.finding import Cell
from custsheet.model.text import NAMED, Text, counted, text

MendKind = Literal[
    "accepted",  # a proposal that somebody ticked
    "numbered",  # an identifier given to a record that had none
    "renumbered",  # a copied or dragged identifier given anew
    "header",  # a header that a paste destroyed
    "rows",  # rows typed below the table, taken into it
    "widened",  # a column typed beside the table, taken into it
    "formula",  # a formula that was overwritten or is missing
    "format",  # a text format that a paste destroyed
    "validation",  # drop-downs and input messages
    "highlight",  # conditional formats
    "column",  # a column the standard has got since
    "hidden",  # a column switched off or on again
    "registered",  # a column of people's own taken into the standard
    "label",  # a header that is called otherwise in the standard now
    "standard",  # rows of sheet 字段 completed or put back
    "merged",  # a record that is another one now; old and new say which
    "survived",  # a value that the one kept got from a record merged into it
    "repointed",  # a row that named a merged record
    "unmerged",  # a merge taken back
    "given_back",  # a value that a merge had changed
    "pointed_back",  # a row that a merge had re-pointed
]
_HEALED: Mapping[MendKind, Text] = {
    "header": text("标题", "headers"),
    "formula": text("公式", "formulas"),
    "format": text("文本格式", "text formats"),
    "validation": text("下拉与提示", "drop-downs"),
    "highlight": text("标色", "colours"),
}
"""Damage done by pasting or by other programs, restored without asking."""


@dataclass(frozen=True, slots=True)
class Mend:
    """One thing a pass changed on a person's sheet.

    Attributes:
        kind: why.
        sheet: schema name of the sheet.
        cell: address of the cell or range in that version of the workbook; None for the sheet as a whole.
        field: schema name of the field, if it is about one.
        record: the record's identifier, if it is about one.
        old, new: what stood there and stands there now.
        code: the rule, for an accepted proposal.
        count: how many things were restored, where one Mend stands for several.
    """

    kind: MendKind
    sheet: str
    cell: str | None = None
    field: str | None = None
    record: str | None = None
    old: Cell = None
    new: Cell = None
    code: str | None = None
    count: int = 1


def told(mends: Iterable[Mend]) -> tuple[Text, ...]:
    """What was mended, one sentence for each thing a person would tell apart."""
    listed = list(mends)
    counts: Counter[MendKind] = Counter()
    for one in listed:
        counts[one.kind] += one.count
    said = []
    if count := counts["accepted"]:
        cells = counted(count, "cell was corrected", "cells were corrected")
        said.append(text(f"按采纳的建议改了 {count:,} 个单元格。", f"{cells} as accepted."))
    if count := counts["numbered"]:
        given = counted(count, "new record got its number", "new records got their numbers")
        said.append(text(f"给 {count:,} 条新记录编了号。", f"{given}."))
    if anew := [one for one in listed if one.kind == "renumbered"]:
        pairs = [f"{one.old}→{one.new}" for one in anew[:NAMED]]
        zh, en = "、".join(pairs), ", ".join(pairs)
        if len(anew) > NAMED:
            zh, en = f"{zh} 等", f"{en} and others"
        copied = counted(len(anew), "copied number was given anew", "copied numbers were given anew")
        said.append(text(f"{len(anew):,} 个复制出来的编号已改成新号：{zh}。", f"{copied}: {en}."))
    if count := counts["rows"]:
        rows = counted(count, "row typed below its table was taken in", "rows typed below their tables were taken in")
        said.append(text(f"写在表格下方的 {count:,} 行已并入表格。", f"{rows}."))
    if beside := [one for one in listed if one.kind == "widened"]:
        labels = [f"“{one.new}”" for one in beside[:NAMED]]
        columns = counted(
            len(beside), "column typed beside its table was taken in", "columns typed beside their tables were taken in"
        )
        zh = f"写在表格右侧的 {len(beside):,} 列已并入表格：{'、'.join(labels)}。"
        said.append(text(zh, f"{columns}: {', '.join(labels)}."))
    if count := sum(counts[kind] for kind in _HEALED):
        parts = [(title, counts[kind]) for kind, title in _HEALED.items() if counts[kind]]
        zh = "、".join(f"{title.zh} {number:,}" for title, number in parts)
        en = ", ".join(f"{title.en} {number:,}" for title, number in parts)
        places = counted(count, "place", "places")
        said.append(
            text(f"已修复 {count:,} 处粘贴造成的损坏（{zh}）。", f"Repaired {places} damaged by pasting ({en}).")
        )
    said += _merges(listed, counts)
    if count := counts["column"]:
        said.append(
            text(f"按数据标准加了 {count:,} 列。", f"{counted(count, 'column', 'columns')} added by the standard.")
        )
    if count := counts["hidden"]:
        columns = counted(count, "column was hidden or shown", "columns were hidden or shown")
        said.append(text(f"按数据标准隐藏或恢复了 {count:,} 列。", f"{columns} by the standard."))
    if own := [one for one in listed if one.kind == "registered"]:
        labels = [f"“{one.new}”" for one in own[:NAMED]]
        columns = counted(len(own), "column was", "columns were")
        said.append(
            text(
                f"{len(own):,} 列已登记到数据标准：{'、'.join(labels)}。",
                f"{columns} taken into the standard: {', '.join(labels)}.",
            )
        )
    if count := counts["label"]:
        headers = counted(count, "header was renamed", "headers were renamed")
        said.append(text(f"按数据标准改了 {count:,} 个标题。", f"{headers} as the standard calls them."))
    if count := counts["standard"]:
        rows = counted(count, "row", "rows")
        said.append(text(f"补全了字段表的 {count:,} 行。", f"{rows} of the sheet Fields were completed."))
    return tuple(said)


def _merges(listed: Iterable[Mend], counts: Mapping[MendKind, int]) -> Iterator[Text]:
    """What was merged, and what was taken back."""
    done: tuple[tuple[MendKind, MendKind, MendKind, Text, Text], ...] = (
        ("merged", "survived", "repointed", text("合并了", "merged"), text("转过去", "re-pointed")),
        ("unmerged", "given_back", "pointed_back", text("取消合并了", "un-merged"), text("转回去", "pointed back")),
    )
    for kind, values, rows, did, moved in done:
        pairs = [
            f"{one.record}→{one.new}" if kind == "merged" else str(one.record) for one in listed if one.kind == kind
        ]
        if not pairs:
            continue
        more = len(pairs) - NAMED
        zh, en = "、".join(pairs[:NAMED]), ", ".join(pairs[:NAMED])
        if more > 0:
            zh, en = f"{zh} 等", f"{en} and others"
        cells = counted(counts[values], "value changed", "values changed")
        records = counted(counts[rows], f"row {moved.en}", f"rows {moved.en}")
        yield text(
            f"{did.zh} {len(pairs):,} 条客户：{zh}；改了 {counts[values]:,} 个值，{moved.zh} {counts[rows]:,} 条记录。",
            f"{counted(len(pairs), 'customer', 'customers')} {did.en}: {en}; {cells}, {records}.",
        )
