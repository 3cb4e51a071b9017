"""W198: a line that stands twice on a sheet whose lines have no numbers, so that no key tells them apart.

People who number nothing write several products under one order, so a repeated order number says nothing by itself. A
row is told only where everything that is known of it stands in an earlier row too: order, product, price or amount, and
what columns the standard does not know say as well, for one of those may be the reason why there are two lines.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from custsheet.checking.probe import Probe
from custsheet.checking.view import Mask, View
from custsheet.model.finding import Finding

Places = np.ndarray[Any, np.dtype[np.int64]]


def probes(view: View) -> Iterator[Probe]:
    """The rule, on sheets of things that were sold and whose key lacks the column that counts its lines."""
    counted = view.sheet.counted_key
    key = [name for name in view.sheet.primary_key if name not in counted]
    if not counted or any(map(view.has, counted)) or not all(map(view.has, key)):
        return
    for rule in view.sheet.rules:  # the one that says which column is the product, and which ones are money
        money = [name for name in rule.fields[1:3] if view.has(name)]
        if rule.kind == "usual" and view.has(rule.fields[0]) and money:
            yield _repeated(view, key, rule.fields[0], money)


def _repeated(view: View, key: list[str], product: str, money: list[str]) -> Probe:
    earlier: dict[int, int] = {}

    def fails(_: Any) -> Mask:
        found = np.zeros(len(view.rows), dtype=bool)
        told = ~np.logical_and.reduce([view.blank(name) for name in money])
        for name in (*key, product):
            told &= ~view.blank(name)
        for name in view.reported:  # what could not be read is blank, and two such cells need not say the same
            if view.has(name):
                told &= ~(view.unread(name) & view.blank(name))
        at = np.flatnonzero(told)
        # These tell nearly all rows apart, so that the other columns are looked at in few.
        at = at[view.columns([*key, product]).iloc[at].duplicated(keep=False).to_numpy()]
        if not len(at):
            return found
        said = _numbers(view, at)
        first = pd.Series(at).groupby(said).transform("first").to_numpy()
        again = first != at
        earlier.update(zip(at[again].tolist(), first[again].tolist(), strict=True))
        found[at[again]] = True
        return found

    def tell(at: int) -> Finding:
        return view.finding("W198", at, key[0], params={"other": view.rows[earlier[at]]})

    return Probe("W198", None, fails, tell, alone=False, on=key[0])


def _numbers(view: View, at: Places) -> Places:
    """For each of these rows a number for all its cells say, as a person reads them."""
    raw = view.table.raw
    columns = [raw[name].to_numpy()[at] for name in raw.columns]
    if view.table.beside is not None:
        columns.append(view.table.beside.reindex(raw.index[at]).to_numpy())
    said = np.zeros(len(at), dtype=np.int64)
    for column in columns:
        codes, different = pd.factorize(column, use_na_sentinel=False)
        said = pd.factorize(said * len(different) + codes)[0].astype(np.int64)
    return said
