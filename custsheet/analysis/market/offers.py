"""What to offer to whom next: what is due again, what they wrote that they want, what people like them buy.

Invariant: nobody is offered a durable product that they have, nor, but for what is due again, anything they bought;
nothing that was not sold in the last twelve months; and who wants no marketing is offered nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from custsheet.analysis.columns import frame
from custsheet.analysis.packing import begins

TOP = 3
"""Offers a customer."""
_STRONGEST = 10  # rules of one thing that offers are made from
_ORDER = {"due": 0, "wish": 1, "product": 2, "interest": 2, "industry": 3}
Columns = dict[str, npt.NDArray[Any]]
COLUMNS = ["customer", "kind", "product", "has", "share", "lift", "gap", "idle", "own"]


def offers(due: pd.DataFrame, wishes: pd.DataFrame, ruled: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """At most `TOP` a customer, best first; columns `COLUMNS`.

    Args:
        due: what is due again (`owned.due`).
        wishes: customer, product: what a customer wrote that it wants.
        ruled: customer, and the columns of `lift.RULES`: rules that apply to what the customer has.
        pairs: customer, product: what was bought already.
    """
    bought = _keys(pairs)
    others = (_told(wishes, "wish"), _told(ruled, None, "share"))
    parts = [_told(due, "due", "each"), *(_taken(one, ~np.isin(_keys(one), bought)) for one in others)]
    whole = {name: np.concatenate([one[name] for one in parts]) for name in parts[0]}
    kind, kinds = pd.factorize(whole["kind"])
    order = np.array([_ORDER[one] for one in kinds], dtype="int64")[kind]
    whole = _taken(whole, np.lexsort([whole["product"], -whole["weight"], order, whole["customer"]]))
    whole = _taken(whole, ~pd.Series(_keys(whole)).duplicated().to_numpy())
    customer = whole["customer"]
    begin = np.flatnonzero(begins(customer))
    place = np.arange(len(customer)) - np.repeat(begin, np.diff(begin, append=len(customer)))
    whole = _taken(whole, place < TOP)
    return frame({name: whole[name] for name in COLUMNS}, pd.RangeIndex(len(whole["customer"])))


def applied(ruled: pd.DataFrame, having: pd.DataFrame) -> pd.DataFrame:
    """The strongest rules of each thing that customers of `having` have, for each of these customers."""
    has, thing = (one["has"].to_numpy("int64") for one in (ruled, having))
    order = np.argsort(has, kind="stable")  # of each thing the strongest stays first
    first, after = (np.searchsorted(has[order], thing, side=side) for side in ("left", "right"))
    many = np.minimum(after - first, _STRONGEST)
    row = np.repeat(np.arange(len(thing)), many)
    rule = order[np.repeat(first - (np.cumsum(many) - many), many) + np.arange(len(row))]
    theirs = {"customer": having["customer"].to_numpy()[row], "has": thing[row]}
    told = {name: ruled[name].to_numpy()[rule] for name in ruled if name != "has"}
    return frame(theirs | told, pd.RangeIndex(len(row)))


def _told(table: pd.DataFrame, kind: str | None, weight: str | None = None) -> Columns:
    """The columns of `COLUMNS` and weight, blank where `table` has none; `kind` as in it, if None."""
    blank: Columns = {name: np.full(len(table), np.nan) for name in COLUMNS}
    found = blank | {name: table[name].to_numpy() for name in COLUMNS if name in table}
    if kind is not None:
        found["kind"] = np.full(len(table), kind, dtype=object)
    found["own"] = found["own"].astype(object)
    return found | {"weight": np.zeros(len(table)) if weight is None else table[weight].to_numpy("float64")}


def _taken(columns: Columns, rows: Any) -> Columns:
    return {name: one[rows] for name, one in columns.items()}


def _keys(pairs: Mapping[Any, Any] | pd.DataFrame) -> Any:
    return np.asarray(pairs["customer"], dtype="int64") * 2**32 + np.asarray(pairs["product"], dtype="int64")
