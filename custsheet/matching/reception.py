"""Numbers and mailboxes of a whole office: when people of many names have one, it says nothing about who they are."""

from __future__ import annotations

import re
from typing import Final

import numpy as np

from custsheet.matching.column import Coded, Codes, Flags, Places, together

MOST_NAMES: Final = 5
"""A number or mailbox that people of more names have is a reception line."""
_MOST_OWNERS: Final = 3
"""A mobile that people of more names have is the company's, not a person's."""
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"(?:0(?:10|2\d|[3-9]\d{2}))?[1-9]\d{6,7}")
# The columns that hold the value, and those that hang on it.
_SIGNS: Final = {"phone0": 1, "phone0_b": 2, "email0": 4}
_SHARED: Final = ((("phone0", "phone0_b"), ()), (("email0",), ("_local", "_domain", "_digits")))


def drop_reception(columns: dict[str, Coded], rows: int) -> Places:
    """Takes such numbers and mailboxes out of the columns. Nobody knows who has no name, so each of these counts.

    Of each row it tells which it took: 1 for the first number, 2 for the second, 4 for the mailbox, or their sum.

    Columns are added that tell of each number whose it is: `phone0_own` and `phone0_own_b`, a mobile that is one
    person's as far as anybody can tell; `phone0_line` and `phone0_line_b`, one of a place or a company, which all have
    who live or work there. A number of which neither is known, one from abroad, is in none of them.
    """
    dropped = np.zeros(rows, dtype=np.int64)
    names = columns.get("person_name0")
    if names is None:
        return dropped
    who = np.where(names.codes < 0, len(names.values) + np.arange(len(names), dtype=np.int32), names.codes)
    for holders, parts in _SHARED:
        if holders[0] not in columns:
            continue
        numbered = together([columns[name] for name in holders])
        office = _used_by_more(numbered, who, MOST_NAMES)
        for name, holder in zip(holders, numbered, strict=True) if office.any() else ():
            hit = holder.flagged(office)
            dropped += hit * _SIGNS[name]
            for part in ("", *parts):
                columns[name + part] = columns[name + part].without(hit)
    if "phone0" in columns:
        numbered = together([columns["phone0"], columns["phone0_b"]])
        often = _used_by_more(numbered, who, _MOST_OWNERS)
        for part, number in zip(("", "_b"), numbered, strict=True):
            mobile, line, shared = (
                number.each(_MOBILE.fullmatch),
                number.each(_LANDLINE.fullmatch),
                number.flagged(often),
            )
            columns[f"phone0_own{part}"] = number.without(~mobile | shared)
            columns[f"phone0_line{part}"] = number.without(~line & ~(mobile & shared))
    return dropped


def _used_by_more(numbered: list[Coded], who: Codes, most: int) -> Flags:
    """Which of the values, numbered alike in these columns, people of more than `most` names have."""
    values = len(numbered[0].values)
    codes = np.concatenate([one.codes for one in numbered])
    often = np.append(np.bincount(codes[codes >= 0], minlength=values) > most, False)[codes]
    names = np.tile(who, len(numbered))[often]
    people = np.unique(np.stack([codes[often], names]), axis=1)[0]
    found: Flags = np.bincount(people, minlength=values) > most
    return found
