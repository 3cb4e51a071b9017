"""Columns of a read table by field name, in one shape whether or not the workbook has them.

Invariant: a column that is absent is a column of blanks, so that no analysis asks twice and none fails on a small
workbook.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from custsheet.model.records import record_labels
from custsheet.model.snapshot import Snapshot, Table

Codes = npt.NDArray[np.intp]
Names = npt.NDArray[np.object_]


def strings(table: Table, name: str) -> pd.Series:
    """Text column as object: str or None, outer spaces off, an empty text is None."""
    if name not in table.typed:
        return _blank(table)
    if name not in table.kept:
        table.kept[name] = _strings(table, name)
    return table.kept[name].copy(deep=False)  # which copies when it is written to


def at_codes(values: Names, codes: Codes) -> Names:
    """The value at each code, None at -1."""
    return np.append(values, np.array([None], dtype=object))[codes]


def frame(columns: Mapping[str, npt.NDArray[Any]], index: pd.Index) -> pd.DataFrame:
    """Plain arrays as a frame, each of the type it has: pandas would make texts its own, and None of them NaN."""
    told = {
        name: pd.Series(one, index=index, dtype=one.dtype, copy=False) if one.dtype == object else one
        for name, one in columns.items()
    }
    return pd.DataFrame(told, index, copy=False)


def firsts(codes: Codes, size: int) -> Codes:
    """The first place of each of `size` numbers in `codes`, every one of which stands there; −1 counts for nothing."""
    found = np.zeros(size, dtype=np.intp)
    known = np.flatnonzero(codes >= 0)[::-1]
    found[codes[known]] = known  # of several the last written stays, which is the first
    return found


def _strings(table: Table, name: str) -> pd.Series:
    codes, said = coded(table, name)
    return pd.Series(at_codes(said, codes), index=table.typed.index, dtype=object)


def coded(table: Table, name: str) -> tuple[Codes, Names]:
    """A text column as numbers, which are told apart many times faster than texts.

    Returns:
        Of every row the place of its text in the second, −1 where blank; the different texts, in the order they come.
    """
    if name not in table.typed:
        return np.full(len(table.typed), -1), np.array([], dtype=object)
    kept = f"{name} as numbers"
    if kept not in table.kept:
        table.kept[kept] = _coded(table.typed[name].to_numpy(dtype=object))
    found: tuple[Codes, Names] = table.kept[kept]
    return found


def _coded(cells: Names) -> tuple[Codes, Names]:
    codes, known = pd.factorize(cells)  # a column says few things many times
    if _clean(known):
        return codes, known
    said = [cell.strip() or None if isinstance(cell, str) else None for cell in known]
    if all(one is cell for one, cell in zip(said, known, strict=True)):
        return codes, known
    again, names = pd.factorize(np.array(said, dtype=object))
    return np.append(again, -1)[codes], names


def _clean(said: Names) -> bool:
    """Whether all are texts without a space in them, as 400,000 order numbers are: one look at all of them together."""
    try:
        whole = "\0".join(said)
    except TypeError:  # something else than a text
        return False
    return whole.split(maxsplit=1) == [whole] and "\0\0" not in f"\0{whole}\0"


def _blank(table: Table) -> pd.Series:
    """None in every row; `pd.Series(None, …)` would be NaN, which is no text and counts as true."""
    return pd.Series(np.full(len(table.typed), None, dtype=object), index=table.typed.index, dtype=object)


def numbers(table: Table, name: str) -> pd.Series:
    """Number column as float64, blank = NaN."""
    if name not in table.typed:
        return pd.Series(np.nan, index=table.typed.index, dtype="float64")
    return table.typed[name].astype("float64")


def moments(table: Table, name: str) -> pd.Series:
    """Date or datetime column as datetime64[us], blank = NaT."""
    if name not in table.typed:
        return pd.Series(pd.NaT, index=table.typed.index, dtype="datetime64[us]")
    return table.typed[name].astype("datetime64[us]")


def truths(table: Table, name: str) -> pd.Series:
    """Yes-or-no column as object: True, False or None."""
    if name not in table.typed:
        return _blank(table)
    column = table.typed[name].astype(object)
    return column.where(column.notna(), None)


def labels(snapshot: Snapshot, table: Table) -> pd.Series:
    """What each record is called."""
    return pd.Series(record_labels(snapshot, table), index=table.typed.index, dtype=object)


def found(snapshot: Snapshot, name: str, *needed: str) -> Table | None:
    """The table of sheet `name` if it stands in the workbook, holds records and has every column in `needed`.

    A field that is switched off has its column on the sheet still, but no values.
    """
    table = snapshot.table(name)
    if table is None or not len(table.typed) or any(column not in table.typed for column in needed):
        return None
    return table
