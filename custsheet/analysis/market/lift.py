"""What goes together: who has one thing buys another more often than everybody does.

A rule says that customers who have something (a product, an interest, an industry) buy a product with a probability
`share`, everybody with `base`; lift = share ÷ base. Only rules that enough customers stand behind are kept, as a lift
of three among two people is a chance.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from custsheet.analysis.columns import frame

if TYPE_CHECKING:
    from scipy import sparse

LIFT = 1.2
"""From here on a rule says something."""
_PRODUCTS = 1_000  # most widely bought products that are held against each other
RULES = ["kind", "has", "product", "support", "share", "base", "lift"]


def rules(kind: str, having: pd.DataFrame, pairs: pd.DataFrame, buyers: int, least: int) -> pd.DataFrame:
    """Rules from what customers have to what they buy, strongest first; columns `RULES`.

    Args:
        kind: what `has` is.
        having: one row a customer and thing it has: customer, has (a whole number from 0), each once.
        pairs: one row a customer and product it bought, each once.
        buyers: customers that the base is over: those who ever bought anything.
        least: customers that must stand behind a rule, and that must have the thing.
    """
    counts = pairs["product"].value_counts()
    sold = np.sort(counts[counts >= max(least, 1)].head(_PRODUCTS).index.to_numpy("int64"))
    column = np.full(int(pairs["product"].max() if len(pairs) else -1) + 1, -1)
    column[sold] = np.arange(len(sold))
    who, what = pairs["customer"].to_numpy("int64"), column[pairs["product"].to_numpy("int64")]
    who, what = who[what >= 0], what[what >= 0]
    theirs, things = having["customer"].to_numpy("int64"), having["has"].to_numpy("int64")
    people = int(max(who.max(initial=-1), theirs.max(initial=-1))) + 1
    if kind == "product":
        known = np.zeros(people, dtype=bool)
        known[who] = True
        theirs, things = theirs[known[theirs]], things[known[theirs]]
    if not len(who) or not len(theirs) or not buyers:
        return pd.DataFrame(columns=RULES, dtype="float64").astype({"kind": object})
    names, thing = np.unique(things, return_inverse=True)
    both = (_matrix(theirs, thing, (people, len(names))).T @ _matrix(who, what, (people, len(sold)))).tocoo()
    has, product, support = names[both.row], sold[both.col], both.data.astype("int64")
    share = support / np.bincount(thing)[both.row]
    base = np.bincount(what)[both.col] / buyers
    lift = share / base
    keep = (support >= max(least, 1)) & (lift >= LIFT)
    if kind == "product":
        keep &= has != product
    rows = np.flatnonzero(keep)
    rows = rows[np.lexsort([-support[rows], -lift[rows]])]
    told = {"has": has, "product": product, "support": support, "share": share, "base": base, "lift": lift}
    told["kind"] = np.full(len(has), kind, dtype=object)
    return frame({name: told[name][rows] for name in RULES}, pd.RangeIndex(len(rows)))


def _matrix(rows: Any, columns: Any, shape: tuple[int, int]) -> sparse.csr_matrix:
    from scipy import sparse  # late: no other pass needs it, and it takes a while to load

    return sparse.csr_matrix((np.ones(len(rows), dtype="int32"), (rows, columns)), shape=shape)
