"""How rare a value is: term frequencies that leave the record itself out and are shrunk to a prior.

In a workbook of three rows one repeated name must not count as a name that two thirds of all people bear.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from custsheet.matching.column import Coded, Numbers
from custsheet.matching.levels import Comparison

PRIOR_ROWS = 500.0
"""How many records the prior counts for: that many other customers, none of whom has the value but one in 10,000."""
_PRIOR_VALUE = 1e-4
_PRIOR_DOMAIN = 1e-3


def frequencies(columns: Mapping[str, Coded], compared: Iterable[Comparison], chance: Numbers) -> dict[str, Numbers]:
    """A column `tf_…` for each column whose term frequency counts; `chance`: see `mailboxes.namesakes`."""
    scales = {level.tf: one.scale for one in compared for level in one.levels if level.tf}
    found = {f"tf_{name}": scale * _rest(columns[name], _PRIOR_VALUE) for name, scale in scales.items()}
    if "tf_email0" in found:
        # A mailbox called after its owner says little beyond the name: chance decides about the domain and the digits.
        called = ~np.isnan(chance) & (columns["email0_local"].codes >= 0)
        both = chance * _rest(columns["email0_domain"], _PRIOR_DOMAIN)
        for name, least in (("tf_email0", both), ("tf_email0_local", chance / 3)):
            found[name][called] = np.maximum(found[name], least)[called]
    return found


def _rest(column: Coded, prior: float) -> Numbers:
    """Of the other records, the share that has the same value; NaN for blanks."""
    codes = column.codes
    counts = np.bincount(codes + 1).astype(np.float64)
    share: Numbers = (counts[codes + 1] - 1.0 + PRIOR_ROWS * prior) / (len(codes) - 1 + PRIOR_ROWS)
    share[codes < 0] = np.nan
    return share
