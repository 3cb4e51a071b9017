"""What to offer to whom next: what is due again, what they wrote that they want, what people like them buy.

Invariant: nobody is offered a durable product that they have, nor, but for what is due again, anything they bought;
nothing that was not sold in the last twelve months; and who wants no marketing is offered nothing.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

TOP = 3
"""Offers a customer."""
_STRONGEST = 10  # rules of one thing that offers are made from
_ORDER = {"due": 0, "wish": 1, "product": 2, "interest": 2, "industry": 3}
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
    fresh = [one[~np.isin(_keys(one), bought)] for one in (wishes, ruled)]
    parts = [due.assign(kind="due", weight=due["each"]), fresh[0].assign(kind="wish", weight=0.0), fresh[1]]
    parts[2] = parts[2].assign(weight=parts[2]["share"])
    whole = pd.concat([one for one in parts if len(one)] or [parts[0]], ignore_index=True)
    whole = whole.reindex(columns=[*COLUMNS, "weight"])
    whole["order"] = whole["kind"].map(_ORDER)
    keys = ["customer", "order", "weight", "product"]
    whole = whole.sort_values(keys, ascending=[True, True, False, True], kind="stable")
    whole = whole.drop_duplicates(["customer", "product"])
    return whole.groupby("customer", sort=False).head(TOP)[COLUMNS].reset_index(drop=True)


def applied(ruled: pd.DataFrame, having: pd.DataFrame) -> pd.DataFrame:
    """The strongest rules of each thing that customers of `having` have, for each of these customers."""
    return having.merge(ruled.groupby("has", sort=False).head(_STRONGEST), on="has", how="inner")


def _keys(pairs: pd.DataFrame) -> Any:
    return pairs["customer"].to_numpy("int64") * 2**32 + pairs["product"].to_numpy("int64")
