"""Numbers and mailboxes of a whole office: when people of many names have one, it says nothing about who they are."""

from __future__ import annotations

import re
from typing import Final

import numpy as np
import pandas as pd

from custsheet.matching.column import Column

MOST_NAMES: Final = 5
"""A number or mailbox that people of more names have is a reception line."""
_MOST_OWNERS: Final = 3
"""A mobile that people of more names have is the company's, not a person's."""
_MOBILE = re.compile(r"1[3-9]\d{9}")
# The columns that hold the value, and those that hang on it.
_SHARED: Final = ((("phone0", "phone0_b"), ()), (("email0",), ("_local", "_domain", "_digits")))


def drop_reception(columns: dict[str, Column]) -> None:
    """Takes such numbers and mailboxes out of the columns. Nobody knows who has no name, so each of these counts.

    A column `phone0_own` is added: the first number where it is one person's mobile as far as anybody can tell.
    """
    names = columns.get("person_name0")
    if names is None:
        return
    who, known = pd.factorize(names)
    who = np.where(who < 0, len(known) + np.arange(len(who)), who)
    for holders, parts in _SHARED:
        if holders[0] not in columns:
            continue
        office = _used_by_more([columns[name] for name in holders], who, MOST_NAMES)
        for name in holders if office else ():
            hit = np.array([one in office for one in columns[name]], dtype=np.bool_)
            for part in ("", *parts):
                column = columns[name + part].copy()
                column[hit] = None
                columns[name + part] = column
    if "phone0" in columns:
        shared = _used_by_more([columns["phone0"], columns["phone0_b"]], who, _MOST_OWNERS)
        own = [one if one and _MOBILE.fullmatch(one) and one not in shared else None for one in columns["phone0"]]
        columns["phone0_own"] = np.array(own, dtype=object)


def _used_by_more(values: list[Column], who: Column, most: int) -> set[str]:
    """The values that people of more than `most` names have."""
    told = pd.DataFrame({"value": np.concatenate(values), "who": np.tile(who, len(values))}).dropna()
    often = told["value"].value_counts()
    told = told[told["value"].isin(often.index[often > most])]
    names = told.groupby("value")["who"].nunique()
    return set(names.index[names > most])
