"""The words people choose in column 处理 of sheet 疑似重复, how they are recognised, and what is said of merges."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from custsheet.model.text import Text, fold_value, text

KEEP, DECISION, WHO = "keep", "decision", "who"
"""The columns of 疑似重复 in which people decide."""
Verdict = Literal["merge", "apart", "later"]

VERDICTS: Mapping[Verdict, Text] = {
    "merge": text("合并", "Merge"),
    "apart": text("不是同一客户", "Not the same"),
    "later": text("待定", "Later"),
}
_ALSO: Mapping[Verdict, tuple[str, ...]] = {
    "merge": ("同一客户", "是同一客户", "并", "same", "yes merge"),
    "apart": ("不是", "不同客户", "不合并", "不是同一个", "not same", "different", "no"),
    "later": ("以后再说", "再看", "不确定", "pending", "undecided", "not sure"),
}
_KNOWN = {
    fold_value(word): verdict
    for verdict, said in VERDICTS.items()
    for word in (said.zh, said.en, verdict, *_ALSO[verdict])
}

RULES: Mapping[bool, Text] = {
    False: text("人工决定", "decided by a person"),
    True: text("自动：证件号相同", "by itself: same ID number"),
}
"""Why records were merged: whether the setting did it."""


def verdict(written: str | None) -> Verdict | None:
    """What was chosen, in either language; None for a blank cell and for anything else."""
    return _KNOWN.get(fold_value(written)) if written else None


def closed(survivor: str) -> Text:
    """What 数据状态 says of a merged record."""
    return text(f"已合并→{survivor}", f"merged → {survivor}")


def taken_back(day: str) -> Text:
    """What the ledger says of a merge that was taken back on an ISO day."""
    return text(f"{day} 已取消", f"taken back on {day}")
