"""Ticks and yes/no cells, however they are typed.

Invariant: blank is None, which is neither yes nor no, and so is anything not in the tables: a column of free remarks
never becomes decisions. The letters v and x are ticks (one looks like √, with the other people cross a box); the signs
× ✗ say no, as Chinese teachers mark errors.
"""

from __future__ import annotations

import numbers
import re

from custsheet.values.text import as_text, fold

_YES = frozenset(["√", "✓", "✔", "☑", "✅", "是", "对", "有", "1", "true", "t", "v", "x", "y", "yes", "on"])
_NO = frozenset(
    [
        "×",
        "✗",
        "✘",
        "✕",
        "✖",
        "☒",
        "❌",
        "否",
        "不",
        "不是",
        "非",
        "错",
        "无",
        "没有",
        "0",
        "false",
        "f",
        "n",
        "no",
        "off",
    ]
)


def parse_yes(value: object) -> bool | None:
    """True for √ ✓ ✔ 是 1 TRUE x Y yes on 对 有; False for 否 0 FALSE N no × 无; None for blank and anything else."""
    if isinstance(value, bool):
        return value
    if isinstance(value, numbers.Real):
        return True if value == 1 else False if value == 0 else None
    if not isinstance(value, str):
        return None
    # U+FE0F asks for the coloured picture of a tick; it does not change what is meant.
    word = re.sub("\ufe0f", "", fold(as_text(value)))
    if word in _YES:
        return True
    return False if word in _NO else None
